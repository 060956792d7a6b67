"""Random organisations from a plain description, and the naive model that every count is held against."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import count
from uuid import UUID

from django.db.models import F
from hypothesis import strategies as st

from pankti.base.ids import new_id
from pankti.organisation.models import Appointment, Level, Organisation, Placement, Post, Tree, TreeLevel, Unit
from tests.makers.organisation import BEGAN_AT, BEGAN_ON, make_person, make_scheme

LEVELS = ("a", "b", "c", "d", "e")
OTHER = "other"
SEAT = "seat"
SHARED = 2  # units of this level may hang in both trees
_seen = count(1)


@dataclass(frozen=True)
class Sketch:
    """One unit to be: its level, its parent (an earlier index) in the main tree, and who hangs where otherwise."""

    level: int
    parent: int | None
    seat: int | None  # which seat of the second tree it hangs under, if it is one that may
    is_held: bool


@dataclass(frozen=True)
class Plan:
    """A whole organisation, as hypothesis draws it."""

    units: tuple[Sketch, ...]
    seats: int


@st.composite
def plans(draw: st.DrawFn, most: int = 22) -> Plan:
    """Ragged trees of several roots: a child's level lies below its parent's, at any distance."""
    seats = draw(st.integers(1, 3))
    units: list[Sketch] = []
    for index in range(draw(st.integers(4, most))):
        may = [i for i in range(index) if units[i].level < len(LEVELS) - 1]
        is_root = not may or draw(st.integers(0, 5)) == 0
        parent = None if is_root else draw(st.sampled_from(may))
        lowest = units[parent].level + 1 if parent is not None else 0
        units.append(
            Sketch(
                level=draw(st.integers(lowest, len(LEVELS) - 1)),
                parent=parent,
                seat=draw(st.none() | st.integers(0, seats - 1)),
                is_held=draw(st.booleans()),
            )
        )
    return Plan(tuple(units), seats)


@dataclass
class Forest:
    """The made units, and who hangs below whom in each tree. ``top`` is the second tree's root, in both trees."""

    top: Unit
    units: list[Unit] = field(default_factory=list)
    seats: list[Unit] = field(default_factory=list)
    parents: dict[str, dict[UUID, UUID | None]] = field(default_factory=dict)
    paths: dict[str, dict[UUID, str]] = field(default_factory=dict)
    levels: dict[UUID, str] = field(default_factory=dict)
    holders: dict[UUID, Appointment] = field(default_factory=dict)

    def above(self, tree: str, unit: UUID) -> list[UUID]:
        """The units strictly above, from the nearest up."""
        found, parent = [], self.parents[tree].get(unit)
        while parent is not None:
            found.append(parent)
            parent = self.parents[tree][parent]
        return found

    def line(self, tree: str, unit: UUID) -> set[UUID]:
        return {unit, *self.above(tree, unit)}

    def children(self, tree: str, unit: UUID) -> list[UUID]:
        return [child for child, parent in self.parents[tree].items() if parent == unit]

    def subjects(self, tree: str, roots: Iterable[UUID], excluded: Iterable[UUID], levels: Sequence[str]) -> set[UUID]:
        """Who is addressed, unit by unit."""
        wanted, barred = set(roots), set(excluded)
        return {
            unit
            for unit in self.parents[tree]
            if self.levels[unit] in levels and self.line(tree, unit) & wanted and not self.line(tree, unit) & barred
        }

    def tellers(self, tree: str, unit: UUID) -> set[UUID]:
        """The units that know of this one's answer: those above it in the main tree and in the audience's."""
        return {*self.above("main", unit), *self.above(tree, unit)}


def make_forest(plan: Plan, *, is_one_person: bool = True) -> Forest:
    """Make the units beside those that are there already: earlier examples are the rest of the nation.

    ``is_one_person``: one holds all posts that are held; else each has a holder of its own.
    """
    if not Tree.objects.exists():
        _make_trees()
    number = next(_seen)
    forest = Forest(
        top=_unit("a", f"{number}-top", number % 3 + 1), parents={"main": {}, OTHER: {}}, paths={"main": {}, OTHER: {}}
    )
    placements: list[Placement] = []
    for tree in ("main", OTHER):
        placements.append(_hang(forest, tree, forest.top, None))
    for index, sketch in enumerate(plan.units):
        unit = _unit(LEVELS[sketch.level], f"{number}-{index}", number % 3 + 1)
        forest.units.append(unit)
        parent = None if sketch.parent is None else forest.units[sketch.parent]
        placements.append(_hang(forest, "main", unit, parent or (forest.top if sketch.level else None)))
    for index in range(plan.seats):
        forest.seats.append(_unit(SEAT, f"{number}-seat-{index}", number % 3 + 1))
        placements.append(_hang(forest, OTHER, forest.seats[-1], forest.top))
    shared = list(forest.seats)  # units that booths may hang under in the second tree: seats, and some of both trees
    for sketch, unit in zip(plan.units, forest.units, strict=True):
        if sketch.seat is not None and sketch.level == SHARED:
            placements.append(_hang(forest, OTHER, unit, forest.seats[sketch.seat]))
            shared.append(unit)
    for sketch, unit in zip(plan.units, forest.units, strict=True):
        if sketch.seat is not None and sketch.level == len(LEVELS) - 1:
            placements.append(_hang(forest, OTHER, unit, shared[-1 - sketch.seat]))
    made = [forest.top, *forest.units, *forest.seats]
    Unit.objects.bulk_create(made)
    Placement.objects.bulk_create(placements)
    forest.levels = {unit.id: unit.level_id for unit in made}
    person = make_person()
    for sketch, unit in zip(plan.units, forest.units, strict=True):
        if sketch.is_held:
            forest.holders[unit.id] = Appointment(
                person=person if is_one_person else make_person(unit.code),
                post_id=f"{unit.level_id}-lead",
                unit=unit,
                began_at=BEGAN_AT,
            )
    Appointment.objects.bulk_create(forest.holders.values())
    Organisation.objects.update(tree_epoch=F("tree_epoch") + 1)
    return forest


def _make_trees() -> None:
    make_scheme(levels=LEVELS)
    other = Tree.objects.create(code=OTHER, names={"hi": "दूसरा", "en": "Other"}, rank=1)
    seat = Level.objects.create(code=SEAT, names={"en": SEAT}, plural_names={"en": SEAT})
    for rank, level in enumerate(("a", SEAT, LEVELS[SHARED], "e")):
        TreeLevel.objects.create(tree=other, level_id=level, rank=rank)
    Post.objects.create(code=f"{SEAT}-lead", level=seat, names={"en": "Lead"}, rights=["answer.give"], is_lead=True)


def _unit(level: str, code: str, cell: int) -> Unit:
    return Unit(id=new_id(), level_id=level, names={"hi": code, "en": code}, source="forest", code=code, cell=cell)


def _hang(forest: Forest, tree: str, unit: Unit, parent: Unit | None) -> Placement:
    above = forest.paths[tree][parent.id] if parent else ""
    siblings = sum(1 for other in forest.parents[tree].values() if other == (parent.id if parent else None))
    if parent is None:  # roots of earlier examples hang beside ours
        siblings += Placement.objects.filter(tree_id=tree, parent=None).count()
    forest.parents[tree][unit.id] = parent.id if parent else None
    forest.paths[tree][unit.id] = path = f"{above}{siblings + 1:05x}"
    return Placement(tree_id=tree, unit=unit, parent=parent, level_id=unit.level_id, path=path, began_on=BEGAN_ON)
