from __future__ import annotations

from uuid import UUID

from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.db import transaction

from pankti.access import limits
from pankti.access.actions.sign_in_office import LONGEST_PASSWORD
from pankti.access.actions.throttle import take
from pankti.access.errors import PasswordRefused, PasswordWeak, TooManyTries
from pankti.access.models import Account
from pankti.audit.actions.record import record
from pankti.base.actor import Actor
from pankti.base.errors import OutOfReach

SHORTEST_PASSWORD = 10


def change_password(*, actor: Actor, present: str, wanted: str) -> Account:
    """Change the actor's own password; all their other console sessions end.

    Raises PasswordWeak, PasswordRefused when ``present`` is not the present one, TooManyTries.
    """
    account = check_own_password(actor=actor, present=present)
    return set_password(actor=actor, person_id=account.person_id, password=wanted)


def check_own_password(*, actor: Actor, present: str) -> Account:
    """The actor's own account when ``present`` is its password. Raises PasswordRefused, TooManyTries."""
    account = Account.objects.filter(person_id=actor.person_id, is_active=True).first() if actor.person_id else None
    if account is None:
        raise OutOfReach
    if minutes := take(limits.PASSWORDS_OF_SESSION, account.id.bytes):
        raise TooManyTries(minutes=minutes)
    if not account.check_password(present[: LONGEST_PASSWORD + 1]):
        raise PasswordRefused
    return account


def set_password(*, actor: Actor, person_id: UUID, password: str) -> Account:
    """Give a person's account this password, making the account when there is none. Raises PasswordWeak.

    For the person themself and for the system (the first office, a reset at the machine).
    """
    if not (actor.is_system or actor.person_id == person_id):
        raise OutOfReach
    check_password_strength(password)
    with transaction.atomic():
        account, _made = Account.objects.get_or_create(person_id=person_id)
        account.set_password(password)
        account.is_active = True
        account.save(update_fields=["password", "is_active"])
        record(actor=actor, type="access.password.changed", subject_kind="person", subject_id=person_id)
    return account


def check_password_strength(password: str) -> None:
    """Long enough and not among the twenty thousand that everyone tries first. Raises PasswordWeak."""
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD or len(set(password)) < 4:
        raise PasswordWeak
    try:
        CommonPasswordValidator().validate(password)
    except ValidationError:
        raise PasswordWeak from None
