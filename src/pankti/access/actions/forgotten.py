"""A forgotten password: the number shows with a code that it is there, the second step shows whose hand it is in."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.utils import translation

from pankti.access import limits
from pankti.access.actions.send_code import check_code_limits, hash_code, is_known
from pankti.access.actions.set_password import check_password_strength
from pankti.access.actions.sign_in_device import use_code
from pankti.access.actions.take_step import take_step
from pankti.access.actions.throttle import take, wait_for
from pankti.access.errors import CodeExpired, CodeWrong
from pankti.access.marks import keyed_hash, new_code
from pankti.access.models import Account, OfficeSession, OneTimeCode
from pankti.access.queries import actor_for_person
from pankti.access.senders import get_sender
from pankti.access.types import Factor
from pankti.audit.actions.record import record
from pankti.base.actor import SYSTEM, Actor
from pankti.base.clock import now
from pankti.base.errors import OutOfReach
from pankti.base.sight import acting_as
from pankti.people.phones import read_phone
from pankti.people.queries import list_people_by_phone


@acting_as(SYSTEM)  # nobody is known yet
def send_reset_code(*, actor: Actor, phone: str, browser: bytes) -> None:
    """Send a code to ``phone`` when somebody with an account has it; the caller cannot tell.

    The code is for a new password and opens nothing else; its limits are those of signing in, counted apart.
    Raises PhoneUnreadable, TooManyCodes, SenderMissing.
    """
    number = read_phone(phone)
    send = get_sender()
    index = _index(number)
    accounts = _accounts_of(number)
    first = next((one for one in accounts if is_known(one.person_id, browser)), accounts[0] if accounts else None)
    check_code_limits(index=index, browser=browser, person_id=first.person_id if first else None, address=actor.address)
    code, at = new_code(), now()
    with transaction.atomic():
        OneTimeCode.objects.create(
            phone_index=index,
            browser=browser,
            code_hash=hash_code(index, code),
            sent_at=at,
            expires_at=at + limits.CODE_LIVES,
            tries_left=limits.CODE_TRIES,
            loose_tries_left=limits.CODE_TRIES,
        )
        for account in accounts:
            record(actor=actor, type="access.reset.sent", subject_kind="person", subject_id=account.person_id)
    if first is not None:
        with translation.override(first.person.language):
            send(number, code, first.person.language)


@acting_as(SYSTEM)  # nobody is known yet
def prove_number(*, actor: Actor, phone: str, code: str, browser: bytes) -> list[UUID]:
    """The accounts of ``phone`` for a right code, which is then used up: several where a family shares it.

    Opens nothing by itself. A browser's tries are its own. Raises PhoneUnreadable, CodeWrong, CodeExpired.
    """
    number = read_phone(phone)
    index = _index(number)
    accounts = _accounts_of(number)
    known = any(is_known(one.person_id, browser) for one in accounts)
    budget = limits.WRONG_CODES_OF_KNOWN_BROWSER if known else limits.WRONG_CODES_OF_NUMBER
    parts = (index, browser if known else b"")
    if wait_for(budget, *parts):
        raise CodeExpired
    with transaction.atomic():
        fitting = use_code([index], code, browser)
        if fitting.is_right and accounts:
            return [one.id for one in accounts]
        for account in accounts:
            record(actor=actor, type="access.reset.refused", subject_kind="person", subject_id=account.person_id)
        take(budget, *parts)
    if fitting.tries_left is None or fitting.is_right:
        raise CodeExpired
    raise CodeWrong(tries_left=fitting.tries_left)


@acting_as(SYSTEM)  # nobody is known yet
def reset_password(*, actor: Actor, account_id: UUID, step: str, password: str, browser: bytes) -> Factor:
    """Give an account whose number was proven a new password, for the app's present code or a recovery code.

    All its console sessions end. A weak password uses up no code. Returns how the second step was taken.
    Raises PasswordWeak, TooManyTries, StepWrong, StepUsed.
    """
    account = Account.objects.filter(pk=account_id, is_active=True).first()
    if account is None:
        raise OutOfReach
    check_password_strength(password)
    factor = take_step(actor=actor, account_id=account.id, code=step, browser=browser)
    with transaction.atomic():
        account.set_password(password)
        account.save(update_fields=["password"])
        OfficeSession.objects.filter(account=account, ended_at=None).update(ended_at=now())
        record(
            actor=actor_for_person(account.person_id, address=actor.address),
            type="access.password.reset",
            subject_kind="person",
            subject_id=account.person_id,
            factor=factor.value,
        )
    return factor


def _accounts_of(number: str) -> list[Account]:
    people = list_people_by_phone(number)
    return list(Account.objects.filter(person__in=people, is_active=True).select_related("person").order_by("id"))


def _index(number: str) -> bytes:
    """Under what these codes are kept: they never meet those of signing in."""
    return keyed_hash("code of a forgotten password", number.encode())
