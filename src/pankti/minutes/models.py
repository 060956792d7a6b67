from __future__ import annotations

from django.db import models
from django.db.models import Q

from pankti.base.clock import now
from pankti.base.ids import new_id
from pankti.meetings.types import Role
from pankti.minutes.types import EntryKind, Honorific


class Record(models.Model):
    """The record of one meeting, from its first entry on.

    ``unit``, ``titles`` and ``held_at`` are the meeting's, kept beside it so that decisions are found without it.
    ``change_no`` grows with every write: a page that has seen it asks for nothing more. Whoever writes locks this row.
    """

    meeting = models.OneToOneField("meetings.Meeting", on_delete=models.CASCADE, related_name="+", primary_key=True)
    unit = models.ForeignKey("organisation.Unit", on_delete=models.PROTECT, related_name="+", db_constraint=False)
    titles = models.JSONField(default=dict)
    held_at = models.DateTimeField(null=True)
    change_no = models.BigIntegerField(default=0)
    begun_at = models.DateTimeField(default=now)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.UUIDField(null=True)  # a person

    class Meta:
        indexes = [models.Index(fields=["unit", "held_at"], name="minutes_of_unit")]


class Speaker(models.Model):
    """Who took which part, as it was on the day: the planned parts are copied, and who came instead is added."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    record = models.ForeignKey(Record, on_delete=models.CASCADE, related_name="+")
    place = models.SmallIntegerField()  # the order of precedence
    part_id = models.UUIDField(null=True)  # of ``meetings``
    role = models.TextField()
    appointment = models.ForeignKey(
        "organisation.Appointment", on_delete=models.PROTECT, null=True, related_name="+", db_constraint=False
    )
    names = models.JSONField(default=dict)
    post_names = models.JSONField(default=dict)
    honorific = models.TextField(default="", blank=True)
    is_absent = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(role__in=[r.value for r in Role]), name="minutes_role"),
            models.CheckConstraint(condition=Q(honorific__in=[h.value for h in Honorific]), name="minutes_honorific"),
            models.UniqueConstraint(fields=["record", "part_id"], name="minutes_part_once"),
        ]


class Entry(models.Model):
    """One entry: what somebody said, a note, or a decision. ``said`` is ``types.Said`` as JSON.

    ``version`` counts its changes; an edit names the version it was made on. ``kind`` stands in ``said`` too.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    record = models.ForeignKey(Record, on_delete=models.CASCADE, related_name="+", db_index=False)
    place = models.BigIntegerField()
    kind = models.TextField()
    version = models.IntegerField(default=1)
    said = models.JSONField()
    author_id = models.UUIDField(null=True)
    added_at = models.DateTimeField(default=now)
    changed_at = models.DateTimeField(default=now)
    removed_at = models.DateTimeField(null=True)
    is_addition = models.BooleanField(default=False)  # written after the record was closed
    corrects_id = models.UUIDField(null=True)
    directive_id = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=[k.value for k in EntryKind]), name="minutes_kind"),
        ]
        indexes = [models.Index(fields=["record", "place"], name="minutes_in_order")]


class EntryVersion(models.Model):
    """An entry as somebody wrote it. ``version`` null: made on an older version while others changed the same words.

    Such a one stands aside until somebody settles it; it is never deleted.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="+")
    version = models.IntegerField(null=True)
    base = models.IntegerField(default=0)
    said = models.JSONField()
    author_id = models.UUIDField(null=True)
    at = models.DateTimeField(default=now)
    is_removed = models.BooleanField(default=False)
    settled_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["entry", "version"], name="minutes_version_once")]


class Writer(models.Model):
    """Who has the record open, and which entry they are writing. Gone a day later."""

    pk = models.CompositePrimaryKey("record", "person_id")
    record = models.ForeignKey(Record, on_delete=models.CASCADE, related_name="+", db_index=False)
    person_id = models.UUIDField()
    entry_id = models.UUIDField(null=True)
    seen_at = models.DateTimeField(default=now)

    class Meta:
        indexes = [models.Index(fields=["seen_at"], name="minutes_writer_seen")]
