"""Invitations, feeds and replies as calendars read and write them, and the card as a picture."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from icalendar import Calendar
from PIL import Image

from pankti.base.ids import new_id
from pankti.cascade.queries.invitees import find_invited
from pankti.meetings.actions.calendar import make_feed, revoke_feed, take_reply
from pankti.meetings.actions.change import cancel_meeting, change_meeting
from pankti.meetings.cards import draw_card
from pankti.meetings.errors import CalendarUnreadable, ReplyOld, ReplyUnknown, ReplyWithoutZone
from pankti.meetings.joining import join_path
from pankti.meetings.models import CalendarFeed, Meeting
from pankti.meetings.queries import get_meeting
from pankti.meetings.queries.calendars import find_feed, sign_feed
from pankti.meetings.stored import draft_of
from pankti.meetings.types import Changed, Mode
from tests.makers.access import console_client, sign_in_device
from tests.makers.cascade import fold_all
from tests.makers.meetings import make_meeting
from tests.makers.organisation import Cast, actor_of, make_appointment, make_cast

pytestmark = pytest.mark.django_db


def the_file(client: Client, meeting_id: object) -> bytes:
    answer = client.get(f"/console/meetings/{meeting_id}/meeting.ics")
    assert answer.status_code == 200
    return bytes(answer.content)


def read(data: bytes) -> Any:
    return Calendar.from_ical(data)


def lines_of(data: bytes) -> dict[str, str]:
    """A second reading, without the library that wrote it: RFC 5545's content lines by name."""
    assert all(len(line) <= 75 for line in data.split(b"\r\n"))
    unfolded = re.sub(rb"\r\n[ \t]", b"", data).decode()
    event = unfolded.split("BEGIN:VEVENT")[1].split("END:VEVENT")[0]
    return dict(line.split(":", 1) for line in event.strip().split("\r\n"))


def test_an_invitation_its_change_and_its_end_are_one_event() -> None:
    cast = make_cast()
    worker, actor = console_client(cast.worker.person), actor_of(cast.officer)
    meeting_id = make_meeting(cast)
    first = read(the_file(worker, meeting_id))
    [event] = first.walk("VEVENT")
    shown = get_meeting(actor, meeting_id)
    assert first["method"] == "REQUEST"
    assert (str(event["uid"]).split("@")[0], int(event["sequence"])) == (str(meeting_id), 0)
    assert event["dtstart"].dt == shown.starts_at
    assert event["dtstart"].dt.tzinfo is not None
    assert event["dtstart"].params["TZID"] == "Asia/Kolkata"
    assert [str(zone["tzid"]) for zone in first.walk("VTIMEZONE")] == ["Asia/Kolkata"]
    assert event["attendee"].params["PARTSTAT"] == "NEEDS-ACTION"
    assert str(event["summary"]) == "मंडल की बैठक"

    draft = draft_of(shown)
    assert draft.starts_at is not None
    moved = replace(draft, starts_at=draft.starts_at + timedelta(hours=1), ends_at=None)
    change_meeting(actor=actor, meeting_id=meeting_id, changed=Changed(moved, {"en": "Another hour"}))
    again = lines_of(the_file(worker, meeting_id))
    assert again["SEQUENCE"] == "1"
    assert again["UID"].startswith(str(meeting_id))

    cancel_meeting(actor=actor, meeting_id=meeting_id, reason="बाढ़")
    last = the_file(worker, meeting_id)
    assert b"METHOD:CANCEL" in last
    assert lines_of(last)["STATUS"] == "CANCELLED"
    assert lines_of(last)["SEQUENCE"] == "2"
    assert "बाढ़" in lines_of(last)["DESCRIPTION"]


def test_a_feed_holds_ones_own_meetings_until_it_is_switched_off() -> None:
    cast = make_cast()
    mine = make_meeting(cast)
    make_meeting(cast, by=make_appointment(unit=cast.other_middle), unit=cast.other_middle)
    actor = actor_of(cast.worker)
    feed = make_feed(actor=actor)
    assert make_feed(actor=actor) == feed
    anybody = Client()
    address = f"/calendar/{sign_feed(feed)}.ics"
    answer = anybody.get(address)
    assert answer["Content-Type"].startswith("text/calendar")
    events = read(answer.content).walk("VEVENT")
    assert [str(event["uid"]).split("@")[0] for event in events] == [str(mine)]
    assert anybody.get("/calendar/nonsense.ics").status_code == 404
    assert anybody.get(f"/calendar/{sign_feed(new_id())}.ics").status_code == 404
    revoke_feed(actor=actor)
    assert anybody.get(address).status_code == 404
    assert find_feed(cast.worker.person_id) is None
    assert CalendarFeed.objects.count() == 1


def reply(meeting_id: object, partstat: str = "ACCEPTED", *, start: str = "", sequence: int = 0) -> bytes:
    return "\r\n".join(
        [
            "BEGIN:VCALENDAR",
            "VERSION:2.0",
            "PRODID:-//Some calendar//EN",
            "METHOD:REPLY",
            "BEGIN:VEVENT",
            f"UID:{meeting_id}@meetings.pankti.invalid",
            f"SEQUENCE:{sequence}",
            "DTSTAMP:20261122T050000Z",
            *([start] if start else []),
            f"ATTENDEE;PARTSTAT={partstat}:mailto:somebody@example.org",
            "END:VEVENT",
            "END:VCALENDAR",
            "",
        ]
    ).encode()


def said(cast: Cast, meeting_id: object) -> str:
    fold_all()
    found = find_invited(meeting_id, cast.worker.person_id)  # type: ignore[arg-type]
    assert found is not None
    return found.state


@pytest.mark.django_db(transaction=True)  # the roll-up reads what is committed
def test_a_calendars_reply_counts_as_an_answer() -> None:
    cast = make_cast()
    meeting_id = make_meeting(cast)
    actor = actor_of(cast.worker)
    for partstat, state in (("ACCEPTED", "attending"), ("DECLINED", "declined"), ("DELEGATED", "deputy")):
        assert take_reply(actor=actor, data=reply(meeting_id, partstat)) == (meeting_id, state)
    assert said(cast, meeting_id) in ("attending", "declined", "deputy")


def test_replies_that_cannot_count_say_why() -> None:
    cast = make_cast()
    meeting_id = make_meeting(cast)
    actor = actor_of(cast.worker)
    for data, error in (
        (b"hello", CalendarUnreadable),
        (b"", CalendarUnreadable),
        (b"\xff\xfe\x00", CalendarUnreadable),
        (reply(meeting_id).replace(b"REPLY", b"REQUEST"), CalendarUnreadable),
        (reply(meeting_id, "NEEDS-ACTION"), CalendarUnreadable),
        (reply(new_id()), ReplyUnknown),
        (reply("nobody"), ReplyUnknown),
        (reply(meeting_id, start="DTSTART:20261123T100000"), ReplyWithoutZone),
    ):
        with pytest.raises(error):
            take_reply(actor=actor, data=data)
    with pytest.raises(ReplyUnknown):
        take_reply(actor=actor_of(cast.stranger), data=reply(meeting_id))
    Meeting.objects.filter(id=meeting_id).update(sequence=2)
    with pytest.raises(ReplyOld):
        take_reply(actor=actor, data=reply(meeting_id))
    assert said(cast, meeting_id) == "silent"


def test_the_page_makes_the_address_and_reads_a_pasted_reply() -> None:
    cast = make_cast()
    meeting_id = make_meeting(cast)
    client = console_client(cast.worker.person)
    client.post("/console/meetings/calendar/", {"do": "make"})
    assert "/calendar/" in client.get("/console/meetings/calendar/").content.decode()
    without = reply(meeting_id, start="DTSTART:20261123T100000").decode()
    told = client.post("/console/meetings/calendar/", {"do": "reply", "text": without})
    assert told.status_code == 422
    assert "METHOD:REPLY" in told.content.decode()  # what was pasted is still there
    pasted = reply(meeting_id).decode()
    assert client.post("/console/meetings/calendar/", {"do": "reply", "text": pasted}).status_code == 302
    client.post("/console/meetings/calendar/", {"do": "revoke"})
    assert find_feed(cast.worker.person_id) is None


def test_the_card_is_a_picture_in_both_languages_and_on_phones() -> None:
    cast = make_cast()
    meeting_id = make_meeting(cast)
    shown = get_meeting(actor_of(cast.officer), meeting_id)
    hindi, english = draw_card(shown, "hi"), draw_card(shown, "en")
    assert hindi != english
    for data in (hindi, english):
        picture = Image.open(io.BytesIO(data))
        assert (picture.format, picture.width) == ("PNG", 1080)
    phone, _token = sign_in_device(cast.worker.person)
    answer = phone.get(f"/api/v1/meetings/{meeting_id}/card/hi")
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/png")
    assert phone.get(f"/api/v1/meetings/{meeting_id}/card/xx").status_code == 404
    stranger, _token = sign_in_device(cast.stranger.person)
    assert stranger.get(f"/api/v1/meetings/{meeting_id}/card/hi").status_code == 404


def test_a_meeting_by_video_carries_ones_own_link_everywhere() -> None:
    cast = make_cast()
    meeting_id = make_meeting(cast, mode=Mode.BOTH, link="https://meet.example/room")
    own = f"http://testserver{join_path(meeting_id, cast.worker.id)}"
    console = console_client(cast.worker.person)
    said = lines_of(the_file(console, meeting_id))
    assert said["URL"] == own
    assert own in said["DESCRIPTION"]
    feed = Client().get(f"/calendar/{sign_feed(make_feed(actor=actor_of(cast.worker)))}.ics")
    [event] = read(feed.content).walk("VEVENT")
    assert str(event["url"]) == own
    assert join_path(meeting_id, cast.worker.id) in console.get(f"/console/meetings/{meeting_id}/").content.decode()
    phone, _token = sign_in_device(cast.worker.person)
    told = phone.get(f"/api/v1/attendance/join/{meeting_id}").json()
    assert told == {"path": join_path(meeting_id, cast.worker.id)}
