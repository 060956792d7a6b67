from __future__ import annotations

from datetime import datetime

from django.db import connection

from pankti.audit.actions.record import record
from pankti.audit.types import EventType
from pankti.base.actor import Actor
from pankti.organisation.events import APPOINTED, APPOINTMENT_ENDED, HOLDER_RESUMED, HOLDER_SUSPENDED
from pankti.organisation.models import Appointment, Order
from pankti.organisation.types import OrderKind

_EVENTS: dict[OrderKind, EventType] = {
    OrderKind.APPOINTED: APPOINTED,
    OrderKind.ENDED: APPOINTMENT_ENDED,
    OrderKind.SUSPENDED: HOLDER_SUSPENDED,
    OrderKind.RESUMED: HOLDER_RESUMED,
}
REASON_LIMIT = 500


def give_order(
    *,
    actor: Actor,
    kind: OrderKind,
    appointment: Appointment,
    at: datetime,
    until: datetime | None = None,
    reason: str = "",
) -> Order:
    """Keep a decision about an appointment under the next number, and record it. Within the caller's transaction.

    Numbers have gaps where a transaction was rolled back; none is given twice.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('organisation_order_number')")
        number = int(cursor.fetchone()[0])
    words = reason.strip()[:REASON_LIMIT]
    order = Order.objects.create(
        number=number,
        kind=kind.value,
        appointment=appointment,
        ordered_by=actor.person_id,
        takes_effect_at=at,
        until=until,
        reason=words,
    )
    record(
        actor=actor,
        type=_EVENTS[kind].code,
        subject_kind="person",
        subject_id=appointment.person_id,
        post=appointment.post_id,
        unit=str(appointment.unit_id),
        appointment_id=str(appointment.id),
        order=number,
        at=at.isoformat(),
        until=until.isoformat() if until else None,
        reason=words or "—",
    )
    return order
