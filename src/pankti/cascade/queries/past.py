"""The figures of a dispatch that has ended, at units of the tree as it was: asked by ids alone, never by paths.

Tallies and head counts of an ended dispatch stay as they were (rule 10), so they are read by unit.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from pankti.base.words import Words
from pankti.cascade.queries.dispatches import get_dispatch
from pankti.cascade.queries.rows import fetch
from pankti.cascade.types import Counts, DispatchView, Rank, SubjectKind


@dataclass(frozen=True, slots=True)
class PastDispatch:
    """A dispatch, what it is called, and since when it stands still (None: it is live)."""

    view: DispatchView
    titles: Words
    ended_at: datetime | None


def get_past_dispatch(dispatch_id: UUID) -> PastDispatch:
    """OutOfReach when there is none."""
    view = get_dispatch(dispatch_id)
    [(ended_at,)] = fetch("SELECT ended_at FROM cascade_dispatch WHERE id = %(id)s", {"id": dispatch_id})
    return PastDispatch(view, view.payload.get("titles") or {}, ended_at)


def list_past_counts(
    dispatch: DispatchView,
    lines: Mapping[UUID, Sequence[UUID]],
    levels: Mapping[UUID, str],
    root_lines: Mapping[UUID, Sequence[UUID]],
) -> dict[UUID, Counts]:
    """What each unit knew of those below it, its own answer included.

    ``lines``: each unit with all above it on that day, itself among them; ``levels``: its level
    then; ``root_lines``: the same lines of the dispatch's roots and exclusions. One query.
    """
    units = {*lines, *root_lines}
    rows = fetch(
        """
        SELECT u.id, u.level_id, u.traits @> s.traits, coalesce(h.n, 0), coalesce(t.seen, 0),
               coalesce(t.acknowledged, 0), coalesce(t.refused, 0), coalesce(t.done, 0), coalesce(t.settled, 0),
               coalesce(t.late, 0), o.rank, o.settled_at IS NOT NULL, coalesce(o.is_late, false),
               coalesce(nc.n, 0)
        FROM cascade_dispatch d JOIN cascade_shape s ON s.id = d.shape_id
        JOIN organisation_unit u ON u.id = ANY(%(units)s)
        LEFT JOIN cascade_headcount h ON h.shape_id = s.id AND h.unit_id = u.id
             AND h.began_at <= d.as_of AND (h.ended_at IS NULL OR h.ended_at > d.as_of)
        LEFT JOIN cascade_tally t ON t.cell = u.cell AND t.dispatch_id = d.id AND t.unit_id = u.id
             AND t.asked = %(asked)s
        LEFT JOIN cascade_standing o ON o.cell = u.cell AND o.dispatch_id = d.id AND o.asked = %(asked)s
             AND o.subject_id = u.id
        LEFT JOIN cascade_namedcount nc ON nc.dispatch_id = d.id AND nc.unit_id = u.id
        WHERE d.id = %(id)s
        """,
        {"units": list(units), "id": dispatch.id, "asked": dispatch.asked},
    )
    known = {row[0]: row[1:] for row in rows}
    roots, excluded = set(dispatch.roots), set(dispatch.excluded)

    def is_subject(unit: UUID) -> bool:
        level, fits = known[unit][0], known[unit][1]
        return dispatch.subject_kind is SubjectKind.UNIT and bool(fits) and levels.get(unit, level) in dispatch.levels

    def whole(unit: UUID) -> int:
        return int(known[unit][2]) + is_subject(unit) if unit in known else 0

    found: dict[UUID, Counts] = {}
    for unit, line in lines.items():
        if unit not in known:
            continue
        below, seen, acknowledged, refused, done, settled, late, rank, own_settled, own_late, named = known[unit][2:]
        inside = {root for root, above in root_lines.items() if unit in above and root != unit}
        covered = bool(roots & set(line)) and not excluded & set(line)
        own = covered and is_subject(unit)
        if covered:
            expected = below + own - sum(whole(x) for x in inside & excluded)
        else:
            expected = sum(whole(r) for r in inside & roots) - sum(whole(x) for x in inside & excluded)
        mark = Rank(rank) if own and rank is not None else None
        found[unit] = Counts(
            expected=max(0, expected + named),
            seen=seen + (mark is Rank.SEEN),
            acknowledged=acknowledged + (mark in (Rank.ACKNOWLEDGED, Rank.REOPENED)),
            refused=refused + (mark is Rank.REFUSED),
            done=done + (mark is Rank.DONE),
            settled=settled + (own and own_settled),
            late=late + (own and own_late),
        )
    return found
