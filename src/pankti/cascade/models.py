from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import CompositePrimaryKey, Q

from pankti.base.clock import now
from pankti.base.ids import new_id
from pankti.cascade.types import DispatchState, SubjectKind


class Shape(models.Model):
    """An audience without its roots. All dispatches of one shape share its headcounts.

    ``roots`` and ``excluded`` are filled only where the audience hangs in a tree other than
    the main one: the counts then hold for these roots alone.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    digest = models.TextField(unique=True)
    tree = models.TextField()
    subject_kind = models.TextField(default=SubjectKind.UNIT)
    levels = ArrayField(models.TextField())
    posts = ArrayField(models.TextField(), default=list)
    wings = ArrayField(models.TextField(), default=list)
    traits = models.JSONField(default=dict)
    roots = ArrayField(models.UUIDField(), default=list)
    excluded = ArrayField(models.UUIDField(), default=list)
    counted_epoch = models.BigIntegerField(null=True)  # the tree epoch that the headcounts hold for; null: counting
    counted_at = models.DateTimeField(null=True)


class Headcount(models.Model):
    """How many subjects of a shape lie at or below a unit, in the audience's tree and the main tree."""

    pk = CompositePrimaryKey("shape", "unit_id", "began_at")
    shape = models.ForeignKey(Shape, on_delete=models.CASCADE, related_name="+", db_index=False)
    unit_id = models.UUIDField()
    n = models.IntegerField()
    vacant = models.IntegerField(default=0)  # of them with nobody to answer, when last counted
    began_at = models.DateTimeField(default=now)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["shape", "unit_id"],
                condition=Q(ended_at__isnull=True),
                name="cascade_headcount_current",
            ),
        ]


class Dispatch(models.Model):
    """One row, whether it goes to one booth or to a million.

    ``payload`` is what phones show (set by the room that issued it). ``asked_versions``
    are the versions that asked everybody to answer (again): answers are counted under
    the greatest of these that is not above the version they name.

    ``tallied_epoch`` is the tree along which its tallies hold; ``recheck_before``: answers received
    before it may have been accepted in an older tree. ``answers_from`` is a number below all of
    its answers; ``answers_gone_to`` is how far these were deleted long after its end, how
    many ``answers_gone``, and all of them at ``answers_gone_at``.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.TextField()
    shape = models.ForeignKey(Shape, on_delete=models.PROTECT, related_name="+")
    subject_kind = models.TextField(default=SubjectKind.UNIT)
    tree = models.TextField()
    by_unit_id = models.UUIDField()
    by_appointment_id = models.UUIDField(null=True)
    payload = models.JSONField()
    proof = models.TextField()
    settle_rank = models.SmallIntegerField()
    issued_at = models.DateTimeField()
    as_of = models.DateTimeField()
    deadline_at = models.DateTimeField(null=True)
    version = models.IntegerField(default=1)
    asked_versions = ArrayField(models.IntegerField())
    asked_ats = ArrayField(models.DateTimeField())  # when each of them was issued
    state = models.TextField(default=DispatchState.LIVE)
    ended_at = models.DateTimeField(null=True)  # withdrawn or closed
    change_no = models.BigIntegerField()
    tallied_epoch = models.BigIntegerField(default=0)
    recheck_before = models.DateTimeField(null=True)
    answers_from = models.BigIntegerField(default=0)
    answers_gone_to = models.BigIntegerField(null=True)
    answers_gone = models.BigIntegerField(default=0)
    answers_gone_at = models.DateTimeField(null=True)
    has_named = models.BooleanField(default=False, db_default=False)  # rows of Named belong to it

    class Meta:
        indexes = [
            models.Index(fields=["change_no"], name="cascade_dispatch_change"),
            models.Index(fields=["issued_at"], name="cascade_dispatch_issued"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=[s.value for s in DispatchState]), name="cascade_state"),
        ]


class Root(models.Model):
    """A unit whose subtree a dispatch addresses, or is kept from (``is_excluded``)."""

    pk = CompositePrimaryKey("unit_id", "dispatch")
    dispatch = models.ForeignKey(Dispatch, on_delete=models.CASCADE, related_name="+")
    unit_id = models.UUIDField()
    is_excluded = models.BooleanField(default=False)
    change_no = models.BigIntegerField()  # the dispatch's, so that an idle pull reads one index

    class Meta:
        indexes = [models.Index(fields=["unit_id", "change_no"], name="cascade_root_change")]


class Named(models.Model):
    """A holding that a dispatch names beside its rule, or takes out of it (``is_excepted``), frozen at issue.

    ``unit_id``: under which unit it is counted and tallied: the place where its holder lived, or its own unit.
    """

    pk = CompositePrimaryKey("dispatch", "appointment_id")
    dispatch = models.ForeignKey(Dispatch, on_delete=models.CASCADE, related_name="+", db_index=False)
    appointment_id = models.UUIDField()
    unit_id = models.UUIDField()
    why = models.TextField()
    is_excepted = models.BooleanField(default=False)
    change_no = models.BigIntegerField()  # the dispatch's, so that an idle pull reads one index

    class Meta:
        indexes = [
            models.Index(fields=["appointment_id", "change_no"], name="cascade_named_change"),
            models.Index(fields=["unit_id"], name="cascade_named_unit"),
        ]


class NamedCount(models.Model):
    """What a dispatch's named holdings add to the head count of its rule at or below a unit (less than 0: take away).

    Counted whenever the heads of its shape are.
    """

    pk = CompositePrimaryKey("dispatch", "unit_id")
    dispatch = models.ForeignKey(Dispatch, on_delete=models.CASCADE, related_name="+", db_index=False)
    unit_id = models.UUIDField()
    n = models.IntegerField()


class Answer(models.Model):
    """What a subject said, appended and never changed. ``id`` is the phone's command id: a repeat is the same row.

    ``seq`` orders the roll-up, which never reads past a number that is still being written (``fold.py``).
    """

    pk = CompositePrimaryKey("cell", "id")
    cell = models.SmallIntegerField()
    id = models.UUIDField(default=new_id)
    dispatch_id = models.UUIDField()
    version = models.IntegerField()
    asked = models.IntegerField()
    round = models.SmallIntegerField(default=1)
    rank = models.SmallIntegerField()
    subject_id = models.UUIDField()
    unit_id = models.UUIDField()
    appointment_id = models.UUIDField(null=True)
    device_id = models.UUIDField(null=True)
    tapped_at = models.DateTimeField()
    counted_at = models.DateTimeField()
    received_at = models.DateTimeField(default=now)
    body = models.JSONField(null=True)
    seq = models.BigIntegerField()

    class Meta:
        indexes = [
            models.Index(fields=["seq"], name="cascade_answer_fold"),
        ]


class Standing(models.Model):
    """What one subject's answers to one asked version come to."""

    pk = CompositePrimaryKey("cell", "dispatch_id", "asked", "subject_id")
    cell = models.SmallIntegerField()
    dispatch_id = models.UUIDField()
    asked = models.IntegerField()
    subject_id = models.UUIDField()
    unit_id = models.UUIDField()
    version = models.IntegerField()
    round = models.SmallIntegerField()
    rank = models.SmallIntegerField()
    answer_id = models.UUIDField()
    appointment_id = models.UUIDField(null=True)
    said_at = models.DateTimeField()  # counted_at of the answer that decides
    acknowledged_at = models.DateTimeField(null=True)  # first acknowledged or better
    settled_at = models.DateTimeField(null=True)  # first that settles, in the last round
    is_late = models.BooleanField(default=False)
    bucket = models.SmallIntegerField(null=True)
    fold_no = models.BigIntegerField()

    class Meta:
        indexes = [
            models.Index(fields=["subject_id", "fold_no"], name="cascade_standing_subject"),
        ]


class Tally(models.Model):
    """What a unit knows of all below it. The four states are exclusive; their sum is who answered."""

    pk = CompositePrimaryKey("cell", "dispatch_id", "asked", "unit_id")
    cell = models.SmallIntegerField()
    dispatch_id = models.UUIDField()
    asked = models.IntegerField()
    unit_id = models.UUIDField()
    seen = models.IntegerField(default=0)
    acknowledged = models.IntegerField(default=0)
    refused = models.IntegerField(default=0)
    done = models.IntegerField(default=0)
    settled = models.IntegerField(default=0)
    late = models.IntegerField(default=0)  # settled after the deadline


class TallyTime(models.Model):
    """How many subjects below a unit first acknowledged within each time bucket (``buckets.py``); adds up."""

    pk = CompositePrimaryKey("cell", "dispatch_id", "asked", "unit_id", "bucket")
    cell = models.SmallIntegerField()
    dispatch_id = models.UUIDField()
    asked = models.IntegerField()
    unit_id = models.UUIDField()
    bucket = models.SmallIntegerField()
    n = models.IntegerField()


class FoldPosition(models.Model):
    """How far the roll-up has read: every answer up to ``seq``, on this database cluster."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    seq = models.BigIntegerField(default=0)
    fold_no = models.BigIntegerField(default=0)
    cluster = models.TextField(default="")
    folded_at = models.DateTimeField(default=now)
