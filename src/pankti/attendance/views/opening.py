"""Who may open a meeting's attendance, and what every page of it shows."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from pankti.attendance.hosts import is_host, is_leading
from pankti.base.actor import SYSTEM, Actor
from pankti.base.errors import OutOfReach
from pankti.base.sight import go_on_as, sight_of
from pankti.meetings.queries import get_meeting
from pankti.meetings.tabs import list_tabs
from pankti.meetings.types import VIEW, MeetingState, MeetingView


def open_meeting(actor: Actor, meeting_id: UUID, *, to_take: bool = False) -> tuple[MeetingView, bool]:
    """The meeting, and whether the actor takes its attendance. Raises OutOfReach.

    Whoever takes it may be no officer of those who come, so the page goes on with the system's sight: it shows
    nothing but this one meeting's roll. That is given on two grounds that do not lean on each other: the right,
    and that the meeting leads to them or lies in what the database lets them see anyway.
    """
    meeting = get_meeting(actor, meeting_id)
    hosts = is_host(actor, meeting)
    if meeting.state is MeetingState.DRAFT or not (hosts or (actor.may(VIEW, meeting.path) and not to_take)):
        raise OutOfReach
    own = sight_of(actor)
    go_on_as(sight_of(SYSTEM) if hosts and (is_leading(actor, meeting) or own.reaches(meeting.path)) else own)
    return meeting, hosts


def context_of(meeting: MeetingView, here: str, **more: Any) -> dict[str, Any]:
    return {"meeting": meeting, "tabs": list_tabs(meeting), "here": here, **more}
