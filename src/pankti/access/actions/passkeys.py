from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from pankti.access.actions.office_sessions import is_demanded
from pankti.access.errors import PasskeyKnown, PasskeyRefused, StepMissing
from pankti.access.models import Account, Passkey, RecoveryCode
from pankti.access.passkeys import (
    Remembered,
    Site,
    begin_registration,
    finish_registration,
    finish_sign_in,
    read_credential_id,
)
from pankti.access.queries import find_factors
from pankti.audit.actions.record import record
from pankti.base.actor import Actor
from pankti.base.clock import now
from pankti.base.errors import OutOfReach

LONGEST_NAME = 60


def begin_passkey(*, account_id: UUID, site: Site, owner: str) -> tuple[dict[str, Any], Remembered]:
    """What the browser needs to make a passkey for this account, and what to remember until it comes back."""
    known = [bytes(one) for one in Passkey.objects.filter(account_id=account_id).values_list("credential", flat=True)]
    return begin_registration(site, account_id=account_id, owner=owner, known=known)


def add_passkey(
    *, actor: Actor, account_id: UUID, site: Site, remembered: Remembered, response: Mapping[str, Any], name: str
) -> UUID:
    """Keep a passkey that the browser made for this account. Raises PasskeyRefused, PasskeyKnown."""
    made = finish_registration(site, remembered, response)
    try:
        with transaction.atomic():
            key = Passkey.objects.create(
                account_id=account_id,
                credential_id=made.credential_id,
                credential=made.credential,
                sign_count=made.sign_count,
                name=_clean(name) or "Passkey",
            )
            record(actor=actor, type="access.passkey.added", subject_kind="passkey", subject_id=key.id, name=key.name)
    except IntegrityError:
        raise PasskeyKnown from None
    return key.id


def rename_passkey(*, actor: Actor, account_id: UUID, passkey_id: UUID, name: str) -> None:
    """Give one's passkey another name; an empty one changes nothing. Raises OutOfReach."""
    with transaction.atomic():
        key = _own(account_id, passkey_id)
        wanted = _clean(name)
        if not wanted or wanted == key.name:
            return
        key.name = wanted
        key.save(update_fields=["name"])
        record(actor=actor, type="access.passkey.renamed", subject_kind="passkey", subject_id=key.id, name=key.name)


def remove_passkey(*, actor: Actor, account_id: UUID, passkey_id: UUID) -> None:
    """Take one passkey away: it opens nothing any more. Raises StepMissing for an office's last way, OutOfReach."""
    with transaction.atomic():
        Account.objects.select_for_update().get(pk=account_id)
        key = _own(account_id, passkey_id)
        factors = find_factors(account_id)
        is_last = len(factors.passkeys) == 1 and not factors.has_app
        if is_last and is_demanded(actor):
            raise StepMissing
        key.delete()
        if is_last:
            RecoveryCode.objects.filter(account_id=account_id).delete()
        record(actor=actor, type="access.passkey.removed", subject_kind="passkey", subject_id=passkey_id, name=key.name)


def take_passkey(*, actor: Actor, site: Site, remembered: Remembered, response: Mapping[str, Any]) -> Account:
    """The account whose passkey signed our challenge: both steps at once. Raises PasskeyRefused.

    A key whose count of uses does not grow is a copy and is refused.
    """
    key = find_passkey(read_credential_id(response))
    if key is None or not key.account.is_active:
        raise PasskeyRefused
    signed = finish_sign_in(site, remembered, response, credential=bytes(key.credential))
    if signed.owner and signed.owner != key.account.id.bytes:
        raise PasskeyRefused
    rows = Passkey.objects.filter(pk=key.pk)
    if signed.sign_count or key.sign_count:
        rows = rows.filter(sign_count__lt=signed.sign_count)
    if not rows.update(sign_count=signed.sign_count, used_at=now()):
        with transaction.atomic():
            record(actor=actor, type="access.passkey.copied", subject_kind="passkey", subject_id=key.id, name=key.name)
        raise PasskeyRefused
    return key.account


def find_passkey(credential_id: bytes) -> Passkey | None:
    """The key with this public id, with its account."""
    return Passkey.objects.select_related("account").filter(credential_id=credential_id).first()


def _own(account_id: UUID, passkey_id: UUID) -> Passkey:
    key = Passkey.objects.select_for_update().filter(pk=passkey_id, account_id=account_id).first()
    if key is None:
        raise OutOfReach
    return key


def _clean(name: str) -> str:
    return " ".join("".join(c for c in name if c.isprintable()).split())[:LONGEST_NAME]
