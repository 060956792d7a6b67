from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from pankti.base.clock import now
from pankti.base.ids import new_id
from pankti.meetings.types import MeetingState, Mode, Role


class Meeting(models.Model):
    """A meeting of a unit, from the first note of it to the day after.

    ``invitees`` is the rule as JSON (``cascade.types.Invitees``). Once called, ``dispatch_id`` is the call:
    of the same id, or one that many sessions share. ``origin`` names the room that made it
    ("review", "conference"; nothing: a person), ``origin_id`` what it belongs to there. ``path`` is the
    unit's path in the main tree, kept as with appointments. ``sequence`` counts what calendars must take over.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    state = models.TextField(default=MeetingState.DRAFT)
    version = models.IntegerField(default=0)  # 0 until called
    sequence = models.IntegerField(default=0)
    titles = models.JSONField(default=dict)
    texts = models.JSONField(default=dict)
    unit = models.ForeignKey("organisation.Unit", on_delete=models.PROTECT, related_name="+", db_constraint=False)
    path = models.TextField(default="", db_collation="C")
    wing = models.ForeignKey("organisation.Wing", on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    mode = models.TextField(default=Mode.IN_PERSON)
    place = models.JSONField(default=dict)
    starts_at = models.DateTimeField(null=True)
    ends_at = models.DateTimeField(null=True)
    invitees = models.JSONField(default=dict)
    follows = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, related_name="+")
    link = models.TextField(default="")
    room_id = models.UUIDField(null=True)  # of ``channels``: a video room made for it
    dispatch_id = models.UUIDField(null=True, db_index=True)
    origin = models.TextField(default="")
    origin_id = models.UUIDField(null=True)
    by_appointment = models.ForeignKey(
        "organisation.Appointment", on_delete=models.PROTECT, null=True, related_name="+"
    )
    author_id = models.UUIDField(null=True)  # a person; null: the system
    created_at = models.DateTimeField(default=now)
    changed_at = models.DateTimeField(default=now)
    called_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)  # cancelled, or held
    end_reason = models.TextField(default="")
    change_no = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=[s.value for s in MeetingState]), name="meetings_state"),
            models.CheckConstraint(condition=Q(mode__in=[m.value for m in Mode]), name="meetings_mode"),
            models.CheckConstraint(
                condition=Q(ends_at__isnull=True) | Q(starts_at__isnull=False, ends_at__gt=F("starts_at")),
                name="meetings_in_order",
            ),
        ]
        indexes = [
            models.Index(fields=["path", "starts_at"], name="meetings_of_path"),
            models.Index(fields=["unit", "change_no"], name="meetings_change"),
            models.Index(fields=["change_no"], name="meetings_change_no"),
            models.Index(fields=["origin", "origin_id", "unit"], name="meetings_origin"),
            models.Index(fields=["starts_at"], condition=Q(state="called"), name="meetings_due"),
        ]


class MeetingVersion(models.Model):
    """One version of a call, as it went out; never changed."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="+")
    version = models.IntegerField()
    sequence = models.IntegerField()
    titles = models.JSONField()
    texts = models.JSONField()
    place = models.JSONField()
    starts_at = models.DateTimeField(null=True)
    ends_at = models.DateTimeField(null=True)
    link = models.TextField(default="")
    what_changed = models.JSONField(default=dict)
    answers_stand = models.BooleanField(default=True)
    issued_at = models.DateTimeField()
    author_id = models.UUIDField(null=True)  # a person; null: the system

    class Meta:
        constraints = [models.UniqueConstraint(fields=["meeting", "version"], name="meetings_version_once")]


class HostUnit(models.Model):
    """A unit that hosts a meeting beside the one whose meeting it is."""

    pk = models.CompositePrimaryKey("meeting", "unit")
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="+", db_index=False)
    unit = models.ForeignKey("organisation.Unit", on_delete=models.PROTECT, related_name="+", db_constraint=False)


class Part(models.Model):
    """Who does what at a meeting: a holder of a post, or a guest named with the post they are known by."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="+")
    place = models.SmallIntegerField()  # the order of precedence
    role = models.TextField()
    appointment = models.ForeignKey("organisation.Appointment", on_delete=models.PROTECT, null=True, related_name="+")
    names = models.JSONField(default=dict)
    post_names = models.JSONField(default=dict)
    unit_names = models.JSONField(default=dict)  # of a holder's unit

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(role__in=[r.value for r in Role]), name="meetings_part_role"),
        ]


class FormerPart(models.Model):
    """Who took part in a planted meeting and does no more: kept so that their phone lets the meeting go."""

    pk = models.CompositePrimaryKey("appointment", "meeting")
    appointment = models.ForeignKey("organisation.Appointment", on_delete=models.CASCADE, related_name="+")
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="+", db_index=False)


class AgendaItem(models.Model):
    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="+")
    place = models.SmallIntegerField()
    titles = models.JSONField()
    minutes = models.SmallIntegerField(null=True)
    part = models.ForeignKey(Part, on_delete=models.SET_NULL, null=True, related_name="+", db_index=False)


class AgendaTemplate(models.Model):
    """An agenda to begin from: a list of titles that the units below ``path`` may take over."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    names = models.JSONField()
    path = models.TextField(db_collation="C")
    items = models.JSONField(default=list)  # of {"titles": …, "minutes": …}
    retired_at = models.DateTimeField(null=True)


class CalendarFeed(models.Model):
    """An address from which a person's calendar reads their meetings. The address is signed; revoked, it is dead."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    made_at = models.DateTimeField(default=now)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person"], condition=Q(revoked_at=None), name="meetings_feed_once"),
        ]
