# ruff: noqa: S608 -- the SQL is put together from our own words; values are parameters
"""Set-wise SQL under a reorganisation: numbers for new places, whole subtrees to new paths, places begun and ended."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection

from pankti.base.actor import PATH_END
from pankti.organisation.actions.repath import carry_paths
from pankti.organisation.errors import TooManyChildren
from pankti.organisation.reorganising.following import Batch
from pankti.organisation.types import DIGITS

_FEW = 200
"""Up to so many moved subtrees are found one by one by the index of paths; more by one pass for each depth."""


def fetch_all(sql: str, params: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return list(cursor.fetchall())


def execute(sql: str, params: dict[str, Any]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return int(cursor.rowcount)


def paths_of(tree: str, units: Iterable[UUID]) -> dict[UUID, str]:
    """Where these units hang in ``tree`` now."""
    return dict(
        fetch_all(
            "SELECT unit_id, path FROM organisation_placement"
            " WHERE tree_id = %(tree)s AND unit_id = ANY(%(units)s) AND ended_on IS NULL",
            {"tree": tree, "units": list(units)},
        )
    )


def next_paths(tree: str, wanted: Sequence[tuple[UUID, UUID]]) -> dict[UUID, str]:
    """A path for each (unit, parent), after the greatest number that the parent ever gave in this tree."""
    parents = list(dict.fromkeys(parent for _unit, parent in wanted))
    above = paths_of(tree, parents)
    # Two looks, because the index of current children and that of former ones are two.
    last = dict(
        fetch_all(
            f"""
            SELECT w.id, greatest(
                (SELECT max(right(c.path, {DIGITS})) FROM organisation_placement c
                 WHERE c.parent_id = w.id AND c.tree_id = %(tree)s AND c.ended_on IS NULL),
                (SELECT max(right(c.path, {DIGITS})) FROM organisation_placement c
                 WHERE c.parent_id = w.id AND c.tree_id = %(tree)s AND c.ended_on IS NOT NULL))
            FROM unnest(%(parents)s::uuid[]) AS w(id)
            """,
            {"tree": tree, "parents": parents},
        )
    )
    given = {parent: int(last[parent] or "0", 16) for parent in parents}
    found: dict[UUID, str] = {}
    for unit, parent in wanted:
        given[parent] += 1
        if given[parent] >= 16**DIGITS:
            raise TooManyChildren(most=16**DIGITS - 1)
        found[unit] = f"{above[parent]}{given[parent]:0{DIGITS}x}"
    return found


def carry_subtrees(batch: Batch) -> None:
    """New paths for all below the units that move, and for what keeps a path of the main tree beside it."""
    moved = [(s.old_path, s.new_path) for s in batch.shifts if s.old_path is not None and s.new_path is not None]
    if len(moved) <= _FEW:
        for old, new in moved:
            execute(
                """
                UPDATE organisation_placement SET path = %(new)s || substr(path, %(after)s)
                WHERE tree_id = %(tree)s AND ended_on IS NULL AND path >= %(low)s AND path < %(high)s
                """,
                {"tree": batch.tree, "new": new, "after": len(old) + 1, "low": old + "0", "high": old + PATH_END},
            )
    else:
        for length in sorted({len(old) for old, _new in moved}):
            those = [(old, new) for old, new in moved if len(old) == length]
            execute(
                """
                UPDATE organisation_placement d SET path = m.new || substr(d.path, %(length)s + 1)
                FROM unnest(%(old)s::text[], %(new)s::text[]) AS m(old, new)
                WHERE d.tree_id = %(tree)s AND d.ended_on IS NULL AND length(d.path) > %(length)s
                  AND m.old = left(d.path, %(length)s)
                """,
                {
                    "tree": batch.tree,
                    "length": length,
                    "old": [old for old, _new in those],
                    "new": [new for _old, new in those],
                },
            )
    if batch.is_main:
        carry_paths(moved)


def begin_places(tree: str, places: Sequence[tuple[UUID, UUID, str, str]], on: date) -> None:
    """Hang each (unit, parent, level, path) from ``on``; a place that began that day or later is rewritten.

    What the unit had before ends that day. Levels are those of the units.
    """
    params = {
        "tree": tree,
        "on": on,
        "units": [place[0] for place in places],
        "parents": [place[1] for place in places],
        "levels": [place[2] for place in places],
        "paths": [place[3] for place in places],
    }
    source = "unnest(%(units)s::uuid[], %(parents)s::uuid[], %(levels)s::text[], %(paths)s::text[])"
    source += " AS w(unit_id, parent_id, level_id, path)"
    execute(
        f"""
        UPDATE organisation_placement p SET parent_id = w.parent_id, path = w.path, level_id = w.level_id
        FROM {source}
        WHERE p.tree_id = %(tree)s AND p.unit_id = w.unit_id AND p.ended_on IS NULL AND p.began_on >= %(on)s
        """,
        params,
    )
    execute(
        f"""
        UPDATE organisation_placement p SET ended_on = %(on)s FROM {source}
        WHERE p.tree_id = %(tree)s AND p.unit_id = w.unit_id AND p.ended_on IS NULL AND p.began_on < %(on)s
        """,
        params,
    )
    execute(
        f"""
        INSERT INTO organisation_placement AS p (tree_id, unit_id, parent_id, level_id, path, began_on)
        SELECT %(tree)s, w.unit_id, w.parent_id, w.level_id, w.path, %(on)s FROM {source}
        WHERE NOT EXISTS (SELECT 1 FROM organisation_placement c
                          WHERE c.tree_id = %(tree)s AND c.unit_id = w.unit_id AND c.ended_on IS NULL)
        ON CONFLICT (tree_id, unit_id, began_on) DO UPDATE SET
            parent_id = excluded.parent_id, level_id = excluded.level_id, path = excluded.path, ended_on = NULL
        """,
        params,
    )


def end_places(tree: str, units: Sequence[UUID], on: date) -> None:
    """These units hang nowhere in ``tree`` from ``on``."""
    execute(
        "UPDATE organisation_placement SET ended_on = greatest(%(on)s, began_on)"
        " WHERE tree_id = %(tree)s AND unit_id = ANY(%(units)s) AND ended_on IS NULL",
        {"tree": tree, "units": list(units), "on": on},
    )
