from __future__ import annotations

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import CompositePrimaryKey, F, Q

from pankti.base.clock import now
from pankti.base.ids import new_id
from pankti.people.naming.sound import keys_of


class Skill(models.Model):
    """Something a person can do, from the organisation's own list. Retired: offered no more; who has it keeps it."""

    code = models.TextField(primary_key=True)
    names = models.JSONField()
    retired_on = models.DateField(null=True)


class Person(models.Model):
    """A citizen or a post-holder: one row, whatever they do. Names by language; nothing about belief or origin.

    ``home_path``: the main tree's path of the unit where they live or, until that is known,
    where they were entered; who reaches that path reaches them. Empty: nobody but themselves.
    ``suggested``: languages whose name nobody has checked. ``name_keys``: how the names sound, for search;
    a trigger carries them to NameToken. ``merged_into``: this row is only history, the other person counts.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    names = models.JSONField()
    suggested = ArrayField(models.TextField(), default=list, db_default=[])
    name_keys = ArrayField(models.TextField(), default=list, db_default=[])
    language = models.TextField(default="hi")
    languages = ArrayField(models.TextField(), default=list, db_default=[])
    skills = ArrayField(models.TextField(), default=list, db_default=[])
    photo = models.TextField(default="", db_default="")
    home_path = models.TextField(default="", db_default="", db_collation="C")
    created_at = models.DateTimeField(default=now)
    erased_at = models.DateTimeField(null=True)
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["home_path"], name="people_person_home")]

    def save(self, *args: Any, **kwargs: Any) -> None:
        """A new person's keys are worked out here, so that nobody is entered who cannot be found."""
        if self._state.adding and not self.name_keys:
            self.name_keys = keys_of(self.names)
        super().save(*args, **kwargs)


class ContactPoint(models.Model):
    """A phone number or e-mail address: AES-GCM ciphertext, and a keyed hash by which alone it is found.

    A number belongs to one person, unless a later holder's row says why it is shared (a family's phone).
    ``rank`` orders a person's points of one kind; the first is the one to use.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    kind = models.TextField(default="phone", db_default="phone")
    ciphertext = models.BinaryField()
    key_id = models.SmallIntegerField()
    blind_index = models.BinaryField()
    shared_reason = models.TextField(default="", db_default="")
    rank = models.SmallIntegerField(default=0, db_default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "blind_index"], condition=Q(shared_reason=""), name="people_contact_point_once"
            ),
            models.UniqueConstraint(
                fields=["kind", "blind_index", "person"], name="people_contact_point_of_person_once"
            ),
        ]


class NameToken(models.Model):
    """One key of a person's names (or two of them, parted by a blank) at one place where the person is found.

    Written by triggers alone; the serving role asks only through ``people_find``.
    """

    pk = CompositePrimaryKey("token", "path", "person_id")
    token = models.TextField(db_collation="C")
    path = models.TextField(db_collation="C")
    person_id = models.UUIDField()


class NameWord(models.Model):
    """A key that somebody's name has. ``n``: how many persons about, as last counted."""

    word = models.TextField(primary_key=True, db_collation="C")
    n = models.IntegerField(default=1, db_default=1)


class NameCut(models.Model):
    """A NameWord with one letter left out (or none): two keys one slip apart share a cut."""

    pk = CompositePrimaryKey("cut", "word")
    cut = models.TextField(db_collation="C")
    word = models.TextField(db_collation="C")


class Lookalike(models.Model):
    """Two persons who may be one. ``path``: where both their homes lie. ``decision``: "", different, merged."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    first = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    second = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    reasons = ArrayField(models.TextField())
    path = models.TextField(db_collation="C")
    found_at = models.DateTimeField(default=now)
    decision = models.TextField(default="")
    decided_at = models.DateTimeField(null=True)
    decided_by = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="people_lookalike_once"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="people_lookalike_in_order"),
        ]
        indexes = [models.Index(fields=["path"], condition=Q(decision=""), name="people_lookalike_open")]


class PersonMark(models.Model):
    """A person in whom something has changed since likely duplicates were last looked for (null: everybody).

    Triggers write these beside what changes a name, a home or a number.
    """

    id = models.BigAutoField(primary_key=True)
    person_id = models.UUIDField(null=True)


class Merge(models.Model):
    """One person's history joined to another's: ``moved`` says which rows, so that it can be undone."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kept = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    merged = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    moved = models.JSONField()
    merged_at = models.DateTimeField(default=now)
    merged_by = models.UUIDField(null=True)
    undone_at = models.DateTimeField(null=True)
    undone_by = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["merged"], condition=Q(undone_at__isnull=True), name="people_merge_once"),
        ]
