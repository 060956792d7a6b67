"""The record's pages work without script, show what others write, and cost the same for four hundred entries."""

from __future__ import annotations

import re
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from pankti.base.ids import new_id
from pankti.meetings.types import Role
from pankti.minutes.actions.here import be_here
from pankti.minutes.actions.writing import STEP
from pankti.minutes.models import Entry
from pankti.minutes.queries import get_record
from tests.makers.access import console_client, english_client
from tests.makers.minutes import decision, make_held_meeting, recorded, speech, write
from tests.makers.organisation import Cast, actor_of, make_cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return make_cast()


@pytest.fixture
def meeting(cast: Cast) -> UUID:
    return recorded(cast)


def address(meeting: UUID, rest: str = "") -> str:
    return f"/console/meetings/{meeting}/record/{rest}"


def test_written_by_form(cast: Cast, meeting: UUID) -> None:
    client = english_client(cast.officer.person)
    page = client.get(address(meeting)).content.decode()
    assert "The work should be on time." in page
    key = str(new_id())
    for _ in range(2):  # sent twice, written once
        answer = client.post(
            address(meeting, "add/decision/"),
            {
                "id": key,
                "decision-text_hi": "सौ लोग",
                "decision-text_en": "",
                "decision-owner": "level:last:",
                "decision-target": "100",
                "decision-deadline_on": "2026-12-31",
            },
        )
        assert answer.status_code == 302
    made = get_record(actor_of(cast.officer), meeting).entries[-1].said
    assert (made.texts, made.target, made.owner.level, str(made.deadline_on)) == (
        {"hi": "सौ लोग"},
        100,
        "last",
        "2026-12-31",
    )


def test_an_empty_entry_comes_back(cast: Cast, meeting: UUID) -> None:
    answer = english_client(cast.officer.person).post(address(meeting, "add/note/"), {"note-text_hi": " "})
    assert answer.status_code == 422
    assert "Write what was said or decided" in answer.content.decode()


def test_a_conflict_is_shown_and_settled(cast: Cast, meeting: UUID) -> None:
    entry = get_record(actor_of(cast.officer), meeting).entries[0]
    first, second = english_client(cast.officer.person), english_client(cast.colleague.person)
    for client, text in ((first, "पहले ने लिखा"), (second, "दूसरे ने लिखा")):
        sent = {"base": "1", "speech-text_hi": text, "speech-text_en": "The work should be on time."}
        assert client.post(address(meeting, f"entries/{entry.id}/"), sent).status_code == 302
    page = first.get(address(meeting)).content.decode()
    assert "पहले ने लिखा" in page
    assert "दूसरे ने लिखा" in page
    aside = re.search(r"/asides/([0-9a-f-]{36})/", page)
    assert aside is not None
    second.post(address(meeting, f"asides/{aside[1]}/"), {"choice": "take"})
    assert get_record(actor_of(cast.officer), meeting).entries[0].said.texts["hi"] == "दूसरे ने लिखा"


def test_the_page_follows_what_others_write(cast: Cast, meeting: UUID) -> None:
    client = english_client(cast.officer.person)
    page = client.get(address(meeting, "live/")).content.decode()
    seen = re.search(r"seen=([^\"]+)", page)
    assert seen is not None
    assert client.get(address(meeting, "live/"), {"seen": seen[1]}).status_code == 204
    be_here(actor=actor_of(cast.colleague), meeting_id=meeting, entry_id=None)
    assert "Here now" in client.get(address(meeting, "live/"), {"seen": seen[1]}).content.decode()
    write(actor_of(cast.colleague), meeting, speech("नया", "Something new"))
    assert "Something new" in client.get(address(meeting, "live/"), {"seen": seen[1]}).content.decode()


def test_whoever_writes_the_same_entry_is_seen(cast: Cast, meeting: UUID) -> None:
    entry = get_record(actor_of(cast.officer), meeting).entries[0]
    mine, theirs = english_client(cast.officer.person), english_client(cast.colleague.person)
    assert theirs.get(address(meeting, f"entries/{entry.id}/")).status_code == 200
    said = mine.get(address(meeting, f"entries/{entry.id}/beside/"), {"base": "1"}).content.decode()
    assert "is writing this entry too" in said


def test_speakers_and_moves(cast: Cast, meeting: UUID) -> None:
    client = english_client(cast.officer.person)
    sent = {"role": "chief_guest", "name_hi": "मीरा", "name_en": "Meera", "honorific": "sushri", "post_hi": "सांसद"}
    assert client.post(address(meeting, "people/new/"), sent).status_code == 302
    record = get_record(actor_of(cast.officer), meeting)
    assert (record.speakers[-1].names["en"], record.speakers[-1].honorific) == ("Meera", "sushri")
    client.post(address(meeting, f"people/{record.speakers[-1].id}/"), sent | {"is_absent": "on"})
    assert get_record(actor_of(cast.officer), meeting).speakers[-1].is_absent
    first = record.entries[0].id
    client.post(address(meeting, f"entries/{first}/down/"))
    assert get_record(actor_of(cast.officer), meeting).entries[-1].id == first
    client.post(address(meeting, f"entries/{first}/remove/"))
    assert "taken out" in client.get(address(meeting)).content.decode()
    client.post(address(meeting, f"entries/{first}/restore/"), {"version": "1"})
    assert len(get_record(actor_of(cast.officer), meeting).standing) == 2


def test_one_click_and_close(cast: Cast, meeting: UUID) -> None:
    client = english_client(cast.officer.person)
    assert "Each booth meets." in client.get(address(meeting, "turn/")).content.decode()
    answer = client.post(address(meeting, "turn/"), {"sender": str(cast.officer.id), "how": "issue"})
    assert answer.status_code == 302
    assert "Open the board" in client.get(address(meeting)).content.decode()
    assert client.post(address(meeting, "close/")).status_code == 302
    page = client.get(address(meeting)).content.decode()
    assert "Write an addition" in page
    assert client.get(address(meeting, "print/")).status_code == 200


def test_a_record_of_four_hundred_entries_costs_as_many_queries_as_one_of_two(cast: Cast, meeting: UUID) -> None:
    client = console_client(cast.officer.person)
    client.get(address(meeting))
    with CaptureQueriesContext(
        connection,
    ) as few:
        client.get(address(meeting))
    said = [speech("कुछ कहा गया।").to_json(), decision("कुछ तय हुआ।").to_json()]
    Entry.objects.bulk_create(
        Entry(record_id=meeting, place=STEP * (n + 10), kind=said[n % 2]["kind"], said=said[n % 2]) for n in range(400)
    )
    with CaptureQueriesContext(connection) as many:
        assert client.get(address(meeting)).status_code == 200
    assert len(many) <= len(few) + 1


def test_a_meeting_without_a_record_has_its_page(cast: Cast) -> None:
    meeting = make_held_meeting(unit=cast.middle, by=cast.officer, parts=((Role.CHAIR, cast.officer),))
    assert "Nothing is written yet." in english_client(cast.officer.person).get(address(meeting)).content.decode()
