"""The way into a video room by a link that knows who follows it. Whoever only looks (a preview, a robot) counts not."""

from __future__ import annotations

from uuid import NAMESPACE_URL, UUID, uuid5

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from pankti.attendance.actions.come import find
from pankti.attendance.actions.keep_rooms import KIND
from pankti.attendance.actions.note_arrival import NewArrival, note_arrival
from pankti.attendance.actions.open_roll import open_roll
from pankti.attendance.hosts import EARLY, HOSTS
from pankti.attendance.queries.joining import find_holder
from pankti.attendance.types import How
from pankti.base.actor import SYSTEM, Actor
from pankti.base.clock import now
from pankti.base.errors import OutOfReach
from pankti.base.sight import acting_as
from pankti.base.words import in_language
from pankti.base.writing import language
from pankti.channels.errors import AdapterError
from pankti.channels.queries import find_room, join_link
from pankti.channels.types import Guest, RoomState
from pankti.meetings.joining import read_join
from pankti.meetings.types import MeetingState, MeetingView


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest, token: str) -> HttpResponse:
    """GET tells which meeting it is; only the button (POST) counts and leads on.

    The page names nobody: chats fetch links to show a preview of them.
    """
    read = read_join(token)
    if read is None:
        raise OutOfReach
    meeting = find(read[0])
    with acting_as(SYSTEM):
        holder = find_holder(read[1])
        if holder is None:
            raise OutOfReach
        phase = _phase(meeting)
        link = ""
        if request.method == "POST" and phase == "open":
            link = _link(meeting, in_language(holder.names, language()), holder.appointment_id)
            if link:
                _count(meeting, holder.person_id, holder.appointment_id)
            else:
                phase = "not_made"
    context = {"meeting": meeting, "phase": phase, "link": link}
    answer = render(request, "attendance/join.html", context)
    answer["X-Robots-Tag"] = "noindex, nofollow"
    answer["Referrer-Policy"] = "no-referrer"
    return answer


def _phase(meeting: MeetingView) -> str:
    if meeting.state is MeetingState.CANCELLED:
        return "cancelled"
    if meeting.state is not MeetingState.CALLED or meeting.starts_at is None:
        return "over"
    at = now()
    if at < meeting.starts_at - EARLY:
        return "early"
    return "over" if at > (meeting.ends_at or meeting.starts_at + 3 * EARLY) + EARLY else "open"


def _link(meeting: MeetingView, name: str, appointment_id: UUID) -> str:
    if meeting.link:
        return meeting.link
    room = find_room(KIND, meeting.id)
    if room is None or room.state is not RoomState.MADE:
        return ""
    leads = any(p.role in HOSTS and p.appointment_id == appointment_id for p in meeting.parts)
    try:
        return join_link(room, Guest(name, is_host=leads, until=meeting.ends_at))
    except AdapterError:
        return ""


def _count(meeting: MeetingView, person_id: UUID, appointment_id: UUID) -> None:
    """Once for each person: coming again by the same link is the same arrival."""
    open_roll(meeting)
    key = uuid5(NAMESPACE_URL, f"pankti:join:{meeting.id}:{person_id}")
    new = NewArrival(key, How.LINK, now(), person_id=person_id, appointment_id=appointment_id)
    note_arrival(actor=Actor(person_id=person_id), meeting=meeting, new=new)
