"""Who has answered lately: per holding, from the standings alone. Never shares, never anything private.

The caller has asked for the right over the subtree. Pages go along the tree, so that one costs what it shows.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from pankti.base.clock import now
from pankti.base.words import Words
from pankti.cascade.queries.rows import fetch
from pankti.cascade.types import Rank
from pankti.organisation.tenure import in_force, runs

_ANSWERED = f"""
    LEFT JOIN LATERAL (
        SELECT count(*) FILTER (WHERE st.said_at >= %(since)s) AS n, max(st.said_at) AS last
        FROM cascade_standing st
        WHERE st.subject_id IN (a.unit_id, a.id) AND st.appointment_id = a.id AND st.rank >= {Rank.ACKNOWLEDGED:d}) s
      ON true
"""
_COLUMNS = "a.id, a.person_id, pe.names, po.names, u.id, u.names, l.names, a.path, a.began_at, coalesce(s.n, 0), s.last"
_JOINS = """
    JOIN organisation_post po ON po.code = a.post_id
    JOIN organisation_unit u ON u.id = a.unit_id
    JOIN organisation_level l ON l.code = u.level_id
    JOIN people_person pe ON pe.id = a.person_id
"""


@dataclass(frozen=True, slots=True)
class Activity:
    """One holding and what was answered by it: how often since the day asked for, and when last (None: never)."""

    appointment_id: UUID
    person_id: UUID
    person_names: Words
    post_names: Words
    unit_id: UUID
    unit_names: Words
    level_names: Words
    path: str
    began_at: datetime
    answers: int
    last_at: datetime | None


def list_holders_by_activity(
    path: str, *, since: datetime, active: bool, after: tuple[str, UUID] | None = None, limit: int = 50
) -> list[Activity]:
    """Holders in ``path`` and below whose post answers, who did (or, not ``active``, did not) answer since then.

    In tree order, going on ``after`` (path, appointment). Who took the post up after ``since`` is never called quiet.
    """
    found = fetch(
        f"""
        SELECT {_COLUMNS} FROM organisation_appointment a {_JOINS} {_ANSWERED}
        WHERE a.path >= %(lo)s AND a.path < %(hi)s AND {in_force("a")} AND 'answer.give' = ANY(po.rights)
          AND (a.path, a.id) > (%(path)s, %(id)s)
          AND (coalesce(s.n, 0) > 0) = %(active)s AND (%(active)s OR a.began_at < %(since)s)
        ORDER BY a.path, a.id LIMIT %(limit)s
        """,
        {
            "lo": path,
            "hi": path + "g",
            "now": now(),
            "since": since,
            "active": active,
            "path": after[0] if after else "",
            "id": after[1] if after else UUID(int=0),
            "limit": limit,
        },
    )
    return [Activity(*row) for row in found]


def list_active_without_post(path: str, *, since: datetime, limit: int = 20) -> list[Activity]:
    """Who answered since then by a post that ended meanwhile, in ``path`` and below, and holds none now."""
    found = fetch(
        f"""
        SELECT {_COLUMNS} FROM organisation_appointment a {_JOINS} {_ANSWERED}
        WHERE a.path >= %(lo)s AND a.path < %(hi)s AND a.ended_at >= %(since)s AND a.ended_at <= %(now)s
          AND s.n > 0 AND pe.erased_at IS NULL
          AND NOT EXISTS (SELECT 1 FROM organisation_appointment b WHERE b.person_id = a.person_id AND {runs("b")})
        ORDER BY s.n DESC, a.path, a.id LIMIT %(limit)s
        """,
        {"lo": path, "hi": path + "g", "now": now(), "since": since, "limit": limit},
    )
    return [Activity(*row) for row in found]


def list_most_active_below(path: str, *, since: datetime, limit: int = 20) -> list[Activity]:
    """Holders below ``path`` who hold nothing at ``path`` itself and answered most: candidates for its team."""
    found = fetch(
        f"""
        SELECT {_COLUMNS} FROM organisation_appointment a {_JOINS} {_ANSWERED}
        WHERE a.path > %(lo)s AND a.path < %(hi)s AND {in_force("a")} AND s.n > 0
          AND NOT EXISTS (SELECT 1 FROM organisation_appointment b
                          WHERE b.person_id = a.person_id AND b.path = %(lo)s AND {runs("b")})
        ORDER BY s.n DESC, a.path, a.id LIMIT %(limit)s
        """,
        {"lo": path, "hi": path + "g", "now": now(), "since": since, "limit": limit},
    )
    return [Activity(*row) for row in found]
