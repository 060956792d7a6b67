from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction

from pankti.audit.actions.record import record
from pankti.base.actor import Actor, require_right
from pankti.base.clock import now
from pankti.base.errors import OutOfReach
from pankti.base.ids import new_id
from pankti.base.jobs import defer
from pankti.organisation.actions.import_units import MANAGE
from pankti.organisation.actions.reorganise.apply import earliest_for, list_steps, today
from pankti.organisation.actions.reorganise.invert import invert
from pankti.organisation.errors import PlanFaulty, PlanNotApplied, PlanNotApproved, PlanNotOpen
from pankti.organisation.events import PLAN_APPROVED, PLAN_DISCARDED, PLAN_RECALLED, PLAN_SAVED
from pankti.organisation.models import Plan, PlanStep
from pankti.organisation.queries.plan_facts import read_facts
from pankti.organisation.reorganising.facts import common_path
from pankti.organisation.reorganising.sketch import sketch_plan
from pankti.organisation.reorganising.steps import OPEN_STATES, PlanState, Step, step_to_json
from pankti.organisation.types import DIGITS


@dataclass(frozen=True, slots=True)
class PlanDraft:
    """A plan as it is prepared. ``id`` is chosen by the page, so that saving twice makes one plan."""

    id: UUID
    title: str
    on: date
    steps: tuple[Step, ...]
    is_backdated: bool = False


@transaction.atomic
def save_plan(*, actor: Actor, draft: PlanDraft, undoes: UUID | None = None) -> None:
    """Keep a plan that is being prepared: its day, its title and all its steps. Repeat-safe.

    A plan that failed becomes a draft again. Raises OutOfReach for a step that names a
    unit beyond the actor's right, PlanNotOpen for a plan that is not in preparation.
    """
    paths = _named_paths(draft.steps)
    for path in paths:
        require_right(actor, MANAGE, path)
    if not actor.is_system and not actor.roots(MANAGE):
        raise OutOfReach
    plan = Plan.objects.select_for_update().filter(id=draft.id).first()
    if plan is not None:
        _require_open(actor, plan)
    else:
        plan = Plan(id=draft.id, made_by=actor.person_id, undoes_id=undoes)
    plan.title = draft.title.strip()
    plan.on = draft.on
    plan.is_backdated = draft.is_backdated
    plan.state = PlanState.DRAFT
    plan.path = common_path(paths, DIGITS) if paths else next(iter(actor.roots(MANAGE)), "")
    plan.save()
    PlanStep.objects.filter(plan=plan).delete()
    PlanStep.objects.bulk_create(
        PlanStep(id=step.id, plan=plan, place=place, body=step_to_json(step)) for place, step in enumerate(draft.steps)
    )
    record(
        actor=actor,
        type=PLAN_SAVED.code,
        subject_kind="plan",
        subject_id=plan.id,
        title=plan.title,
        steps=len(draft.steps),
    )


@transaction.atomic
def approve_plan(*, actor: Actor, plan_id: UUID) -> None:
    """Approve a plan; when its day is here it is applied at once, else on its day by the clock.

    Needs the right over the unit above all that it names. Raises PlanFaulty with the
    first thing that stands against it.
    """
    plan = _lock(actor, plan_id)
    _require_open(actor, plan)
    steps = list_steps(plan_id)
    facts = read_facts(steps)
    paths = _named_paths(steps)
    plan.path = common_path(paths, DIGITS)
    require_right(actor, MANAGE, plan.path)
    _work, faults = sketch_plan(facts, steps, on=plan.on, earliest=earliest_for(plan))
    if faults:
        raise PlanFaulty(first=str(faults[0]))
    plan.state = PlanState.APPROVED
    plan.approved_at = now()
    plan.approved_by = actor.person_id
    plan.refusal = ""
    plan.save(update_fields=["state", "approved_at", "approved_by", "refusal", "path"])
    if plan.on <= today():
        defer("organisation.apply_plan", lock="organisation.apply_plan", plan_id=str(plan_id))
    record(
        actor=actor,
        type=PLAN_APPROVED.code,
        subject_kind="plan",
        subject_id=plan_id,
        title=plan.title,
        on=plan.on.isoformat(),
    )


@transaction.atomic
def recall_plan(*, actor: Actor, plan_id: UUID) -> None:
    """Take the approval back: the plan is a draft again."""
    plan = _lock(actor, plan_id)
    if plan.state != PlanState.APPROVED:
        raise PlanNotApproved
    plan.state = PlanState.DRAFT
    plan.save(update_fields=["state"])
    record(actor=actor, type=PLAN_RECALLED.code, subject_kind="plan", subject_id=plan_id, title=plan.title)


@transaction.atomic
def discard_plan(*, actor: Actor, plan_id: UUID) -> None:
    """Throw a plan in preparation away; it stays in the list of what was discarded."""
    plan = _lock(actor, plan_id)
    _require_open(actor, plan)
    plan.state = PlanState.DISCARDED
    plan.save(update_fields=["state"])
    record(actor=actor, type=PLAN_DISCARDED.code, subject_kind="plan", subject_id=plan_id, title=plan.title)


def undo_plan(*, actor: Actor, plan_id: UUID, title: str) -> UUID:
    """Draw up the plan that undoes an applied one: a draft for today, previewed and approved as any other."""
    plan = Plan.objects.filter(id=plan_id).first()
    if plan is None:
        raise OutOfReach
    require_right(actor, MANAGE, plan.path)
    if plan.state != PlanState.APPLIED:
        raise PlanNotApplied
    draft = PlanDraft(id=new_id(), title=title, on=today(), steps=invert(plan.done))
    save_plan(actor=actor, draft=draft, undoes=plan_id)
    return draft.id


def _lock(actor: Actor, plan_id: UUID) -> Plan:
    plan = Plan.objects.select_for_update().filter(id=plan_id).first()
    if plan is None:
        raise OutOfReach
    require_right(actor, MANAGE, plan.path)
    return plan


def _require_open(actor: Actor, plan: Plan) -> None:
    require_right(actor, MANAGE, plan.path)
    if plan.state not in OPEN_STATES:
        raise PlanNotOpen


def _named_paths(steps: Sequence[Step]) -> list[str]:
    """Where rights over each named unit are asked; units still to be made, and closed ones, are judged by others."""
    facts = read_facts(steps)
    found = []
    for unit in sorted({unit for step in steps for unit in step.named}):
        known = facts.units.get(unit)
        if known is None or known.is_closed:
            continue
        path = facts.reach_of(unit)
        if path is None:
            raise OutOfReach
        found.append(path)
    return found
