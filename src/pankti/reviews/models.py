from __future__ import annotations

from django.db import models
from django.db.models import Q

from pankti.base.clock import now
from pankti.base.ids import new_id
from pankti.reviews.types import ReviewState


class Cadence(models.Model):
    """Every unit of ``reviewing`` below ``unit`` reviews those of ``reviewed`` below it, by an RFC 5545 rule.

    ``path`` is the unit's in the main tree, kept. Its dispatch, which tells both levels, has the same id.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    unit = models.ForeignKey("organisation.Unit", on_delete=models.PROTECT, related_name="+", db_constraint=False)
    path = models.TextField(default="", db_collation="C")
    reviewing = models.ForeignKey("organisation.Level", on_delete=models.PROTECT, related_name="+", db_index=False)
    reviewed = models.ForeignKey("organisation.Level", on_delete=models.PROTECT, related_name="+", db_index=False)
    wing = models.ForeignKey("organisation.Wing", on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    rule = models.TextField()
    starts_on = models.DateField()
    hour = models.TimeField()
    minutes = models.SmallIntegerField(default=60)
    is_video = models.BooleanField(default=True)
    link_base = models.TextField(default="")
    agenda = models.JSONField(default=list)
    by_appointment = models.ForeignKey(
        "organisation.Appointment", on_delete=models.PROTECT, null=True, related_name="+"
    )
    author_id = models.UUIDField(null=True)  # a person
    created_at = models.DateTimeField(default=now)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["path"], condition=Q(ended_at=None), name="reviews_cadence_path")]


class Holiday(models.Model):
    """A day on which no review falls at a unit and all below it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    unit = models.ForeignKey("organisation.Unit", on_delete=models.CASCADE, related_name="+", db_constraint=False)
    on = models.DateField()
    names = models.JSONField(default=dict)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["unit", "on"], name="reviews_holiday_once")]


class Review(models.Model):
    """One unit's review of one due day: the meeting of the same id, and whether it was held.

    ``why`` it does not begin at the rule's own hour: "holiday" or "busy". ``path`` is the reviewed unit's, kept.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    cadence = models.ForeignKey(Cadence, on_delete=models.CASCADE, related_name="+", db_index=False)
    unit = models.ForeignKey("organisation.Unit", on_delete=models.PROTECT, related_name="+", db_constraint=False)
    path = models.TextField(db_collation="C")
    reviewing = models.ForeignKey("organisation.Unit", on_delete=models.PROTECT, related_name="+", db_constraint=False)
    due_on = models.DateField()
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    link = models.TextField(default="")
    why = models.TextField(default="")
    state = models.TextField(default=ReviewState.PLANNED)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=[s.value for s in ReviewState]), name="reviews_state"),
            models.UniqueConstraint(fields=["cadence", "unit", "due_on"], name="reviews_once"),
        ]
        indexes = [
            models.Index(fields=["path", "due_on"], condition=Q(state="missed"), name="reviews_owed"),
            models.Index(fields=["path", "starts_at"], name="reviews_of_path"),
            models.Index(fields=["ends_at"], condition=Q(state="planned"), name="reviews_open"),
        ]
