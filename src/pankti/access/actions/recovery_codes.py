from __future__ import annotations

from uuid import UUID

from django.db import transaction

from pankti.access.factors import RECOVERY_CODES, hash_recovery_code, new_recovery_code
from pankti.access.models import Account, RecoveryCode
from pankti.audit.actions.record import record
from pankti.base.actor import Actor


def make_recovery_codes(*, actor: Actor, account_id: UUID) -> list[str]:
    """Ten fresh recovery codes, told this once; all earlier ones are worthless from now on."""
    codes = [new_recovery_code() for _ in range(RECOVERY_CODES)]
    with transaction.atomic():
        Account.objects.select_for_update().get(pk=account_id)
        RecoveryCode.objects.filter(account_id=account_id).delete()
        RecoveryCode.objects.bulk_create(
            RecoveryCode(account_id=account_id, code_hash=hash_recovery_code(account_id, code)) for code in codes
        )
        record(actor=actor, type="access.recovery.made", subject_kind="account", subject_id=account_id)
    return codes
