"""Sanctioned, filled, vacant: over a unit and all below it. The caller has asked for the right over that unit.

Counts are made from one grouped reading of the subtree's appointments, so they are exact whenever they are asked;
what they cost grows with the subtree. They are read as the system, past the filter that looks at each row: what comes
out are sums and units. The names of who answers for a team are read with the reader's own sight.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from json import loads
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from pankti.base.actor import SYSTEM
from pankti.base.clock import now
from pankti.base.sight import acting_as
from pankti.organisation.models import Level, Placement, Tree, Unit
from pankti.organisation.queries.leads import lead_of
from pankti.organisation.tenure import runs
from pankti.organisation.types import DIGITS, Lead, Strength, TeamBelow, prefixes_of

_TEAMS = f"""
WITH wanted AS MATERIALIZED (
  SELECT code, level_id, strength FROM organisation_post WHERE retired_on IS NULL AND strength IS NOT NULL
), held AS MATERIALIZED (
  SELECT a.unit_id, a.post_id, count(*)::int AS n FROM organisation_appointment a
  WHERE a.path >= %(lo)s AND a.path < %(hi)s AND {runs("a")}
  GROUP BY 1, 2
), seats AS (
  SELECT p.unit_id, p.path, p.level_id, w.code,
         coalesce(o.strength, w.strength) AS strength, coalesce(h.n, 0) AS filled
  FROM organisation_placement p
  JOIN wanted w ON w.level_id = p.level_id
  LEFT JOIN organisation_unitstrength o ON o.unit_id = p.unit_id AND o.post_id = w.code
  LEFT JOIN held h ON h.unit_id = p.unit_id AND h.post_id = w.code
  WHERE p.tree_id = (SELECT code FROM organisation_tree WHERE is_main) AND p.ended_on IS NULL
    AND p.path >= %(lo)s AND p.path < %(hi)s
), teams AS (
  SELECT unit_id, path, level_id, sum(strength)::int AS strength, sum(filled)::int AS filled,
         sum(greatest(strength - filled, 0))::int AS vacant, sum(greatest(filled - strength, 0))::int AS overfull,
         array_agg(code) FILTER (WHERE filled < strength) AS empty
  FROM seats GROUP BY unit_id, path, level_id
)
"""  # noqa: S608 - only our own constants are put together

_SUMS = "count(*), sum(strength), sum(filled), sum(vacant), sum(overfull), count(*) FILTER (WHERE vacant = 0)"
_COUNTS = f"""
{_TEAMS} SELECT level_id, left(path, %(wide)s), {_SUMS} FROM teams GROUP BY 1, 2
"""  # noqa: S608
_PAGE = f"""
{_TEAMS}, page AS (
  SELECT * FROM teams
  WHERE vacant > 0 AND path > %(after)s AND (%(levels)s::text[] = '{{}}' OR level_id = ANY(%(levels)s::text[]))
  ORDER BY path LIMIT %(limit)s
), total AS (
  SELECT jsonb_object_agg(level_id, sums)::text AS totals
  FROM (SELECT level_id, jsonb_build_array({_SUMS}) AS sums FROM teams GROUP BY level_id) g
)
SELECT t.totals, g.unit_id, g.level_id, g.path, g.strength, g.filled, g.vacant, g.empty
FROM total t LEFT JOIN page g ON true ORDER BY g.path
"""  # noqa: S608
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
    """The unit at ``path`` and all below it; one reading. Levels without sanctioned posts are missing."""
    levels: dict[str, list[Strength]] = {}
    children: dict[str, dict[str, Strength]] = {}
    for level, child, *sums in _fetch(_COUNTS, path):
        one = Strength(*map(int, sums))
        levels.setdefault(level, []).append(one)
        if len(child) > len(path):
            children.setdefault(child, {})[level] = one
    return Counts({level: add_up(parts) for level, parts in levels.items()}, children)


def count_strength(path: str) -> dict[str, Strength]:
    """By level, over the unit at ``path`` and all below it."""
    return count_subtree(path).levels


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


def read_teams_below(
    path: str, *, levels: tuple[str, ...] = (), after: str = "", limit: int = 50
) -> tuple[list[TeamBelow], dict[str, Strength]]:
    """Teams that lack somebody, at ``path`` and below, in tree order after the path ``after``; and the figures of all.

    A fixed few queries, of which one reads the subtree.
    """
    found = _fetch(_PAGE, path, levels=list(levels), after=after, limit=limit)
    totals = loads(found[0][0]) if found and found[0][0] else {}
    rows = [row[1:] for row in found if row[1] is not None]
    names = dict(Unit.objects.filter(id__in=[row[0] for row in rows]).values_list("id", "names"))
    level_names = dict(Level.objects.values_list("code", "names"))
    leads = _leads_above([row[2] for row in rows])
    since = _since({row[0]: row[6] for row in rows})
    teams = [
        TeamBelow(
            unit_id=unit,
            unit_names=names[unit],
            level=level,
            level_names=level_names[level],
            path=place,
            strength=strength,
            filled=filled,
            vacant=vacant,
            since=since.get(unit),
            lead=leads.get(place),
        )
        for unit, level, place, strength, filled, vacant, _empty in rows
    ]
    return teams, {level: Strength(*map(int, sums)) for level, sums in totals.items()}


def list_teams_below(path: str, *, levels: tuple[str, ...] = (), after: str = "", limit: int = 50) -> list[TeamBelow]:
    """As ``read_teams_below``, the teams alone."""
    return read_teams_below(path, levels=levels, after=after, limit=limit)[0]


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
    main = Tree.objects.values_list("code", flat=True).get(is_main=True)
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


def _fetch(sql: str, path: str, **more: Any) -> list[tuple[Any, ...]]:
    """All rows. A new database knows nothing of its rows yet and would join them one by one, thousands by thousands."""
    params = {"lo": path, "hi": path + "g", "now": now(), "wide": len(path) + DIGITS, **more}
    with acting_as(SYSTEM), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_nestloop = off; SET LOCAL jit = off; SET LOCAL work_mem = '64MB'")
        cursor.execute(sql, params)
        rows = list(cursor.fetchall())
        cursor.execute("RESET enable_nestloop; RESET jit; RESET work_mem")
    return rows
