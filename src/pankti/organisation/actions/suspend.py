from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from pankti.base.actor import Actor
from pankti.base.clock import now
from pankti.organisation.actions.appoint import term_of
from pankti.organisation.actions.end_appointment import get_for_change
from pankti.organisation.actions.orders import give_order
from pankti.organisation.errors import AlreadySuspended, AppointmentOver, NotSuspended, ReasonNeeded
from pankti.organisation.models import Appointment, Post
from pankti.organisation.types import OrderKind


def suspend(*, actor: Actor, appointment_id: UUID, reason: str, until: date | None = None) -> None:
    """The holder keeps the post from now until the end of ``until`` (None: until resumed), but its rights rest.

    Raises AlreadySuspended, AppointmentOver, ReasonNeeded, TermBackwards, and as ``end_appointment`` does.
    """
    at = now()
    with transaction.atomic():
        row = get_for_change(actor, appointment_id)
        if not reason.strip():
            raise ReasonNeeded
        if row.ended_at is not None and row.ended_at <= at:
            raise AppointmentOver
        if rests(row, at):
            raise AlreadySuspended
        row.rests_from, row.rests_until = at, term_of(Post(), at, until).ended_at
        row.save(update_fields=["rests_from", "rests_until"])
        give_order(actor=actor, kind=OrderKind.SUSPENDED, appointment=row, at=at, until=row.rests_until, reason=reason)


def resume(*, actor: Actor, appointment_id: UUID, reason: str) -> None:
    """Lift a suspension now. Raises NotSuspended, ReasonNeeded, and as ``end_appointment`` does."""
    at = now()
    with transaction.atomic():
        row = get_for_change(actor, appointment_id)
        if not reason.strip():
            raise ReasonNeeded
        if not rests(row, at):
            raise NotSuspended
        row.rests_until = at
        row.save(update_fields=["rests_until"])
        give_order(actor=actor, kind=OrderKind.RESUMED, appointment=row, at=at, reason=reason)


def rests(row: Appointment, at: datetime) -> bool:
    """Whether the holder is suspended at ``at``."""
    return row.rests_from is not None and row.rests_from <= at and (row.rests_until is None or row.rests_until > at)
