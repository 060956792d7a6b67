from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import timedelta
from json import loads
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection

from pankti.access.models import CodeApp, Device, OfficeSession, Passkey, RecoveryCode
from pankti.access.types import (
    HALF_LIVES,
    ME,
    DeviceLine,
    DeviceScope,
    Factor,
    Factors,
    OfficeLine,
    PasskeyLine,
    Reach,
)
from pankti.base.actor import SYSTEM, Actor, Grant
from pankti.base.clock import now
from pankti.base.http import ANONYMOUS
from pankti.base.prepared import prepared_cursor
from pankti.base.sight import Sight, acting_as
from pankti.organisation.models import Appointment, Organisation
from pankti.organisation.tenure import forceful, in_force, running
from pankti.people.models import Person
from pankti.people.queries import list_people_by_phone

_CURRENT = in_force("a")

LENT = f"""
SELECT d.id, d.right, pl.path, g.wing_id
FROM access_delegation d
JOIN organisation_placement pl ON pl.unit_id = d.unit_id AND pl.ended_on IS NULL
     AND pl.tree_id = (SELECT code FROM organisation_tree WHERE is_main)
CROSS JOIN LATERAL (
    SELECT po.wing_id FROM organisation_appointment a JOIN organisation_post po ON po.code = a.post_id
    WHERE a.person_id = d.given_by_id AND {_CURRENT} AND d.right = ANY(po.rights)
      AND a.path <> '' AND starts_with(pl.path, a.path)
    ORDER BY po.wing_id NULLS FIRST LIMIT 1) g
WHERE d.ended_at IS NULL AND d.began_at <= %(now)s AND d.until > %(now)s
"""  # noqa: S608
"""Delegations in force: not ended, and their giver's own post still gives the right over that unit."""

_ACTOR = f"""
SELECT p.language, a.id, po.rights, po.wing_id, pl.path
FROM people_person p
LEFT JOIN organisation_appointment a ON a.person_id = p.id AND {_CURRENT}
LEFT JOIN organisation_post po ON po.code = a.post_id
LEFT JOIN organisation_placement pl ON pl.unit_id = a.unit_id AND pl.ended_on IS NULL
      AND pl.tree_id = (SELECT code FROM organisation_tree WHERE is_main)
WHERE p.id = %(person)s AND p.erased_at IS NULL
UNION ALL
SELECT NULL, NULL, ARRAY[lent.right], lent.wing_id, lent.path FROM ({LENT} AND d.person_id = %(person)s) lent
ORDER BY 2
"""  # noqa: S608 - only our own constants are put together


def actor_for_person(person_id: UUID, *, device_id: UUID | None = None, address: str = "") -> Actor:
    """The person with the rights that their posts give now, and what is lent to them; nobody when they are gone.

    One query, asked as the system: what is lent depends on the giver's post, which may be out of reach.
    """
    with acting_as(SYSTEM), connection.cursor() as cursor:
        cursor.execute(_ACTOR, {"person": person_id, "now": now()})
        rows = cursor.fetchall()
    spoken = next((row[0] for row in rows if row[0] is not None), None)
    if spoken is None:
        return ANONYMOUS
    grants = {
        Grant(right=right, path=path, wing=wing)
        for _language, _id, rights, wing, path in rows
        if path is not None
        for right in rights
    }
    return Actor(
        person_id=person_id,
        grants=tuple(sorted(grants, key=lambda g: (g.right, g.path, g.wing or ""))),
        device_id=device_id,
        language=spoken,
        appointments=tuple(row[1] for row in rows if row[1] is not None),
        address=address,
    )


_DEVICE = "access_find_device(%(token)s, %(now)s)"
"""The one look-up of a phone: all that a sync needs to know of its device and its reach, by unique keys.

A function of the database (migration 0007), which may look at devices before anybody is known.
"""
_DEVICE_WIDTH = 15


def hash_token(token: str) -> bytes:
    """What is stored of a device's token."""
    return hashlib.sha256(token.encode()).digest()


def find_device(token: str) -> DeviceScope | None:
    """The device with this token, and its reach when that is still true; one query on unique keys."""
    found = ask_device(token)
    return found[0] if found else None


def ask_device(
    token: str, columns: str = "", params: Mapping[str, Any] | None = None
) -> tuple[DeviceScope, tuple[Any, ...]] | None:
    """``find_device``, and what else is asked in the same statement: more SQL ``columns`` over the found row ``d``.

    ``d`` has ``person_id``, ``ancestors``, ``units``, ``leads`` and ``holdings`` as they were last kept. The
    columns may read only what is not personal: the database is not told who asks.
    """
    also = f", {columns}" if columns else ""
    with prepared_cursor(personal=False) as cursor:
        cursor.execute(
            f"SELECT d.*{also} FROM {_DEVICE} d",  # noqa: S608
            {**(params or {}), "token": hash_token(token), "now": now()},
        )
        row = cursor.fetchone()
    if row is None:
        return None
    reach = None
    if row[7]:
        reach = Reach(
            digest=row[8],
            ancestors=tuple(row[9]),
            units=tuple(row[10]),
            leads=tuple(row[11]),
            holdings=tuple(row[12]),
            sight=Sight(str(row[1]), row[13], row[14]),
        )
    return DeviceScope(row[0], row[1], row[2], row[3], row[4], row[5], row[6], reach), row[_DEVICE_WIDTH:]


_HOLDINGS = f"""
SELECT a.id, po.code, po.names, po.is_lead, 'answer.give' = ANY(po.rights),
       u.id, u.names, l.code, l.names, pl.path
FROM organisation_appointment a
JOIN organisation_post po ON po.code = a.post_id
JOIN organisation_unit u ON u.id = a.unit_id
JOIN organisation_level l ON l.code = u.level_id
LEFT JOIN organisation_placement pl ON pl.unit_id = u.id AND pl.ended_on IS NULL
      AND pl.tree_id = (SELECT code FROM organisation_tree WHERE is_main)
WHERE a.person_id = %(person)s AND {_CURRENT}
ORDER BY po.is_lead DESC, pl.path, a.id
"""  # noqa: S608

_ABOVE = """
SELECT pl.path, u.id, u.names
FROM organisation_placement pl JOIN organisation_unit u ON u.id = pl.unit_id
WHERE pl.tree_id = (SELECT code FROM organisation_tree WHERE is_main)
  AND pl.ended_on IS NULL AND pl.path = ANY(%(paths)s)
"""


def get_me(person_id: UUID) -> ME:
    """The person, the organisation, and each current appointment with the units above it, from the top."""
    person = Person.objects.get(pk=person_id)
    organisation = Organisation.objects.get()
    with connection.cursor() as cursor:
        cursor.execute(_HOLDINGS, {"person": person_id, "now": now()})
        holdings = cursor.fetchall()
        paths = sorted({p for row in holdings for p in prefixes(row[9] or "")[:-1]})
        cursor.execute(_ABOVE, {"paths": paths})
        above = {path: {"id": str(unit), "names": loads(names)} for path, unit, names in cursor.fetchall()}
    return {
        "person": {"id": str(person.id), "names": person.names, "language": person.language},
        "organisation": {
            "names": organisation.names,
            "time_zone": organisation.time_zone,
            "languages": organisation.languages,
            "is_demo": organisation.is_demo,
        },
        "appointments": [
            {
                "id": str(row[0]),
                "post": {"code": row[1], "names": loads(row[2])},
                "is_lead": row[3],
                "may_answer": row[4],
                "unit": {
                    "id": str(row[5]),
                    "names": loads(row[6]),
                    "level": {"code": row[7], "names": loads(row[8])},
                },
                "above": [above[p] for p in prefixes(row[9] or "")[:-1] if p in above],
            }
            for row in holdings
        ],
    }


def prefixes(path: str) -> list[str]:
    """The paths of the units above, from the top, and the path itself last."""
    return [path[:end] for end in range(5, len(path) + 1, 5)]


def holds_a_post(person_id: UUID) -> bool:
    """Whether the person has a post now: only then do codes open anything."""
    return Appointment.objects.filter(forceful(now()), person_id=person_id).exists()


def list_signers(number: str) -> list[Person]:
    """Those who may sign in with this number (E.164): post-holders, several where a family shares it."""
    return [person for person in list_people_by_phone(number) if holds_a_post(person.id)]


def list_devices(person_id: UUID) -> list[DeviceLine]:
    """The person's devices that are signed in, the latest used first."""
    rows = Device.objects.filter(person_id=person_id, revoked_at=None).order_by("-seen_at")
    return [DeviceLine(d.id, d.name, d.created_at, d.seen_at, d.revoked_at) for d in rows]


PEOPLE = "people.manage"
"""The right to look after those who hold posts below: invite them, end their sign-ins."""


def may_look_after(actor: Actor, person_id: UUID) -> bool:
    """Whether the actor may end this person's sign-ins: ``people.manage`` over every post they hold (or held last).

    Over every one: who also serves higher up is not signed out from below.
    """
    with acting_as(SYSTEM):  # what the actor may not see counts all the more
        held = Appointment.objects.filter(person_id=person_id).exclude(path="")
        current = held.filter(running(now()))
        paths = set(current.values_list("path", flat=True)) or set(
            held.order_by("-ended_at").values_list("path", flat=True)[:1]
        )
    return bool(paths) and all(actor.may(PEOPLE, path) for path in paths)


def find_office_session(session_id: UUID) -> tuple[OfficeLine, str] | None:
    """A console session that is still open, and the mark of the password under which it was opened.

    None when ended, older than half a day, half for more than a quarter of an hour, or its account is off.
    """
    at = now()
    row = (
        OfficeSession.objects.select_related("account")
        .filter(pk=session_id, ended_at=None, account__is_active=True, opened_at__gt=at - _session_lives())
        .first()
    )
    if row is None or (row.factor == Factor.HALF and row.opened_at < at - HALF_LIVES):
        return None
    return _office_line(row), row.account.get_session_auth_hash()


def list_office_sessions(person_id: UUID) -> list[OfficeLine]:
    """The person's console sessions that are open, the latest used first."""
    rows = OfficeSession.objects.select_related("account").filter(
        account__person_id=person_id, ended_at=None, opened_at__gt=now() - _session_lives()
    )
    return [_office_line(row) for row in rows.exclude(factor=Factor.HALF).order_by("-seen_at")]


def _session_lives() -> timedelta:
    return timedelta(seconds=settings.SESSION_COOKIE_AGE)


def _office_line(row: OfficeSession) -> OfficeLine:
    return OfficeLine(
        row.id, row.account_id, row.account.person_id, row.name, Factor(row.factor), row.opened_at, row.seen_at
    )


def find_factors(account_id: UUID) -> Factors:
    """What the account has for its second step."""
    keys = Passkey.objects.filter(account_id=account_id).order_by("added_at")
    return Factors(
        passkeys=tuple(PasskeyLine(k.id, k.name, k.added_at, k.used_at) for k in keys),
        has_app=CodeApp.objects.filter(account_id=account_id, confirmed_at__isnull=False).exists(),
        recovery_left=RecoveryCode.objects.filter(account_id=account_id, used_at=None).count(),
    )


_BY_POST = f"""
SELECT EXISTS (
    SELECT 1 FROM organisation_appointment a JOIN organisation_post po ON po.code = a.post_id
    WHERE a.person_id = %(person)s AND {_CURRENT} AND %(right)s = ANY(po.rights)
      AND a.path <> '' AND starts_with(%(path)s, a.path))
"""  # noqa: S608


def holds_right_by_post(person_id: UUID | None, right: str, path: str) -> bool:
    """Whether a post of the person's own, not a loan, gives the right over the unit at ``path``."""
    with connection.cursor() as cursor:
        cursor.execute(_BY_POST, {"person": person_id, "right": right, "path": path, "now": now()})
        return bool(cursor.fetchone()[0])


def place_of(kind: str, subject_id: UUID) -> str:
    """Where in the main tree a thing lies of which the audit tells; empty when nowhere, or of another kind."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT access_place_of(%s, %s)", [kind, subject_id])
        return str(cursor.fetchone()[0])
