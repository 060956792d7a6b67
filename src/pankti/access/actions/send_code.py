from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from django.db import transaction
from django.utils import translation

from pankti.access import limits
from pankti.access.actions.throttle import take, wait_for
from pankti.access.errors import TooManyCodes
from pankti.access.marks import keyed_hash, network_of, new_code
from pankti.access.models import KnownBrowser, OneTimeCode
from pankti.access.queries import list_signers
from pankti.access.senders import get_sender
from pankti.audit.actions.record import record
from pankti.base.actor import SYSTEM, Actor
from pankti.base.clock import now
from pankti.base.sight import acting_as
from pankti.people.phones import read_phone
from pankti.people.vault import indexes_of


@acting_as(SYSTEM)  # nobody is known yet
def send_code(*, actor: Actor, phone: str, browser: bytes) -> None:
    """Send a one-time code to ``phone`` when it belongs to somebody who holds a post; the caller cannot tell.

    An unknown number takes the same way with the same limits, only that nothing is sent.
    Raises PhoneUnreadable, TooManyCodes, SenderMissing.
    """
    number = read_phone(phone)
    send = get_sender()
    index = indexes_of(number)[-1]
    signers = list_signers(number)
    person = next((one for one in signers if is_known(one.id, browser)), signers[0] if signers else None)
    check_code_limits(index=index, browser=browser, person_id=person.id if person else None, address=actor.address)
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
        if person is not None:
            record(actor=actor, type="access.code.sent", subject_kind="person", subject_id=person.id)
    if person is not None:
        with translation.override(person.language):
            send(number, code, person.language)


def hash_code(index: bytes, code: str) -> bytes:
    """What is stored of a code; it opens nothing for another number."""
    return keyed_hash("one-time code", index, code.encode())


def is_known(person_id: UUID | None, browser: bytes) -> bool:
    """Whether this person signed in here before."""
    return (
        bool(browser)
        and person_id is not None
        and KnownBrowser.objects.filter(person_id=person_id, browser=browser).exists()
    )


def check_code_limits(*, index: bytes, browser: bytes, person_id: UUID | None, address: str) -> None:
    """Count one more code for what is kept under ``index``. Raises TooManyCodes."""
    if is_known(person_id, browser):
        wait = take(limits.CODES_OF_KNOWN_BROWSER, index, browser)
    else:
        network = network_of(address)
        wait = take(limits.CODES_OF_NETWORK, index, network)
        if not wait and take(limits.CODES_OF_WHOLE_NETWORK, network):
            wait = wait_for(replace(limits.CODES_OF_NUMBER, most=1), index)
        wait = wait or take(limits.CODES_OF_NUMBER, index)
    if wait:
        raise TooManyCodes(minutes=wait)
