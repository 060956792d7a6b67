"""What every writing into a record begins with: who may, the lock, the people on the day, the next number."""

from __future__ import annotations

from uuid import UUID

from pankti.audit.actions.record import record as record_event
from pankti.base.actor import Actor
from pankti.base.errors import OutOfReach
from pankti.base.ids import new_id
from pankti.meetings.types import MeetingView
from pankti.minutes.models import Entry, EntryVersion, Record, Speaker
from pankti.minutes.queries.records import get_recorded_meeting, may_write, plan_speakers
from pankti.minutes.types import Said

STEP = 1 << 20


def open_for_writing(actor: Actor, meeting_id: UUID) -> tuple[MeetingView, Record]:
    """The meeting and its record, locked until the transaction ends; begun now when nobody has written yet.

    Raises OutOfReach for whoever may not write in it.
    """
    meeting = get_recorded_meeting(actor, meeting_id)
    if not may_write(actor, meeting):
        raise OutOfReach
    Record.objects.bulk_create(
        [Record(meeting_id=meeting.id, unit_id=meeting.unit_id, titles=meeting.titles, held_at=meeting.starts_at)],
        ignore_conflicts=True,
    )
    row = Record.objects.select_for_update().get(meeting_id=meeting.id)
    if row.change_no == 0:
        record_event(
            actor=actor, type="minutes.record.begun", subject_kind="meeting", subject_id=meeting.id, path=meeting.path
        )
    _copy_parts(meeting, row)
    row.titles, row.held_at, row.unit_id = meeting.titles, meeting.starts_at, meeting.unit_id
    row.change_no += 1
    row.save(update_fields=["titles", "held_at", "unit", "change_no"])
    return meeting, row


def _copy_parts(meeting: MeetingView, row: Record) -> None:
    """Parts that were planned meanwhile come onto the record too; what was changed on it stays as it is."""
    known = set(Speaker.objects.filter(record=row).values_list("part_id", flat=True))
    fresh = [part for part in plan_speakers(meeting) if part.part_id not in known]
    Speaker.objects.bulk_create(
        Speaker(
            id=speaker.id,
            record=row,
            place=number,
            part_id=speaker.part_id,
            role=speaker.role,
            appointment_id=speaker.appointment_id,
            names=speaker.names,
            post_names=speaker.post_names,
            honorific=speaker.honorific,
        )
        for number, speaker in enumerate(fresh, start=len(known) + 1)
    )


def place_after(row: Record, after_id: UUID | None, *, moving: UUID | None = None) -> int:
    """A place right after an entry (None: at the beginning). Where no room is left between two, all are spread anew."""
    known = Entry.objects.filter(record=row).order_by("place", "id").values_list("id", "place")
    places = [(entry_id, place) for entry_id, place in known if entry_id != moving]
    at = next((n for n, (entry_id, _place) in enumerate(places) if entry_id == after_id), -1)
    if at < 0 and after_id is not None:
        raise OutOfReach
    before = places[at][1] if at >= 0 else 0
    if at + 1 == len(places):
        return before + STEP
    following = places[at + 1][1]
    if following - before < 2:
        spread = [Entry(id=entry_id, place=(n + 1) * STEP) for n, (entry_id, _place) in enumerate(places)]
        Entry.objects.bulk_update(spread, ["place"])
        before, following = (at + 1) * STEP, (at + 2) * STEP
    return (before + following) // 2


def place_at_end(row: Record) -> int:
    last = Entry.objects.filter(record=row).order_by("-place").values_list("place", flat=True).first()
    return (last or 0) + STEP


def keep_version(
    entry: Entry, said: Said, actor: Actor, *, version: int | None, base: int, is_removed: bool = False
) -> EntryVersion:
    """Write a version down for good; ``version`` None: it stands aside."""
    return EntryVersion.objects.create(
        id=new_id(),
        entry=entry,
        version=version,
        base=base,
        said=said.to_json(),
        author_id=actor.person_id,
        is_removed=is_removed,
    )


def note(actor: Actor, meeting: MeetingView, event: str, **details: object) -> None:
    """One event about the meeting, where its unit lies."""
    record_event(actor=actor, type=event, subject_kind="meeting", subject_id=meeting.id, path=meeting.path, **details)
