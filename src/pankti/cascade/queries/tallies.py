"""What a unit knows of all below it, and who below it has not answered. Cost grows with the children."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from pankti.base.clock import now
from pankti.cascade.audience import HELD, main_tree
from pankti.cascade.queries.frames import Frame, get_frame
from pankti.cascade.queries.rows import fetch
from pankti.cascade.types import ChildTally, Counts, DispatchView, Rank

_COLUMNS = """
    coalesce(h.n, 0), coalesce(h.vacant, 0),
    coalesce(t.seen, 0), coalesce(t.acknowledged, 0), coalesce(t.refused, 0), coalesce(t.done, 0),
    coalesce(t.settled, 0), coalesce(t.late, 0), coalesce(nc.n, 0)
"""
_JOINS = """
    LEFT JOIN cascade_namedcount nc ON nc.dispatch_id = %(id)s AND nc.unit_id = u.id
    LEFT JOIN cascade_tally t ON t.cell = u.cell AND t.dispatch_id = %(id)s AND t.asked = %(asked)s AND t.unit_id = u.id
    LEFT JOIN cascade_headcount h ON h.shape_id = %(shape)s AND h.unit_id = u.id
         AND h.began_at <= %(as_of)s AND (h.ended_at IS NULL OR h.ended_at > %(as_of)s)
"""


def _params(frame: Frame, unit_id: UUID, tree: str | None) -> dict[str, Any]:
    return {
        "id": frame.dispatch.id,
        "asked": frame.dispatch.asked,
        "shape": frame.shape_id,
        "as_of": frame.as_of,
        "unit": unit_id,
        "tree": tree or (main_tree() if frame.is_direct else frame.dispatch.tree),
    }


def _counts(
    frame: Frame, path: str, columns: tuple[int, ...], own: tuple[bool, bool, int | None, bool, bool]
) -> Counts:
    """``own``: (is a subject, is vacant, rank or None, has settled, was late) of the unit itself, to add."""
    below, vacant, seen, acknowledged, refused, done, settled, late, named = columns
    is_subject, is_vacant, rank, own_settled, own_late = own
    expected, vacancies = frame.expected(path, below, vacant)
    if expected is not None:
        expected = max(0, expected + named)
    if expected is not None and vacancies is not None and is_subject:
        expected, vacancies = expected + 1, vacancies + is_vacant
    settled += own_settled
    overdue = frame.dispatch.deadline_at is not None and frame.dispatch.deadline_at < now()
    return Counts(
        expected=expected,
        seen=seen + (rank == Rank.SEEN),
        acknowledged=acknowledged + (rank in (Rank.ACKNOWLEDGED, Rank.REOPENED)),
        refused=refused + (rank == Rank.REFUSED),
        done=done + (rank == Rank.DONE),
        settled=settled,
        late=late + own_late,
        late_now=None if expected is None else (max(0, expected - settled) if overdue else 0),
        vacant=vacancies,
    )


_NEAR = """
    coalesce((SELECT m.tree_id FROM organisation_placement m JOIN organisation_tree mt ON mt.code = m.tree_id
              WHERE m.unit_id = u.id AND mt.is_main AND m.ended_on IS NULL), p.tree_id)
"""
"""The tree along which the times straight below a unit are not kept: the main one where it hangs there (``fold``)."""
_NOBODY = (False, False, None, False, False)


def get_tally(dispatch: DispatchView, unit_id: UUID, *, frame: Frame | None = None, tree: str | None = None) -> Counts:
    """The counts of all subjects strictly below a unit. Zeros for a unit that does not hang in the tree."""
    frame = frame or get_frame(dispatch)
    found = fetch(
        f"SELECT p.path, {_COLUMNS} FROM organisation_unit u"
        " JOIN organisation_placement p ON p.unit_id = u.id AND p.tree_id = %(tree)s AND p.ended_on IS NULL"
        f" {_JOINS} WHERE u.id = %(unit)s",
        _params(frame, unit_id, tree),
    )
    if not found:
        return Counts(expected=0)
    return _counts(frame, found[0][0], found[0][1:], _NOBODY)


def get_tallies(places: Sequence[tuple[Frame, UUID]]) -> list[Counts]:
    """``get_tally`` at one unit for each of several dispatches, in one query, along each dispatch's own board tree."""
    if not places:
        return []
    main = main_tree()
    found = fetch(
        f"""
        SELECT c.place, p.path, {_COLUMNS}
        FROM unnest(%(ids)s::uuid[], %(asked)s::int[], %(shapes)s::uuid[], %(as_ofs)s::timestamptz[], %(units)s::uuid[],
                    %(trees)s::text[]) WITH ORDINALITY AS c(dispatch_id, asked, shape_id, as_of, unit_id, tree, place)
        JOIN organisation_unit u ON u.id = c.unit_id
        JOIN organisation_placement p ON p.unit_id = u.id AND p.tree_id = c.tree AND p.ended_on IS NULL
        LEFT JOIN cascade_tally t ON t.cell = u.cell AND t.dispatch_id = c.dispatch_id AND t.asked = c.asked
             AND t.unit_id = u.id
        LEFT JOIN cascade_namedcount nc ON nc.dispatch_id = c.dispatch_id AND nc.unit_id = u.id
        LEFT JOIN cascade_headcount h ON h.shape_id = c.shape_id AND h.unit_id = u.id
             AND h.began_at <= c.as_of AND (h.ended_at IS NULL OR h.ended_at > c.as_of)
        """,
        {
            "ids": [frame.dispatch.id for frame, _ in places],
            "asked": [frame.dispatch.asked for frame, _ in places],
            "shapes": [frame.shape_id for frame, _ in places],
            "as_ofs": [frame.as_of for frame, _ in places],
            "units": [unit_id for _, unit_id in places],
            "trees": [main if frame.is_direct else frame.dispatch.tree for frame, _ in places],
        },
    )
    known = {row[0]: row[1:] for row in found}
    return [
        _counts(frame, known[place][0], known[place][1:], _NOBODY) if place in known else Counts(expected=0)
        for place, (frame, _) in enumerate(places, start=1)
    ]


def get_numbers(
    frame: Frame, unit_id: UUID, *, tree: str | None = None
) -> tuple[Counts, dict[int, int], tuple[int, datetime]]:
    """``get_tally``, ``get_times`` and ``get_fold_mark`` in one query, all as of one moment.

    ``tree``: where the unit hangs, if not in the main tree.
    """
    near = "p.tree_id" if tree is None else _NEAR
    found = fetch(
        f"""
        SELECT p.path, {_COLUMNS},
               (SELECT jsonb_object_agg(k.bucket, k.n) FROM (
                    SELECT b.bucket, sum(b.n)::int AS n FROM (
                        SELECT x.bucket, x.n FROM cascade_tallytime x
                        WHERE x.cell = u.cell AND x.dispatch_id = %(id)s AND x.asked = %(asked)s AND x.unit_id = u.id
                        UNION ALL
                        SELECT s.bucket, 1 FROM organisation_placement c
                        JOIN organisation_unit cu ON cu.id = c.unit_id
                        JOIN cascade_standing s ON s.cell = cu.cell AND s.dispatch_id = %(id)s AND s.asked = %(asked)s
                             AND s.subject_id = cu.id
                        WHERE c.parent_id = u.id AND c.ended_on IS NULL AND c.tree_id = {near}
                    ) b WHERE b.bucket IS NOT NULL GROUP BY 1 HAVING sum(b.n) <> 0) k),
               (SELECT f.fold_no FROM cascade_foldposition f WHERE f.id = 1),
               (SELECT f.folded_at FROM cascade_foldposition f WHERE f.id = 1)
        FROM organisation_unit u
        JOIN organisation_placement p ON p.unit_id = u.id AND p.tree_id = %(tree)s AND p.ended_on IS NULL
        {_JOINS} WHERE u.id = %(unit)s
        """,
        _params(frame, unit_id, tree),
    )
    if not found:
        return Counts(expected=0), {}, get_fold_mark()
    path, *columns, times, fold_no, folded_at = found[0]
    read = {int(bucket): n for bucket, n in (times or {}).items()}
    return _counts(frame, path, tuple(columns), _NOBODY), read, (fold_no or 0, folded_at or now())


def list_child_tallies(
    dispatch: DispatchView, unit_id: UUID, *, frame: Frame | None = None, tree: str | None = None
) -> list[ChildTally]:
    """A unit's children in ``tree`` (default: the audience's own, else the main one), in tree order."""
    frame = frame or get_frame(dispatch)
    found = fetch(
        f"""
        SELECT u.id, u.names, p.level_id, p.path, coalesce(o.path, ''), u.traits, held.one IS NULL, s.rank,
               s.settled_at IS NOT NULL, coalesce(s.is_late, false), {_COLUMNS}
        FROM organisation_placement p JOIN organisation_unit u ON u.id = p.unit_id {_JOINS}
        LEFT JOIN cascade_standing s ON s.cell = u.cell AND s.dispatch_id = %(id)s AND s.asked = %(asked)s
             AND s.subject_id = u.id
        LEFT JOIN organisation_placement o ON o.unit_id = u.id AND o.tree_id = %(own_tree)s AND o.ended_on IS NULL
        {HELD}
        WHERE p.parent_id = %(unit)s AND p.tree_id = %(tree)s AND p.ended_on IS NULL
        ORDER BY p.path
        """,
        {
            **_params(frame, unit_id, tree),
            "own_tree": dispatch.tree,
            "posts": list(dispatch.posts),
            "wings": list(dispatch.wings),
            "now": now(),
        },
    )
    children = []
    for unit, names, level, path, own_path, traits, is_vacant, rank, own_settled, own_late, *columns in found:
        is_subject = frame.holds(own_path, level, traits)
        own = (is_subject, is_vacant, rank, own_settled, own_late) if is_subject else _NOBODY
        children.append(
            ChildTally(
                unit_id=unit,
                names=names,
                level=level,
                path=path,
                counts=_counts(frame, path, tuple(columns), own),
                is_subject=is_subject,
                own_state=None if rank is None else Rank(rank).word,
            )
        )
    return children


def get_times(dispatch: DispatchView, unit_id: UUID) -> dict[int, int]:
    """How many subjects below the unit first acknowledged in each time bucket (see ``cascade.buckets``).

    Kept for units from the second above the subjects on; the few times straight below are read from the standings.
    """
    return dict(
        fetch(
            """
            SELECT bucket, sum(n)::int FROM (
                SELECT t.bucket, t.n FROM cascade_tallytime t
                JOIN organisation_unit u ON u.id = t.unit_id AND u.cell = t.cell
                WHERE t.unit_id = %(unit)s AND t.dispatch_id = %(id)s AND t.asked = %(asked)s
                UNION ALL
                SELECT s.bucket, 1 FROM organisation_placement c
                JOIN organisation_unit u ON u.id = c.unit_id
                JOIN cascade_standing s ON s.cell = u.cell AND s.dispatch_id = %(id)s AND s.asked = %(asked)s
                     AND s.subject_id = u.id
                WHERE c.parent_id = %(unit)s AND c.ended_on IS NULL AND c.tree_id = CASE WHEN EXISTS (
                    SELECT 1 FROM organisation_placement m
                    WHERE m.unit_id = %(unit)s AND m.tree_id = %(main)s AND m.ended_on IS NULL)
                    THEN %(main)s ELSE %(tree)s END
            ) b WHERE bucket IS NOT NULL GROUP BY 1 HAVING sum(n) <> 0
            """,
            {
                "id": dispatch.id,
                "asked": dispatch.asked,
                "unit": unit_id,
                "tree": dispatch.tree,
                "main": main_tree(),
            },
        )
    )


def get_fold_mark() -> tuple[int, datetime]:
    """(fold number, when): grows whenever tallies changed, so that a page knows it is still fresh."""
    found = fetch("SELECT fold_no, folded_at FROM cascade_foldposition WHERE id = 1", {})
    return (found[0][0], found[0][1]) if found else (0, now())
