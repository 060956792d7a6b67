"""The pages of people: what they show, to whom, with and without htmx; bad input comes back with its sentence."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from pankti.base.actor import SYSTEM
from pankti.organisation.models import Appointment, Residence
from pankti.people.actions.add_contact import add_contact
from pankti.people.actions.lookalikes import find_lookalikes
from pankti.people.models import ContactPoint, Lookalike, Person
from pankti.people.types import Contact, ContactKind
from tests.makers.access import console_client
from tests.makers.organisation import Cast, make_appointment, make_cast, path_of

pytestmark = pytest.mark.django_db

EN = {"Accept-Language": "en"}


@pytest.fixture
def cast() -> Cast:
    return make_cast()


@pytest.fixture
def office(cast: Cast) -> Client:
    return in_english(console_client(cast.officer.person))


def in_english(client: Client) -> Client:
    client.cookies["django_language"] = "en"
    return client


def someone(cast: Cast, hindi: str = "संजय कुमार", english: str = "Sanjay Kumar", phone: str = "") -> Person:
    made = Person.objects.create(names={"hi": hindi, "en": english}, home_path=path_of(cast.booths[0]))
    if phone:
        add_contact(actor=SYSTEM, person_id=made.id, contact=Contact(ContactKind.PHONE, phone))
    return made


def get(client: Client, address: str, **query: object) -> Any:
    return client.get(address, {name: str(value) for name, value in query.items()}, headers=EN)


def test_the_list_and_the_search_show_who_is_in_reach(cast: Cast, office: Client) -> None:
    someone(cast, phone="9000000001")
    Person.objects.create(names={"en": "Sanjay Beyond"}, home_path=path_of(cast.other_booths[0]))
    assert "Sanjay Kumar" in get(office, "/console/people/").content.decode()
    for typed in ("sanjay", "संजय", "snajay", "9000000001", "९००००००००१"):
        page = get(office, "/console/people/", q=typed).content.decode()
        assert "Sanjay Kumar" in page, typed
        assert "Beyond" not in page
    part = office.get("/console/people/?q=sanjai", headers={**EN, "HX-Request": "true"}).content.decode()
    assert "Sanjay Kumar" in part
    assert "<html" not in part
    assert "Nobody called" in get(office, "/console/people/", q="zzzz").content.decode()


def test_one_unit_may_be_looked_at_and_none_beyond(cast: Cast, office: Client) -> None:
    someone(cast)
    assert "Sanjay Kumar" not in get(office, "/console/people/", unit=cast.booths[1].id).content.decode()
    assert "Sanjay Kumar" in get(office, "/console/people/", unit=cast.booths[0].id, q="sanjay").content.decode()
    assert get(office, "/console/people/", unit=cast.other_middle.id).status_code == 404
    assert get(office, "/console/people/", unit="x").status_code == 404


def test_the_list_costs_the_same_however_many(cast: Cast, office: Client) -> None:
    get(office, "/console/people/")
    with CaptureQueriesContext(connection) as few:
        get(office, "/console/people/")
    for n in range(40):
        make_appointment(unit=cast.booths[n % 3], person=someone(cast, f"व्यक्ति {n}"), post="last-lead")
    with CaptureQueriesContext(connection) as many:
        page = get(office, "/console/people/").content.decode()
    assert len(many) <= len(few) + 1
    assert 'rel="next"' in page


def test_a_person_is_added_with_the_other_script_suggested(cast: Cast, office: Client) -> None:
    said = {"unit": cast.booths[0].id, "name_en": "Ratnakar Lohri", "phone": "९०००० ०००११", "language": "hi",
            "languages": ["hi", "bho"], "lives_there": "on"}  # fmt: skip
    answer = office.post("/console/people/new/", said, headers=EN)
    assert answer.status_code == 302
    made = Person.objects.get(names__en="Ratnakar Lohri")
    assert made.names["hi"]
    assert made.suggested == ["hi"]
    assert Residence.objects.get(person=made).unit == cast.booths[0]
    page = office.get(answer["Location"], headers=EN).content.decode()
    assert "nobody has checked it" in page
    assert "+919000000011" in page
    office.post(f"/console/people/{made.id}/name/", headers=EN)
    assert Person.objects.get(pk=made.id).suggested == []


def test_bad_input_comes_back_with_its_sentence(cast: Cast, office: Client) -> None:
    someone(cast, phone="9000000001")
    before = Person.objects.count()
    base = {"unit": cast.booths[0].id, "language": "hi"}
    for said, sentence in (
        ({}, "Enter the name in Hindi or in English"),
        ({"name_en": "Asha", "phone": "12"}, "This is not a phone number"),
        ({"name_en": "Asha", "phone": "9000000001"}, "already belongs to someone else"),
        ({"name_en": "Asha", "email": "asha@"}, "one @"),
    ):
        answer = office.post("/console/people/new/", {**base, **said}, headers=EN)
        assert answer.status_code == 422
        assert sentence in answer.content.decode()
    assert Person.objects.count() == before
    shared = {**base, "name_en": "Asha", "phone": "9000000001", "shared_reason": "family"}
    assert office.post("/console/people/new/", shared, headers=EN).status_code == 302


def test_hints_come_as_one_types_and_never_tell_of_strangers(cast: Cast, office: Client) -> None:
    someone(cast, phone="9000000001")
    add_contact(actor=SYSTEM, person_id=cast.stranger.person_id, contact=Contact(ContactKind.PHONE, "9000000002"))
    Person.objects.filter(pk=cast.stranger.person_id).update(names={"en": "Stranger"})

    def hints(**typed: object) -> str:
        return str(get(office, "/console/people/hints/", unit=cast.booths[0].id, **typed).content.decode())

    assert "People of a similar name" in hints(name_hi="संजै कुमार")
    assert "Sanjay Kumar" in hints(phone="9000000001")
    elsewhere = hints(phone="9000000002")
    assert "beyond your reach" in elsewhere
    assert "Stranger" not in elsewhere
    assert "In Hindi we would write: मोहन" in hints(name_en="Mohan")
    assert hints(name_en="").count("<p") == 0


def test_numbers_homes_and_changes_on_a_persons_page(cast: Cast, office: Client) -> None:
    made = someone(cast)
    here = f"/console/people/{made.id}/"
    assert office.post(f"{here}contacts/", {"kind": "email", "value": "S@Example.org"}, headers=EN).status_code == 302
    assert office.post(f"{here}contacts/", {"kind": "phone", "value": "1"}, headers=EN).status_code == 422
    assert "s@example.org" in get(office, here).content.decode()
    office.post(f"{here}contacts/", {"take": str(ContactPoint.objects.get(person=made).id)}, headers=EN)
    assert not ContactPoint.objects.filter(person=made).exists()
    found = get(office, f"{here}home/", find="B2").content.decode()
    assert str(cast.booths[1].id) in found
    assert str(cast.other_booths[0].id) not in get(office, f"{here}home/", find="C1").content.decode()
    said = {"unit": cast.booths[1].id, "on": "2026-02-01"}
    assert office.post(f"{here}home/", said, headers=EN).status_code == 302
    earlier = {"unit": cast.booths[2].id, "on": "2026-01-01"}
    assert "Choose a later day" in office.post(f"{here}home/", earlier, headers=EN).content.decode()
    changed = {"name_hi": "संजय प्रसाद", "name_en": "Sanjay Prasad", "language": "en"}
    assert office.post(f"{here}change/", changed, headers=EN).status_code == 302
    assert "Sanjay Prasad" in get(office, here).content.decode()


def test_a_pair_is_looked_at_joined_and_parted(cast: Cast, office: Client) -> None:
    first, second = someone(cast), someone(cast, english="Sanjay Kumar")
    find_lookalikes()
    page = get(office, "/console/people/pairs/").content.decode()
    assert "The same name in one unit" in page
    assert "Join them" in get(office, f"/console/people/{first.id}/merge/{second.id}/").content.decode()
    office.post(f"/console/people/{first.id}/merge/{second.id}/", headers=EN)
    kept = get(office, f"/console/people/{first.id}/").content.decode()
    assert "Histories joined to this one" in kept
    assert "This is only a history" in get(office, f"/console/people/{second.id}/").content.decode()
    undo = kept.split('/undo/"')[0].rsplit('"', 1)[1]
    office.post(f"{undo}/undo/", headers=EN)
    assert Person.objects.get(pk=second.id).merged_into is None
    third = someone(cast, "आशा देवी", "Asha Devi")
    someone(cast, "आशा देवी", "Asha Devi")
    find_lookalikes()
    pair = Lookalike.objects.get(decision="", first__names__en=third.names["en"])
    office.post(f"/console/people/pairs/{pair.id}/", headers=EN)
    assert "No pair waits" in get(office, "/console/people/pairs/").content.decode()


def test_a_list_is_looked_at_then_taken_in(cast: Cast, office: Client, tmp_path: Path, settings: Settings) -> None:
    settings.DATA_DIR = tmp_path
    before = Person.objects.count()
    text = "नाम,मोबाइल,इकाई\nसंजय कुमार,9000000001,B1\nमोहन,12,B1\n"
    chosen = SimpleUploadedFile("l.csv", text.encode())
    here = {"unit": cast.middle.id}
    looked = office.post("/console/people/import/", {**here, "file": chosen}, headers=EN).content.decode()
    assert "Nothing is kept yet" in looked
    assert "This is not a phone number" in looked
    assert Person.objects.count() == before
    token = looked.split('name="list" value="')[1].split('"')[0]
    again = {**here, "list": token, "column-name": "नाम", "column-phone": "मोबाइल", "column-unit": "इकाई"}
    forged = office.post("/console/people/import/", {**again, "list": "x", "confirm": "1"}, headers=EN)
    assert forged.status_code == 422
    other = console_client(cast.chief.person).post("/console/people/import/", {**again, "confirm": "1"}, headers=EN)
    assert other.status_code == 422
    assert "Taken in." in office.post("/console/people/import/", {**again, "confirm": "1"}, headers=EN).content.decode()
    assert Person.objects.count() == before + 1
    assert list((tmp_path / "lists").iterdir()) == []
    for bad, sentence in (("name,caste\nA,x\n", "refused as a whole"), ("", "empty"), ("a,b\n1,2\n", "no column")):
        answer = office.post(
            "/console/people/import/", {**here, "file": SimpleUploadedFile("l.csv", bad.encode())}, headers=EN
        )
        assert answer.status_code in (200, 422)
        assert sentence in answer.content.decode() or bad == ""
    assert list((tmp_path / "lists").iterdir()) == []


def test_people_are_saved_as_a_file(cast: Cast, office: Client) -> None:
    someone(cast, phone="9000000001")
    answer = get(office, "/console/people/export.csv", unit=cast.middle.id)
    text = b"".join(answer.streaming_content).decode()
    assert "'+919000000001" in text
    assert "no-store" in answer["Cache-Control"]


def test_without_rights_there_are_no_buttons(cast: Cast) -> None:
    Appointment.objects.filter(pk=cast.worker.pk).update(post_id="last-lead")
    own = get(in_english(console_client(cast.worker.person)), f"/console/people/{cast.worker.person_id}/")
    assert own.status_code == 200
    assert "Enter their home" not in own.content.decode()
    assert get(console_client(cast.worker.person), "/console/people/").status_code == 404
