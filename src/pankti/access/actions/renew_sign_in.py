from __future__ import annotations

from uuid import UUID

from django.db import transaction

from pankti.access.factors import hash_recovery_code, new_recovery_code
from pankti.access.models import Account, CodeApp, OfficeSession, Passkey, RecoveryCode
from pankti.access.queries import may_look_after
from pankti.audit.actions.record import record
from pankti.base.actor import SYSTEM, Actor
from pankti.base.clock import now
from pankti.base.errors import OutOfReach
from pankti.base.sight import acting_as
from pankti.organisation.authority import check_may_fill, may_decide
from pankti.organisation.errors import MoreThanOwnRights, NotYoursToFill
from pankti.organisation.models import Appointment
from pankti.organisation.tenure import running


def renew_sign_in(*, actor: Actor, person_id: UUID) -> str:
    """Password and second step are both lost: void them, and return one recovery code, told this once.

    The person enters it, after a code sent to their own phone, on the page for a forgotten password: neither the
    office that gives it nor whoever holds the phone can sign in alone. All their console sessions end.
    For whoever stands above and could fill every post that the person holds. Raises OutOfReach.
    """
    if actor.person_id == person_id or not may_renew(actor, person_id):
        raise OutOfReach
    code = new_recovery_code()
    with transaction.atomic(), acting_as(SYSTEM):  # what opens an account is hidden from all but its holder
        account = Account.objects.select_for_update().filter(person_id=person_id, is_active=True).first()
        if account is None:
            raise OutOfReach
        for kind in (CodeApp, Passkey, RecoveryCode):
            kind.objects.filter(account=account).delete()
        RecoveryCode.objects.create(account=account, code_hash=hash_recovery_code(account.id, code))
        account.set_unusable_password()
        account.save(update_fields=["password"])
        OfficeSession.objects.filter(account=account, ended_at=None).update(ended_at=now())
        record(actor=actor, type="access.step.renewed", subject_kind="person", subject_id=person_id)
    return code


def may_renew(actor: Actor, person_id: UUID) -> bool:
    """Whether the actor stands above the person, and could appoint to every post of theirs with all its rights."""
    if not may_look_after(actor, person_id):
        return False
    with acting_as(SYSTEM):  # what the actor may not see counts all the more
        held = list(Appointment.objects.filter(running(now()), person_id=person_id).select_related("post"))
        has_account = Account.objects.filter(person_id=person_id, is_active=True).exists()
    try:
        for row in held:
            check_may_fill(actor, row.post, row.path)
    except (OutOfReach, NotYoursToFill, MoreThanOwnRights):
        return False
    return has_account and all(may_decide(actor, row.path) for row in held)
