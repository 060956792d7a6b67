from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from pankti.base.words import in_language
from pankti.people.models import ContactPoint, Person
from pankti.people.vault import indexes_of, unseal


def name_people(person_ids: Iterable[UUID], language: str) -> dict[UUID, str]:
    """Names by person in ``language`` (else in any they have); the erased have none. One query."""
    rows = Person.objects.filter(pk__in=list(person_ids), erased_at=None).values_list("id", "names")
    return {person_id: in_language(names, language) for person_id, names in rows}


def find_person_by_phone(phone: str) -> Person | None:
    """Whose number (E.164) this is; found by blind index, under every key of the ring."""
    point = (
        ContactPoint.objects.filter(kind="phone", blind_index__in=indexes_of(phone), person__erased_at=None)
        .select_related("person")
        .first()
    )
    return point.person if point else None


def find_phone(person_id: UUID) -> str | None:
    """The person's number in E.164. Only for callers that have made sure that the reader may have it."""
    point = ContactPoint.objects.filter(kind="phone", person_id=person_id).order_by("id").first()
    return unseal(point.id, bytes(point.ciphertext), point.key_id) if point else None
