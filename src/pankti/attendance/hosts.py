"""Who takes the attendance of a meeting: whoever calls meetings of its unit, and whoever leads this one."""

from __future__ import annotations

from datetime import timedelta

from pankti.attendance.errors import MeetingNotOpen, NotTheHost
from pankti.base.actor import Actor
from pankti.base.clock import now
from pankti.meetings.types import CALL, MeetingState, MeetingView, Role

HOSTS = (Role.CHAIR, Role.DIRECTOR, Role.STAGE, Role.WELCOME, Role.THANKS)
EARLY = timedelta(hours=2)
LATE = timedelta(days=14)


def is_host(actor: Actor, meeting: MeetingView) -> bool:
    return actor.may(CALL, meeting.path) or is_leading(actor, meeting)


def is_leading(actor: Actor, meeting: MeetingView) -> bool:
    """Whether one of the actor's own posts leads this meeting."""
    return any(p.role in HOSTS and p.appointment_id in actor.appointments for p in meeting.parts if p.appointment_id)


def require_host(actor: Actor, meeting: MeetingView) -> None:
    """Raise NotTheHost, which looks like a thing that is not there."""
    if not is_host(actor, meeting):
        raise NotTheHost


def check_open(meeting: MeetingView) -> None:
    """Raise MeetingNotOpen unless attendance of the meeting may be taken now."""
    at = now()
    is_called = meeting.state in (MeetingState.CALLED, MeetingState.HELD)
    ends = meeting.ends_at or meeting.starts_at
    if not is_called or meeting.starts_at is None or ends is None or not meeting.starts_at - EARLY <= at <= ends + LATE:
        raise MeetingNotOpen
