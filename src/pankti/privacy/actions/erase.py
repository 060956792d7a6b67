from __future__ import annotations

import json
from datetime import timedelta
from uuid import UUID

from django.db import IntegrityError, transaction

from pankti.access.actions.own_code import check_own_code
from pankti.access.actions.set_password import check_own_password
from pankti.access.queries import may_look_after
from pankti.audit.actions.record import record
from pankti.base.actor import SYSTEM, Actor
from pankti.base.clock import now
from pankti.base.errors import OutOfReach
from pankti.base.jobs import defer
from pankti.base.personal import list_rooms
from pankti.base.sight import acting_as
from pankti.base.writing import write_moment
from pankti.people.models import Person
from pankti.people.queries import get_person, list_contacts
from pankti.people.vault import seal
from pankti.privacy.actions.forget import A_YEAR
from pankti.privacy.errors import ErasureOver, ErasureTooSoon, ErasureUnderWay, NoteMissing
from pankti.privacy.models import Erasure, Hold

MANAGE = "people.manage"
OWN_WAIT = timedelta(days=1)
"""A night to sleep over it; and time to notice that somebody else sits at one's console."""
MANAGER_WAIT = timedelta(days=7)
"""Time in which the person sees on their own page that somebody asked, and can call it off."""


def ask_erasure(*, actor: Actor, person_id: UUID, note: str = "") -> UUID:
    """The first step, by the person or by a manager who holds their written request (``note`` says where it lies).

    Raises OutOfReach, NoteMissing, ErasureUnderWay, and what a room has against it (a post still held).
    """
    is_own = actor.person_id == person_id
    require_asker(actor, person_id)
    if actor.person_id is None:
        raise OutOfReach
    if not is_own and not note.strip():
        raise NoteMissing
    check_free(person_id)
    at = now()
    try:
        with transaction.atomic():
            erasure = Erasure.objects.create(
                person_id=person_id,
                asked_by=actor.person_id,
                asked_at=at,
                note=note.strip(),
                confirm_from=at + (OWN_WAIT if is_own else MANAGER_WAIT),
            )
            record(actor=actor, type="privacy.erasure.asked", subject_kind="person", subject_id=person_id)
    except IntegrityError:
        raise ErasureUnderWay from None
    return erasure.id


def call_off_erasure(*, actor: Actor, erasure_id: UUID) -> None:
    """Before the second step, by whoever may ask for it. Repeat-safe; raises OutOfReach, ErasureOver."""
    with transaction.atomic():
        erasure = _lock(actor, erasure_id)
        if erasure.called_off_at is not None:
            return
        if erasure.confirmed_at is not None:
            raise ErasureOver
        erasure.called_off_at = now()
        erasure.save(update_fields=["called_off_at"])
        record(actor=actor, type="privacy.erasure.called_off", subject_kind="person", subject_id=erasure.person_id)


def confirm_erasure(*, actor: Actor, erasure_id: UUID, password: str) -> None:
    """The second step, after the wait, with one's own password. From here on nothing brings the person back.

    Raises OutOfReach, ErasureTooSoon, ErasureOver, PasswordRefused, TooManyTries, and what a room has against it.
    """
    waiting = _lock(actor, erasure_id, is_locked=False)
    check_own_password(actor=actor, present=password)
    _confirm(actor, erasure_id, waiting.person_id)


def confirm_erasure_by_code(*, actor: Actor, erasure_id: UUID, code: str) -> None:
    """The same for the person's own phone, which has no password: the code sent to their own number.

    Raises OutOfReach, ErasureTooSoon, ErasureOver, CodeWrong, CodeExpired, and what a room has against it.
    """
    waiting = _lock(actor, erasure_id, is_locked=False)
    if waiting.person_id != actor.person_id:
        raise OutOfReach
    if now() < waiting.confirm_from:
        raise ErasureTooSoon(at=write_moment(waiting.confirm_from))
    check_own_code(actor=actor, code=code)
    _confirm(actor, erasure_id, waiting.person_id)


def _confirm(actor: Actor, erasure_id: UUID, person_id: UUID) -> None:
    check_free(person_id)
    with transaction.atomic():
        erasure = _lock(actor, erasure_id)
        if erasure.called_off_at is not None or erasure.confirmed_at is not None:
            raise ErasureOver
        if now() < erasure.confirm_from:
            raise ErasureTooSoon(at=write_moment(erasure.confirm_from))
        erasure.confirmed_by, erasure.confirmed_at = actor.person_id, now()
        erasure.save(update_fields=["confirmed_by", "confirmed_at"])
        record(actor=actor, type="privacy.erasure.confirmed", subject_kind="person", subject_id=erasure.person_id)
        defer("privacy.erase", erasure_id=str(erasure_id))


def carry_out(*, erasure_id: UUID) -> bool:
    """Erase, in one transaction: all of it or nothing, however the worker ends. Repeat-safe. Whether it was done now.

    Somebody who was given a post after the second step is not erased: the erasure is called off.
    """
    with acting_as(SYSTEM), transaction.atomic():
        erasure = Erasure.objects.select_for_update().filter(id=erasure_id).first()
        if erasure is None or erasure.confirmed_at is None or erasure.done_at or erasure.called_off_at:
            return False
        person = Person.objects.select_for_update().get(pk=erasure.person_id)
        if any(room.hinders and room.hinders(person.id) for room in list_rooms()):
            erasure.called_off_at = now()
            erasure.save(update_fields=["called_off_at"])
            record(actor=SYSTEM, type="privacy.erasure.called_off", subject_kind="person", subject_id=person.id)
            return False
        _hold(person)
        record(actor=SYSTEM, type="privacy.person.erased", subject_kind="person", subject_id=person.id)
        for room in reversed(list_rooms()):  # what stands above first
            if room.erase:
                room.erase(person.id)
        Erasure.objects.filter(id=erasure_id).update(done_at=now())
    return True


def redo_undone() -> int:
    """Carry out what was confirmed and not done: a worker died between. Returns how many were done."""
    waiting = Erasure.objects.filter(confirmed_at__isnull=False, done_at=None, called_off_at=None)
    return sum(carry_out(erasure_id=erasure_id) for erasure_id in list(waiting.values_list("id", flat=True)))


def check_free(person_id: UUID) -> None:
    """Raise what a room has against erasing this person now."""
    with acting_as(SYSTEM):
        for room in list_rooms():
            if room.hinders and (reason := room.hinders(person_id)):
                raise reason


def require_asker(actor: Actor, person_id: UUID) -> None:
    """The person, or whoever manages people where they are or last held a post; else OutOfReach."""
    if actor.person_id is None:
        raise OutOfReach
    if actor.person_id == person_id or may_look_after(actor, person_id):
        return
    get_person(actor, person_id, MANAGE)


def _lock(actor: Actor, erasure_id: UUID, *, is_locked: bool = True) -> Erasure:
    rows = Erasure.objects.select_for_update() if is_locked else Erasure.objects
    erasure = rows.filter(id=erasure_id).first()
    if erasure is None:
        raise OutOfReach
    require_asker(actor, erasure.person_id)
    return erasure


def _hold(person: Person) -> None:
    """Names and numbers, sealed for the law's year; opened only by a command at the machine, with a reason."""
    told = {"names": person.names, "contacts": [[c.kind.value, c.value] for c in list_contacts(person.id)]}
    hold = Hold(person_id=person.id, until=now() + A_YEAR)
    sealed = seal(hold.row_id, json.dumps(told, ensure_ascii=False))
    hold.ciphertext, hold.key_id = sealed.ciphertext, sealed.key_id
    hold.save()
