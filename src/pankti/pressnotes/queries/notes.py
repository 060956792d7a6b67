"""Press notes as their pages and whoever publishes read them."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from pankti.base.actor import PATH_END, SYSTEM, Actor
from pankti.base.errors import OutOfReach
from pankti.meetings.queries import find_meetings, get_meeting
from pankti.meetings.types import MeetingView
from pankti.minutes.queries import get_record, get_recorded_meeting, may_write
from pankti.organisation.models import Placement
from pankti.people.queries.contacts import name_people
from pankti.pressnotes.models import Edition, PressNote
from pankti.pressnotes.queries.facts import count_missing
from pankti.pressnotes.types import (
    APPROVE,
    EditionView,
    NoteRow,
    NoteState,
    NoteView,
    Photo,
    ReadyNote,
    Step,
)


def get_noted_meeting(actor: Actor, meeting_id: UUID) -> MeetingView:
    """The meeting, for whoever reads its record or approves its press note. Raises OutOfReach."""
    meeting = get_meeting(SYSTEM, meeting_id)
    return meeting if actor.may(APPROVE, meeting.path) else get_recorded_meeting(actor, meeting_id)


def find_note(actor: Actor, meeting_id: UUID) -> NoteView | None:
    """The press note of a meeting; None while there is none. Raises OutOfReach for whoever may not read it."""
    meeting = get_noted_meeting(actor, meeting_id)
    note = PressNote.objects.filter(meeting=meeting_id).first()
    return None if note is None else _view(actor, note, meeting)


def get_note(actor: Actor, note_id: UUID) -> NoteView:
    """A press note within reach. Raises OutOfReach."""
    note = PressNote.objects.filter(id=note_id).first()
    if note is None:
        raise OutOfReach
    return _view(actor, note, get_noted_meeting(actor, note.meeting_id))


def list_notes(actor: Actor, *, states: tuple[NoteState, ...] = tuple(NoteState), limit: int = 100) -> list[NoteRow]:
    """Notes that the actor may approve or whose meetings they may see, the latest change first."""
    rows = list(_within(actor).filter(state__in=states).order_by("-changed_at")[:limit])
    meetings = find_meetings([row.meeting_id for row in rows])
    return [
        NoteRow(
            id=row.id,
            meeting_id=row.meeting_id,
            titles=meetings[row.meeting_id].titles,
            unit_names=meetings[row.meeting_id].unit_names,
            state=NoteState(row.state),
            changed_at=row.changed_at,
        )
        for row in rows
        if row.meeting_id in meetings
    ]


def list_ready(*, since: datetime | None = None, limit: int = 100) -> list[ReadyNote]:
    """What is approved and stands, the oldest approval first: for whoever publishes. Reach is the caller's business."""
    rows = PressNote.objects.filter(state=NoteState.READY)
    if since is not None:
        rows = rows.filter(approved_at__gt=since)
    return [
        ReadyNote(
            id=row.id,
            meeting_id=row.meeting_id,
            unit_id=row.unit_id,
            release=row.release,
            texts=row.texts,
            photos=tuple(Photo.from_json(one) for one in row.photos),
            approved_at=row.approved_at,
        )
        for row in rows.order_by("approved_at", "id")[:limit]
        if row.approved_at is not None
    ]


def list_editions(note_id: UUID, language: str) -> list[EditionView]:
    """Every edition, the newest first. Reach is the caller's: ask ``get_note`` first."""
    rows = list(Edition.objects.filter(note=note_id).order_by("-number"))
    names = name_people({row.author_id for row in rows if row.author_id}, language)
    return [
        EditionView(
            number=row.number,
            step=Step(row.step),
            texts=row.texts,
            author=names.get(row.author_id, "") if row.author_id else "",
            at=row.at,
            reason=row.reason,
        )
        for row in rows
    ]


def _within(actor: Actor) -> QuerySet[PressNote]:
    if actor.is_system:
        return PressNote.objects.all()
    reach = Q(path=None)
    for path in {path for right in (APPROVE, "meeting.view") for path in actor.roots(right)}:
        reach |= Q(path__gte=path, path__lt=path + PATH_END)
    units = Placement.objects.filter(reach, tree__is_main=True, ended_on=None).values("unit_id")
    return PressNote.objects.filter(unit__in=units)


def _view(actor: Actor, note: PressNote, meeting: MeetingView) -> NoteView:
    approves = actor.may(APPROVE, meeting.path)
    wrote = actor.person_id in note.writers
    approver = name_people([note.approved_by], actor.language).get(note.approved_by, "") if note.approved_by else ""
    return NoteView(
        id=note.id,
        meeting_id=meeting.id,
        meeting_titles=meeting.titles,
        unit_id=meeting.unit_id,
        unit_names=meeting.unit_names,
        path=meeting.path,
        held_at=meeting.starts_at,
        state=NoteState(note.state),
        edition=note.edition,
        release=note.release,
        texts=note.texts,
        given=note.given,
        photos=tuple(Photo.from_json(one) for one in note.photos),
        approved_at=note.approved_at,
        approved_by=approver,
        reason=note.reason,
        missing=count_missing(get_record(SYSTEM, meeting.id)),
        may_write=may_write(actor, meeting),
        may_approve=approves and not wrote and note.state == NoteState.PROPOSED,
        waits_for_other=approves and wrote and note.state == NoteState.PROPOSED,
    )
