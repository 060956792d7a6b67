"""Who can take a part or be invited by hand: holders within reach, and those above, found by name."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from pankti.base.actor import Actor
from pankti.base.clock import now
from pankti.base.words import Words
from pankti.meetings.types import CALL, VIEW
from pankti.organisation.models import Appointment
from pankti.organisation.tenure import running
from pankti.organisation.types import prefixes_of
from pankti.people.queries import find_names

SHOWN = 12


@dataclass(frozen=True, slots=True)
class HolderRow:
    """One who holds a post now, as far as the reader may see them. ``order``: their place in precedence."""

    appointment_id: UUID
    person_id: UUID
    names: Words
    post_names: Words
    unit_names: Words
    order: tuple[int, bool, int]


def find_holders(actor: Actor, text: str, limit: int = SHOWN) -> list[HolderRow]:
    """Holders whose name sounds like ``text``, or whose post's or unit's name holds it; the upper ones first."""
    wanted = text.strip()
    if len(wanted) < 2:
        return []
    roots = sorted({*actor.roots(CALL), *actor.roots(VIEW)})
    above = {prefix for root in roots for prefix in prefixes_of(root)}
    by_name = [one.person_id for one in find_names(wanted, roots, most=40)]
    found = {row.id: row for row in _held().filter(person_id__in=by_name)[:60]}
    for row in _held().filter(path__in=above):
        if _says(row, wanted.casefold()):
            found[row.id] = row
    rows = [_row(row) for row in found.values()]
    return sorted(rows, key=lambda row: (row.order, str(row.appointment_id)))[:limit]


def name_holders(appointment_ids: Collection[UUID]) -> dict[UUID, HolderRow]:
    """These appointments, as far as the reader may see them; ended ones too. One query."""
    rows = Appointment.objects.filter(id__in=list(appointment_ids)).select_related("person", "post", "unit")
    return {row.id: _row(row) for row in rows}


def _held() -> QuerySet[Appointment]:
    return Appointment.objects.filter(running(now())).select_related("person", "post", "unit")


def _says(row: Appointment, wanted: str) -> bool:
    said = (*row.person.names.values(), *row.post.names.values(), *row.unit.names.values())
    return any(wanted in text.casefold() for text in said)


def _row(row: Appointment) -> HolderRow:
    return HolderRow(
        row.id,
        row.person_id,
        row.person.names,
        row.post.names,
        row.unit.names,
        (len(row.path), not row.post.is_lead, row.post.rank),
    )
