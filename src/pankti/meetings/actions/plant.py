"""Many meetings at once: planted, shifted, moved and cancelled set-wise, in a few statements whatever their number.

For the rooms above that make meetings by a rule (``origin``). Each shares one call (a dispatch) with the others, and
its own hour and link reach phones as a session (``meetings.queries.sessions``). The caller records audit.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import orjson
from django.db import connection, transaction

from pankti.base.actor import Actor
from pankti.base.clock import now
from pankti.base.errors import OutOfReach
from pankti.base.words import Words
from pankti.cascade.actions.changes import next_change_no
from pankti.meetings.types import CALL, MeetingState, Mode


@dataclass(frozen=True, slots=True)
class Seedling:
    """One of them: whose, when, who presides (an appointment; None: nobody is found yet), and where one joins."""

    id: UUID
    unit_id: UUID
    starts_at: datetime
    ends_at: datetime
    chair_id: UUID | None = None
    link: str = ""


@dataclass(frozen=True, slots=True)
class Bed:
    """What all of them share. ``agenda``: titles and minutes, in order."""

    origin: str
    origin_id: UUID
    appointment_id: UUID | None
    titles: Words
    texts: Words
    mode: Mode = Mode.VIDEO
    wing: str | None = None
    agenda: tuple[tuple[Words, int | None], ...] = ()
    dispatch_id: UUID | None = None


_PLANT = """
WITH given AS MATERIALIZED (
  SELECT * FROM unnest(%(ids)s::uuid[], %(units)s::uuid[], %(starts)s::timestamptz[], %(ends)s::timestamptz[],
                       %(links)s::text[]) AS g(id, unit_id, starts_at, ends_at, link)
)
INSERT INTO meetings_meeting (id, state, version, sequence, titles, texts, unit_id, path, wing_id, mode, place,
       starts_at, ends_at, invitees, link, dispatch_id, origin, origin_id, by_appointment_id, author_id, created_at,
       changed_at, called_at, end_reason, change_no)
SELECT g.id, 'called', 1, 0, %(titles)s::jsonb, %(texts)s::jsonb, g.unit_id, p.path, %(wing)s, %(mode)s, '{}'::jsonb,
       g.starts_at, g.ends_at, '{}'::jsonb, g.link, %(dispatch)s, %(origin)s, %(origin_id)s, %(appointment)s,
       %(author)s, %(now)s, %(now)s, %(now)s, '', %(change)s
FROM given g
JOIN organisation_placement p ON p.unit_id = g.unit_id AND p.ended_on IS NULL
JOIN organisation_tree t ON t.code = p.tree_id AND t.is_main
ON CONFLICT (id) DO NOTHING
"""
_PRESIDE = """
INSERT INTO meetings_part (id, meeting_id, place, role, appointment_id, names, post_names, unit_names)
SELECT gen_random_uuid(), g.id, %(place)s, %(role)s, g.chair, '{}'::jsonb, '{}'::jsonb, '{}'::jsonb
FROM unnest(%(ids)s::uuid[], %(chairs)s::uuid[]) AS g(id, chair)
JOIN meetings_meeting m ON m.id = g.id AND m.change_no = %(change)s
WHERE g.chair IS NOT NULL
  AND NOT EXISTS (SELECT 1 FROM meetings_part x WHERE x.meeting_id = g.id AND x.role = %(role)s)
"""
_TAKE_UP = """
INSERT INTO meetings_agendaitem (id, meeting_id, place, titles, minutes)
SELECT gen_random_uuid(), g.id, a.place, a.titles, a.minutes
FROM unnest(%(ids)s::uuid[]) AS g(id)
JOIN meetings_meeting m ON m.id = g.id AND m.change_no = %(change)s
CROSS JOIN jsonb_to_recordset(%(agenda)s::jsonb) AS a(place int, titles jsonb, minutes int)
"""
_LEAVE = """
WITH gone AS (
  DELETE FROM meetings_part p USING meetings_meeting m
  WHERE p.meeting_id = m.id AND m.origin = %(origin)s AND m.origin_id = %(id)s AND p.role = %(role)s
    AND (%(ids)s::uuid[] IS NULL OR m.id = ANY(%(ids)s::uuid[]))
  RETURNING p.appointment_id, p.meeting_id
)
INSERT INTO meetings_formerpart (appointment_id, meeting_id)
SELECT appointment_id, meeting_id FROM gone WHERE appointment_id IS NOT NULL ON CONFLICT DO NOTHING
"""
_REACHED = """
SELECT count(*) FROM unnest(%(units)s::uuid[]) AS g(unit_id)
JOIN organisation_placement p ON p.unit_id = g.unit_id AND p.ended_on IS NULL
JOIN organisation_tree t ON t.code = p.tree_id AND t.is_main
WHERE EXISTS (SELECT 1 FROM unnest(%(roots)s::text[]) r WHERE p.path >= r AND p.path < r || 'g')
"""


@transaction.atomic
def plant_meetings(*, actor: Actor, bed: Bed, seedlings: Sequence[Seedling]) -> int:
    """Make the meetings, called from the start. Repeat-safe by their ids. Returns how many are new.

    Raises OutOfReach unless the actor may call meetings of every unit.
    """
    if not seedlings:
        return 0
    _require_units(actor, [one.unit_id for one in seedlings])
    ids = [one.id for one in seedlings]
    with connection.cursor() as cursor:
        change = next_change_no()
        cursor.execute(
            _PLANT,
            {
                "ids": ids,
                "units": [one.unit_id for one in seedlings],
                "starts": [one.starts_at for one in seedlings],
                "ends": [one.ends_at for one in seedlings],
                "links": [one.link for one in seedlings],
                "titles": _json(bed.titles),
                "texts": _json(bed.texts),
                "wing": bed.wing,
                "mode": bed.mode,
                "dispatch": bed.dispatch_id,
                "origin": bed.origin,
                "origin_id": bed.origin_id,
                "appointment": bed.appointment_id,
                "author": actor.person_id,
                "now": now(),
                "change": change,
            },
        )
        made = int(cursor.rowcount)
        _give_part(ids, [one.chair_id for one in seedlings], role="chair", place=1, change=change)
        if bed.agenda:
            agenda = [
                {"place": place, "titles": titles, "minutes": minutes}
                for place, (titles, minutes) in enumerate(bed.agenda, start=1)
            ]
            cursor.execute(_TAKE_UP, {"ids": ids, "agenda": _json(agenda), "change": change})
    return made


def _give_part(ids: list[UUID], holders: list[UUID | None], *, role: str, place: int, change: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_PRESIDE, {"ids": ids, "chairs": holders, "role": role, "place": place, "change": change})


@transaction.atomic
def shift_meetings(*, actor: Actor, origin: str, origin_id: UUID, by: timedelta) -> int:
    """All that are still to come, earlier or later by so much. Returns how many."""
    _require_origin(actor, origin, origin_id)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE meetings_meeting SET starts_at = starts_at + make_interval(secs => %(by)s),"
            " ends_at = ends_at + make_interval(secs => %(by)s), version = version + 1, sequence = sequence + 1,"
            " changed_at = %(now)s, change_no = %(change)s"
            " WHERE origin = %(origin)s AND origin_id = %(id)s AND state = 'called'",
            {"by": by.total_seconds(), "now": now(), "origin": origin, "id": origin_id, "change": next_change_no()},
        )
        return int(cursor.rowcount)


@dataclass(frozen=True, slots=True)
class Move:
    """One meeting's new hours, who presides, and its link."""

    id: UUID
    starts_at: datetime
    ends_at: datetime
    chair_id: UUID | None
    link: str


@transaction.atomic
def move_meetings(*, actor: Actor, origin: str, origin_id: UUID, moves: Sequence[Move]) -> int:
    """Give some of them other hours, another one to preside, or another link. Returns how many were called."""
    _require_origin(actor, origin, origin_id)
    if not moves:
        return 0
    ids = [one.id for one in moves]
    with connection.cursor() as cursor:
        change = next_change_no()
        cursor.execute(
            "UPDATE meetings_meeting m SET starts_at = g.starts_at, ends_at = g.ends_at, link = g.link,"
            " version = version + 1, sequence = sequence + 1, changed_at = %(now)s, change_no = %(change)s"
            " FROM unnest(%(ids)s::uuid[], %(starts)s::timestamptz[], %(ends)s::timestamptz[], %(links)s::text[])"
            "      AS g(id, starts_at, ends_at, link)"
            " WHERE m.id = g.id AND m.origin = %(origin)s AND m.origin_id = %(origin_id)s AND m.state = 'called'",
            {
                "ids": ids,
                "starts": [one.starts_at for one in moves],
                "ends": [one.ends_at for one in moves],
                "links": [one.link for one in moves],
                "origin": origin,
                "origin_id": origin_id,
                "now": now(),
                "change": change,
            },
        )
        moved = int(cursor.rowcount)
        cursor.execute(_LEAVE, {"origin": origin, "id": origin_id, "role": "chair", "ids": ids})
    _give_part(ids, [one.chair_id for one in moves], role="chair", place=1, change=change)
    return moved


@transaction.atomic
def appoint_speaker(*, actor: Actor, origin: str, origin_id: UUID, ids: Sequence[UUID], speaker_id: UUID) -> None:
    """The holder ``speaker_id`` is the main speaker of exactly these meetings of the origin."""
    _require_origin(actor, origin, origin_id)
    with connection.cursor() as cursor:
        change = next_change_no()
        cursor.execute(
            "UPDATE meetings_meeting SET change_no = %(change)s WHERE origin = %(origin)s AND origin_id = %(id)s"
            " AND (id = ANY(%(ids)s) OR id IN (SELECT meeting_id FROM meetings_part WHERE role = 'main_speaker'"
            "      AND appointment_id = %(speaker)s))",
            {"change": change, "origin": origin, "id": origin_id, "ids": list(ids), "speaker": speaker_id},
        )
        cursor.execute(_LEAVE, {"origin": origin, "id": origin_id, "role": "main_speaker", "ids": None})
    kept = list(ids)
    _give_part(kept, [speaker_id] * len(kept), role="main_speaker", place=2, change=change)


@transaction.atomic
def cancel_meetings(*, actor: Actor, origin: str, origin_id: UUID, reason: str, ids: Sequence[UUID] = ()) -> int:
    """Call off all that are still to come, or of those only ``ids``. Returns how many."""
    _require_origin(actor, origin, origin_id)
    return _end(MeetingState.CANCELLED, origin, origin_id, list(ids), reason)


@transaction.atomic
def settle_meetings(*, origin: str, origin_id: UUID, held: Iterable[UUID], not_held: Iterable[UUID]) -> int:
    """What the hosts say became of their meetings. Whether they may say so is the caller's to ask."""
    return _end(MeetingState.HELD, origin, origin_id, list(held), "", is_some=True) + _end(
        MeetingState.CANCELLED, origin, origin_id, list(not_held), "", is_some=True
    )


def _end(
    state: MeetingState, origin: str, origin_id: UUID, ids: list[UUID], reason: str, *, is_some: bool = False
) -> int:
    if is_some and not ids:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE meetings_meeting SET state = %(state)s, end_reason = %(reason)s, ended_at = %(now)s,"
            " sequence = sequence + 1, changed_at = %(now)s, change_no = %(change)s"
            " WHERE origin = %(origin)s AND origin_id = %(id)s AND state <> %(state)s"
            " AND (%(some)s OR state = 'called') AND (%(ids)s::uuid[] = '{}' OR id = ANY(%(ids)s::uuid[]))",
            {
                "state": state,
                "reason": reason,
                "now": now(),
                "origin": origin,
                "id": origin_id,
                "ids": ids,
                "some": is_some,
                "change": next_change_no(),
            },
        )
        return int(cursor.rowcount)


def _require_units(actor: Actor, unit_ids: list[UUID]) -> None:
    """Raise OutOfReach unless every unit hangs in the main tree within the actor's right to call."""
    roots = [""] if actor.is_system else list(actor.roots(CALL))
    with connection.cursor() as cursor:
        cursor.execute(_REACHED, {"units": unit_ids, "roots": roots})
        if cursor.fetchone()[0] != len(unit_ids):
            raise OutOfReach


def _require_origin(actor: Actor, origin: str, origin_id: UUID) -> None:
    """Raise OutOfReach unless the actor may call meetings of every unit that has one of these."""
    if actor.is_system:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT 1 FROM meetings_meeting m WHERE m.origin = %s AND m.origin_id = %s AND NOT EXISTS"
            " (SELECT 1 FROM unnest(%s::text[]) r WHERE m.path >= r AND m.path < r || 'g') LIMIT 1",
            [origin, origin_id, list(actor.roots(CALL))],
        )
        if cursor.fetchone():
            raise OutOfReach


def _json(value: object) -> str:
    return orjson.dumps(value).decode()
