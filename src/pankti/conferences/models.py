from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from pankti.base.clock import now
from pankti.base.ids import new_id
from pankti.conferences.types import PlanState, SessionState


class Conference(models.Model):
    """A conference or virtual rally: the rules from which its sessions were made, and the call's id.

    ``slots`` are hours of the day ("11:00"), ``agenda`` a list of words. ``doing`` names what a worker is busy with,
    ``asked`` with what; ``trouble`` why that could not be done. ``path`` is the unit's in the main tree, kept.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    state = models.TextField(default=PlanState.DRAFT)
    titles = models.JSONField(default=dict)
    texts = models.JSONField(default=dict)
    unit = models.ForeignKey("organisation.Unit", on_delete=models.PROTECT, related_name="+", db_constraint=False)
    path = models.TextField(default="", db_collation="C")
    level = models.ForeignKey("organisation.Level", on_delete=models.PROTECT, related_name="+", db_index=False)
    wing = models.ForeignKey("organisation.Wing", on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    is_video = models.BooleanField(default=True)
    takes_registration = models.BooleanField(default=False)
    called_levels = ArrayField(models.TextField(), default=list)
    starts_on = models.DateField(null=True)
    days = models.SmallIntegerField(default=1)
    slots = ArrayField(models.TextField(), default=list)
    minutes = models.SmallIntegerField(default=60)
    link_base = models.TextField(default="")
    agenda = models.JSONField(default=list)
    speaker = models.ForeignKey("organisation.Appointment", on_delete=models.PROTECT, null=True, related_name="+")
    by_appointment = models.ForeignKey(
        "organisation.Appointment", on_delete=models.PROTECT, null=True, related_name="+"
    )
    author_id = models.UUIDField(null=True)
    created_at = models.DateTimeField(default=now)
    changed_at = models.DateTimeField(default=now)
    called_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    end_reason = models.TextField(default="")
    sessions = models.IntegerField(default=0)
    checked_at = models.DateTimeField(null=True)  # when hosts and closed units were last looked after
    doing = models.TextField(default="")
    doing_since = models.DateTimeField(null=True)
    asked = models.JSONField(default=dict)
    trouble = models.TextField(default="")

    class Meta:
        db_table = "conferences_plan"
        constraints = [
            models.CheckConstraint(condition=Q(state__in=[s.value for s in PlanState]), name="conferences_state"),
        ]
        indexes = [models.Index(fields=["path", "starts_on"], name="conferences_of_path")]


class Session(models.Model):
    """One session: the meeting of the same id, with its host by rule and what became of it.

    Hours and link are the meeting's own, kept beside it; this room alone changes them. ``heads`` and ``registered``
    are what its units' counts come to. ``path`` is the unit's in the main tree, kept.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    plan = models.ForeignKey(Conference, on_delete=models.CASCADE, related_name="+", db_index=False)
    unit = models.ForeignKey("organisation.Unit", on_delete=models.PROTECT, related_name="+", db_constraint=False)
    path = models.TextField(db_collation="C")
    host = models.ForeignKey("organisation.Appointment", on_delete=models.PROTECT, null=True, related_name="+")
    is_from_above = models.BooleanField(default=False)
    has_speaker = models.BooleanField(default=False)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    link = models.TextField(default="")
    state = models.TextField(default=SessionState.CALLED)
    registered = models.IntegerField(default=0)
    heads = models.IntegerField(null=True)
    words = models.TextField(default="")
    photo = models.TextField(default="")
    reported_at = models.DateTimeField(null=True)
    reported_by = models.UUIDField(null=True)  # a person

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[s.value for s in SessionState]), name="conferences_session_state"
            ),
            models.UniqueConstraint(fields=["plan", "unit"], name="conferences_session_once"),
        ]
        indexes = [
            models.Index(fields=["plan", "path"], name="conferences_session_path"),
            models.Index(fields=["plan", "ends_at"], condition=Q(state="called"), name="conferences_session_due"),
        ]


class Head(models.Model):
    """Of one unit below a session: how many of its people are registered, and how many came."""

    pk = models.CompositePrimaryKey("session", "unit")
    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="+", db_index=False)
    unit = models.ForeignKey("organisation.Unit", on_delete=models.PROTECT, related_name="+", db_constraint=False)
    registered = models.IntegerField(null=True)
    came = models.IntegerField(null=True)


class Nudge(models.Model):
    """A reminder fired for the sessions of a conference that ended at one moment; who owes is read live.

    ``step`` 0 tells the hosts, 1 and more the lead posts so many filled levels above.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    plan = models.ForeignKey(Conference, on_delete=models.CASCADE, related_name="+", db_index=False)
    ends_at = models.DateTimeField()
    step = models.SmallIntegerField()
    fired_at = models.DateTimeField(default=now)
    change_no = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["plan", "ends_at", "step"], name="conferences_nudge_once"),
        ]
        indexes = [models.Index(fields=["change_no"], name="conferences_nudge_change")]
