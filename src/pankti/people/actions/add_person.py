from __future__ import annotations

import unicodedata
from collections.abc import Mapping

from django.db import transaction

from pankti.audit.actions.record import record
from pankti.base.actor import Actor
from pankti.base.errors import OutOfReach
from pankti.people.actions.set_phone import set_phone
from pankti.people.errors import NameMissing
from pankti.people.models import Person

LONGEST_NAME = 200


def add_person(*, actor: Actor, names: Mapping[str, str], language: str = "hi", phone: str = "") -> Person:
    """Add a person with their names by language and, when given, a phone number as people write it.

    Raises NameMissing, PhoneUnreadable, PhoneTaken; then nothing is added. OutOfReach
    for an actor who manages nothing.
    """
    if not (actor.is_system or actor.roots("organisation.manage")):
        raise OutOfReach
    kept = check_names(names)
    with transaction.atomic():
        person = Person.objects.create(names=kept, language=language)
        record(actor=actor, type="people.person.added", subject_kind="person", subject_id=person.id)
        if phone:
            set_phone(actor=actor, person_id=person.id, phone=phone)
    return person


def check_names(names: Mapping[str, str]) -> dict[str, str]:
    """The names in one Unicode form, without stray spaces and empty ones. Raises NameMissing."""
    kept = {code: " ".join(unicodedata.normalize("NFC", name).split()) for code, name in names.items()}
    kept = {code: name for code, name in kept.items() if name}
    if not kept or any(len(name) > LONGEST_NAME for name in kept.values()):
        raise NameMissing(most=LONGEST_NAME)
    return kept
