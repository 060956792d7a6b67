"""Who below a unit has answered what, and who has not: by name, page by page."""

from __future__ import annotations

import json
from datetime import datetime
from uuid import UUID

from pankti.base.clock import now
from pankti.cascade.audience import HELD
from pankti.cascade.queries.descent import find_left
from pankti.cascade.queries.frames import Frame, get_frame
from pankti.cascade.queries.rows import fetch
from pankti.cascade.types import DispatchView, Proven, Rank, SubjectRow

LEFT = ("silent", "unsettled")
"""The states that say who is still missing."""

_OTHER_WAY = """
    JOIN organisation_placement w ON w.unit_id = p.unit_id AND w.tree_id = %(along)s AND w.ended_on IS NULL
"""


def list_subjects(
    dispatch: DispatchView,
    unit_path: str,
    *,
    state: str = "silent",
    after: str = "",
    limit: int = 50,
    frame: Frame | None = None,
    along: str | None = None,
) -> list[SubjectRow]:
    """Addressed units at or below ``unit_path``, in tree order after path ``after``.

    ``along``: the tree of these paths, the audience's own if None. ``state``: ``silent`` (no
    answer at all), ``unsettled`` (has not done what counts),
    ``all``, or one of the ranks' words. Audience less Standing, read live; where few are left, down by the tallies.
    """
    frame = frame or get_frame(dispatch)
    where = {
        "silent": "s.subject_id IS NULL",
        "unsettled": "s.settled_at IS NULL",
        "all": "true",
    }.get(state)
    way, other = "p", ""
    if along is not None and along != dispatch.tree:
        way, other = "w", _OTHER_WAY
    paths = None
    if state in LEFT and way == "p":
        paths = find_left(frame, unit_path, is_settled=state == "unsettled", after=after, limit=limit)
    found = fetch(
        f"""
        SELECT p.unit_id, p.names, p.level_id, p.path, held.one IS NULL, p.rank FROM (
        SELECT p.unit_id, u.names, p.level_id, {way}.path, s.rank
        FROM organisation_placement p {other}
        JOIN organisation_unit u ON u.id = p.unit_id AND u.closed_on IS NULL
        LEFT JOIN cascade_standing s ON s.cell = u.cell AND s.dispatch_id = %(id)s AND s.asked = %(asked)s
             AND s.subject_id = p.unit_id
        WHERE p.tree_id = %(tree)s AND p.ended_on IS NULL AND p.level_id = ANY(%(levels)s::text[])
          AND (%(traits)s::jsonb = '{{}}' OR u.traits @> %(traits)s::jsonb)
          AND {way}.path >= %(lo)s AND {way}.path < %(hi)s AND {way}.path > %(after)s
          AND EXISTS (SELECT 1 FROM unnest(%(roots)s::text[]) r WHERE p.path >= r AND p.path < r || 'g')
          AND NOT EXISTS (SELECT 1 FROM unnest(%(excluded)s::text[]) x WHERE p.path >= x AND p.path < x || 'g')
          AND {where or "s.rank = %(rank)s"} {"" if paths is None else "AND p.path = ANY(%(paths)s::text[])"}
        ORDER BY {way}.path LIMIT %(limit)s) p
        {HELD}
        ORDER BY p.path
        """,
        {
            "id": dispatch.id,
            "asked": dispatch.asked,
            "tree": dispatch.tree,
            "along": along,
            "levels": list(dispatch.levels),
            "posts": list(dispatch.posts),
            "wings": list(dispatch.wings),
            "now": now(),
            "traits": json.dumps(frame.traits),
            "roots": [r.path for r in frame.roots if not r.is_excluded],
            "excluded": [r.path for r in frame.roots if r.is_excluded],
            "lo": unit_path,
            "hi": unit_path + "g",
            "after": after,
            "paths": paths,
            "limit": limit,
            "rank": 0 if where else int(Rank.of(state)),
        },
    )
    return [
        SubjectRow(unit, names, level, path, is_vacant, "silent" if rank is None else Rank(rank).word)
        for unit, names, level, path, is_vacant, rank in found
    ]


def list_proofs(dispatch: DispatchView, *, after: tuple[datetime, UUID] | None = None, limit: int = 50) -> list[Proven]:
    """Done and refused subjects with what they said, newest first; ``after``: (said_at, subject) last seen.

    Long after the end the answers are deleted: then it is still said who did it, and no more what with.
    """
    found = fetch(
        """
        SELECT s.subject_id, s.unit_id, u.names, s.rank, s.round, s.said_at, a.body, s.appointment_id
        FROM cascade_standing s
        JOIN organisation_unit u ON u.id = s.unit_id
        LEFT JOIN cascade_answer a ON a.cell = s.cell AND a.id = s.answer_id
        WHERE s.cell IN (SELECT DISTINCT cell FROM cascade_tally WHERE dispatch_id = %(id)s)
          AND s.dispatch_id = %(id)s AND s.asked = %(asked)s AND s.rank >= 3
          AND (%(at)s::timestamptz IS NULL OR (s.said_at, s.subject_id) < (%(at)s, %(subject)s::uuid))
        ORDER BY s.said_at DESC, s.subject_id DESC LIMIT %(limit)s
        """,
        {
            "id": dispatch.id,
            "asked": dispatch.asked,
            "at": after[0] if after else None,
            "subject": after[1] if after else None,
            "limit": limit,
        },
    )
    return [
        Proven(subject, unit, names, Rank(rank).word, round_no, said_at, body or {}, appointment)
        for subject, unit, names, rank, round_no, said_at, body, appointment in found
    ]
