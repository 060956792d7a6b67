"""Conferences as pages read them."""

from __future__ import annotations

from datetime import time
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet

from pankti.base.actor import PATH_END, Actor
from pankti.base.errors import OutOfReach
from pankti.base.words import Words
from pankti.conferences.models import Conference
from pankti.conferences.types import PlanDraft, PlanRow, PlanState, PlanView
from pankti.meetings.types import CALL, VIEW
from pankti.organisation.models import Appointment
from pankti.organisation.queries import find_unit_at, get_organisation


def tops_of(actor: Actor) -> tuple[str, ...]:
    """Where this reader sees conferences at all."""
    return tuple(sorted({*actor.roots(VIEW), *actor.roots(CALL)}))


def zone_here() -> ZoneInfo:
    """The organisation's own clock."""
    return ZoneInfo(get_organisation().time_zone)


def list_plans(actor: Actor, *, limit: int = 100) -> list[PlanRow]:
    """Conferences of the units within reach, and those from above that come there; the latest first."""
    tops = tops_of(actor)
    reach = Q()
    for top in tops:
        above = [top[:end] for end in range(5, len(top), 5)]
        reach |= Q(path__gte=top, path__lt=top + PATH_END) | Q(path__in=above)
    if not tops:
        return []
    rows = Conference.objects.filter(reach).exclude(Q(state=PlanState.DRAFT) & ~Q(author_id=actor.person_id))
    found = rows.select_related("unit", "level").order_by("-starts_on", "-created_at")[:limit]
    own = {top: found_unit.id for top in tops if (found_unit := find_unit_at(top))}
    return [
        PlanRow(
            id=row.id,
            state=PlanState(row.state),
            titles=row.titles,
            unit_id=row.unit_id,
            unit_names=row.unit.names,
            level_names=row.level.plural_names,
            starts_on=row.starts_on,
            days=row.days,
            sessions=row.sessions,
            is_video=row.is_video,
            board_unit_id=next(
                (unit for top, unit in own.items() if top.startswith(row.path) and top != row.path), row.unit_id
            ),
        )
        for row in found
    ]


def get_plan(actor: Actor, plan_id: UUID) -> PlanView:
    """A conference that this reader may see: their own unit's, one below, or one from above that comes to them.

    Raises OutOfReach. A draft is its writer's.
    """
    row = plans().filter(id=plan_id).first()
    if row is None:
        raise OutOfReach
    tops = [""] if actor.is_system else list(tops_of(actor))
    if not any(row.path.startswith(top) or top.startswith(row.path) for top in tops):
        raise OutOfReach
    if row.state == PlanState.DRAFT and not actor.is_system and row.author_id != actor.person_id:
        raise OutOfReach
    return view_of(row, may_change=actor.may(CALL, row.path))


def plans() -> QuerySet[Conference]:
    """With what ``view_of`` reads."""
    return Conference.objects.select_related("unit", "level")


def view_of(row: Conference, *, may_change: bool) -> PlanView:
    return PlanView(
        id=row.id,
        state=PlanState(row.state),
        draft=draft_of(row),
        path=row.path,
        unit_names=row.unit.names,
        level_names=row.level.names,
        level_plural=row.level.plural_names,
        speaker_id=row.speaker_id,
        speaker_names=_holder(row.speaker_id),
        doing=row.doing,
        doing_since=row.doing_since,
        trouble=row.trouble,
        sessions=row.sessions,
        checked_at=row.checked_at,
        end_reason=row.end_reason,
        may_change=may_change,
    )


def draft_of(row: Conference) -> PlanDraft:
    return PlanDraft(
        id=row.id,
        appointment_id=row.by_appointment_id or UUID(int=0),
        unit_id=row.unit_id,
        level=row.level_id,
        titles=row.titles,
        texts=row.texts,
        wing=row.wing_id,
        is_video=row.is_video,
        takes_registration=row.takes_registration,
        called_levels=tuple(row.called_levels),
        starts_on=row.starts_on,
        days=row.days,
        slots=tuple(time.fromisoformat(slot) for slot in row.slots),
        minutes=row.minutes,
        link_base=row.link_base,
        agenda=tuple(row.agenda),
    )


def _holder(appointment_id: UUID | None) -> Words:
    if appointment_id is None:
        return {}
    found = Appointment.objects.filter(id=appointment_id).select_related("person").first()
    return dict(found.person.names) if found else {}
