"""What a plan is checked against: the units it names, all above them, and what hangs under those that end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from pankti.base.words import Words

Spot = tuple[str, UUID]
"""A unit in one tree."""


@dataclass(frozen=True, slots=True)
class UnitFact:
    id: UUID
    level: str
    names: Words
    source: str
    code: str
    cell: int
    is_closed: bool


@dataclass(frozen=True, slots=True)
class Place:
    """Where a unit hangs now."""

    parent_id: UUID | None
    path: str
    began_on: date


@dataclass(slots=True)
class Facts:
    """``ranks``: by tree, the rank of each of its levels. ``taken``: the keys that units already have."""

    main: str
    cell_level: str
    ranks: dict[str, dict[str, int]]
    units: dict[UUID, UnitFact] = field(default_factory=dict)
    places: dict[Spot, Place] = field(default_factory=dict)
    children: dict[Spot, tuple[UUID, ...]] = field(default_factory=dict)
    taken: set[tuple[str, str, str]] = field(default_factory=set)

    def trees_of(self, unit: UUID) -> list[str]:
        return [tree for tree in self.ranks if (tree, unit) in self.places]

    def line(self, tree: str, unit: UUID) -> list[UUID]:
        """The units above now, from the nearest up."""
        found: list[UUID] = []
        place = self.places.get((tree, unit))
        while place is not None and place.parent_id is not None and place.parent_id not in found:
            found.append(place.parent_id)
            place = self.places.get((tree, place.parent_id))
        return found

    def reach_of(self, unit: UUID) -> str | None:
        """The path of the main tree at which rights over the unit are asked: its own, else the nearest one above."""
        for tree in [self.main, *self.ranks]:
            for one in [unit, *self.line(tree, unit)] if (tree, unit) in self.places else ():
                if (self.main, one) in self.places:
                    return self.places[self.main, one].path
        return None


def common_path(paths: Sequence[str], digits: int) -> str:
    """The longest path that all of them lie at or under."""
    if not paths:
        return ""
    low, high = min(paths), max(paths)
    end = 0
    while end < min(len(low), len(high)) and low[end : end + digits] == high[end : end + digits]:
        end += digits
    return low[:end]
