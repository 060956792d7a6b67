"""The facts of a press note: the record's entries, who took part, who came. Nothing else goes in."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from pankti.attendance.queries import count_present, list_present
from pankti.base.actor import SYSTEM
from pankti.base.words import Words
from pankti.meetings.types import MeetingView
from pankti.minutes.types import EntryKind, EntryView, RecordView, SpeakerView
from pankti.organisation.models import Wing
from pankti.organisation.queries import get_organisation, get_unit
from pankti.pressnotes.types import LANGUAGES, Decided, Facts, Someone, Speech


def gather_facts(meeting: MeetingView, record: RecordView) -> Facts:
    """What may be told of a meeting. Entries that are not for the press, and whoever did not come, are left out.

    Asked as the system: the caller has asked for reach over the record.
    """
    organisation = get_organisation()
    here = [one for one in record.speakers if not one.is_absent]
    keys = {one.id: _key(one) for one in here}
    absent = {one.id for one in record.speakers if one.is_absent}
    entries = [e for e in open_entries(record) if e.said.speaker_id not in absent]
    heads = count_present([meeting.id])[meeting.id]
    wing = Wing.objects.filter(code=meeting.wing).first() if meeting.wing else None
    return Facts(
        organisation=organisation.names,
        unit=meeting.unit_names,
        place=_place(meeting),
        wing=wing.names if wing else {},
        titles=meeting.titles,
        mode=meeting.mode,
        venue=meeting.place.names,
        held_on=meeting.starts_at.astimezone(ZoneInfo(organisation.time_zone)).date() if meeting.starts_at else None,
        people=tuple(Someone(keys[one.id], one.names, one.post_names, one.honorific, one.role) for one in here),
        speeches=tuple(
            Speech(keys.get(e.said.speaker_id, "") if e.said.speaker_id else "", e.said.texts, e.said.manner)
            for e in entries
            if e.said.kind is EntryKind.SPEECH
        ),
        notes=tuple(e.said.texts for e in entries if e.said.kind is EntryKind.NOTE),
        decisions=tuple(
            Decided(e.said.texts, e.said.deadline_on) for e in entries if e.said.kind is EntryKind.DECISION
        ),
        came=tuple(
            Someone(str(row.appointment_id or row.id), row.names, row.post_names)
            for row in list_present(SYSTEM, meeting.id)
            if not row.is_guest
        ),
        heads=heads.present + heads.guests or None,
    )


def _place(meeting: MeetingView) -> Words:
    """The unit's name without the word for its level: "Madhubag", where the unit is called "Madhubag Mandal"."""
    level = get_unit(meeting.unit_id).level_names
    return {code: name.removesuffix(level.get(code, "")).strip() or name for code, name in meeting.unit_names.items()}


def open_entries(record: RecordView) -> list[EntryView]:
    """What the press may read: an addition that corrects an entry stands in its place."""
    standing = [entry for entry in record.standing if not entry.said.is_inner]
    corrected = {entry.corrects_id for entry in standing if entry.corrects_id}
    return [entry for entry in standing if entry.id not in corrected]


def count_missing(record: RecordView) -> dict[str, int]:
    """Per language, how many open entries have no words in it: the note in that language says nothing of them."""
    entries = open_entries(record)
    return {code: sum(1 for entry in entries if not entry.said.texts.get(code)) for code in LANGUAGES}


def _key(one: SpeakerView) -> str:
    """The same for every part of one person."""
    return str(one.appointment_id) if one.appointment_id else "/".join(sorted(one.names.values()))
