from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from pankti.base.clock import now
from pankti.base.ids import new_id
from pankti.pressnotes.types import NoteState


class PressNote(models.Model):
    """What the press is told of one meeting. ``edition`` counts every step, ``release`` the approvals.

    ``given``: what the record gave when it was last asked. ``writers``: persons who wrote in the present text;
    none of them approves it.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    meeting = models.OneToOneField("meetings.Meeting", on_delete=models.CASCADE, related_name="+")
    unit = models.ForeignKey("organisation.Unit", on_delete=models.PROTECT, related_name="+", db_constraint=False)
    state = models.TextField(default=NoteState.DRAFT)
    edition = models.IntegerField(default=1)
    release = models.IntegerField(default=0)
    texts = models.JSONField(default=dict)
    given = models.JSONField(default=dict)
    photos = models.JSONField(default=list)  # ``types.Photo`` as JSON
    writers = ArrayField(models.UUIDField(), default=list)
    reason = models.TextField(default="", blank=True)  # why it was sent back or taken back
    approved_by = models.UUIDField(null=True)
    approved_at = models.DateTimeField(null=True)
    changed_at = models.DateTimeField(default=now)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=[s.value for s in NoteState]), name="pressnotes_state"),
        ]
        indexes = [models.Index(fields=["state", "unit", "changed_at"], name="pressnotes_waiting")]


class Edition(models.Model):
    """A note as it stood after one step; never changed."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    note = models.ForeignKey(PressNote, on_delete=models.CASCADE, related_name="+")
    number = models.IntegerField()
    release = models.IntegerField(default=0)
    step = models.TextField()
    texts = models.JSONField()
    photos = models.JSONField(default=list)
    reason = models.TextField(default="", blank=True)
    author_id = models.UUIDField(null=True)
    at = models.DateTimeField(default=now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["note", "number"], name="pressnotes_edition_once")]
