from __future__ import annotations

import pytest

from pankti.access.queries import actor_for_person
from pankti.audit.actions.record import record
from pankti.audit.models import Event
from pankti.organisation.actions.appoint import appoint
from pankti.people.models import Person
from tests.makers.access import english_client
from tests.makers.organisation import Cast, actor_of, make_cast, make_person, path_of

pytestmark = pytest.mark.django_db
ENGLISH = {"Accept-Language": "en"}


@pytest.fixture
def cast() -> Cast:
    cast = make_cast()
    officer = actor_for_person(cast.officer.person_id, address="192.0.2.7")
    for holder in (cast.worker, cast.stranger):
        record(
            actor=officer,
            type="people.person.changed",
            subject_kind="person",
            subject_id=holder.person_id,
            fields="=photo",
        )
    return cast


def test_one_reads_what_lies_within_reach_and_filters_it(cast: Cast) -> None:
    chief, officer = english_client(cast.chief.person), english_client(cast.officer.person)
    everything = chief.get("/console/audit/", headers=ENGLISH).content.decode()
    assert everything.count("Changed what is known of a person: =photo.") == 2
    assert "192.0.2.7" in everything
    below = officer.get("/console/audit/", headers=ENGLISH).content.decode()
    assert below.count("Changed what is known of a person: =photo.") == 1
    for query in ("?since=2031-01-01", "?until=2020-01-01", "?type=people.person.added"):
        page = chief.get(f"/console/audit/{query}", headers=ENGLISH).content.decode()
        assert "Nothing was done that fits" in page, query
    for odd in ("?since=never", "?type=x", "?after=x", "?after=2026-01-01_1"):
        assert chief.get(f"/console/audit/{odd}", headers=ENGLISH).status_code == 200


def test_of_one_thing_and_of_one_person(cast: Cast) -> None:
    officer = english_client(cast.officer.person)
    about = f"/console/audit/about/person/{cast.worker.person_id}/"
    assert officer.get(about, headers=ENGLISH).status_code == 200
    assert officer.get(f"/console/audit/about/person/{cast.stranger.person_id}/").status_code == 404
    chief = english_client(cast.chief.person)
    by = chief.get(f"/console/audit/by/{cast.officer.person_id}/", headers=ENGLISH)
    assert by.content.decode().count("Changed what is known of a person: =photo.") == 2
    for client in (english_client(cast.stranger.person), english_client(cast.worker.person)):
        for address in ("/console/audit/", about, f"/console/audit/by/{cast.officer.person_id}/", "/console/audit.csv"):
            assert client.get(address).status_code == 404
    mine = english_client(cast.worker.person).get("/console/audit/mine/?of=me", headers=ENGLISH)
    assert "Changed what is known of a person" in mine.content.decode()


def test_a_file_is_safe_and_itself_recorded(cast: Cast) -> None:
    record(actor=actor_for_person(cast.officer.person_id), type="organisation.scheme.loaded", path="00001", scheme="x")
    answer = english_client(cast.chief.person).get("/console/audit.csv", headers=ENGLISH)
    text = b"".join(answer.streaming_content).decode()  # type: ignore[attr-defined]
    assert text.startswith("\ufeffWhen,Who,What")
    assert text.count("Changed what is known") == 2
    assert Event.objects.filter(type="audit.record.exported", actor_id=cast.chief.person_id).count() == 1
    assert len(text.splitlines()) == 5


def test_real_orders_are_told_with_names_and_odd_details_break_nothing(cast: Cast) -> None:
    """A detail called as a kind of thing may hold words instead of an id: it is shown as it stands."""
    newcomer = make_person("Newcomer")
    Person.objects.filter(pk=newcomer.pk).update(home_path=path_of(cast.booths[1]))
    appoint(actor=actor_of(cast.officer), person_id=newcomer.pk, post="last-lead", unit_id=cast.booths[1].id)
    record(
        actor=actor_of(cast.officer), type="access.delegation.ended", right="x", unit="no id", path=path_of(cast.middle)
    )
    page = english_client(cast.officer.person).get("/console/audit/", headers=ENGLISH)
    assert page.status_code == 200
    said = page.content.decode()
    assert "B2" in said
    assert "Convenor" in said
