from __future__ import annotations

from collections.abc import Iterable
from json import loads
from uuid import UUID

from django.db import connection

from pankti.attendance.types import Heads, UnitHeads

_HEADS = """
SELECT m.id,
       count(p.id) FILTER (WHERE p.is_invited),
       count(p.id) FILTER (WHERE p.is_present AND p.person_id IS NOT NULL),
       count(p.id) FILTER (WHERE p.is_present AND p.person_id IS NULL),
       count(p.id) FILTER (WHERE p.is_present AND p.person_id IS NOT NULL AND NOT p.is_invited),
       round(avg(p.minutes) FILTER (WHERE p.is_present AND p.minutes IS NOT NULL)),
       (SELECT count(*) FROM attendance_report r JOIN attendance_reportline l ON l.report_id = r.id
        WHERE r.meeting_id = m.id AND l.state = 'doubtful')
FROM unnest(%s::uuid[]) AS m(id) LEFT JOIN attendance_presence p ON p.meeting_id = m.id
GROUP BY m.id
"""
_BY_UNIT = """
SELECT p.unit_id, u.names, p.path, count(*) FILTER (WHERE p.is_invited), count(*) FILTER (WHERE p.is_present)
FROM attendance_presence p JOIN organisation_unit u ON u.id = p.unit_id
WHERE p.meeting_id = ANY(%s::uuid[])
GROUP BY p.unit_id, u.names, p.path
ORDER BY p.path
"""


def count_present(meeting_ids: Iterable[UUID]) -> dict[UUID, Heads]:
    """The heads of each meeting, one statement for all. A meeting whose roll nobody opened has ``invited`` None."""
    with connection.cursor() as cursor:
        cursor.execute(_HEADS, [list(meeting_ids)])
        return {
            meeting: Heads(
                invited=invited or None,
                present=present,
                guests=guests,
                uninvited=uninvited,
                minutes=None if minutes is None else int(minutes),
                doubtful=doubtful,
            )
            for meeting, invited, present, guests, uninvited, minutes, doubtful in cursor.fetchall()
        }


def count_by_unit(meeting_ids: Iterable[UUID]) -> list[UnitHeads]:
    """How many of each unit's people were invited and came, over all these meetings, in the tree's order."""
    with connection.cursor() as cursor:
        cursor.execute(_BY_UNIT, [list(meeting_ids)])
        return [UnitHeads(unit, loads(names), path, invited, present) for unit, names, path, invited, present in cursor]
