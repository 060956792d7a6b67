"""What the pages about teams share: whose unit it is, what the reader may do there, where they may climb."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID

from pankti.base.actor import Actor
from pankti.base.clock import now
from pankti.base.errors import OutOfReach
from pankti.base.words import Words
from pankti.base.writing import in_zone
from pankti.organisation.queries import (
    find_beside,
    find_reach,
    find_unit_at,
    get_unit,
    list_ancestors,
    rows_of,
    search_people,
)
from pankti.organisation.rights import ORGANISATION_MANAGE, PEOPLE_MANAGE, PEOPLE_VIEW
from pankti.organisation.types import PersonRow, UnitView
from pankti.people.queries import list_persons

SEEING = (PEOPLE_VIEW, PEOPLE_MANAGE, ORGANISATION_MANAGE)
MOST_FOUND = 20


@dataclass(frozen=True, slots=True)
class Place:
    """A unit as its team's pages head it: the line above it, and what the reader may do here.

    ``path`` is its path of reach. ``is_beside``: it hangs in another tree alone, where nothing is counted below it.
    """

    unit: UnitView
    path: str
    line: tuple[tuple[UnitView, bool], ...]
    may_fill: bool
    may_set: bool
    is_beside: bool = False


def open_place(actor: Actor, unit_id: UUID, *, rights: Iterable[str] = SEEING, beside: bool = False) -> Place:
    """The unit, for a reader with one of ``rights`` over it; OutOfReach for others.

    With ``beside`` also a unit that hangs in another tree alone: for pages about its own team, not about a subtree.
    """
    unit = get_unit(unit_id)
    path = unit.path or (find_reach(unit_id) if beside else "")
    if not path or not any(actor.may(right, path) for right in rights):
        raise OutOfReach
    other = None if unit.path else find_beside(unit_id)
    above = list_ancestors(unit_id, other.tree if other else None)
    return Place(
        unit=unit,
        path=path,
        line=tuple((one, may_see(actor, find_reach(one.id) if other else one.path)) for one in above),
        may_fill=actor.may(PEOPLE_MANAGE, path),
        may_set=actor.may(ORGANISATION_MANAGE, path),
        is_beside=other is not None,
    )


def may_see(actor: Actor, path: str) -> bool:
    """Whether the reader may see the team of the unit at ``path``."""
    return bool(path) and any(actor.may(right, path) for right in SEEING)


def may_read_record(actor: Actor) -> bool:
    """Whether to lead the reader to what was recorded of a thing; what they find there is asked there."""
    return bool(actor.roots("audit.view"))


def find_top(actor: Actor) -> UnitView:
    """The first unit whose team the actor may see; OutOfReach where there is none."""
    tops = sorted({path for right in SEEING for path in actor.roots(right)})
    unit = find_unit_at(tops[0]) if tops else None
    if unit is None:
        raise OutOfReach
    return unit


@dataclass(frozen=True, slots=True)
class Candidate:
    """A person as the forms offer them: two of one name are told apart by their posts."""

    id: UUID
    names: Words
    holdings: tuple[tuple[Words, Words], ...]


def find_people(actor: Actor, typed: str, chosen: Sequence[UUID] = ()) -> list[Candidate]:
    """People within the actor's reach by name or number, the nearest first, or those ``chosen``; nobody for an empty
    search."""
    if typed.strip():
        rows: Sequence[PersonRow] = search_people(actor, typed, limit=MOST_FOUND).rows
    else:
        rows = rows_of(list_persons(chosen))
    return [
        Candidate(row.id, row.names, tuple((post.post_names, post.unit_names) for post in row.held[:3])) for row in rows
    ]


def moment_of(day: date | None) -> datetime | None:
    """The day's beginning in the organisation's zone; the present moment for today; None for none."""
    if day is None:
        return None
    here = in_zone(now())
    return now() if day == here.date() else datetime.combine(day, time(), here.tzinfo)
