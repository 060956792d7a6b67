from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from pankti.attendance.models import Arrival, Presence
from pankti.attendance.types import Evidence, How, PresentRow
from pankti.base.actor import Actor
from pankti.base.errors import OutOfReach
from pankti.meetings.types import VIEW

PAGE = 100


def list_present(actor: Actor, meeting_id: UUID) -> list[PresentRow]:
    """Who came, holders before guests (whose key is not empty), in the tree's order; only what the actor may see."""
    rows = _rows(meeting_id).filter(is_present=True).order_by("guest_key", "path", "came_at", "id")
    return [_row(row) for row in rows if _is_open_to(actor, row)]


def list_roll(meeting_id: UUID, *, limit: int = PAGE, offset: int = 0) -> list[PresentRow]:
    """Everybody who was called or came, present or not, a page at a time."""
    rows = _rows(meeting_id).order_by("guest_key", "path", "id")[offset : offset + limit]
    return [_row(row) for row in rows]


def get_row(meeting_id: UUID, presence_id: UUID) -> PresentRow:
    """One line of the roll. Raises OutOfReach."""
    row = _rows(meeting_id).filter(pk=presence_id).first()
    if row is None:
        raise OutOfReach
    return _row(row)


def list_absent(meeting_id: UUID) -> list[PresentRow]:
    """Who was called and did not come."""
    return [_row(row) for row in _rows(meeting_id).filter(is_present=False, is_invited=True).order_by("path", "id")]


def list_evidence(presence_ids: Iterable[UUID]) -> dict[UUID, list[Evidence]]:
    """How each presence is known, oldest first."""
    found: dict[UUID, list[Evidence]] = {}
    for row in Arrival.objects.filter(presence_id__in=list(presence_ids)).order_by("made_at", "id"):
        found.setdefault(row.presence_id, []).append(
            Evidence(
                id=row.id,
                presence_id=row.presence_id,
                how=How(row.how),
                came_at=row.came_at,
                minutes=row.minutes,
                by_person_id=row.by_person_id,
                made_at=row.made_at,
                reason=row.reason,
                is_taken_back=row.taken_back_at is not None,
            )
        )
    return found


def _is_open_to(actor: Actor, row: Presence) -> bool:
    return (
        actor.is_system
        or (row.person_id is not None and row.person_id == actor.person_id)
        or actor.may(VIEW, row.at_path)
        or (bool(row.path) and actor.may(VIEW, row.path))
    )


def _rows(meeting_id: UUID) -> QuerySet[Presence]:
    return Presence.objects.filter(meeting_id=meeting_id).select_related(
        "person", "unit", "appointment", "appointment__post"
    )


def _row(row: Presence) -> PresentRow:
    held: Any = row.appointment
    return PresentRow(
        id=row.id,
        person_id=row.person_id,
        appointment_id=row.appointment_id,
        names=row.person.names if row.person else row.guest_names,
        post_names=held.post.names if held else {},
        unit_id=row.unit_id,
        unit_names=row.unit.names if row.unit else {},
        path=row.path,
        is_invited=row.is_invited,
        is_present=row.is_present,
        is_guest=row.person_id is None,
        hows=tuple(How(how) for how in row.hows),
        came_at=row.came_at,
        minutes=row.minutes,
    )
