"""All that was sent to the whole of one unit, with its tallies: for trends and for the unit's own page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from pankti.base.clock import now
from pankti.cascade.queries.frames import SHAPE_HOLDS
from pankti.cascade.queries.rows import fetch
from pankti.cascade.types import Counts, DispatchState

_VALID = "h.began_at <= d.as_of AND (h.ended_at IS NULL OR h.ended_at > d.as_of)"


@dataclass(frozen=True, slots=True)
class Reached:
    """One dispatch as the unit knows it; ``counts`` are of the subjects strictly below."""

    dispatch_id: UUID
    kind: str
    payload: dict[str, Any]
    issued_at: datetime
    deadline_at: datetime | None
    state: DispatchState
    counts: Counts


def list_reached(
    unit_id: UUID,
    path: str,
    line: Sequence[UUID],
    *,
    since: datetime,
    only_live: bool = False,
    limit: int = 30,
    tree: str = "",
    kind: str = "directive",
) -> list[Reached]:
    """Dispatches of ``kind`` along ``tree`` (empty: the main one) with a root at or above the unit, newest first.

    Issued after ``since``. ``path``: the unit's in that tree; ``line``: the unit and all above it. One query.
    """
    found = fetch(
        f"""
        SELECT d.id, d.kind, d.payload, d.issued_at, d.deadline_at, d.state, s.counted_epoch IS NOT NULL,
               coalesce(h.n, 0) - coalesce(out.n, 0) + coalesce(nc.n, 0),
               coalesce(h.vacant, 0) - coalesce(out.vacant, 0),
               coalesce(t.seen, 0), coalesce(t.acknowledged, 0), coalesce(t.refused, 0), coalesce(t.done, 0),
               coalesce(t.settled, 0), coalesce(t.late, 0)
        FROM cascade_dispatch d
        JOIN cascade_shape s ON s.id = d.shape_id AND (s.roots = '{{}}') = (%(tree)s = '')
        JOIN organisation_unit u ON u.id = %(unit)s
        LEFT JOIN cascade_tally t ON t.cell = u.cell AND t.dispatch_id = d.id AND t.unit_id = u.id
             AND t.asked = d.asked_versions[array_upper(d.asked_versions, 1)]
        LEFT JOIN cascade_headcount h ON h.shape_id = s.id AND h.unit_id = u.id AND {_VALID}
        LEFT JOIN cascade_namedcount nc ON nc.dispatch_id = d.id AND nc.unit_id = u.id
        LEFT JOIN LATERAL (
            SELECT sum(coalesce(h.n, 0) + own.n) AS n, sum(coalesce(h.vacant, 0) + own.n * own.vacant) AS vacant
            FROM cascade_root r
            JOIN organisation_unit x ON x.id = r.unit_id
            JOIN organisation_placement p ON p.unit_id = r.unit_id AND p.tree_id = d.tree AND p.ended_on IS NULL
                 AND p.path > %(path)s AND p.path < %(end)s
            LEFT JOIN cascade_headcount h ON h.shape_id = s.id AND h.unit_id = r.unit_id AND {_VALID}
            CROSS JOIN LATERAL (
                SELECT (d.subject_kind = 'unit' AND p.level_id = ANY(s.levels) AND x.traits @> s.traits)::int AS n,
                       (NOT {SHAPE_HOLDS})::int AS vacant) own
            WHERE r.dispatch_id = d.id AND r.is_excluded AND %(tree)s = '') out ON true
        WHERE d.kind = %(kind)s AND (%(tree)s = '' OR d.tree = %(tree)s)
          AND d.issued_at >= %(since)s AND (NOT %(live)s OR d.state = 'live')
          AND EXISTS (SELECT 1 FROM cascade_root r
                      WHERE r.unit_id = ANY(%(line)s) AND r.dispatch_id = d.id AND NOT r.is_excluded)
          AND NOT EXISTS (SELECT 1 FROM cascade_root r
                          WHERE r.unit_id = ANY(%(line)s) AND r.dispatch_id = d.id AND r.is_excluded)
        ORDER BY d.issued_at DESC LIMIT %(limit)s
        """,
        {
            "unit": unit_id,
            "path": path,
            "end": path + "g",
            "line": list(line),
            "since": since,
            "live": only_live,
            "limit": limit,
            "tree": tree,
            "kind": kind,
            "now": now(),
        },
    )
    return [_reached(row) for row in found]


def _reached(row: tuple[Any, ...]) -> Reached:
    is_counted, n, vacant, seen, acknowledged, refused, done, settled, late = row[6:]
    expected = n if is_counted else None
    overdue = row[4] is not None and row[4] < now()
    return Reached(
        dispatch_id=row[0],
        kind=row[1],
        payload=row[2],
        issued_at=row[3],
        deadline_at=row[4],
        state=DispatchState(row[5]),
        counts=Counts(
            expected=expected,
            seen=seen,
            acknowledged=acknowledged,
            refused=refused,
            done=done,
            settled=settled,
            late=late,
            late_now=None if expected is None else (max(0, expected - settled) if overdue else 0),
            vacant=vacant if is_counted else None,
        ),
    )
