"""The record of one meeting, whole."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid5

from pankti.base.actor import SYSTEM, Actor
from pankti.base.clock import now
from pankti.base.errors import OutOfReach
from pankti.base.words import Words
from pankti.meetings.queries import get_meeting
from pankti.meetings.types import CALL, VIEW, MeetingView, Role
from pankti.minutes.models import Entry, EntryVersion, Record, Speaker, Writer
from pankti.minutes.queries.decisions import list_decisions, name_owners
from pankti.minutes.queries.progress import Asked, list_progress
from pankti.minutes.types import (
    AsideView,
    DecisionView,
    EntryView,
    Honorific,
    Present,
    RecordView,
    Said,
    SpeakerView,
)
from pankti.organisation.models import Appointment
from pankti.organisation.tenure import running
from pankti.people.queries.contacts import name_people

WRITING_ROLES = (Role.CHAIR, Role.STAGE)
BEFORE = timedelta(days=400)
BEFORE_LIMIT = 40
HERE = timedelta(seconds=20)


def get_recorded_meeting(actor: Actor, meeting_id: UUID) -> MeetingView:
    """The meeting, for whoever may read its record: who sees meetings of its unit, chairs it, or runs its stage.

    Being called to a meeting does not open its record. Raises OutOfReach.
    """
    meeting = get_meeting(SYSTEM, meeting_id)
    if not (may_write(actor, meeting) or actor.may(VIEW, meeting.path)):
        raise OutOfReach
    return meeting


def may_write(actor: Actor, meeting: MeetingView) -> bool:
    """Who may call meetings of the unit, who called this one, and who chairs it or runs its stage."""
    return (
        actor.may(CALL, meeting.path)
        or (meeting.author_id is not None and meeting.author_id == actor.person_id)
        or any(part.role in WRITING_ROLES and part.appointment_id in actor.appointments for part in meeting.parts)
    )


def list_chairs(meeting: MeetingView) -> set[UUID]:
    """The appointments of those who chair and still hold their post: one who resigned closes nothing."""
    chairs = [part.appointment_id for part in meeting.parts if part.role is Role.CHAIR and part.appointment_id]
    return set(Appointment.objects.filter(running(now()), id__in=chairs).values_list("id", flat=True))


def get_record(actor: Actor, meeting_id: UUID) -> RecordView:
    """The record, whether somebody has begun it or not. A fixed number of queries, however long it is.

    Raises OutOfReach.
    """
    meeting = get_recorded_meeting(actor, meeting_id)
    row = Record.objects.filter(meeting=meeting_id).first()
    entries = list(Entry.objects.filter(record=meeting_id).order_by("place", "id"))
    waiting = EntryVersion.objects.filter(entry__record=meeting_id, version=None, settled_at=None)
    asides = list(waiting.order_by("at")) if row else []
    people = {*(one.author_id for one in entries), *(one.author_id for one in asides), row.closed_by if row else None}
    names = name_people({one for one in people if one}, actor.language)
    writes, chairs = may_write(actor, meeting), list_chairs(meeting)
    return RecordView(
        meeting_id=meeting.id,
        unit_id=meeting.unit_id,
        unit_names=meeting.unit_names,
        path=meeting.path,
        titles=meeting.titles,
        held_at=meeting.starts_at,
        is_begun=row is not None,
        change_no=row.change_no if row else 0,
        closed_at=row.closed_at if row else None,
        closed_by=names.get(row.closed_by, "") if row and row.closed_by else "",
        speakers=list_speakers(meeting, row),
        entries=_entries(entries, asides, names, meeting.unit_id),
        before=tuple(_before(meeting)),
        may_write=writes,
        may_close=writes and (not chairs or bool(chairs & set(actor.appointments))),
    )


def list_present(meeting_id: UUID, language: str) -> list[Present]:
    """Who has the record open just now, and which entry they write."""
    rows = list(Writer.objects.filter(record=meeting_id, seen_at__gt=now() - HERE).order_by("person_id"))
    names = name_people([row.person_id for row in rows], language)
    return [Present(row.person_id, names.get(row.person_id, ""), row.entry_id) for row in rows]


def find_change_no(meeting_id: UUID) -> int:
    """How often the record was written in; 0 before it is begun."""
    return Record.objects.filter(meeting=meeting_id).values_list("change_no", flat=True).first() or 0


def plan_speakers(meeting: MeetingView) -> list[SpeakerView]:
    """The planned parts as speakers, in their order. The same part always gives the same id."""
    held = Appointment.objects.select_related("person", "post", "unit").in_bulk(
        [part.appointment_id for part in meeting.parts if part.appointment_id]
    )
    found = []
    for part in meeting.parts:
        holder = held.get(part.appointment_id) if part.appointment_id else None
        found.append(
            SpeakerView(
                id=uuid5(meeting.id, str(part.id)),
                role=part.role,
                names=part.names or (holder.person.names if holder else {}),
                post_names=part.post_names or (_post_of(holder) if holder else {}),
                honorific=Honorific.NONE,
                part_id=part.id,
                appointment_id=part.appointment_id,
            )
        )
    return found


def _post_of(held: Appointment) -> Words:
    """The post with its unit: in Hindi the unit stands before the post, so that no ending depends on who holds it."""
    said: Words = {}
    for code in dict.fromkeys([*held.post.names, *held.unit.names]):
        unit, post = held.unit.names.get(code, ""), held.post.names.get(code, "")
        said[code] = f"{unit} {post}".strip() if code == "hi" else ", ".join(each for each in (post, unit) if each)
    return said


def list_speakers(meeting: MeetingView, row: Record | None) -> tuple[SpeakerView, ...]:
    """Who took part as the record has it, and the planned parts that it does not have yet."""
    known = [
        SpeakerView(
            id=one.id,
            role=Role(one.role),
            names=one.names,
            post_names=one.post_names,
            honorific=Honorific(one.honorific),
            part_id=one.part_id,
            appointment_id=one.appointment_id,
            is_absent=one.is_absent,
        )
        for one in (Speaker.objects.filter(record=row).order_by("place", "id") if row else ())
    ]
    if row is not None and row.closed_at is not None:
        return tuple(known)
    copied = {one.part_id for one in known}
    return (*known, *(one for one in plan_speakers(meeting) if one.part_id not in copied))


def _entries(
    rows: list[Entry], asides: list[EntryVersion], names: dict[UUID, str], unit_id: UUID
) -> tuple[EntryView, ...]:
    said = [Said.from_json(row.said) for row in rows]
    asked = [Asked(row.directive_id, unit_id, what.target) for row, what in zip(rows, said, strict=True)]
    owners = name_owners([what.owner for what in said])
    beside: dict[UUID, list[AsideView]] = {}
    for one in asides:
        author = names.get(one.author_id, "") if one.author_id else ""
        beside.setdefault(one.entry_id, []).append(
            AsideView(one.id, one.base, Said.from_json(one.said), author, one.at)
        )
    return tuple(
        EntryView(
            id=row.id,
            version=row.version,
            place=row.place,
            said=what,
            author=names.get(row.author_id, "") if row.author_id else "",
            changed_at=row.changed_at,
            is_removed=row.removed_at is not None,
            is_addition=row.is_addition,
            corrects_id=row.corrects_id,
            directive_id=row.directive_id,
            asides=tuple(beside.get(row.id, ())),
            progress=came,
            owner_names=owners.get(what.owner, {}),
        )
        for row, what, came in zip(rows, said, list_progress(asked), strict=True)
    )


def find_before(actor: Actor, meeting: MeetingView) -> dict[str, object] | None:
    """For a meeting's page: what became of what the unit decided before. None where there is nothing to show."""
    if not (may_write(actor, meeting) or actor.may(VIEW, meeting.path)):
        return None
    found = _before(meeting)
    return {"decisions": found} if found else None


def _before(meeting: MeetingView) -> list[DecisionView]:
    if meeting.starts_at is None:
        return []
    return list_decisions(
        [meeting.unit_id], since=meeting.starts_at - BEFORE, until=meeting.starts_at, limit=BEFORE_LIMIT
    )
