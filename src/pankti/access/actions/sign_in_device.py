from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils.crypto import constant_time_compare

from pankti.access import limits
from pankti.access.actions.issue_token import issue_token
from pankti.access.actions.send_code import hash_code, is_known
from pankti.access.actions.throttle import take, wait_for
from pankti.access.errors import CodeExpired, CodeWrong, WhoseNumber
from pankti.access.models import KnownBrowser, OneTimeCode
from pankti.access.queries import actor_for_person, holds_a_post, list_signers
from pankti.audit.actions.record import record
from pankti.base.actor import SYSTEM, Actor
from pankti.base.clock import now
from pankti.base.sight import acting_as
from pankti.people.models import Person
from pankti.people.phones import read_phone
from pankti.people.vault import indexes_of


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A fresh device; the token is told this once."""

    person_id: UUID
    device_id: UUID
    token: str


@acting_as(SYSTEM)  # nobody is known yet
def sign_in_device(
    *, actor: Actor, phone: str, code: str, browser: bytes, device_name: str, person_id: UUID | None = None
) -> SignedIn:
    """Give a phone its token for a right code, which is then used up.

    A browser's tries are its own: wrong codes from elsewhere do not touch them. Where a family shares the number,
    ``person_id`` says who signs in; without it a right code stays good and WhoseNumber says who there is.
    Raises PhoneUnreadable, CodeWrong (with the tries left), CodeExpired, WhoseNumber.
    """
    number = read_phone(phone)
    signers = list_signers(number)
    person = next((one for one in signers if one.id == person_id), signers[0] if len(signers) == 1 else None)
    known = any(is_known(one.id, browser) for one in signers)
    budget = limits.WRONG_CODES_OF_KNOWN_BROWSER if known else limits.WRONG_CODES_OF_NUMBER
    parts = (indexes_of(number)[-1], browser if known else b"")
    if wait_for(budget, *parts):
        raise CodeExpired
    with transaction.atomic():
        fitting = use_code(indexes_of(number), code, browser)
        if fitting.is_right and person is not None:
            return _open_device(actor=actor, person=person, browser=browser, name=device_name)
        if fitting.is_right and signers:  # raised inside: the code stays good
            raise WhoseNumber(people=[{"id": str(one.id), "names": one.names} for one in signers])
        if person is not None:
            record(actor=actor, type="access.code.refused", subject_kind="person", subject_id=person.id)
        take(budget, *parts)
    if fitting.tries_left is None:
        raise CodeExpired
    raise CodeWrong(tries_left=fitting.tries_left)


@acting_as(SYSTEM)  # nobody is known yet
def sign_in_invited(*, actor: Actor, person_id: UUID, browser: bytes, device_name: str) -> SignedIn:
    """Give a phone its token without a second code: in this browser the person has just shown one.

    The caller makes sure of that, and that it is done once. Raises CodeExpired when the post is theirs no more.
    """
    person = Person.objects.filter(pk=person_id, erased_at=None).first()
    if person is None or not holds_a_post(person_id):
        raise CodeExpired
    with transaction.atomic():
        return _open_device(actor=actor, person=person, browser=browser, name=device_name)


@dataclass(frozen=True, slots=True)
class Fitting:
    """How a given code fits the open ones."""

    is_right: bool
    tries_left: int | None  # None: there was no open code


def use_code(indexes: list[bytes], code: str, browser: bytes) -> Fitting:
    """Compare with the open codes that this browser asked for; use up the right one, or a try of each."""
    tries = "tries_left" if browser else "loose_tries_left"
    open_codes = OneTimeCode.objects.filter(
        phone_index__in=indexes, used_at=None, expires_at__gt=now(), **{f"{tries}__gt": 0}
    )
    if browser:
        open_codes = open_codes.filter(browser=browser)
    rows = list(open_codes.select_for_update().order_by("-sent_at")[:20])
    if not rows:
        return Fitting(is_right=False, tries_left=None)
    given = "".join(str(int(c)) for c in code if c.isdecimal())
    for row in rows:
        if constant_time_compare(bytes(row.code_hash), hash_code(bytes(row.phone_index), given)):
            OneTimeCode.objects.filter(pk=row.pk).update(used_at=now())
            return Fitting(is_right=True, tries_left=None)
    OneTimeCode.objects.filter(pk__in=[row.pk for row in rows]).update(**{tries: F(tries) - 1})
    return Fitting(is_right=False, tries_left=getattr(rows[0], tries) - 1)


def _open_device(*, actor: Actor, person: Person, browser: bytes, name: str) -> SignedIn:
    device, token = issue_token(person_id=person.id, name=name)
    remember_browser(person_id=person.id, browser=browser)
    opened = actor_for_person(person.id, device_id=device.id, address=actor.address)
    record(actor=opened, type="access.device.signed_in", subject_kind="person", subject_id=person.id, name=device.name)
    return SignedIn(person_id=person.id, device_id=device.id, token=token)


def remember_browser(*, person_id: UUID, browser: bytes) -> None:
    """This person signed in here: from now on their tries here are their own."""
    if browser:
        KnownBrowser.objects.update_or_create(person_id=person_id, browser=browser, defaults={"seen_at": now()})
