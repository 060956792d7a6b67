"""Meetings as calendars read them: RFC 5545 with its time zone, RFC 5546 for invitations, changes and cancellations."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from icalendar import Calendar, Event, vCalAddress, vText

from pankti.base.clock import now
from pankti.base.words import in_language
from pankti.meetings.errors import CalendarUnreadable, ReplyUnknown, ReplyWithoutZone
from pankti.meetings.types import MeetingState, MeetingView

PRODUCT = "-//Pankti//meetings//EN"
DOMAIN = "meetings.pankti.invalid"
"""Ids of events and of those who are called end so; nobody can be written to there."""
LASTS = timedelta(hours=1)
PARTSTAT = {"attending": "ACCEPTED", "declined": "DECLINED", "deputy": "DELEGATED"}


@dataclass(frozen=True, slots=True)
class Called:
    """One meeting as one person's calendar shows it; ``state`` is what they have said.

    ``join``: the person's own address of the video room, whole; nothing where there is no such room.
    """

    meeting: MeetingView
    appointment_id: UUID | None = None
    state: str = "silent"
    join: str = ""


@dataclass(frozen=True, slots=True)
class Reply:
    """What a calendar answered: for which meeting and which version of it."""

    meeting_id: UUID
    sequence: int
    state: str
    said_at: datetime


def write_calendar(called: Iterable[Called], *, language: str, time_zone: str, method: str = "PUBLISH") -> bytes:
    """The meetings as one calendar. ``method``: PUBLISH for a feed, REQUEST for an invitation or its change, CANCEL."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", method)
    for one in called:
        if one.meeting.starts_at is not None:
            calendar.add_component(_event(one, language, ZoneInfo(time_zone)))
    calendar.add_missing_timezones()
    return bytes(calendar.to_ical())


def method_of(meeting: MeetingView) -> str:
    """Whether this is an invitation (or its change) or the end of one."""
    return "CANCEL" if meeting.state is MeetingState.CANCELLED else "REQUEST"


def _event(one: Called, language: str, zone: ZoneInfo) -> Event:
    meeting = one.meeting
    starts_at = meeting.starts_at or now()
    event = Event()
    event.add("uid", f"{meeting.id}@{DOMAIN}")
    event.add("sequence", meeting.sequence)
    event.add("dtstamp", now())
    event.add("dtstart", starts_at.astimezone(zone))
    event.add("dtend", (meeting.ends_at or starts_at + LASTS).astimezone(zone))
    event.add("summary", in_language(meeting.titles, language))
    event.add("description", _description(one, language))
    event.add("status", "CANCELLED" if meeting.state is MeetingState.CANCELLED else "CONFIRMED")
    place = ", ".join(part for part in (in_language(meeting.place.names, language), meeting.place.address) if part)
    way_in = one.join or meeting.link
    if place or way_in:
        event.add("location", place or way_in)
    if way_in:
        event.add("url", way_in)
    if meeting.place.latitude is not None and meeting.place.longitude is not None:
        event.add("geo", (meeting.place.latitude, meeting.place.longitude))
    organizer = vCalAddress(f"mailto:unit-{meeting.unit_id}@{DOMAIN}")
    organizer.params["CN"] = vText(in_language(meeting.unit_names, language))
    event["organizer"] = organizer
    if one.appointment_id is not None:
        attendee = vCalAddress(f"mailto:holder-{one.appointment_id}@{DOMAIN}")
        attendee.params["PARTSTAT"] = vText(PARTSTAT.get(one.state, "NEEDS-ACTION"))
        attendee.params["RSVP"] = vText("TRUE")
        event.add("attendee", attendee, encode=False)
    return event


def _description(one: Called, language: str) -> str:
    meeting = one.meeting
    lines = [in_language(meeting.texts, language)]
    if one.join and meeting.state is MeetingState.CALLED:
        lines.append(_("Join by video, your own link: %(link)s") % {"link": one.join})
    if meeting.end_reason:
        lines.append(_("Cancelled: %(reason)s") % {"reason": meeting.end_reason})
    lines += [f"{place}. {in_language(item.titles, language)}" for place, item in enumerate(meeting.agenda, start=1)]
    return "\n".join(line for line in lines if line)


def read_reply(data: bytes) -> Reply:
    """What a calendar answered (METHOD:REPLY). A time that the reply repeats is not believed, only compared.

    Raises CalendarUnreadable, ReplyUnknown, ReplyWithoutZone.
    """
    try:
        calendar = Calendar.from_ical(data)
    except (ValueError, KeyError, IndexError, TypeError, AttributeError) as error:
        raise CalendarUnreadable from error
    events = calendar.walk("VEVENT") if isinstance(calendar, Calendar) else []
    if not events or str(calendar.get("method", "")).upper() not in ("REPLY", "COUNTER"):
        raise CalendarUnreadable
    event = events[0]
    try:
        meeting_id = UUID(str(event.get("uid", "")).partition("@")[0])
    except ValueError as error:
        raise ReplyUnknown from error
    started = event.get("dtstart")
    moment = getattr(started, "dt", None)
    if isinstance(moment, datetime) and moment.tzinfo is None:
        raise ReplyWithoutZone
    attendees = event.get("attendee")
    attendee = attendees[0] if isinstance(attendees, list) and attendees else attendees
    status = str(getattr(attendee, "params", {}).get("PARTSTAT", "")).upper()
    state = next((word for word, code in PARTSTAT.items() if code == status), "")
    if not state:
        raise CalendarUnreadable
    stamp = getattr(event.get("dtstamp"), "dt", None)
    said_at = stamp if isinstance(stamp, datetime) and stamp.tzinfo else now()
    try:
        sequence = int(event.get("sequence", 0))
    except (TypeError, ValueError):
        sequence = 0
    return Reply(meeting_id, sequence, state, min(said_at, now()))
