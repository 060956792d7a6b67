from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import transaction

from pankti.audit.actions.record import record
from pankti.base.actor import Actor
from pankti.base.errors import OutOfReach
from pankti.people.actions.add_contact import require_self_or_manager
from pankti.people.actions.add_person import check_details, check_names
from pankti.people.models import Merge, Person
from pankti.people.naming.sound import keys_of
from pankti.people.types import Details


def change_person(*, actor: Actor, person_id: UUID, names: Mapping[str, str], language: str, details: Details) -> None:
    """Change a person's names and what is known of them; contact points have actions of their own.

    Whoever manages people where the person is, and the person themselves. Repeat-safe. Raises NameMissing,
    SkillUnknown, PhotoUnreadable, OutOfReach.
    """
    require_self_or_manager(actor, person_id)
    kept = check_names(names)
    check_details(details)
    wanted: dict[str, Any] = {
        "names": kept,
        "language": language,
        "suggested": [code for code in details.suggested if code in kept],
        "languages": list(details.languages),
        "skills": list(details.skills),
        "photo": details.photo,
    }
    with transaction.atomic():
        person = Person.objects.select_for_update().filter(pk=person_id, erased_at=None).first()
        if person is None:
            raise OutOfReach
        changed = [field for field, value in wanted.items() if getattr(person, field) != value]
        if not changed:
            return
        Person.objects.filter(pk=person_id).update(**wanted)
        if "names" in changed:
            refresh_keys(person_id)
        record(
            actor=actor,
            type="people.person.changed",
            subject_kind="person",
            subject_id=person_id,
            fields=", ".join(changed),
        )


def refresh_keys(person_id: UUID) -> None:
    """Work out anew how the person is found: by their own names, then by those of whoever was merged into them."""
    person = Person.objects.only("names").get(pk=person_id)
    merged = Merge.objects.filter(kept=person_id, undone_at=None).values_list("merged__names", flat=True)
    keys = keys_of(person.names, *(keys_of(names) for names in merged))
    Person.objects.filter(pk=person_id).update(name_keys=keys)
