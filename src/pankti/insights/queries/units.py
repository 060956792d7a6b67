"""One unit for itself: who leads it, what lies below, what was sent to the whole of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from pankti.base.actor import Actor, require_right
from pankti.base.words import Words
from pankti.cascade.queries import Reached, list_reached, may_see_all
from pankti.insights.queries.boards import open_board
from pankti.insights.queries.places import Leads, get_leads, get_place
from pankti.insights.types import VIEW, Lead, Place, share
from pankti.organisation.queries import list_children
from pankti.organisation.types import UnitView

DAYS = 30
TOP = 40
"""How high the tallest column of the trend is, in its own units."""


@dataclass(frozen=True, slots=True)
class Point:
    """One column of the trend: a dispatch and how much of it was answered."""

    dispatch_id: UUID
    titles: Words
    issued_at: datetime
    share: float | None
    x: int
    y: int
    height: int

    @property
    def per_cent(self) -> int | None:
        return None if self.share is None else round(100 * self.share)


def list_trend(
    actor: Actor, dispatch_id: UUID, unit_id: UUID, *, at: datetime, tree: str = ""
) -> tuple[Place, list[Point]]:
    """What was sent along the board's tree to the whole of its unit in the thirty days before ``at``, oldest first.

    Raises OutOfReach as ``open_board`` does.
    """
    _dispatch, _frame, place = open_board(actor, dispatch_id, unit_id, tree)
    if place.tree and not may_see_all(actor, VIEW, place.tree, unit_id):
        return place, []
    line = [crumb.unit_id for crumb in place.line]
    found = list_reached(unit_id, place.path, line, since=at - timedelta(days=DAYS), limit=DAYS, tree=place.tree)
    points = []
    for n, one in enumerate(reversed(found)):
        part = share(one.counts)
        height = max(1, round(TOP * (part or 0.0)))
        points.append(Point(one.dispatch_id, titles_of(one), one.issued_at, part, n * 10, TOP - height, height))
    return place, points


def titles_of(one: Reached) -> Words:
    """What a dispatch is called, as its payload has it."""
    titles: Words = one.payload.get("titles") or {}
    return titles


@dataclass(frozen=True, slots=True)
class Child:
    unit: UnitView
    lead: Lead


@dataclass(frozen=True, slots=True)
class Running:
    """A live dispatch at a unit."""

    reached: Reached
    titles: Words
    share: float | None


@dataclass(frozen=True, slots=True)
class UnitPage:
    place: Place
    children: tuple[Child, ...]
    running: tuple[Running, ...]

    @property
    def children_words(self) -> Words:
        return self.place.plural([child.unit.level for child in self.children]) if self.children else {}


def get_unit_page(actor: Actor, unit_id: UUID, *, at: datetime) -> UnitPage:
    """The unit with its children and the live dispatches to the whole of it. Raises OutOfReach beyond the reach."""
    place = get_place(unit_id)
    require_right(actor, VIEW, place.path)
    children = list_children(unit_id)
    leads: Leads = get_leads(child.path for child in children)
    live = list_reached(
        unit_id,
        place.path,
        [crumb.unit_id for crumb in place.line],
        since=at - timedelta(days=365),
        only_live=True,
    )
    return UnitPage(
        place=place,
        children=tuple(Child(child, leads.of(child.path)) for child in children),
        running=tuple(Running(one, titles_of(one), share(one.counts)) for one in live),
    )
