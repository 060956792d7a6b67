"""What is lent, by whom and to whom, and who can see a person: as pages show it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from json import loads
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils.functional import Promise

from pankti.access.queries import LENT
from pankti.base.actor import SYSTEM, Actor
from pankti.base.clock import now
from pankti.base.sight import OWN, acting_as
from pankti.base.words import Words
from pankti.organisation.rights import RIGHTS
from pankti.organisation.tenure import in_force


@dataclass(frozen=True, slots=True)
class Loan:
    """One delegation. ``is_given``: the reader gave it; else they hold it."""

    id: UUID
    right: str
    unit_id: UUID
    unit_names: Words
    level_names: Words
    person_id: UUID
    person_names: Words
    giver_names: Words
    until: datetime
    reason: str
    is_given: bool


@dataclass(frozen=True, slots=True)
class Watcher:
    """One holder whose post, or a loan, reaches a person, and what it lets them do."""

    unit_names: Words
    level_names: Words
    post_names: Words
    person_names: Words
    rights: tuple[str, ...]
    wing_names: Words
    until: datetime | None


def right_names(watcher: Watcher) -> list[str | Promise]:
    """What a holder's rights are called."""
    return [right.name for right in RIGHTS if right.code in watcher.rights]


_LOANS = f"""
SELECT d.id, d.right, u.id, u.names, l.names, p.id, p.names, g.names, d.until, d.reason, d.given_by_id = %(me)s
FROM access_delegation d
JOIN organisation_unit u ON u.id = d.unit_id JOIN organisation_level l ON l.code = u.level_id
JOIN people_person p ON p.id = d.person_id JOIN people_person g ON g.id = d.given_by_id
WHERE (d.given_by_id = %(me)s OR d.person_id = %(me)s) AND d.id IN (SELECT id FROM ({LENT}) lent)
ORDER BY d.until, d.id
"""  # noqa: S608


def list_loans(actor: Actor) -> list[Loan]:
    """What the actor has given and holds now, the next to end first."""
    with acting_as(SYSTEM), connection.cursor() as cursor:  # a giver above may be out of the holder's sight
        cursor.execute(_LOANS, {"me": actor.person_id, "now": now()})
        return [Loan(*_words(row)) for row in cursor.fetchall()]


_REACHED = """
SELECT DISTINCT left(path, n) COLLATE "C" FROM (
    SELECT home_path AS path FROM people_person WHERE id = %(person)s
    UNION SELECT path FROM organisation_appointment
    WHERE person_id = %(person)s AND (ended_at IS NULL OR ended_at > %(now)s)) kept,
  generate_series(5, length(path), 5) AS n
"""
_WATCHERS = f"""
SELECT u.names, l.names, po.names, p.names, po.rights, w.names, NULL::timestamptz, a.path, po.is_lead
FROM organisation_appointment a
JOIN organisation_post po ON po.code = a.post_id AND NOT po.rights <@ %(own)s::text[]
JOIN organisation_unit u ON u.id = a.unit_id JOIN organisation_level l ON l.code = u.level_id
JOIN people_person p ON p.id = a.person_id AND p.erased_at IS NULL
LEFT JOIN organisation_wing w ON w.code = po.wing_id
WHERE a.path IN ({_REACHED}) AND a.person_id <> %(person)s AND {in_force("a")}
  AND (po.wing_id IS NULL OR EXISTS (
    SELECT 1 FROM organisation_appointment mine JOIN organisation_post their ON their.code = mine.post_id
    WHERE mine.person_id = %(person)s AND their.wing_id = po.wing_id AND starts_with(mine.path, a.path)
      AND (mine.ended_at IS NULL OR mine.ended_at > %(now)s)))
UNION ALL
SELECT u.names, l.names, '{{}}'::jsonb, p.names, ARRAY[lent.right], w.names, d.until, lent.path, false
FROM ({LENT}) lent JOIN access_delegation d ON d.id = lent.id
JOIN organisation_unit u ON u.id = d.unit_id JOIN organisation_level l ON l.code = u.level_id
JOIN people_person p ON p.id = d.person_id AND p.erased_at IS NULL
LEFT JOIN organisation_wing w ON w.code = lent.wing_id
WHERE lent.path IN ({_REACHED}) AND d.person_id <> %(person)s AND NOT lent.right = ANY (%(own)s::text[])
ORDER BY 8, 9 DESC, 4
"""  # noqa: S608


def list_watchers(person_id: UUID) -> list[Watcher]:
    """Everybody whose right reaches this person's home or posts, from the top; costs their ancestors, not the tree.

    For the person's own page: it names holders that the person might not see otherwise.
    """
    with acting_as(SYSTEM), connection.cursor() as cursor:
        cursor.execute(_WATCHERS, {"person": person_id, "now": now(), "own": sorted(OWN)})
        rows = [_words(row) for row in cursor.fetchall()]
    return [
        Watcher(unit, level, post, person, tuple(r for r in rights if r not in OWN), wing or {}, until)
        for unit, level, post, person, rights, wing, until, _path, _lead in rows
    ]


def _words(row: Sequence[Any]) -> list[Any]:
    """Rows of a plain cursor carry JSON as text."""
    return [loads(value) if isinstance(value, str) and value[:1] == "{" else value for value in row]
