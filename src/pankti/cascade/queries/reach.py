"""Whose figures a unit's tally holds, and whether one reader may see all of them. Rights follow the main tree."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from pankti.base.actor import Actor
from pankti.cascade.audience import main_tree, params_of, subjects_sql
from pankti.cascade.queries.frames import Frame
from pankti.cascade.queries.rows import fetch
from pankti.cascade.types import Audience

_PLACES = """
    SELECT u.id, m.path, p.path, above.path,
           u.cell <> 0 AND (
               SELECT bool_and(EXISTS (SELECT 1 FROM unnest(%(tops)s::text[]) r WHERE starts_with(cm.path, r)))
               FROM organisation_unit c
               JOIN organisation_level cl ON cl.code = c.level_id AND 'cell' = ANY(cl.traits)
               JOIN organisation_placement cm ON cm.unit_id = c.id AND cm.tree_id = %(main)s AND cm.ended_on IS NULL
               WHERE c.cell = u.cell)
    FROM organisation_unit u
    LEFT JOIN organisation_placement m ON m.unit_id = u.id AND m.tree_id = %(main)s AND m.ended_on IS NULL
    LEFT JOIN organisation_placement p ON p.unit_id = u.id AND p.tree_id = %(tree)s AND p.ended_on IS NULL
    LEFT JOIN LATERAL (
        SELECT am.path FROM organisation_placement a
        JOIN organisation_placement am ON am.unit_id = a.unit_id AND am.tree_id = %(main)s AND am.ended_on IS NULL
        WHERE a.tree_id = %(tree)s AND a.ended_on IS NULL
          AND a.path = ANY(ARRAY(SELECT left(p.path, 5 * k) FROM generate_series(1, length(p.path) / 5) k))
        ORDER BY a.path DESC LIMIT 1) above ON true
    WHERE u.id = ANY(%(units)s)
"""
_WITHIN = """
    SELECT 1 FROM organisation_placement m JOIN unnest(%(tops)s::text[]) t ON m.path >= t AND m.path < t || 'g'
    WHERE m.unit_id = p.unit_id AND m.tree_id = %(main)s AND m.ended_on IS NULL
"""
_HANGS = """
    SELECT 1 FROM organisation_placement m
    WHERE m.unit_id = p.unit_id AND m.tree_id = %(main)s AND m.ended_on IS NULL
"""
_ALL_BELOW = """
    SELECT 1 FROM organisation_placement p
    WHERE p.tree_id = %(tree)s AND p.ended_on IS NULL AND p.path >= %(here)s AND p.path < %(here)s || 'g'
"""


@dataclass(frozen=True, slots=True)
class _Spot:
    """A unit's path in the main tree and in the dispatch's, the main path it is judged by if it has none of its own,
    and whether the whole of its cell lies within reach."""

    main_path: str | None
    path: str | None
    judged_by: str | None
    has_cell: bool


def list_visible(actor: Actor, right: str, frame: Frame, line: Sequence[UUID]) -> frozenset[UUID]:
    """Which units of ``line`` (from the top down, one under another) may show the dispatch's figures to the actor.

    A tally counts the subjects below its unit in the main tree and in the dispatch's. So all of
    these must lie, in the main tree, where the actor has ``right``: a seat that reaches into
    another district is not shown to either district. A subject that hangs in the other tree
    alone is judged by the nearest unit above the asked one, or that unit itself, that hangs in
    the main tree. Asked from the bottom up; above a unit that may not be seen none may.
    """
    if actor.is_system:
        return frozenset(line)
    tops = actor.roots(right)
    if not tops:
        return frozenset()
    main = main_tree()
    asked = {"main": main, "tree": frame.dispatch.tree, "tops": list(tops), "units": list(line)}
    spots = {row[0]: _Spot(row[1], row[2], row[3], bool(row[4])) for row in fetch(_PLACES, asked)}
    visible: set[UUID] = set()
    for unit in reversed(line):
        spot = spots.get(unit)
        if spot is None or not _may_see(actor, right, frame, spot, asked):
            break
        visible.add(unit)
    return frozenset(visible)


def _may_see(actor: Actor, right: str, frame: Frame, spot: _Spot, asked: dict[str, Any]) -> bool:
    if spot.main_path is not None and not actor.may(right, spot.main_path):
        return False
    if spot.path is None or not frame.is_direct:
        return spot.main_path is not None
    if spot.has_cell:
        return True
    sent, roots = frame.dispatch, [root.path for root in frame.roots if not root.is_excluded]
    inside = any(spot.path.startswith(root) for root in roots)
    spans = [spot.path] if inside else [root for root in roots if root.startswith(spot.path)]
    audience = Audience(tree=sent.tree, roots=(), levels=sent.levels, traits=tuple(frame.traits.items()))
    excluded = [root.path for root in frame.roots if root.is_excluded]
    return not spans or not _has_others(
        actor, right, spot, asked, f"SELECT 1 {subjects_sql(spans)}", params_of(audience, spans, excluded)
    )


def may_see_all(actor: Actor, right: str, tree: str, unit_id: UUID) -> bool:
    """Whether whatever is sent along ``tree`` to the whole of a unit may be shown to the actor: all units count."""
    if actor.is_system:
        return True
    tops = list(actor.roots(right))
    asked = {"main": main_tree(), "tree": tree, "tops": tops, "units": [unit_id]}
    spot = next((_Spot(row[1], row[2], row[3], bool(row[4])) for row in fetch(_PLACES, asked)), None)
    if not tops or spot is None or spot.path is None:
        return False
    if spot.main_path is not None and not actor.may(right, spot.main_path):
        return False
    return spot.has_cell or not _has_others(actor, right, spot, asked, _ALL_BELOW, {"here": spot.path})


def _has_others(
    actor: Actor, right: str, spot: _Spot, asked: dict[str, Any], subjects: str, more: dict[str, Any]
) -> bool:
    """Whether one of ``subjects`` lies out of the actor's reach; stops at the first."""
    judged = "" if spot.judged_by is None or not actor.may(right, spot.judged_by) else f"AND EXISTS ({_HANGS})"
    return bool(fetch(f"{subjects} AND NOT EXISTS ({_WITHIN}) {judged} LIMIT 1", {**asked, **more}))
