"""The record from a phone: written offline, sent twice, sent late, sent by a stranger."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from pankti.base.ids import new_id
from pankti.meetings.types import Role
from pankti.minutes.actions.close import close_record
from pankti.minutes.actions.entries import change_entry
from pankti.minutes.queries import get_record
from tests.makers.access import sign_in_device
from tests.makers.minutes import make_held_meeting, speech, write
from tests.makers.organisation import Cast, actor_of, make_cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return make_cast()


@pytest.fixture
def meeting(cast: Cast) -> UUID:
    """The worker runs the stage: they write from their phone."""
    return make_held_meeting(
        unit=cast.middle, by=cast.officer, parts=((Role.CHAIR, cast.officer), (Role.STAGE, cast.worker))
    )


def command(name: str, meeting: UUID, entry_id: UUID, hi: str, **more: Any) -> dict[str, Any]:
    body: dict[str, Any] = {
        "meeting_id": str(meeting),
        "entry_id": str(entry_id),
        "kind": "speech",
        "texts": {"hi": hi},
    }
    body |= {"appointment_id": "", "speaker_id": None, "state": "done", **more}
    return {"id": str(new_id()), "name": name, "made_at": "2026-11-22T05:00:00Z", "body": body}


def push(client: Client, *commands: dict[str, Any]) -> list[dict[str, Any]]:
    asked = {"cursor": None, "sent_at": "2026-11-22T05:00:00Z", "commands": list(commands)}
    answer = client.post("/api/v1/sync", asked, content_type="application/json", headers={"Accept-Language": "en"})
    assert answer.status_code == 200
    return list(answer.json()["results"])


def test_added_once_however_often_it_is_sent(cast: Cast, meeting: UUID) -> None:
    client, _token = sign_in_device(cast.worker.person)
    said = command("minute.add", meeting, new_id(), "फ़ोन से लिखा।")
    for _ in range(2):
        assert [one["status"] for one in push(client, said)] == ["accepted"]
    assert [e.said.texts["hi"] for e in get_record(actor_of(cast.officer), meeting).entries] == ["फ़ोन से लिखा।"]


def test_a_late_change_stands_aside_and_a_later_one_becomes_an_addition(cast: Cast, meeting: UUID) -> None:
    client, _token = sign_in_device(cast.worker.person)
    officer = actor_of(cast.officer)
    entry_id = write(officer, meeting, speech("एक"))
    change_entry(actor=officer, meeting_id=meeting, entry_id=entry_id, base=1, said=speech("दो"))
    late = command("minute.change", meeting, entry_id, "तीन", base=1)
    assert push(client, late)[0]["status"] == "accepted"
    assert [a.said.texts["hi"] for a in get_record(officer, meeting).entries[0].asides] == ["तीन"]

    other = make_held_meeting(unit=cast.middle, by=cast.officer, parts=((Role.STAGE, cast.worker),))
    closed = write(officer, other, speech("एक"))
    close_record(actor=officer, meeting_id=other)
    later = command("minute.change", other, closed, "दो", base=1)
    for _ in range(2):
        assert push(client, later)[0]["status"] == "accepted"
    entries = get_record(officer, other).entries
    assert [(e.said.texts["hi"], e.is_addition) for e in entries] == [("एक", False), ("दो", True)]


def test_a_stranger_and_nonsense_are_refused_and_the_others_go_on(cast: Cast, meeting: UUID) -> None:
    stranger, _token = sign_in_device(cast.stranger.person)
    assert push(stranger, command("minute.add", meeting, new_id(), "एक"))[0]["code"] == "not_found"
    client, _token = sign_in_device(cast.worker.person)
    results = push(
        client,
        command("minute.add", meeting, new_id(), "एक"),
        command("minute.add", meeting, new_id(), "  "),
        command("minute.add", meeting, new_id(), "दो", kind="song"),
        command("minute.change", meeting, new_id(), "तीन", base=1),
        command("minute.add", meeting, new_id(), "चार"),
    )
    assert [one.get("code", "") for one in results] == ["", "nothing_written", "command_unreadable", "not_found", ""]
    assert len(get_record(actor_of(cast.officer), meeting).entries) == 2


def test_the_record_is_read_by_whoever_may(cast: Cast, meeting: UUID) -> None:
    write(actor_of(cast.officer), meeting, speech("एक"))
    worker, _token = sign_in_device(cast.worker.person)
    told = worker.get(f"/api/v1/meetings/{meeting}/record").json()
    assert [e["said"]["texts"] for e in told["entries"]] == [{"hi": "एक"}]
    assert told["may_write"] is True
    stranger, _token = sign_in_device(cast.stranger.person)
    assert stranger.get(f"/api/v1/meetings/{meeting}/record").status_code == 404
