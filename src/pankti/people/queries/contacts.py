"""Names for ids, and whose number this is. Reach is the caller's business here."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Q

from pankti.base.actor import SYSTEM
from pankti.base.sight import acting_as
from pankti.base.words import in_language
from pankti.people.models import ContactPoint, Person
from pankti.people.types import ContactKind, ContactView
from pankti.people.vault import indexes_of, unseal


def name_people(person_ids: Iterable[UUID], language: str) -> dict[UUID, str]:
    """Names by person in ``language`` (else in any they have); the erased have none. One query."""
    rows = Person.objects.filter(pk__in=list(person_ids), erased_at=None).values_list("id", "names")
    return {person_id: in_language(names, language) for person_id, names in rows}


def list_people_by_phone(phone: str) -> list[Person]:
    """Everybody whose number (E.164) this is: more than one where a family shares it, its first owner first.

    Found by blind index, under every key of the ring. Merged and erased persons are not among them.
    """
    points = (
        ContactPoint.objects.filter(
            kind=ContactKind.PHONE,
            blind_index__in=indexes_of(phone),
            person__erased_at=None,
            person__merged_into=None,
        )
        .select_related("person")
        .order_by("id")
    )
    found = sorted(points, key=lambda point: bool(point.shared_reason))
    return list({point.person_id: point.person for point in found}.values())


def find_person_by_phone(phone: str) -> Person | None:
    """Whose number (E.164) this is; of a family that shares it, its first owner."""
    return next(iter(list_people_by_phone(phone)), None)


def find_phone(person_id: UUID) -> str | None:
    """The person's first number in E.164. Only for callers that have made sure that the reader may have it."""
    point = ContactPoint.objects.filter(kind=ContactKind.PHONE, person_id=person_id).order_by("rank", "id").first()
    return unseal(point.id, bytes(point.ciphertext), point.key_id) if point else None


def list_phones(person_ids: Iterable[UUID]) -> dict[UUID, list[str]]:
    """All numbers by person, the first one first. Only for callers that have made sure, as ``find_phone``."""
    phones: dict[UUID, list[str]] = {}
    points = ContactPoint.objects.filter(kind=ContactKind.PHONE, person_id__in=list(person_ids))
    for point in points.order_by("rank", "id"):
        number = unseal(point.id, bytes(point.ciphertext), point.key_id)
        phones.setdefault(point.person_id, []).append(number)
    return phones


def list_contacts(person_id: UUID) -> list[ContactView]:
    """Everything by which the person can be reached, opened. Only for callers that have made sure."""
    points = list(ContactPoint.objects.filter(person_id=person_id).order_by("-kind", "rank", "id"))
    values = {point.id: unseal(point.id, bytes(point.ciphertext), point.key_id) for point in points}
    return [
        ContactView(
            id=point.id,
            kind=ContactKind(point.kind),
            value=values[point.id],
            shared_reason=point.shared_reason,
            others=count_others(point.kind, values[point.id], person_id),
        )
        for point in points
    ]


def count_others(kind: str, value: str, person_id: UUID | None = None) -> int:
    """How many persons but ``person_id`` have this number or address."""
    with acting_as(SYSTEM):  # that there are others is told, not who they are
        same = ContactPoint.objects.filter(kind=kind, blind_index__in=indexes_of(value), person__merged_into=None)
        return same.filter(~Q(person_id=person_id)).values("person_id").distinct().count()
