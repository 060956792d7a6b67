from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from pankti.attendance.types import How, LineState
from pankti.base.clock import now
from pankti.base.ids import new_id


class Presence(models.Model):
    """What counts of one person (or one guest) at one meeting, worked out from the arrivals that still hold.

    ``path``: of the unit that their post serves; ``at_path``: of the meeting's unit. Both say who may see it.
    A guest has ``guest_names`` and a ``guest_key`` (how the name sounds), by which a second line finds the same guest.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    meeting = models.ForeignKey("meetings.Meeting", on_delete=models.CASCADE, related_name="+", db_index=False)
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, null=True, related_name="+")
    appointment = models.ForeignKey("organisation.Appointment", on_delete=models.PROTECT, null=True, related_name="+")
    unit = models.ForeignKey("organisation.Unit", on_delete=models.PROTECT, null=True, related_name="+")
    path = models.TextField(default="", db_collation="C")
    at_path = models.TextField(default="", db_collation="C")
    guest_names = models.JSONField(default=dict)
    guest_key = models.TextField(default="")
    is_invited = models.BooleanField(default=False)
    is_present = models.BooleanField(default=False)
    hows = ArrayField(models.TextField(), default=list)
    came_at = models.DateTimeField(null=True)
    minutes = models.IntegerField(null=True)
    changed_at = models.DateTimeField(default=now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["meeting", "person"], name="attendance_person_once"),
            models.UniqueConstraint(
                fields=["meeting", "guest_key"], condition=Q(person=None), name="attendance_guest_once"
            ),
            models.CheckConstraint(condition=Q(person__isnull=False) | ~Q(guest_key=""), name="attendance_somebody"),
        ]
        indexes = [models.Index(fields=["meeting", "path"], name="attendance_of_meeting")]


class Arrival(models.Model):
    """One piece of evidence that somebody was there; never changed, only taken back.

    ``id`` is the command's, so that a phone may send it twice. ``spans``: [from, to] in ISO, of a video service.
    A ruling by hand may say that they were not there (``is_here`` false).
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    presence = models.ForeignKey(Presence, on_delete=models.CASCADE, related_name="+")
    at_path = models.TextField(default="", db_collation="C")
    how = models.TextField()
    is_here = models.BooleanField(default=True)
    came_at = models.DateTimeField()
    spans = models.JSONField(default=list)
    minutes = models.IntegerField(null=True)
    reason = models.TextField(default="")
    report_id = models.UUIDField(null=True, db_index=True)
    by_person_id = models.UUIDField(null=True)
    made_at = models.DateTimeField(default=now)
    taken_back_at = models.DateTimeField(null=True)
    taken_back_by = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(how__in=[h.value for h in How]), name="attendance_how"),
        ]


class Report(models.Model):
    """A video service's list of who was there. The file itself is sealed, and gone once every name is decided."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    meeting = models.ForeignKey("meetings.Meeting", on_delete=models.CASCADE, related_name="+", db_index=False)
    at_path = models.TextField(default="", db_collation="C")
    name = models.TextField(default="")
    kind = models.TextField(default="")
    sha256 = models.TextField()
    content = models.BinaryField(null=True)
    key_id = models.SmallIntegerField(default=0)
    by_person_id = models.UUIDField(null=True)
    made_at = models.DateTimeField(default=now)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["meeting", "sha256"], name="attendance_report_once")]


class ReportLine(models.Model):
    """One name as it was written, all its visits together, and whom it is taken for."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="+")
    place = models.IntegerField()
    at_path = models.TextField(default="", db_collation="C")
    written = models.TextField()
    came_at = models.DateTimeField(null=True)
    spans = models.JSONField(default=list)
    minutes = models.IntegerField(null=True)
    state = models.TextField(default=LineState.DOUBTFUL)
    candidates = models.JSONField(default=list)
    person = models.ForeignKey("people.Person", on_delete=models.SET_NULL, null=True, related_name="+")
    arrival_id = models.UUIDField(null=True)
    decided_by = models.UUIDField(null=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=[s.value for s in LineState]), name="attendance_line_state"),
            models.UniqueConstraint(fields=["report", "place"], name="attendance_line_once"),
        ]


class Alias(models.Model):
    """How somebody writes their own name in video rooms, as a person once decided; it holds at and below ``path``."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    key = models.TextField(db_collation="C")
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    path = models.TextField(default="", db_collation="C")
    by_person_id = models.UUIDField(null=True)
    made_at = models.DateTimeField(default=now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "person", "path"], name="attendance_alias_once")]


class Rehearsal(models.Model):
    """What the host's check found before a meeting: codes of what is not ready, or nothing.

    ``visits_at``: when the video service told who was there; it is asked until then.
    """

    meeting = models.OneToOneField("meetings.Meeting", on_delete=models.CASCADE, primary_key=True, related_name="+")
    at_path = models.TextField(default="", db_collation="C")
    starts_at = models.DateTimeField(null=True)
    findings = ArrayField(models.TextField(), default=list)
    is_ready = models.BooleanField(default=False)
    looked_at = models.DateTimeField(null=True)
    visits_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["at_path", "starts_at"], condition=Q(is_ready=False), name="attendance_not_ready"),
        ]
