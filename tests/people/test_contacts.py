"""Numbers and addresses: read from any hand, shared on purpose only, told of but not whose."""

from __future__ import annotations

import pytest

from pankti.audit.models import Event
from pankti.base.actor import SYSTEM
from pankti.base.errors import OutOfReach
from pankti.base.sight import acting_as
from pankti.people.actions.add_contact import MOST, add_contact, remove_contact
from pankti.people.actions.add_person import add_person
from pankti.people.actions.change_person import change_person
from pankti.people.contact_points import read_email
from pankti.people.errors import (
    EmailUnreadable,
    PhoneTaken,
    PhoneUnreadable,
    PhotoUnreadable,
    SkillUnknown,
    TooManyContacts,
)
from pankti.people.models import ContactPoint, Skill
from pankti.people.phones import read_phone
from pankti.people.queries import (
    count_others,
    find_names,
    find_person_by_phone,
    get_person,
    list_contacts,
    list_people_by_phone,
    list_phones,
)
from pankti.people.types import MANAGE, Contact, ContactKind, Details
from tests.makers.organisation import actor_of, make_cast, make_person, path_of

pytestmark = pytest.mark.django_db

PHONE = "9000000001"


def phone(number: str, reason: str = "") -> Contact:
    return Contact(ContactKind.PHONE, number, reason)


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("९००००००००१", "+919000000001"),
        ("+91 90000-00001", "+919000000001"),
        ("09000000001", "+919000000001"),
        ("+977 984-1234567", "+9779841234567"),
        ("+971 50 123 4567", "+971501234567"),
        ("+৮৮০ ১৭১২ ৩৪৫৬৭৮", "+8801712345678"),
    ],
)
def test_numbers_of_any_hand_and_country(written: str, kept: str) -> None:
    assert read_phone(written) == kept


@pytest.mark.parametrize("written", ["1", "90000", "abc", "", "+", "++91", "911", "9" * 41])
def test_what_cannot_be_called_is_refused(written: str) -> None:
    with pytest.raises(PhoneUnreadable):
        read_phone(written)


def test_addresses() -> None:
    assert read_email("  Asha@Example.ORG ") == "asha@example.org"
    for wrong in ("asha", "a@", "@b.org", "a b@c.org"):
        with pytest.raises(EmailUnreadable):
            read_email(wrong)


def test_a_family_shares_its_number_on_purpose() -> None:
    mother, son = make_person("आशा"), make_person("मोहन")
    add_contact(actor=SYSTEM, person_id=mother.id, contact=phone(PHONE))
    with pytest.raises(PhoneTaken):
        add_contact(actor=SYSTEM, person_id=son.id, contact=phone(PHONE, "  "))
    shared = add_contact(actor=SYSTEM, person_id=son.id, contact=phone("९००००००००१", "family"))
    assert add_contact(actor=SYSTEM, person_id=son.id, contact=phone(PHONE)) == shared

    assert list_people_by_phone("+919000000001") == [mother, son]
    assert find_person_by_phone("+919000000001") == mother
    assert count_others(ContactKind.PHONE, "+919000000001", mother.id) == 1
    assert [point.others for point in list_contacts(son.id)] == [1]
    assert Event.objects.get(type="people.contact.shared").details == {"reason": "family"}

    own = ContactPoint.objects.get(person=mother)
    remove_contact(actor=SYSTEM, person_id=mother.id, contact_id=own.id)
    remove_contact(actor=SYSTEM, person_id=mother.id, contact_id=own.id)
    assert list_people_by_phone("+919000000001") == [son]
    assert ContactPoint.objects.get().shared_reason == ""


def test_a_person_has_several_numbers_but_not_any_many() -> None:
    person = make_person()
    for n in range(MOST):
        add_contact(actor=SYSTEM, person_id=person.id, contact=phone(f"900000010{n}"))
    assert list_phones([person.id])[person.id][0] == "+919000000100"
    with pytest.raises(TooManyContacts):
        add_contact(actor=SYSTEM, person_id=person.id, contact=Contact(ContactKind.EMAIL, "a@example.org"))


def test_a_number_beyond_reach_is_told_of_but_not_whose() -> None:
    cast = make_cast()
    add_contact(actor=SYSTEM, person_id=cast.stranger.person_id, contact=phone(PHONE))
    officer = actor_of(cast.officer)
    with acting_as(officer):
        with pytest.raises(PhoneTaken):
            add_contact(actor=officer, person_id=cast.worker.person_id, contact=phone(PHONE))
        assert count_others(ContactKind.PHONE, "+919000000001") == 1
        assert list_people_by_phone("+919000000001") == []
        add_contact(actor=officer, person_id=cast.worker.person_id, contact=phone(PHONE, "office"))
        with pytest.raises(OutOfReach):
            add_contact(actor=officer, person_id=cast.stranger.person_id, contact=phone("9000000009"))


def test_everybody_changes_their_own_and_managers_those_below() -> None:
    cast = make_cast()
    details = Details(languages=("hi", "bho"))
    for actor in (cast.worker, cast.officer):
        change_person(
            actor=actor_of(actor), person_id=cast.worker.person_id, names={"hi": "आशा"}, language="hi", details=details
        )
    for stranger in (cast.stranger, cast.worker):
        with pytest.raises(OutOfReach):
            change_person(
                actor=actor_of(stranger),
                person_id=cast.officer.person_id,
                names={"hi": "x"},
                language="hi",
                details=details,
            )
    assert Event.objects.filter(type="people.person.changed").count() == 1


def test_a_changed_name_is_found_and_the_old_one_not() -> None:
    cast = make_cast()
    person = add_person(actor=SYSTEM, names={"hi": "रत्नाकर"}, home_path=path_of(cast.middle))
    change_person(
        actor=SYSTEM, person_id=person.id, names={"hi": "सुधाकर"}, language="hi", details=Details(suggested=("hi", "en"))
    )
    assert [one.person_id for one in find_names("sudhakar", ("",))] == [person.id]
    assert find_names("ratnakar", ("",)) == []
    assert get_person(SYSTEM, person.id).suggested == ("hi",)


def test_skills_and_photos_must_be_the_organisations_own() -> None:
    Skill.objects.create(code="driver", names={"hi": "वाहन चलाना", "en": "Driving"})
    add_person(actor=SYSTEM, names={"hi": "आशा"}, details=Details(skills=("driver",)))
    with pytest.raises(SkillUnknown):
        add_person(actor=SYSTEM, names={"hi": "आशा"}, details=Details(skills=("pilot",)))
    with pytest.raises(PhotoUnreadable):
        add_person(actor=SYSTEM, names={"hi": "आशा"}, details=Details(photo="0" * 64))


def test_who_reaches_a_person() -> None:
    cast = make_cast()
    worker = cast.worker.person_id
    assert get_person(actor_of(cast.officer), worker, MANAGE).places == (path_of(cast.booths[0]),)
    assert get_person(actor_of(cast.worker), worker).id == worker
    for actor, right in ((cast.stranger, "people.view"), (cast.worker, MANAGE)):
        with pytest.raises(OutOfReach):
            get_person(actor_of(actor), worker, right)
