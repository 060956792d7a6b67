from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import CompositePrimaryKey, F, Q

from pankti.base.clock import now
from pankti.base.ids import new_id
from pankti.organisation.reorganising.steps import PlanState


class ActorClass(models.TextChoices):
    """What kind of body this is; platform rules and gates depend on it."""

    PARTY = "party"
    CANDIDATE = "candidate"
    CAMPAIGN = "campaign"
    POLITICAL_SERVICES = "political_services"
    UNION = "union"
    NGO = "ngo"
    GOVERNMENT = "government"
    OTHER = "other"


class Organisation(models.Model):
    """The one organisation of this installation."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    names = models.JSONField()
    actor_class = models.TextField(choices=ActorClass.choices)
    time_zone = models.TextField(default="Asia/Kolkata")
    languages = ArrayField(models.TextField(), default=list)
    scheme = models.TextField()
    is_demo = models.BooleanField(default=False)
    allows_overfull = models.BooleanField(
        default=False, db_default=False
    )  # whether a post may have more holders than its strength
    tree_epoch = models.BigIntegerField(default=1)  # grows whenever a placement changes: phones then pull afresh

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(actor_class__in=ActorClass.values), name="organisation_actor_class"),
        ]


class Tree(models.Model):
    """One way in which units hang together. Exactly one is the main tree: rights and reach follow it."""

    code = models.TextField(primary_key=True)
    names = models.JSONField()
    is_main = models.BooleanField(default=False)
    rank = models.SmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["is_main"], condition=Q(is_main=True), name="organisation_one_main_tree"),
        ]


class Level(models.Model):
    """A kind of unit. ``traits`` are asked for by name (``acknowledges``, ``cell``); level codes never are."""

    code = models.TextField(primary_key=True)
    names = models.JSONField()
    plural_names = models.JSONField()
    traits = ArrayField(models.TextField(), default=list)
    group_size = models.SmallIntegerField(null=True)  # how many children a unit of this level gathers by default

    def has(self, trait: str) -> bool:
        return trait in self.traits


class TreeLevel(models.Model):
    """Which levels a tree has, from the top (rank 0) down. A branch may lack some."""

    pk = CompositePrimaryKey("tree", "level")
    tree = models.ForeignKey(Tree, on_delete=models.CASCADE, related_name="+")
    level = models.ForeignKey(Level, on_delete=models.CASCADE, related_name="+")
    rank = models.SmallIntegerField()


class Unit(models.Model):
    """One place in the organisation, the same row in every tree. Its import key is (source, level, code).

    ``entered`` names the fields that a person changed here: an import leaves those alone.
    ``cell`` numbers the cell-level unit it lies under (0 above the cells). ``stamp`` is a digest
    of the list row it was last taken from; the database clears it when anybody else changes the unit.

    The foreign keys of units and placements stand without a database constraint: a check
    per row would take longer than the whole import of a nation. Every writer proves them
    set-wise before it commits (docs/adr/0010-tree-paths.md).
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    level = models.ForeignKey(Level, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False)
    names = models.JSONField()
    source = models.TextField()
    code = models.TextField()
    cell = models.SmallIntegerField(default=0)
    traits = models.JSONField(default=dict)
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    opened_on = models.DateField(null=True)
    closed_on = models.DateField(null=True)
    entered = ArrayField(models.TextField(), default=list)
    stamp = models.UUIDField(null=True, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "level", "code"], name="organisation_unit_import_key"),
        ]
        indexes = [models.Index(fields=["level"], name="organisation_unit_level")]


class Placement(models.Model):
    """Where a unit hangs in a tree from ``began_on`` until ``ended_on`` (exclusive; null: still).

    ``path`` is one five-digit hexadecimal segment per level from the root, COLLATE "C":
    a subtree is ``path >= p AND path < p || 'g'``.
    """

    pk = CompositePrimaryKey("tree", "unit", "began_on")
    tree = models.ForeignKey(Tree, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False)
    parent = models.ForeignKey(
        Unit, on_delete=models.PROTECT, null=True, related_name="+", db_index=False, db_constraint=False
    )
    level = models.ForeignKey(Level, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False)
    path = models.TextField(db_collation="C")
    began_on = models.DateField()
    ended_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tree", "path"],
                condition=Q(ended_on__isnull=True),
                name="organisation_placement_path",
            ),
            models.UniqueConstraint(
                fields=["unit", "tree"],
                condition=Q(ended_on__isnull=True),
                name="organisation_placement_current",
            ),
        ]
        indexes = [
            models.Index(
                fields=["parent", "tree"],
                condition=Q(ended_on__isnull=True),
                name="organisation_placement_child",
            ),
            models.Index(
                fields=["parent", "tree"],
                condition=Q(ended_on__isnull=False),
                name="organisation_placement_past",
            ),
        ]


class Boundary(models.Model):
    """A unit's outline for the map: simplified GeoJSON geometry, WGS84 longitude and latitude."""

    unit = models.OneToOneField(Unit, primary_key=True, on_delete=models.CASCADE, related_name="+")
    geometry = models.JSONField()


class Wing(models.Model):
    """A branch of work across the tree (IT, youth …). A retired one takes no new posts; its past stays."""

    code = models.TextField(primary_key=True)
    names = models.JSONField()
    retired_on = models.DateField(null=True)


class Post(models.Model):
    """A post at a level, and the rights it gives over its unit's subtree. ``is_lead``: answers for the unit.

    ``strength``: how many holders a unit should have (null: none is set). ``is_single``: one holder at
    most. ``term_months``: an appointment without an end gets this one. A retired post takes no new holders.
    """

    code = models.TextField(primary_key=True)
    level = models.ForeignKey(Level, on_delete=models.PROTECT, related_name="+")
    wing = models.ForeignKey(Wing, on_delete=models.PROTECT, null=True, related_name="+")
    names = models.JSONField()
    rights = ArrayField(models.TextField(), default=list)
    is_lead = models.BooleanField(default=False)
    is_single = models.BooleanField(default=False, db_default=False)
    strength = models.SmallIntegerField(null=True)
    term_months = models.SmallIntegerField(null=True)
    rank = models.SmallIntegerField(default=0, db_default=0)
    retired_on = models.DateField(null=True)


class UnitStrength(models.Model):
    """How many holders of a post one unit should have, where that differs from the post's own strength."""

    pk = CompositePrimaryKey("unit", "post")
    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="+", db_index=False)
    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="+", db_index=False)
    strength = models.SmallIntegerField()


class TeamCount(models.Model):
    """How full the team of one unit of the main tree is, as last counted. ``empty``: the posts that lack somebody.

    ``changes_at``: when a dated beginning or end changes it next. Written by ``organisation_count_teams``
    alone, from what ``TeamMark`` names (docs/adr/0081-strength-is-kept.md).
    """

    unit_id = models.UUIDField(primary_key=True)
    path = models.TextField(db_collation="C")
    level = models.TextField()
    strength = models.IntegerField()
    filled = models.IntegerField()
    vacant = models.IntegerField()
    overfull = models.IntegerField()
    empty = ArrayField(models.TextField(), default=list)
    changes_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["path"], condition=Q(vacant__gt=0), name="organisation_teamcount_below"),
            models.Index(fields=["level", "path"], condition=Q(vacant__gt=0), name="organisation_teamcount_level"),
            models.Index(
                fields=["changes_at"], condition=Q(changes_at__isnull=False), name="organisation_teamcount_due"
            ),
        ]


class TeamSum(models.Model):
    """The teams of one level below the unit at ``path``, added up. ``whole``: how many of them lack nobody."""

    pk = CompositePrimaryKey("path", "level")
    path = models.TextField(db_collation="C")
    level = models.TextField()
    units = models.IntegerField()
    strength = models.IntegerField()
    filled = models.IntegerField()
    vacant = models.IntegerField()
    overfull = models.IntegerField()
    whole = models.IntegerField()


class TeamMark(models.Model):
    """A unit whose team has to be counted anew (null: every unit's). Triggers write these beside what changes it."""

    id = models.BigAutoField(primary_key=True)
    unit_id = models.UUIDField(null=True)
    marked_at = models.DateTimeField(default=now)


class Appointment(models.Model):
    """A person holds a post at a unit from ``began_at`` until ``ended_at`` (null: still). Never overwritten.

    ``path`` is the unit's path of reach (``queries.find_reach``) now, kept beside it so that reach can be asked of
    the row alone.
    From ``rests_from`` until ``rests_until`` (null: until further notice) the holder is suspended; these hold
    the latest suspension, and ``Order`` holds every one. Whether it is in force: ``tenure.py``.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+", db_index=False)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    path = models.TextField(default="", db_default="", db_collation="C")
    began_at = models.DateTimeField(default=now)
    ended_at = models.DateTimeField(null=True)
    end_reason = models.TextField(default="")
    rests_from = models.DateTimeField(null=True)
    rests_until = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "post", "unit"],
                condition=Q(ended_at__isnull=True),
                name="organisation_appointment_once",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("began_at")),
                name="organisation_appointment_term",
            ),
        ]
        indexes = [
            models.Index(fields=["path"], name="organisation_appointment_path"),
            models.Index(
                fields=["unit"], condition=Q(path="") | Q(path__endswith="/"), name="organisation_appointment_aside"
            ),
        ]


class Order(models.Model):
    """One decision about an appointment, as it was given: who, when, from when, until when, why. Never changed.

    ``number`` runs through the whole organisation; a letter is written from this row.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    number = models.BigIntegerField(unique=True)
    kind = models.TextField()
    appointment = models.ForeignKey(Appointment, on_delete=models.PROTECT, related_name="+")
    ordered_at = models.DateTimeField(default=now)
    ordered_by = models.UUIDField(null=True)  # a person; null: the system
    takes_effect_at = models.DateTimeField()
    until = models.DateTimeField(null=True)
    reason = models.TextField(default="")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["appointed", "ended", "suspended", "resumed"]), name="organisation_order_kind"
            ),
        ]


class Residence(models.Model):
    """The unit where a person lives, from ``began_on`` until ``ended_on`` (exclusive; null: still).

    ``path`` is kept as with appointments.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    path = models.TextField(default="", db_default="", db_collation="C")
    began_on = models.DateField()
    ended_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(ended_on__isnull=True), name="organisation_residence_once"
            ),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=models.F("began_on")),
                name="organisation_residence_in_order",
            ),
        ]
        indexes = [models.Index(fields=["path"], name="organisation_residence_path")]


class UnitName(models.Model):
    """What a unit was called until ``ended_on`` (exclusive). Today's name stands in the unit itself."""

    pk = CompositePrimaryKey("unit", "ended_on")
    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="+", db_index=False)
    names = models.JSONField()
    ended_on = models.DateField()


class Succession(models.Model):
    """A unit went on as another from that day: merged into it, split into it, or carried into another cell."""

    pk = CompositePrimaryKey("unit", "heir", "on")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    heir = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    kind = models.TextField()
    on = models.DateField()
    plan = models.ForeignKey("Plan", on_delete=models.PROTECT, related_name="+", db_index=False)


class Plan(models.Model):
    """A reorganisation: steps that are prepared together, previewed, and applied at once on their day.

    ``done`` is what the application did, step by step, so that a new plan can undo it.
    ``refusal`` says why a plan that was due could not be applied.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    title = models.TextField()
    on = models.DateField()
    is_backdated = models.BooleanField(default=False)
    state = models.TextField(default=PlanState.DRAFT)
    undoes = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    path = models.TextField(default="", db_collation="C")  # of the main tree: above all that the plan names
    made_at = models.DateTimeField(default=now)
    made_by = models.UUIDField(null=True)  # a person; null: the system
    approved_at = models.DateTimeField(null=True)
    approved_by = models.UUIDField(null=True)
    begun_at = models.DateTimeField(null=True)  # when somebody last began to apply it
    applied_at = models.DateTimeField(null=True)
    refusal = models.TextField(default="")
    done = models.JSONField(default=list)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in PlanState]), name="organisation_plan_state"
            ),
        ]
        indexes = [models.Index(fields=["on"], condition=Q(state="approved"), name="organisation_plan_due")]


class PlanStep(models.Model):
    """One step of a plan, as data (``reorganising.steps``)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="+")
    place = models.IntegerField()
    body = models.JSONField()


class Reconstitution(models.Model):
    """A whole new team for a unit, beside today's: drafted, proposed, and applied by a second person, or dropped."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    state = models.TextField(default="draft")
    note = models.TextField(default="")
    made_by = models.UUIDField(null=True)
    made_at = models.DateTimeField(default=now)
    proposed_by = models.UUIDField(null=True)
    proposed_at = models.DateTimeField(null=True)
    decided_by = models.UUIDField(null=True)
    decided_at = models.DateTimeField(null=True)
    decision = models.TextField(default="")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["draft", "proposed", "applied", "dropped"]),
                name="organisation_reconstitution_state",
            ),
            models.UniqueConstraint(
                fields=["unit"], condition=Q(state__in=["draft", "proposed"]), name="organisation_one_reconstitution"
            ),
        ]


class ReconstitutionLine(models.Model):
    """One person in a reconstitution: a holder who stays or goes, or somebody who comes.

    Who goes was heard before: ``heard_on`` and, in ``heard``, what they said.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    reconstitution = models.ForeignKey(Reconstitution, on_delete=models.CASCADE, related_name="lines")
    kind = models.TextField()
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+", db_index=False)
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    appointment = models.ForeignKey(Appointment, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    heard_on = models.DateField(null=True)
    heard = models.TextField(default="")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["keep", "remove", "add"]), name="organisation_reconstitution_kind"
            ),
            models.UniqueConstraint(
                fields=["reconstitution", "post", "person"], name="organisation_reconstitution_once"
            ),
        ]
