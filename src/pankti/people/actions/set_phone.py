from __future__ import annotations

from uuid import UUID

from django.db import IntegrityError, transaction

from pankti.audit.actions.record import record
from pankti.base.actor import Actor
from pankti.base.errors import OutOfReach
from pankti.base.ids import new_id
from pankti.people.errors import PhoneTaken
from pankti.people.models import ContactPoint
from pankti.people.phones import read_phone
from pankti.people.vault import indexes_of, seal


def set_phone(*, actor: Actor, person_id: UUID, phone: str) -> None:
    """Make ``phone`` (as people write it) the person's number; an earlier one goes.

    Repeat-safe. Raises PhoneUnreadable, PhoneTaken when someone else has it, and
    OutOfReach for an actor who manages nothing and is not that person.
    """
    if not (actor.is_system or actor.person_id == person_id or actor.roots("organisation.manage")):
        raise OutOfReach
    number = read_phone(phone)
    with transaction.atomic():
        holder = ContactPoint.objects.filter(kind="phone", blind_index__in=indexes_of(number)).first()
        if holder is not None:
            if holder.person_id == person_id:
                return
            raise PhoneTaken
        ContactPoint.objects.filter(kind="phone", person_id=person_id).delete()
        row_id = new_id()
        sealed = seal(row_id, number)
        try:
            with transaction.atomic():
                ContactPoint.objects.create(
                    id=row_id,
                    person_id=person_id,
                    ciphertext=sealed.ciphertext,
                    key_id=sealed.key_id,
                    blind_index=sealed.blind_index,
                )
        except IntegrityError:
            raise PhoneTaken from None
        record(actor=actor, type="people.phone.set", subject_kind="person", subject_id=person_id)
