"""Meetings with a record for tests: the meeting as a row, all that is written in it through the real actions."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

from pankti.base.actor import Actor
from pankti.base.ids import new_id
from pankti.meetings.models import Meeting, Part
from pankti.meetings.types import MeetingState, Mode, Role
from pankti.minutes.actions.entries import add_entry
from pankti.minutes.types import EntryKind, Manner, Owner, Said
from pankti.organisation.models import Appointment, Unit
from tests.makers.organisation import Cast, actor_of, path_of

HELD_AT = datetime(2026, 11, 20, 5, 30, tzinfo=UTC)
TITLES = {"hi": "मासिक बैठक", "en": "Monthly meeting"}


def make_held_meeting(
    *,
    unit: Unit,
    by: Appointment,
    parts: tuple[tuple[Role, Appointment], ...] = (),
    starts_at: datetime = HELD_AT,
    titles: dict[str, str] | None = None,
) -> UUID:
    """A meeting that was called, with these holders' parts in it."""
    meeting = Meeting.objects.create(
        state=MeetingState.CALLED,
        version=1,
        titles=titles or TITLES,
        unit=unit,
        path=path_of(unit),
        mode=Mode.IN_PERSON,
        place={"names": {"hi": "सामुदायिक भवन", "en": "Community hall"}},
        starts_at=starts_at,
        by_appointment=by,
        author_id=by.person_id,
    )
    for number, (role, holder) in enumerate(parts, start=1):
        Part.objects.create(meeting=meeting, place=number, role=role, appointment=holder)
    return meeting.id


def write(actor: Actor, meeting_id: UUID, said: Said) -> UUID:
    """One entry at the end of the record."""
    entry_id = new_id()
    add_entry(actor=actor, meeting_id=meeting_id, entry_id=entry_id, said=said)
    return entry_id


def speech(hi: str, en: str = "", *, speaker_id: UUID | None = None, manner: Manner = Manner.SAID) -> Said:
    texts = {code: text for code, text in (("hi", hi), ("en", en)) if text}
    return Said(EntryKind.SPEECH, texts, speaker_id=speaker_id, manner=manner)


def decision(hi: str, en: str = "", *, owner: Owner | None = None, target: int | None = None) -> Said:
    texts = {code: text for code, text in (("hi", hi), ("en", en)) if text}
    return Said(EntryKind.DECISION, texts, owner=owner or Owner(level="last"), target=target)


def recorded(cast: Cast) -> UUID:
    """A meeting of the officer's unit, chaired by the officer, with one speech and one decision on its record."""
    meeting_id = make_held_meeting(unit=cast.middle, by=cast.officer, parts=((Role.CHAIR, cast.officer),))
    actor = actor_of(cast.officer)
    write(actor, meeting_id, speech("काम समय से हो।", "The work should be on time."))
    write(actor, meeting_id, decision("हर बूथ पर बैठक हो।", "Each booth meets."))
    return meeting_id
