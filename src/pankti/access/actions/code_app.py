from __future__ import annotations

from uuid import UUID

from django.db import transaction

from pankti.access.actions.office_sessions import is_demanded
from pankti.access.actions.take_step import take_app_code
from pankti.access.errors import StepMissing
from pankti.access.factors import new_secret
from pankti.access.models import Account, CodeApp, RecoveryCode
from pankti.access.queries import find_factors
from pankti.audit.actions.record import record
from pankti.base.actor import Actor
from pankti.base.ids import new_id
from pankti.people.vault import present_key_id, seal, unseal


def begin_app(*, account_id: UUID) -> str | None:
    """The secret for the account's app, until a first code was right. None when an app is set up already.

    Asked again it is the same one, so that a page that is loaded twice does not confuse.
    """
    app = CodeApp.objects.filter(account_id=account_id).first()
    if app is None:
        row_id, secret = new_id(), new_secret()
        sealed = seal(row_id, secret)
        app, made = CodeApp.objects.get_or_create(
            account_id=account_id, defaults={"id": row_id, "ciphertext": sealed.ciphertext, "key_id": sealed.key_id}
        )
        if made:
            return secret
    return None if app.confirmed_at else unseal(app.id, bytes(app.ciphertext), app.key_id)


def confirm_app(*, actor: Actor, account_id: UUID, code: str) -> None:
    """The app shows the right code: from now on it is the second step. Raises StepWrong."""
    with transaction.atomic():
        take_app_code(account_id=account_id, code=code, confirm=True)
        record(actor=actor, type="access.app.added", subject_kind="account", subject_id=account_id)


def remove_app(*, actor: Actor, account_id: UUID) -> None:
    """Take the app away. Repeat-safe. Raises StepMissing when an office would be left without a second step."""
    with transaction.atomic():
        Account.objects.select_for_update().get(pk=account_id)
        factors = find_factors(account_id)
        if factors.has_app and not factors.passkeys and is_demanded(actor):
            raise StepMissing
        if CodeApp.objects.filter(account_id=account_id).delete()[0] and factors.has_app:
            record(actor=actor, type="access.app.removed", subject_kind="account", subject_id=account_id)
        if not factors.passkeys:
            RecoveryCode.objects.filter(account_id=account_id).delete()


def reseal_apps() -> int:
    """Seal anew what an older key of the ring sealed, so that the key can be thrown away. Repeat-safe."""
    done = 0
    for app in CodeApp.objects.exclude(key_id=present_key_id()).iterator():
        sealed = seal(app.id, unseal(app.id, bytes(app.ciphertext), app.key_id))
        done += CodeApp.objects.filter(pk=app.pk, ciphertext=app.ciphertext).update(
            ciphertext=sealed.ciphertext, key_id=sealed.key_id
        )
    return done
