"""Who came to a meeting, as rows: for tests that only read it."""

from __future__ import annotations

from datetime import timedelta

from pankti.attendance.models import Presence
from pankti.base.words import Words
from pankti.meetings.models import Meeting
from pankti.organisation.models import Appointment
from tests.makers.organisation import path_of


def mark_present(meeting: Meeting, held: Appointment) -> None:
    """A holder was there, from the meeting's hour on."""
    place = path_of(held.unit)
    earlier = Presence.objects.filter(meeting=meeting).count()
    Presence.objects.create(
        meeting=meeting,
        person=held.person,
        appointment=held,
        unit=held.unit,
        path=place,
        at_path=meeting.path,
        is_invited=True,
        is_present=True,
        came_at=None if meeting.starts_at is None else meeting.starts_at + timedelta(seconds=earlier),
    )


def mark_guest(meeting: Meeting, names: Words) -> None:
    """Somebody without an account was there."""
    Presence.objects.create(
        meeting=meeting,
        guest_names=names,
        guest_key=names["hi"],
        at_path=meeting.path,
        is_present=True,
        came_at=meeting.starts_at,
    )
