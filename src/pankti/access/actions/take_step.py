from __future__ import annotations

from uuid import UUID

from django.db import transaction

from pankti.access import limits
from pankti.access.actions.send_code import is_known
from pankti.access.actions.throttle import take
from pankti.access.errors import StepUsed, StepWrong, TooManyTries
from pankti.access.factors import DIGITS, find_step, hash_recovery_code, read_digits
from pankti.access.models import Account, CodeApp, RecoveryCode
from pankti.access.types import Factor
from pankti.audit.actions.record import record
from pankti.base.actor import Actor
from pankti.base.clock import now
from pankti.people.vault import unseal


def take_step(*, actor: Actor, account_id: UUID, code: str, browser: bytes) -> Factor:
    """Take the second step with the app's present code or with a recovery code, which is then used up.

    Every try counts before it is looked at. A browser that was here before has tries of its own: whoever has learnt
    the password cannot use them up. Raises TooManyTries, StepWrong, StepUsed.
    """
    account = Account.objects.get(pk=account_id)
    if is_known(account.person_id, browser):
        wait = take(limits.STEPS_OF_KNOWN_BROWSER, account.id.bytes, browser)
    else:
        wait = take(limits.STEPS_OF_ACCOUNT, account.id.bytes)
    if wait:
        raise TooManyTries(minutes=wait)
    try:
        if len(read_digits(code)) == DIGITS and not any(c.isalpha() for c in code):
            take_app_code(account_id=account.id, code=code)
            return Factor.APP
        _take_recovery_code(account.id, code)
    except (StepWrong, StepUsed):
        with transaction.atomic():
            record(actor=actor, type="access.step.refused", subject_kind="person", subject_id=account.person_id)
        raise
    return Factor.RECOVERY


def take_app_code(*, account_id: UUID, code: str, confirm: bool = False) -> None:
    """Take one code of the account's app; none is taken twice. ``confirm``: the first one, which sets the app up.

    Raises StepWrong, StepUsed.
    """
    app = CodeApp.objects.filter(account_id=account_id, confirmed_at__isnull=confirm).first()
    step = find_step(unseal(app.id, bytes(app.ciphertext), app.key_id), code, now()) if app else None
    if app is None or step is None:
        raise StepWrong
    fresh = CodeApp.objects.filter(pk=app.pk, last_step__lt=step, confirmed_at__isnull=confirm)
    changes = {"confirmed_at": now()} if confirm else {}
    if not fresh.update(last_step=step, used_at=now(), **changes):
        raise StepUsed


def _take_recovery_code(account_id: UUID, code: str) -> None:
    code_hash = hash_recovery_code(account_id, code)
    rows = RecoveryCode.objects.filter(account_id=account_id, code_hash=code_hash)
    if rows.filter(used_at=None).update(used_at=now()):
        return
    raise StepUsed if rows.exists() else StepWrong
