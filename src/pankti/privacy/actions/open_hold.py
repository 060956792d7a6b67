from __future__ import annotations

from uuid import UUID

from django.db import transaction

from pankti.audit.actions.record import record
from pankti.base.actor import Actor
from pankti.base.errors import OutOfReach
from pankti.people.vault import present_key_id, seal, unseal
from pankti.privacy.models import Hold


def open_hold(*, actor: Actor, person_id: UUID, why: str) -> str:
    """What the law wants kept of an erased person, as JSON; for the machine's operator alone, and never unseen.

    Raises OutOfReach when there is none or no reason is given.
    """
    hold = Hold.objects.filter(person_id=person_id).first()
    if not actor.is_system or hold is None or not why.strip():
        raise OutOfReach
    with transaction.atomic():
        record(actor=actor, type="privacy.hold.opened", subject_kind="person", subject_id=person_id, why=why.strip())
    return unseal(hold.row_id, bytes(hold.ciphertext), hold.key_id)


def reseal_holds() -> int:
    """Seal anew what an older key of the ring sealed, so that the key can be thrown away. Repeat-safe."""
    count = 0
    for hold in Hold.objects.exclude(key_id=present_key_id()):
        sealed = seal(hold.row_id, unseal(hold.row_id, bytes(hold.ciphertext), hold.key_id))
        count += Hold.objects.filter(person_id=hold.person_id, key_id=hold.key_id).update(
            ciphertext=sealed.ciphertext, key_id=sealed.key_id
        )
    return count
