"""Those who hold posts at units that close or open again, and those who live there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q

from pankti.base.actor import Actor
from pankti.base.words import Words
from pankti.organisation.actions.appoint import strength_of
from pankti.organisation.actions.orders import give_order
from pankti.organisation.actions.reorganise.placing import execute
from pankti.organisation.models import Appointment, Succession, Unit
from pankti.organisation.reorganising.steps import Holders, Kind
from pankti.organisation.types import OrderKind

CLOSED = "unit closed"
UNDONE = "reorganisation undone"


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of one holder: ``heir_id`` is where the post goes on, None where it ended."""

    appointment_id: UUID
    person_names: Words
    post_names: Words
    unit_id: UUID
    heir_id: UUID | None


def end_or_move_holders(
    *, actor: Actor, unit_id: UUID, heir_id: UUID | None, choice: Holders, at: datetime
) -> list[Fate]:
    """End every post held at the unit, each with its order.

    Where ``choice`` says so the heir takes holders over, as far as its strength allows.
    """
    held = list(
        Appointment.objects.filter(Q(ended_at=None) | Q(ended_at__gt=at), unit=unit_id)
        .select_related("person", "post", "unit")
        .order_by("post__code", "began_at", "id")
    )
    heir = Unit.objects.select_for_update(no_key=True).get(id=heir_id) if heir_id else None
    fates: list[Fate] = []
    for row in held:
        goes_on = heir if choice is Holders.MOVE and heir is not None and _has_room(row, heir, at) else None
        _end(actor, row, at, CLOSED)
        if goes_on is not None:
            _begin(actor, row, goes_on, at, CLOSED)
        fates.append(Fate(row.id, row.person.names, row.post.names, unit_id, goes_on.id if goes_on else None))
    return fates


def _has_room(row: Appointment, heir: Unit, at: datetime) -> bool:
    """Whether the post at the heir may have one more holder, who does not hold it there yet."""
    there = Appointment.objects.filter(Q(ended_at=None) | Q(ended_at__gt=at), unit=heir, post=row.post_id)
    if there.filter(person=row.person_id).exists():
        return False
    most = strength_of(row.post, heir)
    if row.post.is_single or (most is None and row.post.is_lead):
        most = 1
    return most is None or there.count() < most


def _end(actor: Actor, row: Appointment, at: datetime, reason: str) -> None:
    row.ended_at, row.end_reason = max(at, row.began_at), reason
    row.save(update_fields=["ended_at", "end_reason"])
    give_order(actor=actor, kind=OrderKind.ENDED, appointment=row, at=row.ended_at, reason=reason)


def _begin(actor: Actor, row: Appointment, unit: Unit, at: datetime, reason: str) -> None:
    made = Appointment.objects.create(person_id=row.person_id, post=row.post, unit=unit, began_at=at)
    give_order(actor=actor, kind=OrderKind.APPOINTED, appointment=made, at=at, reason=reason)


def recall_holders(*, actor: Actor, unit_id: UUID, appointment_ids: Sequence[UUID], at: datetime) -> int:
    """Appoint anew whom the undone plan had ended at this unit, and end what they got at its heir for it."""
    heirs = Succession.objects.filter(unit=unit_id, kind=Kind.MERGED).values("heir_id")
    rows = Appointment.objects.filter(id__in=appointment_ids, unit=unit_id).select_related("post", "unit")
    made = 0
    for row in rows.order_by("began_at", "id"):
        same = Appointment.objects.filter(person=row.person_id, post=row.post_id, ended_at=None)
        for later in same.filter(unit__in=heirs, began_at=row.ended_at).select_related("post", "unit"):
            _end(actor, later, at, UNDONE)
        if not same.filter(unit=unit_id).exists():
            _begin(actor, row, row.unit, at, UNDONE)
            made += 1
    return made


def move_residents(unit_id: UUID, heir_id: UUID, path: str, on: date) -> None:
    """Who lives in a unit that ends lives in its heir from then on; the home before stays in the record."""
    params = {"unit": unit_id, "heir": heir_id, "path": path, "on": on}
    execute(
        """
        WITH moved AS (
            UPDATE organisation_residence SET ended_on = greatest(%(on)s, began_on)
            WHERE unit_id = %(unit)s AND ended_on IS NULL RETURNING person_id, ended_on
        ), homes AS (
            UPDATE people_person p SET home_path = %(path)s FROM moved m WHERE p.id = m.person_id RETURNING p.id
        )
        INSERT INTO organisation_residence (id, person_id, unit_id, path, began_on)
        SELECT gen_random_uuid(), person_id, %(heir)s, %(path)s, ended_on FROM moved
        """,
        params,
    )


def return_residents(unit_id: UUID, path: str, on: date) -> None:
    """Who lives in an heir since this unit ended comes back to it, now that it is open again."""
    execute(
        """
        WITH back AS (
            SELECT now.id, now.person_id FROM organisation_residence was
            JOIN organisation_succession s ON s.unit_id = was.unit_id AND s.kind = 'merged'
            JOIN organisation_residence now ON now.person_id = was.person_id AND now.unit_id = s.heir_id
                 AND now.began_on = was.ended_on AND now.ended_on IS NULL
            WHERE was.unit_id = %(unit)s
        ), left_heir AS (
            UPDATE organisation_residence r SET ended_on = greatest(%(on)s, r.began_on) FROM back b WHERE r.id = b.id
            RETURNING r.person_id, r.ended_on
        ), homes AS (
            UPDATE people_person p SET home_path = %(path)s FROM left_heir m WHERE p.id = m.person_id RETURNING p.id
        )
        INSERT INTO organisation_residence (id, person_id, unit_id, path, began_on)
        SELECT gen_random_uuid(), person_id, %(unit)s, %(path)s, ended_on FROM left_heir
        """,
        {"unit": unit_id, "path": path, "on": on},
    )
