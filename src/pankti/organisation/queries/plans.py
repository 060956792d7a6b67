"""Reorganisations as pages read them. Rights are the caller's to ask for, but for lists, which take the actor."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Q

from pankti.base.actor import PATH_END, Actor, require_right
from pankti.base.clock import now
from pankti.base.errors import OutOfReach
from pankti.base.words import Words
from pankti.organisation.models import Organisation, Plan, PlanStep
from pankti.organisation.reorganising.steps import OPEN_STATES, PlanState, Step, step_from_json
from pankti.people.models import Person

MANAGE = "organisation.manage"


@dataclass(frozen=True, slots=True)
class PlanRow:
    """One plan of a list."""

    id: UUID
    title: str
    on: date
    state: PlanState
    refusal: str
    made_at: datetime
    applied_at: datetime | None
    steps: int
    path: str
    is_backdated: bool


@dataclass(frozen=True, slots=True)
class PlanView:
    """A plan with its steps, and who worked on it. ``former``: what the units that it renamed were called before."""

    row: PlanRow
    steps: tuple[Step, ...]
    made_by: Words
    approved_by: Words
    approved_at: datetime | None
    begun_at: datetime | None
    undoes: PlanRow | None
    undone_by: PlanRow | None
    done: int
    former: dict[UUID, Words]

    @property
    def is_open(self) -> bool:
        return self.row.state in OPEN_STATES


def list_due_plans() -> list[UUID]:
    """Approved plans whose day has come in the organisation's zone, the earliest first."""
    zone = Organisation.objects.values_list("time_zone", flat=True).first() or "Asia/Kolkata"
    due = Plan.objects.filter(state=PlanState.APPROVED, on__lte=now().astimezone(ZoneInfo(zone)).date())
    return list(due.order_by("on", "approved_at", "id").values_list("id", flat=True))


def list_plans(actor: Actor, *, limit: int = 100) -> list[PlanRow]:
    """Plans within the actor's right, those to be worked on first."""
    roots = actor.roots(MANAGE)
    if not roots and not actor.is_system:
        raise OutOfReach
    within = Q()
    for path in roots:
        within |= Q(path__gte=path, path__lt=path + PATH_END)
    rows = [_row(plan) for plan in Plan.objects.filter(within).order_by("-made_at")[:limit]]
    order = (PlanState.FAILED, PlanState.DRAFT, PlanState.APPROVED, PlanState.APPLIED, PlanState.DISCARDED)
    return sorted(rows, key=lambda row: order.index(row.state))


def get_plan(actor: Actor, plan_id: UUID) -> PlanView:
    """One plan; OutOfReach beyond the actor's right."""
    plan = Plan.objects.select_related("undoes").filter(id=plan_id).first()
    if plan is None:
        raise OutOfReach
    require_right(actor, MANAGE, plan.path)
    people = dict(
        Person.objects.filter(id__in=[one for one in (plan.made_by, plan.approved_by) if one]).values_list(
            "id", "names"
        )
    )
    undone = Plan.objects.filter(undoes=plan).exclude(state=PlanState.DISCARDED).order_by("-made_at").first()
    steps = PlanStep.objects.filter(plan=plan).order_by("place", "id")
    return PlanView(
        row=_row(plan),
        steps=tuple(step_from_json(row.id, row.body) for row in steps),
        made_by=people.get(plan.made_by, {}) if plan.made_by else {},
        approved_by=people.get(plan.approved_by, {}) if plan.approved_by else {},
        approved_at=plan.approved_at,
        begun_at=plan.begun_at,
        undoes=_row(plan.undoes) if plan.undoes else None,
        undone_by=_row(undone) if undone else None,
        done=len(plan.done),
        former={UUID(one["unit"]): one["from"] for one in plan.done if one["what"] == "renamed"},
    )


def _row(plan: Plan) -> PlanRow:
    return PlanRow(
        id=plan.id,
        title=plan.title,
        on=plan.on,
        state=PlanState(plan.state),
        refusal=plan.refusal,
        made_at=plan.made_at,
        applied_at=plan.applied_at,
        steps=PlanStep.objects.filter(plan=plan).count(),
        path=plan.path,
        is_backdated=plan.is_backdated,
    )
