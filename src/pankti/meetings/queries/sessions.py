"""Meetings that a room above planted: their hours and links as phones pull them, and whom they would find busy."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from pankti.base.clock import now
from pankti.base.words import Words
from pankti.cascade.queries.rows import fetch
from pankti.fieldsync.types import Part, Reader, Source

NEW_SESSION = """
    SELECT 1 FROM meetings_meeting m WHERE m.unit_id = ANY(d.ancestors) AND m.change_no > {since} AND m.origin <> ''
    UNION ALL
    SELECT 1 WHERE meetings_has_new_part(d.holdings, {since})
    UNION ALL
    SELECT 1 FROM meetings_formerpart q JOIN meetings_meeting m ON m.id = q.meeting_id
    WHERE q.appointment_id = ANY(d.holdings) AND m.change_no > {since}
"""
"""A session of one's own unit or one above, or one in which one of one's own holdings takes part, or did."""

_SESSIONS = """
    WITH own AS (
      SELECT m.id FROM meetings_meeting m
      WHERE m.unit_id = ANY(%(ancestors)s) AND m.change_no > %(since)s AND m.origin <> ''
      UNION
      SELECT m.id FROM meetings_part q JOIN meetings_meeting m ON m.id = q.meeting_id
      WHERE q.appointment_id = ANY(%(holdings)s) AND m.change_no > %(since)s AND m.origin <> ''
      UNION
      SELECT m.id FROM meetings_formerpart q JOIN meetings_meeting m ON m.id = q.meeting_id
      WHERE q.appointment_id = ANY(%(holdings)s) AND m.change_no > %(since)s AND NOT %(full)s
    )
    SELECT m.id, m.dispatch_id, m.origin, m.state, m.version, m.unit_id, u.names, m.titles, m.starts_at, m.ends_at,
           m.link, m.end_reason, m.change_no,
           (SELECT jsonb_agg(jsonb_build_object('appointment_id', q.appointment_id, 'role', q.role) ORDER BY q.place)
            FROM meetings_part q WHERE q.meeting_id = m.id AND q.appointment_id = ANY(%(holdings)s)),
           m.unit_id = ANY(%(units)s) OR (m.origin = 'conference' AND m.unit_id = ANY(%(ancestors)s))
    FROM own JOIN meetings_meeting m ON m.id = own.id JOIN organisation_unit u ON u.id = m.unit_id
    WHERE m.state = 'called' OR NOT %(full)s
    ORDER BY m.change_no, m.id
"""
_KEYS = (
    "id", "dispatch_id", "origin", "state", "version", "unit_id", "unit_names", "titles", "starts_at", "ends_at",
    "link", "end_reason", "change_no", "parts",
)  # fmt: skip


def pull_sessions(reader: Reader, since: int | None) -> Part:
    """Sessions that changed after ``since``; None: all that are called. Ended ones come once, and phones drop them."""
    params = {
        "ancestors": list(reader.reach.ancestors),
        "units": list(reader.reach.units),
        "holdings": list(reader.reach.holdings),
        "since": since or 0,
        "full": since is None,
    }
    position = since or 0
    if since is None:  # read before the rows: what is committed in between comes twice, never not at all
        position = int(fetch("SELECT coalesce(max(change_no), 0) FROM meetings_meeting", {}, hot=True)[0][0])
    found = fetch(_SESSIONS, params, hot=True)
    told = [_told(row) for row in found if since is not None or row[13] or row[14]]
    return Part(max([position, *(row[12] for row in found)]), {"sessions": told} if told else {})


def _told(row: tuple[Any, ...]) -> dict[str, Any]:
    """A session that is not the reader's (any more) comes as gone, and phones drop it."""
    told = {**dict(zip(_KEYS, row, strict=False)), "parts": row[13] or []}
    return told if row[13] or row[14] else {**told, "state": "gone", "link": ""}


SOURCE = Source(key="meetings.sessions", lists=("sessions",), pull=pull_sessions, probe=NEW_SESSION)


@dataclass(frozen=True, slots=True)
class Busy:
    """An hour at which a person presides over, or speaks at, a meeting."""

    person_id: UUID
    meeting_id: UUID
    starts_at: datetime
    ends_at: datetime
    titles: Words


def list_busy(person_ids: Sequence[UUID], *, since: datetime, until: datetime) -> list[Busy]:
    """When these persons take a part in a meeting that is called, between the two moments."""
    found = fetch(
        """
        SELECT DISTINCT a.person_id, m.id, m.starts_at, m.ends_at, m.titles
        FROM meetings_meeting m
        JOIN meetings_part q ON q.meeting_id = m.id
        JOIN organisation_appointment a ON a.id = q.appointment_id
        WHERE m.state = 'called' AND m.starts_at < %(until)s AND m.starts_at > %(since)s - interval '1 day'
          AND m.ends_at > %(since)s AND a.person_id = ANY(%(persons)s)
        ORDER BY m.starts_at, m.id
        """,
        {"persons": list(person_ids), "since": since, "until": until},
    )
    return [Busy(*row) for row in found]


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of a meeting."""

    id: UUID
    state: str
    starts_at: datetime
    ends_at: datetime


def find_fates(meeting_ids: Sequence[UUID]) -> dict[UUID, Fate]:
    """The state and hours of these meetings as they stand now."""
    found = fetch(
        "SELECT id, state, starts_at, coalesce(ends_at, starts_at) FROM meetings_meeting"
        " WHERE id = ANY(%(ids)s) AND starts_at IS NOT NULL",
        {"ids": list(meeting_ids)},
    )
    return {row[0]: Fate(*row) for row in found}


def count_coming(origin: str, origin_id: UUID) -> int:
    """How many meetings of this origin are called and not over."""
    found = fetch(
        "SELECT count(*) FROM meetings_meeting WHERE origin = %(origin)s AND origin_id = %(id)s"
        " AND state = 'called' AND ends_at > %(now)s",
        {"origin": origin, "id": origin_id, "now": now()},
    )
    return int(found[0][0])
