from __future__ import annotations

import unicodedata
from collections.abc import Mapping

from django.db import transaction

from pankti.audit.actions.record import record
from pankti.base.actor import Actor, require_right
from pankti.base.models import StoredFile
from pankti.people.actions.add_contact import add_contact
from pankti.people.errors import NameMissing, PhotoUnreadable, SkillUnknown
from pankti.people.models import Person, Skill
from pankti.people.types import MANAGE, Contact, ContactKind, Details

LONGEST_NAME = 200


def add_person(
    *,
    actor: Actor,
    names: Mapping[str, str],
    language: str = "hi",
    phone: str = "",
    home_path: str = "",
    details: Details | None = None,
) -> Person:
    """Add a person with their names by language and what else is known, entered at ``home_path`` of the main tree.

    Raises NameMissing, PhoneUnreadable, EmailUnreadable, PhoneTaken, SkillUnknown; then nothing is added.
    OutOfReach unless the actor manages people at that path.
    """
    require_right(actor, MANAGE, home_path)
    kept, known = check_names(names), details or Details()
    check_details(known)
    contacts = (Contact(ContactKind.PHONE, phone),) * bool(phone) + known.contacts
    with transaction.atomic():
        person = Person.objects.create(
            names=kept,
            language=language,
            home_path=home_path,
            suggested=[code for code in known.suggested if code in kept],
            languages=list(known.languages),
            skills=list(known.skills),
            photo=known.photo,
        )
        record(actor=actor, type="people.person.added", subject_kind="person", subject_id=person.id)
        for contact in contacts:
            add_contact(actor=actor, person_id=person.id, contact=contact)
    return person


def check_names(names: Mapping[str, str]) -> dict[str, str]:
    """The names in one Unicode form, without stray spaces and empty ones. Raises NameMissing."""
    kept = {code: " ".join(unicodedata.normalize("NFC", name).split()) for code, name in names.items()}
    kept = {code: name for code, name in kept.items() if name}
    if not kept or any(len(name) > LONGEST_NAME for name in kept.values()):
        raise NameMissing(most=LONGEST_NAME)
    return kept


def check_details(details: Details) -> None:
    """Raise SkillUnknown or PhotoUnreadable for what the organisation does not have."""
    known = set(Skill.objects.filter(code__in=details.skills).values_list("code", flat=True))
    for code in details.skills:
        if code not in known:
            raise SkillUnknown(code=code)
    if details.photo:
        photo = StoredFile.objects.filter(pk=details.photo).first()
        if photo is None or not photo.media_type.startswith("image/"):
            raise PhotoUnreadable
