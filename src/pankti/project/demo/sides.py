"""The other trees (seats, local bodies …) over the same units: invented units where a level is not of the main tree."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from pankti.project.demo.shapes import middle
from pankti.project.demo.tree import BEGAN_ON, SOURCE, Forest, make_id, unit_id

PER_GROUP = 6
"""How many units below an invented one gathers, where the scheme does not say."""
EVERY = 3
"""An invented unit over last units alone (a town) exists in one place of three: most last units lie in villages."""
KIND = 0x100
"""Ids of the units of other trees begin here, sixteen for each tree."""


@dataclass(slots=True)
class SideUnit:
    """A unit of another tree: from the main tree (``rank`` set) or invented for it (``index`` among its level)."""

    id: str
    level: str
    path: str
    parent: str | None
    start: int
    end: int
    rank: int | None = None
    index: int = 0
    is_new: bool = False
    children: int = 0


def grow_side(forest: Forest, position: int) -> Iterator[SideUnit]:
    """The units of one other tree from the top: those of the main tree as they are, invented ones in between."""
    _, levels = forest.scheme.sides[position]
    main = list(forest.scheme.levels)
    above: list[SideUnit] = []
    top_count = 0
    for depth, level in enumerate(levels):
        made: list[SideUnit] = []
        if level in main:
            made = _shared(forest, main.index(level), level, above)
        else:
            kind = KIND + position * 16 + depth
            made = _invented(forest, levels, depth, kind, above)
        for unit in made:
            holder = _holder(above, unit.start)
            if holder is None:
                if above and unit.rank is not None and depth:
                    continue  # lies under none of the invented units above it
                top_count += 1
                unit.path = f"{top_count:05x}"
            else:
                holder.children += 1
                unit.path, unit.parent = f"{holder.path}{holder.children:05x}", holder.id
            yield unit
        above = [unit for unit in made if unit.path]


def _holder(above: list[SideUnit], start: int) -> SideUnit | None:
    if not above:
        return None
    at = bisect_right(above, start, key=lambda unit: unit.start) - 1
    return above[at] if at >= 0 and above[at].end > start else None


def _shared(forest: Forest, rank: int, level: str, above: list[SideUnit]) -> list[SideUnit]:
    first = forest.ranks[rank].first_last
    return [
        SideUnit(unit_id(forest.seed, rank, index), level, "", None, first[index], first[index + 1], rank, index)
        for index in range(len(forest.ranks[rank]))
    ]


def _invented(forest: Forest, levels: tuple[str, ...], depth: int, kind: int, above: list[SideUnit]) -> list[SideUnit]:
    """Groups of the next shared level's units, never across the units above (or across cells)."""
    scheme = forest.scheme
    main = list(scheme.levels)
    below = next(at for at in range(depth + 1, len(levels)) if levels[at] in main)
    rank = main.index(levels[below])
    per = 1
    for at in range(depth, below):
        per *= scheme.group_sizes.get(levels[at], PER_GROUP)
    bounds = forest.ranks[rank].first_last
    if above:
        fences = [(unit.start, unit.end) for unit in above]
    else:
        cells = forest.ranks[scheme.cell_rank].first_last
        fences = list(pairwise(cells))
    is_town = rank == len(main) - 1 and (not above or above[0].rank is not None)
    made: list[SideUnit] = []
    number = 0
    for low, high in fences:
        first, end = bisect_right(bounds, low) - 1, bisect_right(bounds, high - 1)
        for start in range(first, end, per):
            number += 1
            if is_town and number % EVERY != 1:
                continue
            index = len(made)
            made.append(
                SideUnit(
                    make_id(forest.seed, kind, index),
                    levels[depth],
                    "",
                    None,
                    bounds[start],
                    bounds[min(start + per, end)],
                    None,
                    index,
                    is_new=True,
                )
            )
    return made


def side_unit_row(forest: Forest, unit: SideUnit) -> str:
    """The row of an invented unit, for COPY into ``organisation_unit``."""
    spread = len(forest.villages)
    hindi, english = forest.villages[(unit.start * 31 + len(unit.path) * 977 + unit.index) % spread]
    kendra = bisect_right(forest.ranks[-2].first_last, unit.start) - 1
    x, y = middle(forest.ranks[-2].quads[kendra])
    cell = forest.ranks[-2].cells[kendra]
    return (
        f'{unit.id}\t{unit.level}\t{{"hi":"{hindi}","en":"{english}"}}\t{SOURCE}\t{unit.index + 1}'
        f"\t{cell}\t{y:.5f}\t{x:.5f}\t{BEGAN_ON}\n"
    )


def side_placement_row(tree: str, unit: SideUnit) -> str:
    """The row of any unit's place in another tree, for COPY."""
    return f"{tree}\t{unit.id}\t{unit.parent or chr(92) + 'N'}\t{unit.level}\t{unit.path}\t{BEGAN_ON}\n"
