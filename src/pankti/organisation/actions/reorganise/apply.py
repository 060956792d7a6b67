from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import connection, transaction
from django.db.models import F

from pankti.audit.actions.record import record
from pankti.base.actor import SYSTEM, Actor, require_right
from pankti.base.clock import now
from pankti.base.errors import DomainError, OutOfReach
from pankti.base.sight import acting_as
from pankti.organisation.actions.import_units import LOCK, MANAGE
from pankti.organisation.actions.refresh_statistics import refresh_statistics
from pankti.organisation.actions.reorganise.carry_out import Hand, Outcome
from pankti.organisation.actions.repath import carry_aside
from pankti.organisation.errors import PlanFaulty, PlanNotApproved
from pankti.organisation.events import PLAN_APPLIED, PLAN_FAILED
from pankti.organisation.models import Organisation, Plan, PlanStep
from pankti.organisation.queries.plan_facts import read_facts
from pankti.organisation.reorganising.following import make_followers
from pankti.organisation.reorganising.sketch import Fault, Work, sketch_plan
from pankti.organisation.reorganising.steps import PlanState, Step, step_from_json

T = TypeVar("T")
MANY = 20_000
"""From so many moved units on the planner's statistics are refreshed at once."""


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """What a plan would do: ``before`` and ``after`` are what the caller's look saw."""

    work: Work
    faults: list[Fault]
    outcome: Outcome | None
    before: object = None
    after: object = None


class _TakeBack(Exception):
    pass


def apply_plan(*, actor: Actor, plan_id: UUID) -> Outcome | None:
    """Carry an approved plan out: all of it in one transaction or, on any error or interruption, nothing.

    Repeat-safe: a plan that is applied already is left alone (None). Phones pull afresh
    afterwards. Raises PlanFaulty, PlanNotApproved; OutOfReach for an actor without the
    right over all that the plan names.
    """
    with transaction.atomic(), acting_as(SYSTEM):
        plan = Plan.objects.select_for_update().filter(id=plan_id).first()
        if plan is None:
            raise OutOfReach
        require_right(actor, MANAGE, plan.path)
        if plan.state == PlanState.APPLIED:
            return None
        if plan.state != PlanState.APPROVED or plan.on > today():
            raise PlanNotApproved
        _work, faults, outcome = _carry_out(actor, plan, list_steps(plan_id))
        if outcome is None:
            raise PlanFaulty(first=str(faults[0]))
        plan.state = PlanState.APPLIED
        plan.applied_at = now()
        plan.refusal = ""
        plan.done = outcome.done
        plan.save(update_fields=["state", "applied_at", "refusal", "done"])
        record(
            actor=actor,
            type=PLAN_APPLIED.code,
            subject_kind="plan",
            subject_id=plan_id,
            title=plan.title,
            opened=outcome.count("opened"),
            moved=outcome.count("moved"),
            closed=outcome.count("closed"),
            units=[one["unit"] for one in outcome.done][:500],
        )
    if sum(n for counts in outcome.levels.values() for n in counts.values()) >= MANY:
        refresh_statistics()
    return outcome


def apply_due_plan(*, actor: Actor, plan_id: UUID) -> bool:
    """``apply_plan`` for the clock: what stands against a plan is written into it, and it waits for people."""
    Plan.objects.filter(id=plan_id, state=PlanState.APPROVED).update(begun_at=now())
    try:
        return apply_plan(actor=actor, plan_id=plan_id) is not None
    except PlanNotApproved:
        return False
    except DomainError as error:
        with transaction.atomic():
            failed = Plan.objects.filter(id=plan_id, state=PlanState.APPROVED)
            if failed.update(state=PlanState.FAILED, refusal=str(error)):
                title = Plan.objects.values_list("title", flat=True).get(id=plan_id)
                record(
                    actor=actor,
                    type=PLAN_FAILED.code,
                    subject_kind="plan",
                    subject_id=plan_id,
                    title=title,
                    why=str(error),
                )
        return False


def rehearse_plan(*, actor: Actor, plan_id: UUID, look: Callable[[Sequence[UUID]], object]) -> Rehearsal:
    """Carry the plan out, look, and take all of it back: what the preview says is what will happen.

    ``look`` is called before and after with the units whose figures may change. Others
    wait for the moment that it takes. Raises OutOfReach.
    """
    plan = Plan.objects.filter(id=plan_id).first()
    if plan is None:
        raise OutOfReach
    require_right(actor, MANAGE, plan.path)
    steps = list_steps(plan_id)
    found: list[Rehearsal] = []
    try:
        with transaction.atomic(), acting_as(SYSTEM):
            facts = read_facts(steps)
            work, faults = sketch_plan(facts, steps, on=plan.on, earliest=earliest_for(plan))
            if faults:
                return Rehearsal(work, faults, None)
            touched = list(work.touched())
            for moving in work.movings:
                place = facts.places[moving.tree, moving.unit_id]
                if place.parent_id and place.parent_id not in touched:
                    touched.append(place.parent_id)
            before = look(touched)
            _work, _faults, outcome = _carry_out(actor, plan, steps)
            found.append(Rehearsal(work, [], outcome, before, look(touched)))
            raise _TakeBack
    except _TakeBack:
        return found[0]


def _carry_out(actor: Actor, plan: Plan, steps: list[Step]) -> tuple[Work, list[Fault], Outcome | None]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
    facts = read_facts(steps)
    # A plan that waited for its day is not too late for it.
    earliest = None if plan.state == PlanState.APPROVED else earliest_for(plan)
    work, faults = sketch_plan(facts, steps, on=plan.on, earliest=earliest)
    if faults:
        return work, faults, None
    at = now()
    followers = make_followers(at)
    outcome = Hand(actor=actor, facts=facts, plan_id=plan.id, on=plan.on, at=at, followers=followers).carry_out(work)
    carry_aside()
    Organisation.objects.update(tree_epoch=F("tree_epoch") + 1)
    epoch = Organisation.objects.values_list("tree_epoch", flat=True).get()
    for follower in followers:
        follower.end(epoch)
    return work, [], outcome


def list_steps(plan_id: UUID) -> list[Step]:
    """The plan's steps in their order."""
    rows = PlanStep.objects.filter(plan=plan_id).order_by("place", "id")
    return [step_from_json(row.id, row.body) for row in rows]


def today(at: datetime | None = None) -> date:
    """The day in the organisation's zone."""
    zone = Organisation.objects.values_list("time_zone", flat=True).first() or "Asia/Kolkata"
    return (at or now()).astimezone(ZoneInfo(zone)).date()


def earliest_for(plan: Plan) -> date | None:
    """The first day that the plan may be for; None when it says that it is for the past."""
    return None if plan.is_backdated else today()
