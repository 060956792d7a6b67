"""Rooms and rehearsals of the meetings to come: asked for, moved, dropped, looked at before the hour."""

from __future__ import annotations

import logging
from datetime import timedelta
from uuid import UUID

from django.db import transaction

from pankti.attendance.actions.open_roll import open_roll
from pankti.attendance.actions.read_report import take_visits
from pankti.attendance.models import Rehearsal
from pankti.attendance.readiness import rehearse
from pankti.base.actor import SYSTEM
from pankti.base.clock import now
from pankti.base.words import in_language
from pankti.channels.actions.ask_outside import fetch_visits
from pankti.channels.actions.ask_room import ask_room, drop_room
from pankti.channels.errors import AdapterError
from pankti.channels.queries import find_rooms, has_service, list_open_subjects
from pankti.channels.types import RoomState, RoomWish
from pankti.meetings.queries import get_meeting
from pankti.meetings.queries.videos import list_called_off, list_soon, list_with_rooms
from pankti.meetings.types import MeetingView
from pankti.organisation.queries import get_organisation

log = logging.getLogger(__name__)
KIND = "meeting"
HOURS = (24, 3, 1)
"""So many hours before a meeting it is rehearsed; and again at each look when it was not ready."""
USUAL = timedelta(hours=2)
REPORT_AFTER = timedelta(minutes=40)


def keep_rooms() -> int:
    """Ask for the rooms of called meetings by video, and drop those of meetings called off. Repeat-safe."""
    n, after = 0, None
    if has_service():
        while page := list_with_rooms(after_id=after):
            for meeting in page:
                keep_room(meeting)
            n, after = n + len(page), page[-1].id
    for meeting_id in list_called_off(list_open_subjects(KIND)):
        drop_room(actor=SYSTEM, subject_kind=KIND, subject_id=meeting_id)
    return n


def keep_room(meeting: MeetingView) -> UUID:
    """Want the meeting's room as the meeting stands now."""
    assert meeting.starts_at is not None  # noqa: S101 - called meetings have their hour
    language = next(iter(get_organisation().languages), "hi")
    return ask_room(
        actor=SYSTEM,
        wish=RoomWish(
            subject_kind=KIND,
            subject_id=meeting.id,
            path=meeting.path,
            title=in_language(meeting.titles, language) or in_language(meeting.unit_names, language),
            starts_at=meeting.starts_at,
            ends_at=meeting.ends_at or meeting.starts_at + USUAL,
        ),
    )


def rehearse_soon() -> int:
    """Look at each meeting whose time for it has come; how many are not ready. Repeat-safe."""
    bad, after = 0, None
    while page := list_soon(within=timedelta(hours=max(HOURS)), after_id=after):
        known = {row.meeting_id: row for row in Rehearsal.objects.filter(meeting_id__in=[m.id for m in page])}
        for meeting in page:
            if _is_due(meeting, known.get(meeting.id)):
                bad += bool(rehearse_now(meeting))
        after = page[-1].id
    return bad


def rehearse_now(meeting: MeetingView) -> list[str]:
    """Look at one meeting and keep what was found. Never inside a transaction: the link is asked."""
    found = rehearse(meeting)
    codes = [f"{one.finding}:{one.more}" for one in found]
    with transaction.atomic():
        Rehearsal.objects.update_or_create(
            meeting_id=meeting.id,
            defaults={
                "at_path": meeting.path,
                "starts_at": meeting.starts_at,
                "findings": codes,
                "is_ready": not codes,
                "looked_at": now(),
            },
        )
    return codes


def open_rolls() -> None:
    """Write down who was called when a meeting begins, so that it can be counted who came."""
    after = None
    while page := list_soon(within=timedelta(minutes=30), after_id=after):
        for meeting in page:
            open_roll(meeting)
        after = page[-1].id


def fetch_reports() -> int:
    """Ask the services who was there, some time after the end; once there was an answer, never again."""
    n = 0
    rooms = find_rooms(KIND, list_open_subjects(KIND))
    asked = set(
        Rehearsal.objects.filter(meeting_id__in=rooms, visits_at__isnull=False).values_list("meeting_id", flat=True)
    )
    for meeting_id, room in rooms.items():
        if meeting_id in asked or room.state is not RoomState.MADE or not room.capabilities.reports:
            continue
        meeting = get_meeting(SYSTEM, meeting_id)
        ends = meeting.ends_at or room.starts_at + USUAL
        if not ends + REPORT_AFTER <= now() <= ends + timedelta(days=1):
            continue
        try:
            visits = fetch_visits(room_id=room.id)
        except AdapterError as error:
            log.info("no list of who was in room %s: %s", room.id, error.code)
            continue
        take_visits(meeting=meeting, service=room.service_name, visits=visits)
        Rehearsal.objects.update_or_create(
            meeting_id=meeting.id,
            defaults={"visits_at": now()},
            create_defaults={"at_path": meeting.path, "starts_at": meeting.starts_at, "visits_at": now()},
        )
        n += 1
    return n


def _is_due(meeting: MeetingView, row: Rehearsal | None) -> bool:
    if row is None or row.looked_at is None or not row.is_ready or row.starts_at != meeting.starts_at:
        return True
    assert meeting.starts_at is not None  # noqa: S101
    at = now()
    return any(row.looked_at < meeting.starts_at - timedelta(hours=hours) <= at for hours in HOURS)
