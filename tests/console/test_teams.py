"""The pages about teams: filled, refused, told in both languages, and found in a letter."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from pankti.base.actor import SYSTEM
from pankti.base.fonts import font_folder
from pankti.base.sight import acting_as
from pankti.console.letters import format_day, set_letter
from pankti.console.teaming import find_people
from pankti.organisation.actions.appoint import appoint
from pankti.organisation.models import Appointment, Order, Post, Reconstitution
from pankti.people.actions.add_contact import add_contact
from pankti.people.actions.index_names import index_names
from pankti.people.actions.merge import merge_people
from pankti.people.models import Person
from pankti.people.types import Contact, ContactKind
from tests.makers.access import console_client
from tests.makers.organisation import Cast, actor_of, make_appointment, make_cast, make_person, path_of


@pytest.fixture
def cast(db: None) -> Cast:
    cast = make_cast()
    Post.objects.create(
        code="member", level_id="middle", names={"hi": "सदस्य", "en": "Member"}, rights=["directive.view"], strength=2
    )
    return cast


@pytest.fixture
def chief(cast: Cast) -> Client:
    return reads(cast, "en")


def reads(cast: Cast, tongue: str) -> Client:
    """The chief, who reads ``tongue``."""
    type(cast.chief.person).objects.filter(id=cast.chief.person_id).update(language=tongue)
    return console_client(cast.chief.person)


def test_a_person_is_found_appointed_and_has_a_letter_in_both_languages(cast: Cast, chief: Client) -> None:
    person = make_person("संजय")
    type(person).objects.filter(id=person.id).update(home_path=path_of(cast.middle))
    index_names(everyone=True)

    page = chief.get(f"/console/units/{cast.middle.id}/team/appoint/?post=member&q=sanjai").content.decode()
    assert str(person.id) in page
    done = chief.post(
        f"/console/units/{cast.middle.id}/team/appoint/",
        {"person": str(person.id), "post": "member", "reason": "Good work", "until": "2999-03-31"},
    )

    held = Appointment.objects.get(person=person)
    assert done["Location"] == f"/console/appointments/{held.id}/"
    assert "31" in chief.get(done["Location"]).content.decode()
    order = Order.objects.get(appointment=held)
    for tongue in ("hi", "en"):
        letter = chief.get(f"/console/orders/{order.id}/{tongue}.pdf")
        assert (letter.status_code, letter["Content-Type"]) == (200, "application/pdf")
        assert letter.content.startswith(b"%PDF")


def test_what_is_refused_is_said_on_the_page_and_nothing_is_lost(cast: Cast, chief: Client) -> None:
    Post.objects.filter(code="member").update(is_single=True)
    appoint(actor=actor_of(cast.chief), person_id=make_person().id, post="member", unit_id=cast.middle.id)
    other = make_person()
    type(other).objects.filter(id=other.id).update(home_path=path_of(cast.middle))

    page = chief.post(
        f"/console/units/{cast.middle.id}/team/appoint/",
        {"person": str(other.id), "post": "member", "reason": "Typed with care"},
    )

    assert page.status_code == 422
    said = page.content.decode()
    assert "one holder at a time" in said
    assert "Typed with care" in said
    assert not Appointment.objects.filter(person=other).exists()


def test_a_reconstitution_goes_from_draft_to_office_on_its_page(cast: Cast, chief: Client) -> None:
    officer = console_client(cast.officer.person)
    booth = cast.booths[0]
    opened = officer.post(f"/console/units/{booth.id}/reconstitutions/")
    made = Reconstitution.objects.get(unit=booth)
    line = made.lines.get()
    page = opened["Location"]

    refused = officer.post(page, {"do": "remove", "line": str(line.id), "heard_on": "", "heard": ""})
    assert refused.status_code == 422
    officer.post(page, {"do": "remove", "line": str(line.id), "heard_on": "2026-01-02", "heard": "Exams"})
    officer.post(page, {"do": "propose", "note": "Fresh"})
    assert officer.post(page, {"do": "approve"}).status_code == 422
    assert chief.post(page, {"do": "approve", "decision": "Yes"}).status_code == 302

    assert Reconstitution.objects.get(id=made.id).state == "applied"
    shown = chief.get(page).content.decode()
    assert "/en.pdf" in shown
    announced = chief.post(f"{page}announce/")
    assert "/console/directives/" in announced["Location"]


@pytest.mark.parametrize("tongue", ["hi", "en"])
@pytest.mark.parametrize(
    "page", ["team/", "strength/", "vacancies/", "activity/", "activity/?show=could", "team/member/", "team/appoint/"]
)
def test_every_page_comes_in_both_languages(cast: Cast, tongue: str, page: str) -> None:
    answer = reads(cast, tongue).get(f"/console/units/{cast.middle.id}/{page}")

    assert answer.status_code == 200
    assert f'<html lang="{tongue}"' in answer.content.decode()


def test_a_table_holds_every_team_below_its_strength(cast: Cast, chief: Client) -> None:
    Post.objects.filter(code="last-lead").update(strength=1)

    answer = chief.get(f"/console/units/{cast.top.id}/vacancies.csv?level=last")

    lines = b"".join(answer.streaming_content).decode().splitlines()  # type: ignore[attr-defined]
    assert len(lines) == 1 + 4


def test_a_right_that_hurts_is_shown_in_words(chief: Client) -> None:
    page = chief.get("/console/posts/new/").content.decode()

    assert "may give every right" in page


def test_words_in_a_letter_are_never_read_as_markup() -> None:
    said: dict[str, object] = {
        "language": "hi",
        "organisation": "#panic()",
        "number": "1",
        "day": format_day(date(2026, 11, 22), "hi"),
        "title": "$x$",
        "to_label": "",
        "to": ["*a*", "b"],
        "sentences": ['#pagebreak() #include "/etc/passwd"'],
        "by_label": "",
        "by": ["c"],
        "foot": "",
    }

    assert said["day"] == "22 नवंबर 2026"
    assert format_day(date(2026, 11, 22), "en") == "22 November 2026"
    assert set_letter(said).startswith(b"%PDF")
    assert font_folder() is None or font_folder().is_dir()  # type: ignore[union-attr]


def test_the_picker_finds_people_as_the_people_page_does(cast: Cast, chief: Client) -> None:
    """By sound, by a number that is written somehow, without those who were merged, and nobody beyond reach."""
    sanjay, merged, beyond = make_person("संजय कुमार"), make_person("संजय कुमार"), make_person("संजय कुमार")
    for one in (sanjay, merged):
        Person.objects.filter(id=one.id).update(home_path=path_of(cast.middle))
    Person.objects.filter(id=beyond.id).update(home_path=path_of(cast.other_middle))
    add_contact(actor=SYSTEM, person_id=sanjay.id, contact=Contact(ContactKind.PHONE, "9000000001"))
    merge_people(actor=SYSTEM, kept_id=sanjay.id, merged_id=merged.id)
    officer = actor_of(cast.officer)

    with acting_as(officer):
        for typed in ("snajay kumar", "संजय", "९०००० ००००१", "+91 90000-00001"):
            assert [one.id for one in find_people(officer, typed)] == [sanjay.id], typed
        assert find_people(officer, "  ") == []
        assert [one.id for one in find_people(officer, "", [sanjay.id])] == [sanjay.id]
    make_appointment(unit=cast.middle, post="member", person=sanjay)
    (shown,) = find_people(officer, "sanjay")
    assert shown.holdings == (({"hi": "सदस्य", "en": "Member"}, cast.middle.names),)


@pytest.mark.parametrize("page", ["strength/", "vacancies/"])
def test_figures_that_lag_say_so_and_others_do_not(
    cast: Cast, chief: Client, page: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    Post.objects.filter(code="last-lead").update(strength=1)
    assert "As of" not in chief.get(f"/console/units/{cast.top.id}/{page}").content.decode()
    monkeypatch.setattr("pankti.console.views.strength.AT_A_LOOK", 0)
    make_appointment(unit=cast.booths[1])
    assert "As of" in chief.get(f"/console/units/{cast.top.id}/{page}").content.decode()
