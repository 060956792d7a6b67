"""The trees as they were on a day. Parent links are dated and names keep their last day; paths are only of today.

So the past is climbed and descended by links that held on that day, and costs what the answer holds
(docs/adr/0060-reorganisation.md). A day is taken as it was at its end: what changed on it had changed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from pankti.base.errors import OutOfReach
from pankti.base.words import Words
from pankti.organisation.models import Level, Placement, Succession, Unit, UnitName
from pankti.organisation.queries.installation import get_main_tree

DEEPEST = 40
"""No tree is deeper; a circle in the record would end here."""


@dataclass(frozen=True, slots=True)
class PastUnit:
    """A unit as it was. ``parent_id`` None: it hung under nothing; ``is_placed`` False: not in this tree."""

    id: UUID
    names: Words
    level: str
    level_names: Words
    code: str
    tree: str
    parent_id: UUID | None
    is_placed: bool
    is_closed: bool


@dataclass(frozen=True, slots=True)
class Turn:
    """Something that happened to a unit on a day: ``what`` is one of opened, closed, moved, renamed, merged, took,
    split, came, crossed, followed. ``others`` are the units that it names, ``names`` what it was called before."""

    on: date
    what: str
    tree: str = ""
    others: tuple[UUID, ...] = ()
    other_names: tuple[Words, ...] = ()
    names: Words | None = None

    @property
    def links(self) -> list[tuple[UUID, Words]]:
        """The units that it names, with what they are called."""
        return list(zip(self.others, self.other_names, strict=True))


def get_unit_as_of(unit_id: UUID, on: date, tree: str | None = None) -> PastUnit:
    """The unit as it was at the end of ``on``; OutOfReach when there never was such a unit."""
    found = _past([unit_id], on, tree or get_main_tree().code)
    if not found:
        raise OutOfReach
    return found[0]


def list_ancestors_as_of(unit_id: UUID, on: date, tree: str | None = None) -> list[PastUnit]:
    """All units above on that day, from the top down; as many steps as the tree is deep."""
    code = tree or get_main_tree().code
    line: list[UUID] = []
    at: UUID | None = unit_id
    while at is not None and len(line) < DEEPEST:
        held = _held(on).filter(tree=code, unit=at).values_list("parent_id", flat=True).first()
        at = None if held in line else held
        if at is not None:
            line.append(at)
    known = {unit.id: unit for unit in _past(line, on, code)}
    return [known[one] for one in reversed(line) if one in known]


def list_children_as_of(unit_id: UUID, on: date, tree: str | None = None) -> list[PastUnit]:
    """The units that hung right under it on that day."""
    code = tree or get_main_tree().code
    below = list(_held(on).filter(tree=code, parent=unit_id).order_by("path").values_list("unit_id", flat=True))
    known = {unit.id: unit for unit in _past(below, on, code)}
    return [known[one] for one in below if one in known]


def names_as_of(unit_ids: Sequence[UUID], on: date) -> dict[UUID, Words]:
    """What these units were called at the end of that day; two queries."""
    names = dict(Unit.objects.filter(id__in=unit_ids).values_list("id", "names"))
    # A name holds until the first change after the day; the earliest is written last.
    for row in UnitName.objects.filter(unit__in=unit_ids, ended_on__gt=on).order_by("-ended_on"):
        names[row.unit_id] = row.names
    return names


def first_day(tree: str | None = None) -> date | None:
    """The day on which the record of the tree begins; None for an empty tree."""
    rows = Placement.objects.filter(tree=tree or get_main_tree().code, parent=None)
    return rows.order_by("began_on").values_list("began_on", flat=True).first()


def list_turns(unit_id: UUID) -> list[Turn]:
    """The unit's history, newest first."""
    unit = Unit.objects.filter(id=unit_id).first()
    if unit is None:
        raise OutOfReach
    turns: list[Turn] = []
    for row in UnitName.objects.filter(unit=unit):
        turns.append(Turn(row.ended_on, "renamed", names=row.names))
    before: dict[str, Placement] = {}
    for placed in Placement.objects.filter(unit=unit).order_by("tree_id", "began_on"):
        earlier = before.get(placed.tree_id)
        if earlier is not None and earlier.parent_id and placed.parent_id and earlier.parent_id != placed.parent_id:
            turns.append(Turn(placed.began_on, "moved", placed.tree_id, (earlier.parent_id, placed.parent_id)))
        before[placed.tree_id] = placed
    for link in Succession.objects.filter(Q(unit=unit) | Q(heir=unit)):
        away = link.unit_id == unit_id
        what = {"merged": ("merged", "took"), "split": ("split", "came"), "crossed": ("crossed", "followed")}[link.kind]
        turns.append(Turn(link.on, what[0 if away else 1], others=(link.heir_id if away else link.unit_id,)))
    if unit.opened_on is not None:
        turns.append(Turn(unit.opened_on, "opened"))
    if unit.closed_on is not None:
        turns.append(Turn(unit.closed_on, "closed"))
    names = dict(Unit.objects.filter(id__in={one for turn in turns for one in turn.others}).values_list("id", "names"))
    named = [
        Turn(t.on, t.what, t.tree, t.others, tuple(names.get(one, {}) for one in t.others), t.names) for t in turns
    ]
    return sorted(named, key=lambda turn: (turn.on, turn.what), reverse=True)


def _held(on: date) -> QuerySet[Placement]:
    return Placement.objects.filter(Q(ended_on=None) | Q(ended_on__gt=on), began_on__lte=on)


def _past(unit_ids: Sequence[UUID], on: date, tree: str) -> list[PastUnit]:
    units = Unit.objects.filter(id__in=unit_ids)
    held = {row.unit_id: row for row in _held(on).filter(tree=tree, unit__in=unit_ids)}
    names = names_as_of(unit_ids, on)
    levels = {level.code: level.names for level in Level.objects.all()}
    found = []
    for unit in units:
        row = held.get(unit.id)
        level = row.level_id if row else unit.level_id
        found.append(
            PastUnit(
                id=unit.id,
                names=names[unit.id],
                level=level,
                level_names=levels.get(level, {}),
                code=unit.code,
                tree=tree,
                parent_id=row.parent_id if row else None,
                is_placed=row is not None,
                is_closed=unit.closed_on is not None and unit.closed_on <= on,
            )
        )
    return found


def list_stand_ins(unit_ids: Iterable[UUID]) -> dict[UUID, UUID]:
    """For each closed unit of ``unit_ids`` the open one that stands for it: its heir, else what it last hung under."""
    closed = set(Unit.objects.filter(id__in=list(unit_ids), closed_on__isnull=False).values_list("id", flat=True))
    found: dict[UUID, UUID] = {}
    for unit in closed:
        at: UUID | None = unit
        seen: set[UUID] = set()
        while at is not None and at not in seen:
            seen.add(at)
            if at not in closed and not Unit.objects.filter(id=at, closed_on__isnull=False).exists():
                found[unit] = at
                break
            heir = Succession.objects.filter(unit=at).exclude(kind="split").order_by("-on").first()
            last = Placement.objects.filter(unit=at, tree__is_main=True).order_by("-began_on").first()
            at = heir.heir_id if heir else last.parent_id if last else None
    return found
