"""What people keeps of persons: who they are, and how they can be reached."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from pankti.base.clock import now
from pankti.base.files import forget_file, read_file
from pankti.base.personal import (
    A_YEAR_AFTER,
    NOBODY,
    REMOVED,
    SELF_ABOVE_BELOW,
    SELF_AND_ABOVE,
    UNTIL_ERASED,
    Basis,
    Kept,
    Room,
    Section,
    Table,
)
from pankti.people.models import ContactPoint, Lookalike, Merge, Person
from pankti.people.queries import list_contacts

TABLES = (
    Table("people.Skill", impersonal="code names retired_on"),
    Table(
        "people.Person",
        (
            Kept(
                "names suggested name_keys",
                _("Name, in each script, and how it sounds"),
                _("To address the person and to find them in a list."),
                Basis.GIVEN,
                UNTIL_ERASED,
                SELF_ABOVE_BELOW,
                REMOVED,
            ),
            Kept(
                "language languages",
                _("Languages"),
                _("To write to the person in a language that they read."),
                Basis.GIVEN,
                UNTIL_ERASED,
                SELF_AND_ABOVE,
                REMOVED,
            ),
            Kept(
                "skills",
                _("Skills, from the organisation's own list"),
                _("To ask the right person for help."),
                Basis.GIVEN,
                UNTIL_ERASED,
                SELF_AND_ABOVE,
                REMOVED,
            ),
            Kept(
                "photo",
                _("Photo"),
                _("To recognise the person in their team."),
                Basis.GIVEN,
                UNTIL_ERASED,
                SELF_AND_ABOVE,
                REMOVED,
            ),
            Kept(
                "home_path",
                _("Where they live or were entered: a unit, never an address"),
                _("So that the offices of that place can reach them."),
                Basis.GIVEN,
                UNTIL_ERASED,
                SELF_AND_ABOVE,
                REMOVED,
            ),
        ),
        "id created_at erased_at merged_into",
    ),
    Table(
        "people.ContactPoint",
        (
            Kept(
                "ciphertext blind_index",
                _("Phone numbers and e-mail addresses, sealed"),
                _("To sign in, and to be called by those who may."),
                Basis.GIVEN,
                UNTIL_ERASED,
                SELF_AND_ABOVE,
                REMOVED,
            ),
            Kept(
                "shared_reason",
                _("Why a number is shared, in the words of whoever entered it"),
                _("So that a family's phone is not taken for a mistake."),
                Basis.GIVEN,
                UNTIL_ERASED,
                SELF_AND_ABOVE,
                REMOVED,
            ),
        ),
        "id person kind key_id rank",
    ),
    Table(
        "people.NameToken",
        (
            Kept(
                "token path",
                _("Parts of the name as they sound, for search"),
                _("To find a person across scripts and spellings."),
                Basis.GIVEN,
                UNTIL_ERASED,
                NOBODY,
                REMOVED,
            ),
        ),
        "person_id",
        open_because=_("The serving role may not read it; search goes through a function that applies the reach."),
    ),
    Table("people.NameWord", impersonal="word n"),
    Table("people.NameCut", impersonal="cut word"),
    Table("people.PersonMark", impersonal="id person_id"),
    Table(
        "people.Lookalike",
        (
            Kept(
                "first second reasons",
                _("That two entries may be one person, and why"),
                _("So that nobody is kept twice."),
                Basis.GIVEN,
                UNTIL_ERASED,
                SELF_AND_ABOVE,
                REMOVED,
            ),
        ),
        "id path found_at decision decided_at decided_by",
    ),
    Table(
        "people.Merge",
        (
            Kept(
                "kept merged moved",
                _("That two entries were joined, and which rows followed"),
                _("So that a wrong merge can be undone."),
                Basis.GIVEN,
                A_YEAR_AFTER,
                SELF_AND_ABOVE,
                REMOVED,
            ),
        ),
        "id merged_at merged_by undone_at undone_by",
    ),
)


def export(person_id: UUID, language: str) -> Sequence[Section]:
    """Who they are, how they are reached, and their photo as it lies."""
    person = Person.objects.get(pk=person_id)
    rows: list[Mapping[str, object]] = [
        {str(_("Name")): ", ".join(f"{code}: {name}" for code, name in person.names.items())},
        {str(_("Language")): person.language},
        {str(_("Languages")): ", ".join(person.languages)},
        {str(_("Skills")): ", ".join(person.skills)},
        {str(_("Entered on")): person.created_at},
    ]
    contacts = [
        {str(_("Kind")): point.kind.value, str(_("Value")): point.value, str(_("Shared because")): point.shared_reason}
        for point in list_contacts(person_id)
    ]
    photo = read_file(person.photo) if person.photo else None
    return [
        Section(_("Who you are"), rows, {"photo": photo} if photo else {}),
        Section(_("How you can be reached"), contacts),
    ]


def erase(person_id: UUID) -> None:
    """Names, contact points and photo of the person, and of the entries that were joined to theirs."""
    ids = [person_id, *Person.objects.filter(merged_into=person_id).values_list("id", flat=True)]
    for sha256 in Person.objects.filter(id__in=ids).exclude(photo="").values_list("photo", flat=True):
        if not Person.objects.filter(photo=sha256).exclude(id__in=ids).exists():
            forget_file(sha256)
    ContactPoint.objects.filter(person_id__in=ids).delete()
    Lookalike.objects.filter(first_id__in=ids).delete()
    Lookalike.objects.filter(second_id__in=ids).delete()
    Merge.objects.filter(kept_id__in=ids).delete()
    Merge.objects.filter(merged_id__in=ids).delete()
    Person.objects.filter(id__in=ids).update(
        names={}, suggested=[], name_keys=[], languages=[], skills=[], photo="", home_path="", erased_at=now()
    )


ROOM = Room("people", TABLES, export=export, erase=erase)
