from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from pankti.base.clock import now
from pankti.base.ids import new_id
from pankti.channels.types import PARKED, WAITING, RoomState


class Service(models.Model):
    """An account of the organisation's at a video service. ``code``: its adapter's; secrets are sealed for this row.

    ``rank`` orders the active ones: rooms that ask for none in particular are made at the first.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.TextField()
    name = models.TextField()
    settings = models.JSONField(default=dict)
    secrets = models.BinaryField(null=True)
    key_id = models.SmallIntegerField(default=0)
    rank = models.SmallIntegerField(default=0)
    is_active = models.BooleanField(default=True)
    checked_at = models.DateTimeField(null=True)
    problem_code = models.TextField(default="")
    made_at = models.DateTimeField(default=now)
    changed_at = models.DateTimeField(default=now)
    changed_by = models.UUIDField(null=True)


class Room(models.Model):
    """A video room: asked for by a room above for one thing of its own, made by a job, never inside a transaction.

    ``wish`` counts what was asked for, ``done`` what the service has; while they differ, a job goes on.
    ``called_at`` is set and committed before the service is asked to make it and cleared by its answer: a worker that
    dies in between leaves it standing, and then nobody makes a second room before having looked for the first.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    service = models.ForeignKey(Service, on_delete=models.PROTECT, null=True, related_name="+")
    subject_kind = models.TextField()
    subject_id = models.UUIDField()
    path = models.TextField(default="", db_collation="C")
    title = models.TextField(default="")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    key = models.TextField(unique=True)
    state = models.TextField(default=RoomState.WANTED)
    wish = models.IntegerField(default=1)
    done = models.IntegerField(default=0)
    provider_id = models.TextField(default="")
    link = models.TextField(default="")
    problem_code = models.TextField(default="")
    tries = models.IntegerField(default=0)
    next_try_at = models.DateTimeField(null=True)
    claimed_at = models.DateTimeField(null=True)
    called_at = models.DateTimeField(null=True)
    asked_at = models.DateTimeField(default=now)
    made_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subject_kind", "subject_id"], name="channels_room_once"),
            models.CheckConstraint(condition=Q(state__in=[s.value for s in RoomState]), name="channels_room_state"),
            models.CheckConstraint(condition=~Q(state="made") | ~Q(link=""), name="channels_made_has_link"),
        ]
        indexes = [
            models.Index(
                fields=["next_try_at"],
                condition=Q(state__in=[s.value for s in WAITING]) | Q(state="made", done__lt=F("wish")),
                name="channels_room_open",
            ),
            models.Index(
                fields=["path"], condition=Q(state__in=[s.value for s in PARKED]), name="channels_room_parked"
            ),
        ]
