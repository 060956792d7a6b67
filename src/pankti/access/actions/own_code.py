"""A code to one's own number, for what a signed-in phone alone should not decide: a stolen one is signed in too."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.utils import translation

from pankti.access import limits
from pankti.access.actions.send_code import hash_code
from pankti.access.actions.sign_in_device import use_code
from pankti.access.actions.throttle import take, wait_for
from pankti.access.errors import CodeExpired, CodeWrong, TooManyCodes
from pankti.access.marks import keyed_hash, new_code
from pankti.access.models import OneTimeCode
from pankti.access.senders import get_sender
from pankti.audit.actions.record import record
from pankti.base.actor import Actor
from pankti.base.clock import now
from pankti.base.errors import OutOfReach
from pankti.people.queries import list_phones


def send_own_code(*, actor: Actor) -> None:
    """Send a code to the actor's first number. Raises OutOfReach without one, TooManyCodes, SenderMissing."""
    person_id = _of(actor)
    number = next(iter(list_phones([person_id]).get(person_id, [])), None)
    if number is None:
        raise OutOfReach
    send = get_sender()
    index = _index(person_id)
    if wait := take(limits.CODES_OF_KNOWN_BROWSER, index):
        raise TooManyCodes(minutes=wait)
    code, at = new_code(), now()
    with transaction.atomic():
        OneTimeCode.objects.create(
            phone_index=index,
            code_hash=hash_code(index, code),
            sent_at=at,
            expires_at=at + limits.CODE_LIVES,
            tries_left=limits.CODE_TRIES,
            loose_tries_left=limits.CODE_TRIES,
        )
        record(actor=actor, type="access.code.sent", subject_kind="person", subject_id=person_id)
    with translation.override(actor.language):
        send(number, code, actor.language)


def check_own_code(*, actor: Actor, code: str) -> None:
    """Use up the right code. Call it outside a transaction: wrong tries count. Raises CodeWrong, CodeExpired."""
    person_id = _of(actor)
    index = _index(person_id)
    if wait_for(limits.WRONG_CODES_OF_KNOWN_BROWSER, index):
        raise CodeExpired
    with transaction.atomic():
        fitting = use_code([index], code, b"")
        if fitting.is_right:
            return
        take(limits.WRONG_CODES_OF_KNOWN_BROWSER, index)
        record(actor=actor, type="access.code.refused", subject_kind="person", subject_id=person_id)
    if fitting.tries_left is None:
        raise CodeExpired
    raise CodeWrong(tries_left=fitting.tries_left)


def _of(actor: Actor) -> UUID:
    if actor.person_id is None:
        raise OutOfReach
    return actor.person_id


def _index(person_id: UUID) -> bytes:
    """Under what these codes are kept: they never meet those of signing in."""
    return keyed_hash("code of one's own wish", person_id.bytes)
