from __future__ import annotations

from uuid import UUID

from django.db import transaction

from pankti.audit.actions.record import record
from pankti.base.actor import SYSTEM, Actor
from pankti.base.sight import acting_as
from pankti.people.actions.add_contact import add_contact, require_self_or_manager
from pankti.people.errors import PhoneTaken
from pankti.people.models import ContactPoint
from pankti.people.phones import read_phone
from pankti.people.types import Contact, ContactKind
from pankti.people.vault import indexes_of


def set_phone(*, actor: Actor, person_id: UUID, phone: str) -> None:
    """Make ``phone`` (as people write it) the person's only number; earlier ones go.

    Repeat-safe. Raises PhoneUnreadable, PhoneTaken when someone else has it, and
    OutOfReach for an actor who does not manage people there and is not that person.
    """
    require_self_or_manager(actor, person_id)
    number = read_phone(phone)
    with transaction.atomic(), acting_as(SYSTEM):
        points = ContactPoint.objects.filter(kind=ContactKind.PHONE)
        holders = set(points.filter(blind_index__in=indexes_of(number)).values_list("person_id", flat=True))
        if person_id in holders:
            return
        if holders:
            raise PhoneTaken
        points.filter(person_id=person_id).delete()
        add_contact(actor=actor, person_id=person_id, contact=Contact(ContactKind.PHONE, number))
        record(actor=actor, type="people.phone.set", subject_kind="person", subject_id=person_id)
