"""Calling a meeting in the console by plain posts, and what its page shows."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.utils import timezone

from pankti.base.clock import now
from pankti.base.ids import new_id
from pankti.base.writing import zone
from pankti.cascade.queries import get_dispatch
from pankti.meetings.models import AgendaItem, Meeting, Part
from pankti.meetings.queries import get_meeting
from pankti.meetings.types import MeetingState
from pankti.organisation.models import Organisation
from tests.makers.access import console_client
from tests.makers.meetings import make_meeting
from tests.makers.organisation import Cast, actor_of, make_cast

pytestmark = pytest.mark.django_db


def office(cast: Cast) -> Client:
    client = console_client(cast.officer.person)
    client.cookies["django_language"] = "en"
    return client


def written(cast: Cast, **more: Any) -> dict[str, Any]:
    day = timezone.localtime(now() + timedelta(days=2), zone("Asia/Kolkata")).date()
    chair = str(new_id())
    return {
        "sender": str(cast.officer.id),
        "unit": str(cast.middle.id),
        "title_hi": "मंडल की बैठक",
        "title_en": "Meeting",
        "starts_on": day.isoformat(),
        "starts_time": "10:30",
        "ends_time": "12:00",
        "mode": "in_person",
        "place_hi": "सामुदायिक भवन",
        "agenda_hi": "पिछले काम (20 मिनट)\nआगे की योजना",
        "agenda_en": "Earlier work\nPlans ahead (40 min)",
        "tree": "main",
        "tree_before": "main",
        "roots": [str(cast.middle.id)],
        "levels": ["last"],
        "part": [chair],
        f"part_role_{chair}": "chair",
        f"part_holder_{chair}": str(cast.officer.id),
        "do": "review",
        **more,
    }


def test_from_an_empty_page_to_the_call() -> None:
    cast = make_cast()
    client = office(cast)
    assert client.get("/console/meetings/new/").status_code == 200
    here = f"/console/meetings/{(meeting_id := new_id())}/"
    looked = client.post(f"{here}edit/", written(cast))
    assert looked.status_code == 302, looked.content.decode()
    assert looked["Location"] == f"{here}call/"
    page = client.get(f"{here}call/").content.decode()
    assert "Call 1 person" in page
    assert client.post(f"{here}call/").status_code == 302
    shown = get_meeting(actor_of(cast.officer), meeting_id)
    assert shown.state is MeetingState.CALLED
    assert [(item.titles["hi"], item.titles["en"], item.minutes) for item in shown.agenda] == [
        ("पिछले काम", "Earlier work", 20),
        ("आगे की योजना", "Plans ahead", 40),
    ]
    page = client.get(here).content.decode()
    assert "आशा" in page
    assert "Who comes" in page
    csv = b"".join(client.get(f"{here}invited.csv")).decode()
    assert csv.count("\n") == 2


def test_nothing_entered_is_lost_and_all_is_told() -> None:
    cast = make_cast()
    client = office(cast)
    here = f"/console/meetings/{new_id()}/edit/"
    lines = "\n".join(f"Item {n}" for n in range(400))
    told = client.post(
        here, written(cast, title_hi="", title_en="", agenda_en=lines, agenda_hi="", place_hi="", part=[])
    )
    page = told.content.decode()
    assert told.status_code == 422
    for sentence in ("no title yet", "400 items", "no place is given", "to chair the meeting"):
        assert sentence in page
    assert "Item 399" in page
    assert AgendaItem.objects.count() == 400


def test_people_are_added_by_name_moved_and_taken_away() -> None:
    cast = make_cast()
    client = office(cast)
    meeting_id = new_id()
    here = f"/console/meetings/{meeting_id}/edit/"
    found = client.post(here, written(cast, do="who", who="आशा")).content.decode()
    assert f"part:{cast.colleague.id}" in found
    client.post(here, written(cast, do=f"part:{cast.chief.id}", as_role="chief_guest"))
    guest = {"guest_name_hi": "श्री विनय", "guest_post_hi": "सांसद", "guest_role": "main_speaker", "do": "guest"}
    client.post(here, written(cast, **guest))
    assert Part.objects.filter(meeting=meeting_id, names={"hi": "श्री विनय"}).exists()
    part = client.post(here, written(cast, do=f"invite:{cast.chief.id}"), headers={"HX-Request": "true"})
    assert "hx-swap-oob" in part.content.decode()
    assert Meeting.objects.get(id=meeting_id).invitees["added"] == [str(cast.chief.id)]
    count = client.post(f"/console/meetings/{meeting_id}/count/", written(cast, added=[str(cast.chief.id)]))
    assert '<b class="count-n">2</b>' in count.content.decode()


def test_a_change_of_time_asks_again() -> None:
    cast = make_cast()
    client = office(cast)
    meeting_id = make_meeting(cast)
    here = f"/console/meetings/{meeting_id}/change/"
    assert client.get(here).status_code == 200
    unsaid = client.post(here, written(cast, do="send"))
    assert unsaid.status_code == 422
    assert "what has changed" in unsaid.content.decode()
    sent = client.post(here, written(cast, do="send", changed_en="Another hour"))
    assert sent.status_code == 302, sent.content.decode()
    assert get_dispatch(meeting_id).asked == 2
    assert "Another hour" in client.get(f"/console/meetings/{meeting_id}/").content.decode()


def test_it_is_cancelled_with_a_reason_and_held_after_it_began() -> None:
    cast = make_cast()
    client = office(cast)
    first, second = make_meeting(cast), make_meeting(cast)
    assert client.post(f"/console/meetings/{first}/cancel/", {"reason": ""}).status_code == 422
    assert client.post(f"/console/meetings/{first}/cancel/", {"reason": "Flood"}).status_code == 302
    assert "Flood" in client.get(f"/console/meetings/{first}/").content.decode()
    client.post(f"/console/meetings/{second}/hold/")
    assert Meeting.objects.get(id=second).state == MeetingState.CALLED
    Meeting.objects.filter(id=second).update(starts_at=now() - timedelta(hours=3), ends_at=now() - timedelta(hours=1))
    client.post(f"/console/meetings/{second}/hold/")
    assert Meeting.objects.get(id=second).state == MeetingState.HELD


def test_lists_and_agendas() -> None:
    cast = make_cast()
    client = office(cast)
    meeting_id = make_meeting(cast)
    make_meeting(cast, called=False)
    for when in ("upcoming", "past", "drafts", "cancelled", "nonsense"):
        assert client.get("/console/meetings/", {"when": when}).status_code == 200
    assert client.get("/console/meetings/", {"unit": str(cast.middle.id)}).status_code == 200
    told = client.post("/console/meetings/agendas/new/", {"name_en": "Weekly", "agenda_en": "One (5 min)\nTwo"})
    assert told.status_code == 302
    page = client.get("/console/meetings/agendas/").content.decode()
    assert "Weekly" in page
    copied = client.get("/console/meetings/new/", {"follows": str(meeting_id)})
    assert copied.status_code == 200
    worker = console_client(cast.worker.person)
    assert "मंडल" in worker.get("/console/meetings/").content.decode()
    assert worker.get(f"/console/meetings/{meeting_id}/").status_code == 200


def test_one_who_takes_a_part_elsewhere_at_that_hour_is_named() -> None:
    cast = make_cast()
    client = office(cast)
    meeting_id = make_meeting(cast)
    other = make_meeting(cast, called=False, starts_at=Meeting.objects.get(id=meeting_id).starts_at)
    page = client.get(f"/console/meetings/{other}/call/").content.decode()
    assert "is wanted at" in page
    assert "1 of those who are called has another meeting" in page


def test_a_party_is_told_of_the_act() -> None:
    cast = make_cast()
    Organisation.objects.update(actor_class="party")
    client = office(cast)
    told = client.post(f"/console/meetings/{new_id()}/edit/", written(cast, is_worship="on"))
    assert told.status_code == 422
    assert "1988" in told.content.decode()
    hint = client.post(f"/console/meetings/{new_id()}/edit/", written(cast, place_hi="शिव मंदिर", do="look"))
    assert "sounds like a place of worship" in hint.content.decode()


def test_uuid_nonsense_is_nowhere() -> None:
    cast = make_cast()
    client = office(cast)
    assert client.get("/console/meetings/", {"unit": "x"}).status_code == 404
    assert client.get("/console/meetings/new/", {"follows": "x"}).status_code == 404
    assert client.get(f"/console/meetings/{UUID(int=1)}/").status_code == 404
