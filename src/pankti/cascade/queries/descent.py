"""Down the tree by the tallies, past every unit below which nobody is left."""

from __future__ import annotations

from typing import Any

from pankti.cascade.queries.frames import Frame
from pankti.cascade.queries.rows import fetch
from pankti.cascade.types import SubjectKind

FEW = 10
"""One in so many, or fewer, is few: where more are left, the first page is found at once by reading on."""

_FIGURES = """
    p.path, p.level_id, u.traits, u.closed_on IS NULL, coalesce(h.n, 0), coalesce(h.vacant, 0),
    coalesce(CASE WHEN %(settled)s THEN t.settled ELSE t.seen + t.acknowledged + t.refused + t.done END, 0),
    CASE WHEN %(settled)s THEN s.settled_at IS NULL ELSE s.subject_id IS NULL END
"""
_OF = """
    JOIN organisation_unit u ON u.id = p.unit_id
    LEFT JOIN cascade_headcount h ON h.shape_id = %(shape)s AND h.unit_id = u.id
         AND h.began_at <= %(as_of)s AND (h.ended_at IS NULL OR h.ended_at > %(as_of)s)
    LEFT JOIN cascade_tally t ON t.cell = u.cell AND t.dispatch_id = %(id)s AND t.asked = %(asked)s AND t.unit_id = u.id
    LEFT JOIN cascade_standing s ON s.cell = u.cell AND s.dispatch_id = %(id)s AND s.asked = %(asked)s
         AND s.subject_id = u.id
"""
_HERE = f"""
    SELECT {_FIGURES} FROM organisation_placement p {_OF}
    WHERE p.tree_id = %(tree)s AND p.ended_on IS NULL AND p.path = %(path)s
"""
_CHILDREN = f"""
    SELECT {_FIGURES}
    FROM organisation_placement o
    JOIN organisation_placement p ON p.parent_id = o.unit_id AND p.tree_id = o.tree_id AND p.ended_on IS NULL
    {_OF}
    WHERE o.tree_id = %(tree)s AND o.ended_on IS NULL AND o.path = ANY(%(paths)s::text[])
      AND p.path || 'g' > %(after)s
    ORDER BY p.path
"""


def find_left(frame: Frame, unit_path: str, *, is_settled: bool, after: str, limit: int) -> list[str] | None:
    """The paths of the first ``limit`` subjects at or below the unit, after path ``after``, that are left.

    One query for each level below the unit, each about the children of at most ``limit`` units: a unit below which
    somebody is left holds one at least, so the first so many of a level hold the first so many of all.

    None where reading on is better: many are left, or the tallies do not tell (along another tree than the main one,
    or before head counts and tallies have followed a reorganisation).
    """
    if not frame.is_current or frame.is_direct or frame.dispatch.subject_kind is not SubjectKind.UNIT:
        return None
    params = {
        "id": frame.dispatch.id,
        "asked": frame.dispatch.asked,
        "shape": frame.shape_id,
        "as_of": frame.as_of,
        "tree": frame.dispatch.tree,
        "settled": is_settled,
        "after": after,
    }
    here = fetch(_HERE, {**params, "path": unit_path})
    if not here:
        return None
    expected, left = _left_below(frame, here[0])
    if left * FEW > expected:
        return None
    found: list[str] = []
    level = here
    while level:
        found += [row[0] for row in level if _is_left(frame, row) and row[0] > after]
        inner = [row[0] for row in level if _left_below(frame, row)[1] > 0]
        # One more: below the unit in which ``after`` lies all that are left may come before it.
        kept = set(sorted([*found, *inner])[: limit + 1])
        found = [path for path in found if path in kept]
        inner = [path for path in inner if path in kept]
        level = fetch(_CHILDREN, {**params, "paths": inner}) if inner else []
    return sorted(found)[:limit]


def _left_below(frame: Frame, row: tuple[Any, ...]) -> tuple[int, int]:
    """How many are expected strictly below, and how many of them are left."""
    expected, _vacant = frame.expected(row[0], row[4], row[5])
    return (expected or 0), max(0, (expected or 0) - row[6])


def _is_left(frame: Frame, row: tuple[Any, ...]) -> bool:
    return bool(row[3] and row[7] and frame.holds(row[0], row[1], row[2]))
