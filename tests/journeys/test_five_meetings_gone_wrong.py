"""What goes wrong around the five meetings: each gets a sentence through its door, and nothing entered is lost."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest

from pankti.base.clock import now
from pankti.base.ids import new_id
from pankti.meetings.models import AgendaItem, Meeting, Part
from pankti.meetings.types import MeetingState, Role
from tests.journeys.five.calling import Order, assert_answers, call, form_of, hour_of, office
from tests.journeys.five.land import Land, invent
from tests.makers.plans import merge, reorganise

pytestmark = pytest.mark.django_db(transaction=True)


def _order(land: Land) -> Order:
    """The second mandal's meeting of its assembly's mandal convenors."""
    chair = land["assembly-in-charge", 0]
    return Order(
        by=chair,
        unit=land.assemblies[0],
        title=("बैठक", "Meeting"),
        levels=("mandal",),
        posts=("mandal-convenor",),
        place=("नगर भवन", "Town Hall"),
        parts=((Role.CHAIR, land["mandal-convenor", 0]),),
    )


def test_all_that_can_be_wrong_before_a_meeting_is_told_and_kept() -> None:
    land = invent()
    order = _order(land)
    called = [land["mandal-convenor", 0], land["mandal-convenor", 1]]
    first = call(order, called)

    _two_meetings_at_one_hour(order)
    _four_hundred_items(order)
    _a_calendar_without_a_zone(land, first)
    _a_chair_who_resigned(land, order)
    _a_unit_merged_away(land)


def _two_meetings_at_one_hour(order: Order) -> None:
    client, second = office(order.by), new_id()
    client.post(f"/console/meetings/{second}/edit/", form_of(order))
    page = client.get(f"/console/meetings/{second}/call/").content.decode()
    assert order.parts[0][1].person.names["en"] in page  # type: ignore[union-attr]
    assert "is wanted at" in page
    assert "have another meeting" in page
    assert Meeting.objects.get(id=second).state == MeetingState.DRAFT  # told, not forbidden


def _four_hundred_items(order: Order) -> None:
    client, meeting_id = office(order.by), new_id()
    lines = "\n".join(f"Item {n}" for n in range(400))
    told = client.post(f"/console/meetings/{meeting_id}/edit/", form_of(order) | {"agenda_en": lines, "agenda_hi": ""})
    assert told.status_code == 422
    assert "400 items" in told.content.decode()
    assert "Item 399" in told.content.decode()
    assert AgendaItem.objects.filter(meeting=meeting_id).count() == 400


def _a_calendar_without_a_zone(land: Land, meeting_id: UUID) -> None:
    held = land["mandal-convenor", 0]
    starts = hour_of(meeting_id) + timedelta(hours=1)
    reply = (
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//A calendar//EN\r\nMETHOD:REPLY\r\nBEGIN:VEVENT\r\n"
        f"UID:{meeting_id}@pankti\r\nSEQUENCE:0\r\nDTSTAMP:{now():%Y%m%dT%H%M%SZ}\r\nDTSTART:{starts:%Y%m%dT%H%M%S}\r\n"
        "ATTENDEE;PARTSTAT=ACCEPTED:mailto:holder@example.org\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    )
    client = office(held)
    told = client.post("/console/meetings/calendar/", {"do": "reply", "text": reply})
    assert told.status_code == 422
    assert "not its time zone" in told.content.decode()
    assert "BEGIN:VEVENT" in told.content.decode()
    assert_answers(meeting_id, land["assembly-in-charge", 0], attending=0, deputy=0, declined=0)
    right = reply.replace(f"DTSTART:{starts:%Y%m%dT%H%M%S}\r\n", "")
    assert client.post("/console/meetings/calendar/", {"do": "reply", "text": right}).status_code == 302
    assert_answers(meeting_id, land["assembly-in-charge", 0], attending=1, deputy=0, declined=0)


def _a_chair_who_resigned(land: Land, order: Order) -> None:
    client, meeting_id = office(order.by), new_id()
    chair = land["mandal-convenor", 0]
    client.post(f"/console/meetings/{meeting_id}/edit/", form_of(order) | {"do": "save"})
    ended = office(land["assembly-in-charge", 0])
    chair.ended_at = now() - timedelta(seconds=1)
    chair.save(update_fields=["ended_at"])
    page = ended.get(f"/console/meetings/{meeting_id}/call/").content.decode()
    assert f"{chair.person.names['en']} does not hold the post any more" in page
    client.post(f"/console/meetings/{meeting_id}/call/")
    assert Meeting.objects.get(id=meeting_id).state == MeetingState.DRAFT
    assert Part.objects.filter(meeting=meeting_id, appointment=chair).exists()


def _a_unit_merged_away(land: Land) -> None:
    by, gone, heir = land["assembly-in-charge", 0], land.mandals[1], land.mandals[0]
    order = Order(
        by=by,
        unit=gone,
        title=("बैठक", "Meeting"),
        levels=("cluster",),
        posts=(),
        place=("नगर भवन", "Town Hall"),
        parts=((Role.CHAIR, by),),
    )
    client, meeting_id = office(by), new_id()
    client.post(f"/console/meetings/{meeting_id}/edit/", form_of(order) | {"do": "save"})
    reorganise(merge(gone, heir))
    page = client.get(f"/console/meetings/{meeting_id}/call/").content.decode()
    assert f"was merged into {heir.names['en']}" in page
    client.post(f"/console/meetings/{meeting_id}/call/")
    kept = Meeting.objects.get(id=meeting_id)
    assert (kept.state, kept.titles["en"]) == (MeetingState.DRAFT, "Meeting")
    assert client.get(f"/console/meetings/{meeting_id}/edit/").status_code == 200
