from __future__ import annotations

from uuid import UUID

from django.db import transaction

from pankti.base.actor import Actor
from pankti.base.clock import now
from pankti.pressnotes.actions.stepping import keep, open_to_approve, open_to_write
from pankti.pressnotes.errors import (
    NoteNotOpen,
    NoteNotWaiting,
    ReasonMissing,
    SecondPersonNeeded,
    TextMissing,
    WrongScript,
)
from pankti.pressnotes.models import PressNote
from pankti.pressnotes.scripts import is_in_script
from pankti.pressnotes.types import LANGUAGES, NoteState, Step

NAMES = {"hi": "हिंदी", "en": "English"}


@transaction.atomic
def propose_note(*, actor: Actor, note_id: UUID) -> None:
    """Ask for approval. Repeat-safe. Raises OutOfReach, NoteNotOpen, TextMissing, WrongScript."""
    note, meeting = open_to_write(actor, note_id)
    if note.state == NoteState.PROPOSED:
        return
    if note.state != NoteState.DRAFT:
        raise NoteNotOpen
    _check_texts(note)
    note.state, note.reason = NoteState.PROPOSED, ""
    keep(actor, note, meeting, Step.PROPOSED)


@transaction.atomic
def approve_note(*, actor: Actor, note_id: UUID) -> None:
    """Say that this text may go to the press: as whoever may approve here, and wrote no word of it.

    Repeat-safe. Raises OutOfReach, NoteNotWaiting, SecondPersonNeeded, TextMissing, WrongScript.
    """
    note, meeting = open_to_approve(actor, note_id)
    if note.state == NoteState.READY and note.approved_by == actor.person_id:
        return
    if note.state != NoteState.PROPOSED:
        raise NoteNotWaiting
    if actor.person_id is None or actor.person_id in note.writers:
        raise SecondPersonNeeded
    _check_texts(note)
    note.state, note.release, note.reason = NoteState.READY, note.release + 1, ""
    note.approved_by, note.approved_at = actor.person_id, now()
    keep(actor, note, meeting, Step.APPROVED, release=note.release)


@transaction.atomic
def send_back(*, actor: Actor, note_id: UUID, reason: str) -> None:
    """Give it back to its writers, with the reason. Raises OutOfReach, NoteNotWaiting, ReasonMissing."""
    note, meeting = open_to_approve(actor, note_id)
    if note.state != NoteState.PROPOSED:
        raise NoteNotWaiting
    note.state, note.reason = NoteState.DRAFT, _check_reason(reason)
    keep(actor, note, meeting, Step.SENT_BACK, reason=note.reason)


@transaction.atomic
def withdraw_note(*, actor: Actor, note_id: UUID, reason: str) -> None:
    """Take back what was approved: nobody publishes it any more. Raises OutOfReach, NoteNotWaiting, ReasonMissing."""
    note, meeting = open_to_approve(actor, note_id)
    if note.state != NoteState.READY:
        raise NoteNotWaiting
    note.state, note.reason = NoteState.WITHDRAWN, _check_reason(reason)
    keep(actor, note, meeting, Step.WITHDRAWN, reason=note.reason)


@transaction.atomic
def reopen_note(*, actor: Actor, note_id: UUID) -> None:
    """Open an approved, waiting or withdrawn note for a correction, which is approved anew as the next release.

    Until then what was approved stands among the editions. Repeat-safe. Raises OutOfReach.
    """
    note, meeting = open_to_write(actor, note_id)
    if note.state == NoteState.DRAFT:
        return
    note.state = NoteState.DRAFT
    note.writers = [actor.person_id] if actor.person_id else []
    keep(actor, note, meeting, Step.REOPENED)


def _check_texts(note: PressNote) -> None:
    for code in LANGUAGES:
        text = note.texts.get(code, "")
        if not text.strip():
            raise TextMissing(language=NAMES[code])
        if not is_in_script(text, code):
            raise WrongScript(language=NAMES[code])


def _check_reason(reason: str) -> str:
    if not reason.strip():
        raise ReasonMissing
    return reason.strip()[:500]
