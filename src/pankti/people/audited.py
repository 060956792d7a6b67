"""How the audit names persons: as the reader may see them, the erased as erased."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from pankti.audit.types import ERASED, SubjectKind
from pankti.base.actor import SYSTEM
from pankti.base.sight import acting_as
from pankti.people.models import Person
from pankti.people.queries import name_people
from pankti.people.types import ContactKind


def name_persons(ids: Collection[str], language: str) -> Mapping[str, str]:
    """Two queries: the names that this reader may see; which of the others were erased."""
    names = {str(person_id): name for person_id, name in name_people([UUID(one) for one in ids], language).items()}
    if missing := [one for one in ids if one not in names]:
        with acting_as(SYSTEM):
            gone = Person.objects.filter(id__in=missing, erased_at__isnull=False).values_list("id", flat=True)
            names.update((str(person_id), str(ERASED)) for person_id in gone)
    return names


KINDS = {ContactKind.PHONE.value: _("phone number"), ContactKind.EMAIL.value: _("e-mail address")}


def name_kinds(codes: Collection[str], language: str) -> Mapping[str, str]:
    """What a way to reach somebody is called."""
    return {code: str(KINDS[code]) for code in codes if code in KINDS}


SUBJECTS = (
    SubjectKind("person", _("Person"), name_persons),
    SubjectKind("contact", _("Number or address"), name_kinds, by_code=True),
)
