from __future__ import annotations

from uuid import UUID

from django.db import transaction

from pankti.base.actor import Actor
from pankti.base.errors import OutOfReach
from pankti.base.words import Words
from pankti.meetings.types import MeetingView
from pankti.minutes.queries import get_record, get_recorded_meeting, may_write
from pankti.pressnotes.actions.stepping import keep, open_to_write
from pankti.pressnotes.errors import EditedMeanwhile, NoteNotOpen, NothingRecorded, TextTooLong, TooManyPhotos
from pankti.pressnotes.models import PressNote
from pankti.pressnotes.queries.facts import gather_facts, open_entries
from pankti.pressnotes.types import LANGUAGES, PHOTO_LIMIT, TEXT_LIMIT, NoteState, Photo, Step
from pankti.pressnotes.writing import write_note


@transaction.atomic
def compose_note(*, actor: Actor, meeting_id: UUID, afresh: bool = False) -> UUID:
    """Write the press note from the record. The one that is there already stays, unless ``afresh``.

    ``afresh`` takes the record as it stands now in place of the text; what stood there stays among the editions.
    Raises OutOfReach, NothingRecorded, NoteNotOpen.
    """
    meeting = get_recorded_meeting(actor, meeting_id)
    if not may_write(actor, meeting):
        raise OutOfReach
    note = PressNote.objects.select_for_update().filter(meeting=meeting_id).first()
    if note is not None and not afresh:
        return note.id
    if note is not None and note.state != NoteState.DRAFT:
        raise NoteNotOpen
    record = get_record(actor, meeting_id)
    if not open_entries(record):
        raise NothingRecorded
    facts = gather_facts(meeting, record)
    given = {language: write_note(facts, language) for language in LANGUAGES}
    note = note or PressNote(meeting_id=meeting_id, unit_id=meeting.unit_id)
    note.texts = note.given = given
    note.writers = sorted({*note.writers, *_by(actor)}, key=str)
    keep(actor, note, meeting, Step.WRITTEN)
    return note.id


@transaction.atomic
def edit_note(*, actor: Actor, note_id: UUID, base: int, texts: Words) -> None:
    """Change the text, from the edition ``base``. Nothing is overwritten unseen. The same text again changes nothing.

    Raises OutOfReach, NoteNotOpen, EditedMeanwhile, TextTooLong.
    """
    note, meeting = open_to_write(actor, note_id)
    texts = {code: "\n".join(text.replace("\0", "").split("\r\n")).strip() + "\n" for code, text in texts.items()}
    if any(len(text) > TEXT_LIMIT for text in texts.values()):
        raise TextTooLong(limit=TEXT_LIMIT)
    texts = note.texts | texts
    if texts == note.texts:
        return
    if note.state != NoteState.DRAFT:
        raise NoteNotOpen
    if base != note.edition:
        raise EditedMeanwhile
    note.texts = texts
    note.writers = sorted({*note.writers, *_by(actor)}, key=str)
    keep(actor, note, meeting, Step.EDITED, edition=note.edition + 1)


@transaction.atomic
def add_photo(*, actor: Actor, note_id: UUID, photo: Photo) -> None:
    """Put a stored photo to the note. Repeat-safe. Raises OutOfReach, NoteNotOpen, TooManyPhotos."""
    note, meeting = open_to_write(actor, note_id)
    photos = [Photo.from_json(one) for one in note.photos]
    if photo.sha256 in {one.sha256 for one in photos}:
        return
    if note.state != NoteState.DRAFT:
        raise NoteNotOpen
    if len(photos) >= PHOTO_LIMIT:
        raise TooManyPhotos(limit=PHOTO_LIMIT)
    _keep_photos(actor, note, meeting, [*photos, photo])


@transaction.atomic
def remove_photo(*, actor: Actor, note_id: UUID, sha256: str) -> None:
    """Take a photo out. Repeat-safe. Raises OutOfReach, NoteNotOpen."""
    note, meeting = open_to_write(actor, note_id)
    photos = [Photo.from_json(one) for one in note.photos]
    if sha256 not in {one.sha256 for one in photos}:
        return
    if note.state != NoteState.DRAFT:
        raise NoteNotOpen
    _keep_photos(actor, note, meeting, [one for one in photos if one.sha256 != sha256])


def _keep_photos(actor: Actor, note: PressNote, meeting: MeetingView, photos: list[Photo]) -> None:
    note.photos = [one.to_json() for one in photos]
    note.writers = sorted({*note.writers, *_by(actor)}, key=str)
    keep(actor, note, meeting, Step.EDITED, edition=note.edition + 1)


def _by(actor: Actor) -> set[UUID]:
    return {actor.person_id} if actor.person_id else set()
