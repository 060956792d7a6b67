"""How ready and how full the sessions of a conference are, by unit down the tree: range scans of the plan's rows."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import connection

from pankti.base.actor import SYSTEM
from pankti.base.clock import now
from pankti.base.sight import acting_as
from pankti.base.words import Words
from pankti.cascade.queries.rows import fetch
from pankti.conferences.types import ChildTurnout, SessionRow, SessionState, Turnout

_SUMS = """
    count(*), count(host_id) FILTER (WHERE state <> 'cancelled'),
    count(*) FILTER (WHERE link <> '' AND state <> 'cancelled'), count(*) FILTER (WHERE state = 'held'),
    count(*) FILTER (WHERE state = 'not_held'), count(*) FILTER (WHERE state = 'cancelled'),
    count(*) FILTER (WHERE state = 'called' AND ends_at < %(now)s), coalesce(sum(heads), 0),
    coalesce(sum(registered), 0)
"""
_BY_CHILD = f"""
    SELECT left(path, %(wide)s) AS child, {_SUMS} FROM conferences_session
    WHERE plan_id = %(plan)s AND path >= %(lo)s AND path < %(hi)s GROUP BY 1 ORDER BY 1
"""  # noqa: S608 - only our own constants are put together
_NAMES = """
    SELECT p.path, u.id, u.names, l.names FROM organisation_placement p
    JOIN organisation_unit u ON u.id = p.unit_id JOIN organisation_level l ON l.code = p.level_id
    WHERE p.tree_id = (SELECT code FROM organisation_tree WHERE is_main) AND p.ended_on IS NULL
      AND p.path = ANY(%(paths)s)
"""


def read_turnout(plan_id: UUID, path: str) -> tuple[Turnout, list[ChildTurnout]]:
    """The figures of all sessions at ``path`` and below, and of each unit right below it. Two queries.

    Sums and units only: read past the filter that looks at each row. The caller has asked for the right over it.
    """
    with acting_as(SYSTEM), connection.cursor() as cursor:
        cursor.execute(_BY_CHILD, {"plan": plan_id, "lo": path, "hi": path + "g", "wide": len(path) + 5, "now": now()})
        found = {row[0]: Turnout(*map(int, row[1:])) for row in cursor.fetchall()}
    own = found.pop(path, Turnout())
    named = {row[0]: row[1:] for row in fetch(_NAMES, {"paths": list(found)})}
    children = [
        ChildTurnout(named[child][0], named[child][1], named[child][2], False, turnout)
        for child, turnout in found.items()
        if child in named
    ]
    return _together([own, *found.values()]), children


def _together(parts: list[Turnout]) -> Turnout:
    return Turnout(*(sum(getattr(part, name) for part in parts) for name in Turnout.__slots__))


_ROWS = """
    SELECT s.id, s.unit_id, u.names, s.path, s.state, s.starts_at, s.ends_at, s.link, s.host_id,
           coalesce(pe.names, '{}'::jsonb), coalesce(po.names, '{}'::jsonb), s.is_from_above, s.has_speaker,
           s.registered, s.heads, s.words, s.photo, s.reported_at, s.state = 'called' AND s.ends_at < %(now)s
    FROM (SELECT * FROM conferences_session WHERE plan_id = %(plan)s AND path >= %(lo)s AND path < %(hi)s
            AND (%(ids)s::uuid[] = '{}' OR id = ANY(%(ids)s::uuid[]))
            AND (NOT %(speaker)s OR has_speaker)
            AND (%(only)s <> 'owed' OR (state = 'called' AND ends_at < %(now)s))
            AND (%(only)s <> 'unhosted' OR (state = 'called' AND host_id IS NULL))
            AND (%(only)s <> 'reported' OR state IN ('held', 'not_held'))
            AND path > %(after)s
          ORDER BY path LIMIT %(limit)s) s
    JOIN organisation_unit u ON u.id = s.unit_id
    LEFT JOIN organisation_appointment a ON a.id = s.host_id
    LEFT JOIN organisation_post po ON po.code = a.post_id
    LEFT JOIN people_person pe ON pe.id = a.person_id
    ORDER BY s.path
"""


def list_sessions(
    plan_id: UUID,
    path: str,
    *,
    only: str = "",
    after: str = "",
    limit: int = 50,
    ids: tuple[UUID, ...] = (),
    with_speaker: bool = False,
) -> list[SessionRow]:
    """Sessions at ``path`` and below in tree order, going on after the path ``after``; one query, as the reader sees.

    ``only``: "owed" (over, no report), "unhosted", "reported", or all.
    """
    found = fetch(
        _ROWS,
        {
            "plan": plan_id,
            "lo": path,
            "hi": path + "g",
            "ids": list(ids),
            "only": only,
            "after": after,
            "limit": limit,
            "speaker": with_speaker,
            "now": now(),
        },
    )
    return [_row(row) for row in found]


def _row(row: tuple[Any, ...]) -> SessionRow:
    named = dict(zip(SessionRow.__slots__, row, strict=True))
    return SessionRow(**{**named, "state": SessionState(named["state"])})


def find_sessions_of_units(plan_id: UUID, text: str, path: str, *, limit: int = 20) -> list[SessionRow]:
    """Sessions of units whose name or code holds ``text``, for choosing a speaker's route."""
    found = fetch(
        """
        SELECT s.id FROM conferences_session s JOIN organisation_unit u ON u.id = s.unit_id
        WHERE s.plan_id = %(plan)s AND s.path >= %(lo)s AND s.path < %(hi)s AND s.state = 'called'
          AND (u.names ->> 'hi' ILIKE %(like)s OR u.names ->> 'en' ILIKE %(like)s OR u.code = %(text)s)
        ORDER BY s.path LIMIT %(limit)s
        """,
        {
            "plan": plan_id, "lo": path, "hi": path + "g", "text": text, "limit": limit,
            "like": "%" + text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%",
        },
    )  # fmt: skip
    ids = tuple(row[0] for row in found)
    return list_sessions(plan_id, path, ids=ids) if ids else []


def list_heads(session_id: UUID) -> list[tuple[UUID, Words, int | None, int | None]]:
    """(unit, names, registered, came) of each unit right below a session's unit, and of those counted."""
    return fetch(
        """
        SELECT u.id, u.names, h.registered, h.came
        FROM conferences_session s
        JOIN organisation_placement p ON p.parent_id = s.unit_id AND p.ended_on IS NULL
             AND p.tree_id = (SELECT code FROM organisation_tree WHERE is_main)
        JOIN organisation_unit u ON u.id = p.unit_id
        LEFT JOIN conferences_head h ON h.session_id = s.id AND h.unit_id = u.id
        WHERE s.id = %(id)s ORDER BY p.path
        """,
        {"id": session_id},
    )
