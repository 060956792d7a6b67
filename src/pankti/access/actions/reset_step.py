from __future__ import annotations

from uuid import UUID

from django.db import transaction

from pankti.access.models import Account, CodeApp, OfficeSession, Passkey, RecoveryCode
from pankti.audit.actions.record import record
from pankti.base.actor import Actor
from pankti.base.clock import now
from pankti.base.errors import OutOfReach


def reset_step(*, actor: Actor, person_id: UUID) -> None:
    """Take the second step off a person's account, and end its sessions: at the machine only, when all is lost.

    At the next sign-in an office sets it up anew. Repeat-safe. Raises OutOfReach without an account.
    """
    if not actor.is_system:
        raise OutOfReach
    with transaction.atomic():
        account = Account.objects.select_for_update().filter(person_id=person_id).first()
        if account is None:
            raise OutOfReach
        for kind in (CodeApp, Passkey, RecoveryCode):
            kind.objects.filter(account=account).delete()
        OfficeSession.objects.filter(account=account, ended_at=None).update(ended_at=now())
        record(actor=actor, type="access.step.reset", subject_kind="person", subject_id=person_id)
