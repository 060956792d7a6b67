"""What phones ask of attendance: one's own card, the doors that one keeps, one's way into a video room."""

from __future__ import annotations

import base64
from datetime import datetime, timedelta
from typing import Any, cast
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema

from pankti.access.doors import Bearer, DeviceRequest
from pankti.attendance.actions.come import find
from pankti.attendance.actions.open_roll import open_roll
from pankti.attendance.codes import CARD_LIVES, STEP, door_secret, make_card, public_key
from pankti.attendance.hosts import EARLY, LATE, is_host, require_host
from pankti.attendance.queries.present import list_roll
from pankti.base.actor import SYSTEM
from pankti.base.clock import now
from pankti.base.errors import OutOfReach
from pankti.base.sight import acting_as
from pankti.meetings.queries import get_meeting, list_meetings
from pankti.meetings.queries.calendars import as_called
from pankti.meetings.queries.pages import PAST, UPCOMING
from pankti.meetings.types import MeetingRow, MeetingState, MeetingView

router = Router(tags=["attendance"], auth=Bearer())
MOST_DOORS = 20
MOST_ON_ROLL = 500
SOON = timedelta(days=2)


class CardOut(Schema):
    """One's own card: what its QR code holds, and until when it is good."""

    card: str
    until: datetime


class DoorLine(Schema):
    """A meeting whose door one keeps."""

    id: UUID
    titles: dict[str, str]
    unit_names: dict[str, str]
    starts_at: datetime


class PersonOnRoll(Schema):
    person_id: UUID
    names: dict[str, str]
    post_names: dict[str, str]
    unit_names: dict[str, str]
    is_present: bool


class DoorOut(Schema):
    """All that a phone needs to keep a door without a network. ``secret``: of the changing code, in base64.

    ``key``: checks cards (P-256, uncompressed point). ``closes_at``: until when attendance is taken.
    """

    id: UUID
    titles: dict[str, str]
    starts_at: datetime
    opens_at: datetime
    closes_at: datetime
    secret: str
    step: int
    key: str
    roll: list[PersonOnRoll]
    count: int


class JoinOut(Schema):
    """Where one joins by video; empty where one is not called."""

    path: str


@router.get("/attendance/card", url_name="attendance-card", response=CardOut)
def card(request: HttpRequest) -> dict[str, Any]:
    """My card, to be shown at a door; the phone keeps it, so that it can be shown without a network."""
    actor = cast("DeviceRequest", request).actor
    if actor.person_id is None:
        raise OutOfReach
    until = now() + CARD_LIVES
    return {"card": make_card(actor.person_id, until), "until": until}


@router.get("/attendance/doors", url_name="attendance-doors", response=list[DoorLine])
def doors(request: HttpRequest) -> list[dict[str, Any]]:
    """The meetings of these days whose attendance I take, the next one first."""
    actor = cast("DeviceRequest", request).actor
    rows: list[MeetingRow] = []
    for when in (UPCOMING, PAST):
        rows += [
            row
            for row in list_meetings(actor, when=when, limit=MOST_DOORS).rows
            if row.starts_at and abs(row.starts_at - now()) <= SOON
        ]
    return [
        {"id": row.id, "titles": row.titles, "unit_names": row.unit_names, "starts_at": row.starts_at}
        for row in rows
        if is_host(actor, get_meeting(actor, row.id))
    ]


@router.get("/attendance/doors/{meeting_id}", url_name="attendance-door", response=DoorOut)
def door(request: HttpRequest, meeting_id: UUID) -> dict[str, Any]:
    """One door, whole. 404 to whoever does not take this meeting's attendance."""
    meeting = _hosted(request, meeting_id)
    assert meeting.starts_at is not None  # noqa: S101 - called meetings have their hour
    open_roll(meeting)
    with acting_as(SYSTEM):
        rows = list_roll(meeting.id, limit=MOST_ON_ROLL + 1)
    ends = meeting.ends_at or meeting.starts_at
    return {
        "id": meeting.id,
        "titles": meeting.titles,
        "starts_at": meeting.starts_at,
        "opens_at": meeting.starts_at - EARLY,
        "closes_at": ends + LATE,
        "secret": base64.b64encode(door_secret(meeting.id)).decode(),
        "step": STEP,
        "key": public_key(),
        "roll": [
            {
                "person_id": row.person_id,
                "names": row.names,
                "post_names": row.post_names,
                "unit_names": row.unit_names,
                "is_present": bool(row.came_at),
            }
            for row in rows[:MOST_ON_ROLL]
            if row.person_id
        ],
        "count": len(rows),
    }


@router.get("/attendance/join/{meeting_id}", url_name="attendance-join", response=JoinOut)
def join(request: HttpRequest, meeting_id: UUID) -> dict[str, str]:
    """My own way into the meeting's video room: an address that knows me."""
    actor = cast("DeviceRequest", request).actor
    return {"path": as_called(get_meeting(actor, meeting_id), actor.person_id).join}


def _hosted(request: HttpRequest, meeting_id: UUID) -> MeetingView:
    meeting = find(meeting_id)
    require_host(cast("DeviceRequest", request).actor, meeting)
    if meeting.state is MeetingState.DRAFT or meeting.starts_at is None:
        raise OutOfReach
    return meeting
