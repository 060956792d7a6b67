from __future__ import annotations

from contextlib import nullcontext
from datetime import datetime
from uuid import UUID

from django.db import transaction

from pankti.base.actor import SYSTEM, Actor
from pankti.base.clock import now
from pankti.base.errors import OutOfReach
from pankti.base.sight import acting_as
from pankti.organisation.actions.appoint import lock_unit
from pankti.organisation.actions.orders import give_order
from pankti.organisation.authority import check_may_fill
from pankti.organisation.errors import AppointmentOver, ReasonNeeded, TermBackwards
from pankti.organisation.models import Appointment
from pankti.organisation.types import OrderKind


def end_appointment(*, actor: Actor, appointment_id: UUID, reason: str, at: datetime | None = None) -> None:
    """End an appointment at ``at`` (now). One's own may always be ended, as one may step down.

    Repeat-safe: one that ends no later than ``at`` already is left alone when it ended
    for the same reason, else AppointmentOver. One that has not begun is undone.
    Raises OutOfReach, NotYoursToFill, MoreThanOwnRights, ReasonNeeded, TermBackwards.
    """
    with transaction.atomic():
        row = get_for_change(actor, appointment_id, own=True)
        # Who steps down has no reach of their own to write with; that it is theirs has been checked.
        with acting_as(SYSTEM) if row.person_id == actor.person_id else nullcontext():
            close(actor=actor, row=row, at=at or now(), reason=reason)


def get_for_change(actor: Actor, appointment_id: UUID, *, own: bool = False) -> Appointment:
    """The appointment, its unit locked, for an actor who may fill its post (or, with ``own``, holds it)."""
    found = Appointment.objects.filter(id=appointment_id).values("unit_id").first()
    if found is None:
        raise OutOfReach
    _unit, path = lock_unit(found["unit_id"])
    row = Appointment.objects.select_related("post__level", "unit").get(id=appointment_id)
    if not (own and actor.person_id is not None and row.person_id == actor.person_id):
        check_may_fill(actor, row.post, path)
    return row


def close(*, actor: Actor, row: Appointment, at: datetime, reason: str) -> None:
    """Write the end and its order; the caller has the unit's lock and has asked for the right."""
    words = reason.strip()
    if not words:
        raise ReasonNeeded
    if row.ended_at is not None and row.ended_at <= max(at, now()):
        if row.end_reason == words:
            return
        raise AppointmentOver
    if at < row.began_at:
        if row.began_at <= now():
            raise TermBackwards
        at = row.began_at
    row.ended_at, row.end_reason = at, words
    row.save(update_fields=["ended_at", "end_reason"])
    give_order(actor=actor, kind=OrderKind.ENDED, appointment=row, at=at, reason=words)
