from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from pankti.base.actor import Actor
from pankti.base.clock import now
from pankti.organisation.actions.appoint import appoint
from pankti.organisation.actions.end_appointment import close, get_for_change
from pankti.organisation.errors import AppointmentOver, SamePerson
from pankti.organisation.models import Appointment


def hand_over(
    *,
    actor: Actor,
    appointment_id: UUID,
    to_person_id: UUID,
    reason: str,
    at: datetime | None = None,
    until: date | None = None,
) -> UUID:
    """The old holder's appointment ends and the new one's begins at the same moment; returns the new id.

    One transaction: the post is neither empty nor held twice in between. Repeat-safe.
    Raises as ``appoint`` and ``end_appointment`` do, and SamePerson.
    """
    moment = at or now()
    with transaction.atomic():
        row = get_for_change(actor, appointment_id)
        if row.person_id == to_person_id:
            raise SamePerson
        if earlier := _done_before(row, to_person_id):
            return earlier
        if row.ended_at is not None and row.ended_at <= moment:
            raise AppointmentOver
        close(actor=actor, row=row, at=moment, reason=reason)
        return appoint(
            actor=actor,
            person_id=to_person_id,
            post=row.post_id,
            unit_id=row.unit_id,
            began_at=moment,
            until=until,
            reason=reason,
        )


def _done_before(row: Appointment, to_person_id: UUID) -> UUID | None:
    if row.ended_at is None:
        return None
    return (
        Appointment.objects.filter(
            person_id=to_person_id, post_id=row.post_id, unit_id=row.unit_id, began_at=row.ended_at
        )
        .values_list("id", flat=True)
        .first()
    )
