from __future__ import annotations

from django.db import models

from pankti.base.clock import now
from pankti.base.ids import new_id


class Person(models.Model):
    """A citizen or a post-holder: one row, whatever they do. Names by language; nothing about belief or origin.

    ``home_path``: the main tree's path of the unit where they live or, until that is known,
    where they were entered; who reaches that path reaches them. Empty: nobody but themselves.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    names = models.JSONField()
    language = models.TextField(default="hi")
    home_path = models.TextField(default="", db_default="", db_collation="C")
    created_at = models.DateTimeField(default=now)
    erased_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["home_path"], name="people_person_home")]


class ContactPoint(models.Model):
    """A phone number: AES-GCM ciphertext, and a keyed hash by which alone it is found."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    kind = models.TextField(default="phone")
    ciphertext = models.BinaryField()
    key_id = models.SmallIntegerField()
    blind_index = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "blind_index"], name="people_contact_point_once"),
        ]
