from __future__ import annotations

from django.db import models
from django.db.models import Q

from pankti.base.clock import now
from pankti.base.ids import new_id


class DataExport(models.Model):
    """One person's data for themselves: asked for, confirmed, made by a job, sealed, gone after a week."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    asked_at = models.DateTimeField(default=now)
    confirmed_at = models.DateTimeField(null=True)
    made_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)
    ciphertext = models.BinaryField(null=True)
    key_id = models.SmallIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person"], condition=Q(made_at=None), name="privacy_export_once"),
        ]


class Erasure(models.Model):
    """A person's wish to be erased: asked for, waited upon, confirmed, carried out; or called off before that.

    ``asked_by`` is the person, or a manager who holds their written request (``note``).
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    asked_by = models.UUIDField()
    asked_at = models.DateTimeField(default=now)
    note = models.TextField(default="")
    confirm_from = models.DateTimeField()
    confirmed_by = models.UUIDField(null=True)
    confirmed_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    called_off_at = models.DateTimeField(null=True)
    logs_emptied_at = models.DateTimeField(null=True)  # a year later: what the law wanted kept

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(done_at=None, called_off_at=None), name="privacy_erasure_once"
            ),
            models.CheckConstraint(
                condition=Q(confirmed_at=None) | Q(called_off_at=None) | Q(done_at=None), name="privacy_erasure_one_end"
            ),
        ]


class Hold(models.Model):
    """What the law wants kept for a year of a person who was erased, sealed; nothing in the application reads it."""

    person_id = models.UUIDField(primary_key=True)
    row_id = models.UUIDField(default=new_id)
    ciphertext = models.BinaryField()
    key_id = models.SmallIntegerField()
    until = models.DateTimeField()
