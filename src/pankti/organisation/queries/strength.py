"""Sanctioned, filled, vacant: over a unit and all below it. The caller has asked for the right over that unit.

Figures are kept for each team and added up for each unit above it, so that a page looks up its own and its children's
rows, however much lies below. ``actions.count_teams`` brings them up to date; a page calls it first. They hold sums
and units; the names of who answers for a team are read with the reader's own sight.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection

from pankti.base.actor import PATH_END, SYSTEM
from pankti.base.clock import now
from pankti.base.sight import acting_as
from pankti.organisation.models import Level, Placement, TeamCount, Unit
from pankti.organisation.queries.installation import get_main_tree
from pankti.organisation.queries.leads import lead_of
from pankti.organisation.types import Lead, Strength, TeamBelow, prefixes_of

_SUMS = """
WITH asked AS (
  SELECT unit_id, path FROM organisation_placement WHERE tree_id = %(tree)s AND path = %(path)s AND ended_on IS NULL
), here AS (
  SELECT * FROM asked
  UNION ALL
  SELECT c.unit_id, c.path FROM asked a JOIN organisation_placement c
  ON c.parent_id = a.unit_id AND c.tree_id = %(tree)s AND c.ended_on IS NULL AND %(with_children)s
)
SELECT h.path, s.level, s.units, s.strength, s.filled, s.vacant, s.overfull, s.whole
FROM here h JOIN organisation_teamsum s ON s.path = h.path WHERE s.units > 0
UNION ALL
SELECT h.path, c.level, 1, c.strength, c.filled, c.vacant, c.overfull, (c.vacant = 0)::int
FROM here h JOIN organisation_teamcount c ON c.unit_id = h.unit_id
"""
_LEFT = """
SELECT unit_id, post_id, max(ended_at) FROM organisation_appointment
WHERE unit_id = ANY(%(units)s) AND ended_at <= %(now)s GROUP BY 1, 2
"""


@dataclass(frozen=True, slots=True)
class Counts:
    """Figures of a subtree: by level, and by the units right under its top and level."""

    levels: dict[str, Strength]
    children: dict[str, dict[str, Strength]]

    def of_children(self, level: str = "") -> dict[str, Strength]:
        """By the path of each unit right under the top, over it and all below it; of one level, or of all."""
        return {
            path: add_up(one for code, one in by_level.items() if level in ("", code))
            for path, by_level in self.children.items()
            if not level or level in by_level
        }


def count_subtree(path: str) -> Counts:
    """The unit at ``path`` and all below it, and the same for each unit right under it.

    Two queries; levels without sanctioned posts are missing.
    """
    found = _look_up(path, with_children=True)
    return Counts(found.pop(path, {}), found)


def count_strength(path: str) -> dict[str, Strength]:
    """By level, over the unit at ``path`` and all below it."""
    return _look_up(path, with_children=False).get(path, {})


def add_up(parts: Iterable[Strength]) -> Strength:
    """Figures of several lots of units together."""
    kept = list(parts)
    return Strength(
        units=sum(one.units for one in kept),
        sanctioned=sum(one.sanctioned for one in kept),
        filled=sum(one.filled for one in kept),
        vacant=sum(one.vacant for one in kept),
        overfull=sum(one.overfull for one in kept),
        full=sum(one.full for one in kept),
    )


def list_teams_below(path: str, *, level: str = "", after: str = "", limit: int = 50) -> list[TeamBelow]:
    """Teams that lack somebody, at ``path`` and below, in tree order after the path ``after``.

    A fixed few queries, by an index that holds these teams alone.
    """
    rows = TeamCount.objects.filter(vacant__gt=0, path__gte=path, path__lt=path + PATH_END, path__gt=after)
    if level:
        rows = rows.filter(level=level)
    found = list(rows.order_by("path")[:limit])
    names = dict(Unit.objects.filter(id__in=[row.unit_id for row in found]).values_list("id", "names"))
    level_names = dict(Level.objects.values_list("code", "names"))
    leads = _leads_above([row.path for row in found])
    since = _since({row.unit_id: row.empty for row in found})
    return [
        TeamBelow(
            unit_id=row.unit_id,
            unit_names=names[row.unit_id],
            level=row.level,
            level_names=level_names[row.level],
            path=row.path,
            strength=row.strength,
            filled=row.filled,
            vacant=row.vacant,
            since=since.get(row.unit_id),
            lead=leads.get(row.path),
        )
        for row in found
        if row.unit_id in names
    ]


def _look_up(path: str, *, with_children: bool) -> dict[str, dict[str, Strength]]:
    """By path and level, of the unit at ``path`` and, where asked, of those right under it."""
    parts: dict[str, dict[str, list[Strength]]] = {}
    with connection.cursor() as cursor:
        cursor.execute(_SUMS, {"tree": get_main_tree().code, "path": path, "with_children": with_children})
        for where, level, *sums in cursor.fetchall():
            parts.setdefault(where, {}).setdefault(level, []).append(Strength(*sums))
    return {
        where: {level: add_up(lots) for level, lots in by_level.items()} for where, by_level in sorted(parts.items())
    }


def _since(empty: dict[UUID, list[str]]) -> dict[UUID, datetime]:
    """Since when the oldest vacancy of each unit stands, of the posts that are ``empty`` there."""
    if not empty:
        return {}
    with acting_as(SYSTEM), connection.cursor() as cursor:
        cursor.execute(_LEFT, {"units": list(empty), "now": now()})
        left = [(unit, at) for unit, post, at in cursor.fetchall() if post in empty[unit]]
    oldest: dict[UUID, datetime] = {}
    for unit, at in left:
        oldest[unit] = min(at, oldest.get(unit, at))
    return oldest


def _leads_above(paths: list[str]) -> dict[str, Lead | None]:
    """For each path the nearest filled lead post above it; four queries, however many."""
    wanted = sorted({above for path in paths for above in prefixes_of(path)})
    main = get_main_tree().code
    units = dict(Placement.objects.filter(tree=main, ended_on=None, path__in=wanted).values_list("path", "unit_id"))
    leads = lead_of(units.values())
    return {
        path: next(
            (
                leads[units[above]]
                for above in reversed(prefixes_of(path))
                if above in units and not leads[units[above]].is_vacant
            ),
            None,
        )
        for path in paths
    }
