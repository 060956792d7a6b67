"""Sanctioned, filled, vacant: over a unit and all below it. The caller has asked for the right over that unit.

Counts are made from one grouped reading of the subtree's appointments, so they are exact whenever they are asked;
what they cost grows with the subtree.
"""

from __future__ import annotations

from json import loads
from typing import Any
from uuid import UUID

from django.db import connection

from pankti.base.clock import now
from pankti.organisation.models import Placement
from pankti.organisation.queries.leads import lead_of
from pankti.organisation.queries.units import find_placement
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
    AND p.path >= %(lo)s AND p.path < %(hi)s AND (%(levels)s::text[] = '{{}}' OR p.level_id = ANY(%(levels)s::text[]))
), teams AS (
  SELECT unit_id, path, level_id, sum(strength)::int AS strength, sum(filled)::int AS filled,
         sum(greatest(strength - filled, 0))::int AS vacant, sum(greatest(filled - strength, 0))::int AS overfull
  FROM seats GROUP BY unit_id, path, level_id
)
"""  # noqa: S608 - only our own constants are put together

_SUMS = "count(*), sum(strength), sum(filled), sum(vacant), sum(overfull), count(*) FILTER (WHERE vacant = 0)"


def count_strength(path: str, levels: tuple[str, ...] = ()) -> dict[str, Strength]:
    """By level, over the unit at ``path`` and all below it; one query. Levels without sanctioned posts are missing."""
    rows = _fetch(f"{_TEAMS} SELECT level_id, {_SUMS} FROM teams GROUP BY level_id", path, levels)  # noqa: S608
    return {level: Strength(*map(int, sums)) for level, *sums in rows}


def count_strength_of_children(path: str, levels: tuple[str, ...] = ()) -> dict[str, Strength]:
    """By the path of each unit right under ``path``, over that unit and all below it; one query."""
    rows = _fetch(
        f"{_TEAMS} SELECT left(path, %(wide)s), {_SUMS} FROM teams WHERE path > %(lo)s GROUP BY 1",  # noqa: S608
        path,
        levels,
    )
    return {below: Strength(*map(int, sums)) for below, *sums in rows}


def list_teams_below(
    path: str, *, levels: tuple[str, ...] = (), after: str = "", limit: int = 50, order: str = "path"
) -> list[TeamBelow]:
    """Teams that lack somebody, at ``path`` and below, in tree order after the path ``after``; a fixed few queries.

    ``order``: ``path``, or ``vacant`` for the emptiest first (then without ``after``).
    """
    by = "vacant DESC, path" if order == "vacant" else "path"
    rows = _fetch(
        f"""
        {_TEAMS}, page AS (
          SELECT * FROM teams WHERE vacant > 0 AND path > %(after)s ORDER BY {by} LIMIT %(limit)s
        )
        SELECT g.unit_id, u.names::text, g.level_id, l.names::text, g.path, g.strength, g.filled, g.vacant, s.since
        FROM page g
        JOIN organisation_unit u ON u.id = g.unit_id
        JOIN organisation_level l ON l.code = g.level_id
        LEFT JOIN LATERAL (
          SELECT min(e.left_at) AS since FROM (
            SELECT max(x.ended_at) AS left_at FROM organisation_appointment x JOIN seats t
              ON t.unit_id = x.unit_id AND t.code = x.post_id
            WHERE x.unit_id = g.unit_id AND x.ended_at <= %(now)s AND t.filled < t.strength
            GROUP BY x.post_id) e) s ON true
        ORDER BY {by.replace("vacant", "g.vacant").replace("path", "g.path")}
        """,  # noqa: S608
        path,
        levels,
        after=after,
        limit=limit,
    )
    leads = _leads_above([row[4] for row in rows])
    return [
        TeamBelow(
            row[0], loads(row[1]), row[2], loads(row[3]), row[4], row[5], row[6], row[7], row[8], leads.get(row[4])
        )
        for row in rows
    ]


def _leads_above(paths: list[str]) -> dict[str, Lead | None]:
    """For each path the nearest filled lead post above it; four queries, however many."""
    wanted = sorted({above for path in paths for above in prefixes_of(path)})
    units = dict(
        Placement.objects.filter(tree__is_main=True, ended_on=None, path__in=wanted).values_list("path", "unit_id")
    )
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


def find_path(unit_id: UUID) -> str:
    """Where the unit hangs in the main tree; empty when it does not."""
    placed = find_placement(unit_id)
    return placed.path if placed else ""


def _fetch(sql: str, path: str, levels: tuple[str, ...], **more: str | int) -> list[tuple[Any, ...]]:
    params: dict[str, Any] = {
        "lo": path,
        "hi": path + "g",
        "levels": list(levels),
        "now": now(),
        "wide": len(path) + DIGITS,
        **more,
    }
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return list(cursor.fetchall())
