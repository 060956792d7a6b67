from __future__ import annotations

from datetime import datetime
from uuid import UUID

from pankti.attendance.actions.note_arrival import NewArrival, note_arrival
from pankti.attendance.actions.open_roll import open_roll
from pankti.attendance.codes import read_card, read_door
from pankti.attendance.errors import CardUnknown, CodeUnknown, MeetingNotOpen, ReasonMissing
from pankti.attendance.hosts import check_open, require_host
from pankti.attendance.models import Presence
from pankti.attendance.types import How
from pankti.base.actor import SYSTEM, Actor
from pankti.base.errors import OutOfReach
from pankti.base.sight import acting_as
from pankti.meetings.queries import get_meeting
from pankti.meetings.types import MeetingView


def come(*, actor: Actor, command_id: UUID, code: str, scanned_at: datetime) -> UUID:
    """Somebody scanned the code at the door, perhaps hours ago without a network; the meeting's id.

    ``scanned_at``: the phone's clock, put right by what was seen of it at this sync. Repeat-safe.
    Raises CodeUnknown, MeetingNotOpen.
    """
    meeting_id = read_door(code, scanned_at)
    if meeting_id is None or actor.person_id is None:
        raise CodeUnknown
    meeting = find(meeting_id)
    check_open(meeting)
    open_roll(meeting)
    new = NewArrival(id=command_id, how=How.DOOR, came_at=scanned_at, person_id=actor.person_id)
    note_arrival(actor=actor, meeting=meeting, new=new)
    return meeting_id


def let_in(*, actor: Actor, command_id: UUID, meeting_id: UUID, card: str, scanned_at: datetime) -> UUID:
    """A host scanned a card; the presence's id. Repeat-safe. Raises CardUnknown, NotTheHost, MeetingNotOpen."""
    meeting = _hosted(actor, meeting_id)
    person_id = read_card(card, scanned_at)
    if person_id is None:
        raise CardUnknown
    new = NewArrival(id=command_id, how=How.CARD, came_at=scanned_at, person_id=person_id)
    return note_arrival(actor=actor, meeting=meeting, new=new)


def tick(*, actor: Actor, command_id: UUID, meeting_id: UUID, person_id: UUID, came_at: datetime) -> UUID:
    """A host tapped a name in the list of those who were called. Repeat-safe. Raises NotTheHost, OutOfReach."""
    meeting = _hosted(actor, meeting_id)
    with acting_as(SYSTEM):
        if not Presence.objects.filter(meeting_id=meeting_id, person_id=person_id).exists():
            raise OutOfReach
    return note_arrival(
        actor=actor, meeting=meeting, new=NewArrival(command_id, How.LIST, came_at, person_id=person_id)
    )


def add_guest(*, actor: Actor, command_id: UUID, meeting_id: UUID, name: str, came_at: datetime) -> UUID:
    """A host wrote down a guest who has no account. Repeat-safe: one name is one guest. Raises NotTheHost."""
    meeting = _hosted(actor, meeting_id)
    if not name.strip():
        raise ReasonMissing
    return note_arrival(actor=actor, meeting=meeting, new=NewArrival(command_id, How.LIST, came_at, guest=name))


def find(meeting_id: UUID) -> MeetingView:
    """Any meeting, for doors that have their own proof of who may. Raises MeetingNotOpen when there is none."""
    with acting_as(SYSTEM):
        try:
            return get_meeting(SYSTEM, meeting_id)
        except OutOfReach:
            raise MeetingNotOpen from None


def _hosted(actor: Actor, meeting_id: UUID) -> MeetingView:
    meeting = find(meeting_id)
    require_host(actor, meeting)
    check_open(meeting)
    open_roll(meeting)
    return meeting
