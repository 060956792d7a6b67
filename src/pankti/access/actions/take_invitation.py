from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils import translation
from django.utils.crypto import constant_time_compare

from pankti.access import limits
from pankti.access.actions.invitations import hash_number
from pankti.access.actions.send_code import hash_code
from pankti.access.actions.sign_in_device import remember_browser, use_code
from pankti.access.actions.throttle import take, wait_for
from pankti.access.errors import (
    CodeExpired,
    CodeWrong,
    InvitationOtherNumber,
    InvitationOver,
    InvitationTaken,
    TooManyCodes,
)
from pankti.access.marks import keyed_hash, network_of, new_code
from pankti.access.models import Invitation, OneTimeCode
from pankti.access.queries import PEOPLE, actor_for_person, hash_token
from pankti.access.senders import get_sender
from pankti.audit.actions.record import record
from pankti.base.actor import SYSTEM, Actor
from pankti.base.clock import now
from pankti.base.errors import OutOfReach
from pankti.base.sight import acting_as
from pankti.organisation.actions.appoint import appoint
from pankti.organisation.errors import MoreThanOwnRights, NotYoursToFill
from pankti.organisation.queries import find_reach
from pankti.people.actions.add_person import add_person, check_names
from pankti.people.phones import read_phone
from pankti.people.queries import find_person_by_phone

REASON = "निमंत्रण से · by invitation"
"""Stands in the order of the appointment, which is written once for all languages."""


@dataclass(frozen=True, slots=True)
class Taken:
    person_id: UUID
    appointment_id: UUID


@acting_as(SYSTEM)  # nobody is known yet
def send_invitation_code(*, actor: Actor, token: str, names: Mapping[str, str], phone: str, language: str) -> None:
    """Send a one-time code to the number that wants to take the invitation; known here or not.

    The code is for this invitation and opens nothing else. Raises NameMissing, PhoneUnreadable,
    InvitationOver, InvitationTaken, InvitationOtherNumber, TooManyCodes, SenderMissing.
    """
    check_names(names)
    number = read_phone(phone)
    send = get_sender()
    row = _get_open(token)
    _check_number(row, number)
    index = _index(row.id, number)
    network = network_of(actor.address)
    wait = take(limits.CODES_OF_NUMBER, index) or take(limits.CODES_OF_INVITATION, row.id.bytes)
    wait = wait or take(limits.CODES_OF_WHOLE_NETWORK, network)
    if wait:
        raise TooManyCodes(minutes=wait)
    code, at = new_code(), now()
    OneTimeCode.objects.create(
        phone_index=index,
        browser=b"",
        code_hash=hash_code(index, code),
        sent_at=at,
        expires_at=at + limits.CODE_LIVES,
        tries_left=limits.CODE_TRIES,
        loose_tries_left=limits.CODE_TRIES,
    )
    with translation.override(language):
        send(number, code, language)


@acting_as(SYSTEM)  # nobody is known yet
def take_invitation(
    *, actor: Actor, token: str, names: Mapping[str, str], phone: str, code: str, language: str, browser: bytes
) -> Taken:
    """Make the owner of ``phone`` the holder of the invitation's post, once they show its code. The first one wins.

    A number that is known here is that person's, whatever name is given; else a person is added. The appointment is
    made in the name of whoever invited, by the rights that they have now. Nothing is done when anything is refused.
    Raises what ``send_invitation_code`` raises, CodeWrong, CodeExpired, and what appointing raises.
    """
    kept = check_names(names)
    number = read_phone(phone)
    row = _get_open(token)
    _check_number(row, number)
    index = _index(row.id, number)
    if wait_for(limits.WRONG_CODES_OF_NUMBER, index):
        raise CodeExpired
    with transaction.atomic():
        locked = Invitation.objects.select_for_update().get(pk=row.pk)
        _check_open(locked)
        fitting = use_code([index], code, b"")
        if fitting.is_right:
            person = find_person_by_phone(number)
            if person is None:
                person = add_person(
                    actor=Actor(person_id=None, is_system=True, address=actor.address),
                    names=kept,
                    language=language,
                    phone=number,
                )
            taken = Taken(person.id, _appoint(locked, person.id))
            locked.taken_at, locked.taken_by_id, locked.appointment_id = now(), person.id, taken.appointment_id
            locked.save(update_fields=["taken_at", "taken_by", "appointment"])
            remember_browser(person_id=person.id, browser=browser)
            record(
                actor=actor_for_person(person.id, address=actor.address),
                type="access.invitation.taken",
                subject_kind="invitation",
                subject_id=locked.id,
            )
            return taken
        take(limits.WRONG_CODES_OF_NUMBER, index)
    if fitting.tries_left is None:
        raise CodeExpired
    raise CodeWrong(tries_left=fitting.tries_left)


def _appoint(row: Invitation, person_id: UUID) -> UUID:
    try:
        return appoint(
            actor=actor_for_person(row.made_by_id),
            person_id=person_id,
            post=row.post_id,
            unit_id=row.unit_id,
            reason=REASON,
        )
    except (OutOfReach, NotYoursToFill, MoreThanOwnRights):  # who invited may do so no more
        raise InvitationOver from None


def _get_open(token: str) -> Invitation:
    row = Invitation.objects.filter(token_hash=hash_token(token)).first()
    if row is None:
        raise OutOfReach
    _check_open(row)
    return row


def _check_open(row: Invitation) -> None:
    """Raise unless it can still be taken: not taken, not over, and its maker may still invite there."""
    if row.taken_at is not None:
        raise InvitationTaken
    if row.revoked_at is not None or row.expires_at <= now() or not may_still(row.made_by_id, row.unit_id):
        raise InvitationOver


def may_still(maker_id: UUID, unit_id: UUID) -> bool:
    """Whether who made an invitation has the right for it now."""
    path = find_reach(unit_id)
    return bool(path) and actor_for_person(maker_id).may(PEOPLE, path)


def _check_number(row: Invitation, number: str) -> None:
    """A bound invitation takes its own number alone, and does not let numbers be tried out."""
    if row.number_hash is None or constant_time_compare(bytes(row.number_hash), hash_number(number)):
        return
    if minutes := take(limits.NUMBERS_OF_INVITATION, row.id.bytes):
        raise TooManyCodes(minutes=minutes)
    raise InvitationOtherNumber


def _index(invitation_id: UUID, number: str) -> bytes:
    """Under what its codes are kept: they meet neither those of signing in nor those of other invitations."""
    return keyed_hash("code of an invitation", invitation_id.bytes, number.encode())
