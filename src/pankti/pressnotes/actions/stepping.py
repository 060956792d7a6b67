"""What every step of a press note begins and ends with: the lock, who may, and the edition that is kept."""

from __future__ import annotations

from uuid import UUID

from pankti.audit.actions.record import record
from pankti.base.actor import Actor
from pankti.base.clock import now
from pankti.base.errors import OutOfReach
from pankti.meetings.types import MeetingView
from pankti.minutes.queries import get_recorded_meeting, may_write
from pankti.pressnotes.models import Edition, PressNote
from pankti.pressnotes.queries.notes import get_noted_meeting
from pankti.pressnotes.types import APPROVE, Step


def open_to_write(actor: Actor, note_id: UUID) -> tuple[PressNote, MeetingView]:
    """The note, locked, for whoever may write in its meeting's record. Raises OutOfReach."""
    note = PressNote.objects.select_for_update().filter(id=note_id).first()
    if note is None:
        raise OutOfReach
    meeting = get_recorded_meeting(actor, note.meeting_id)
    if not may_write(actor, meeting):
        raise OutOfReach
    return note, meeting


def open_to_approve(actor: Actor, note_id: UUID) -> tuple[PressNote, MeetingView]:
    """The note, locked, for whoever approves press notes of its unit. Raises OutOfReach."""
    note = PressNote.objects.select_for_update().filter(id=note_id).first()
    if note is None:
        raise OutOfReach
    meeting = get_noted_meeting(actor, note.meeting_id)
    if not actor.may(APPROVE, meeting.path):
        raise OutOfReach
    return note, meeting


def keep(actor: Actor, note: PressNote, meeting: MeetingView, step: Step, **details: object) -> None:
    """Save the note as it stands now, keep the edition, and record it. ``note.edition`` is counted on here."""
    known = Edition.objects.filter(note=note).exists()
    note.edition += 1 if known else 0
    note.changed_at = now()
    note.save()
    Edition.objects.create(
        note=note,
        number=note.edition,
        release=note.release,
        step=step,
        texts=note.texts,
        photos=note.photos,
        reason=note.reason,
        author_id=actor.person_id,
    )
    record(
        actor=actor,
        type=f"pressnotes.note.{step}",
        subject_kind="meeting",
        subject_id=note.meeting_id,
        path=meeting.path,
        **details,
    )
