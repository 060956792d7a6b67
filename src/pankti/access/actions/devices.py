from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Coalesce

from pankti.access.models import Device
from pankti.access.queries import may_look_after
from pankti.access.types import DeviceScope
from pankti.audit.actions.record import record
from pankti.base.actor import Actor
from pankti.base.clock import now
from pankti.base.errors import OutOfReach

SEEN_EVERY = timedelta(minutes=10)
DRIFT_MS = 2_000


def revoke_device(*, actor: Actor, device_id: UUID) -> None:
    """End one of the actor's own devices, or one of a person whom they look after: the phone is lost.

    Its token dies at once, its stored data at its next contact. Repeat-safe. Raises OutOfReach for any other device.
    """
    _end(actor=actor, device_id=device_id, event="access.device.revoked", for_others=True)


def sign_out_device(*, actor: Actor, device_id: UUID) -> None:
    """The phone itself signs out. Repeat-safe; raises OutOfReach as ``revoke_device`` does."""
    _end(actor=actor, device_id=device_id, event="access.device.signed_out")


def _end(*, actor: Actor, device_id: UUID, event: str, for_others: bool = False) -> None:
    with transaction.atomic():
        device = Device.objects.select_for_update().filter(pk=device_id).first()
        if device is None or not (
            device.person_id == actor.person_id or (for_others and may_look_after(actor, device.person_id))
        ):
            raise OutOfReach
        if device.revoked_at is not None:
            return
        device.revoked_at = now()
        device.save(update_fields=["revoked_at"])
        record(actor=actor, type=event, subject_kind="device", subject_id=device.id)


def note_contact(*, device: DeviceScope, clock_offset_ms: int) -> None:
    """Keep when a device was last here, how far its clock is off, and when it first pulled.

    Writes only when there is something to write: the first pull, a clock that moved by
    more than two seconds, or ten minutes since the last note. An idle poll writes nothing.
    """
    at = now()
    drift = abs(clock_offset_ms - device.clock_offset_ms)
    if device.first_pull_at is not None and drift < DRIFT_MS and at - device.seen_at < SEEN_EVERY:
        return
    Device.objects.filter(pk=device.device_id).update(
        seen_at=at, clock_offset_ms=clock_offset_ms, first_pull_at=Coalesce(F("first_pull_at"), at)
    )
