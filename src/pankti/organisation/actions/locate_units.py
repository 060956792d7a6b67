from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import shapely
from shapely.geometry.base import BaseGeometry

from pankti.base.clock import now
from pankti.organisation.actions.merge_staged import make_items
from pankti.organisation.actions.place_units import place_staged
from pankti.organisation.actions.stage_units import make_stage, stage_drafts
from pankti.organisation.importing.drafts import Draft, unit_key
from pankti.organisation.importing.shape import Shape
from pankti.organisation.models import Unit


@dataclass(frozen=True, slots=True)
class Outline:
    """A unit of the list with its outline. ``level``, ``source`` and ``code`` are its import key."""

    level: str
    source: str
    code: str
    shape: BaseGeometry


def locate_units(*, shape: Shape, outlines: list[Outline]) -> int:
    """Hang units with coordinates under the outline they lie in, in trees where that level comes next.

    Inside the caller's transaction and lock. How many placements changed. A unit that people
    placed by hand stays; one that lies in no outline keeps its place or has none.
    """
    changed = 0
    for number, tree in enumerate(shape.trees):
        within = [outline for outline in outlines if outline.level in tree.ranks]
        below = _next_level(shape, number, {outline.level for outline in within})
        if tree.is_main or not within or below is None:
            continue
        make_stage(shape)
        staged = stage_drafts(shape=shape, drafts=[(0, draft) for draft in _drafts(number, below, within)])
        if staged.count:
            make_items(shape=shape, sources=staged.sources)
            placed = place_staged(shape=shape, number=number, sources=staged.sources, today=now().date(), under=None)
            changed += placed.placements + placed.moved
    return changed


def _next_level(shape: Shape, number: int, levels: set[str]) -> str | None:
    """The level right under the lowest of ``levels`` in one tree."""
    ranks = shape.trees[number].ranks
    rank = max((ranks[level] for level in levels if level in ranks), default=99) + 1
    return next((level for level, place in ranks.items() if place == rank), None)


def _drafts(number: int, below: str, outlines: list[Outline]) -> Iterator[Draft]:
    """The containers (hanging nowhere anew) and each unit that lies in one."""
    tree = shapely.STRtree([outline.shape for outline in outlines])
    west, south, east, north = shapely.total_bounds([outline.shape for outline in outlines])
    units = list(
        Unit.objects.filter(
            level=below, closed_on=None, latitude__range=(south, north), longitude__range=(west, east)
        ).values_list("source", "code", "latitude", "longitude")
    )
    if not units:
        return
    points = shapely.points([unit[3] for unit in units], [unit[2] for unit in units])
    pairs = tree.query(points, predicate="within").T.tolist()
    inside = dict(reversed(pairs))
    for container in sorted(set(inside.values())):
        outline = outlines[container]
        yield _draft(outline.source, outline.level, outline.code, {})
    for point, container in sorted(inside.items()):
        source, code, _latitude, _longitude = units[point]
        outline = outlines[container]
        yield _draft(source, below, code, {number: unit_key(outline.source, outline.level, outline.code)})


def _draft(source: str, level: str, code: str, parents: dict[int, str | None]) -> Draft:
    return Draft(0, False, level, source, code, unit_key(source, level, code), "", False, None, None, "", parents)
