from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from django.db import transaction

from pankti.base.actor import Actor
from pankti.base.clock import now
from pankti.base.errors import OutOfReach
from pankti.meetings.types import MeetingView
from pankti.minutes.actions.writing import keep_version, note, open_for_writing, place_after, place_at_end
from pankti.minutes.errors import (
    NothingWritten,
    RecordClosed,
    RecordFull,
    SpeakerUnknown,
    TextTooLong,
    VersionUnknown,
)
from pankti.minutes.models import Entry, EntryVersion, Record, Speaker
from pankti.minutes.types import ENTRY_LIMIT, TEXT_LIMIT, EntryKind, Outcome, Said, merge_said


@transaction.atomic
def add_entry(
    *,
    actor: Actor,
    meeting_id: UUID,
    entry_id: UUID,
    said: Said,
    after_id: UUID | None = None,
    corrects_id: UUID | None = None,
) -> None:
    """Write a new entry, at the end or right after another one. In a closed record it stands as an addition.

    Repeat-safe: the same ``entry_id`` again changes nothing. Raises OutOfReach, NothingWritten, TextTooLong,
    SpeakerUnknown, RecordFull.
    """
    meeting, row = open_for_writing(actor, meeting_id)
    known = Entry.objects.filter(id=entry_id).values_list("record_id", flat=True).first()
    if known is not None:
        if known != meeting_id:
            raise OutOfReach
        return
    said = check_said(row, said)
    if Entry.objects.filter(record=row).count() >= ENTRY_LIMIT:
        raise RecordFull(limit=ENTRY_LIMIT)
    is_addition = row.closed_at is not None
    entry = Entry.objects.create(
        id=entry_id,
        record=row,
        place=place_at_end(row) if after_id is None or is_addition else place_after(row, after_id),
        kind=said.kind,
        said=said.to_json(),
        author_id=actor.person_id,
        is_addition=is_addition,
        corrects_id=corrects_id,
    )
    keep_version(entry, said, actor, version=1, base=0)
    note(actor, meeting, "minutes.entry.added")


@transaction.atomic
def change_entry(*, actor: Actor, meeting_id: UUID, entry_id: UUID, base: int, said: Said) -> Outcome:
    """Change an entry, from the version ``base`` that its writer had before them.

    What others changed meanwhile is kept: other fields and other languages are put together; where both wrote
    the same words, this edit stands aside, shown to everybody, until somebody chooses. Repeat-safe: an edit
    that says what stands there already, or what stands aside already, changes nothing.

    Raises OutOfReach, RecordClosed, VersionUnknown, NothingWritten, TextTooLong, SpeakerUnknown.
    """
    meeting, row = open_for_writing(actor, meeting_id)
    entry = get_entry(row, entry_id)
    if row.closed_at is not None:
        raise RecordClosed
    said = check_said(row, said)
    present = Said.from_json(entry.said)
    if entry.removed_at is None and said == present:
        return Outcome.SAME
    if base == entry.version and entry.removed_at is None:
        _write(actor, meeting, entry, said)
        return Outcome.SAVED
    old = EntryVersion.objects.filter(entry=entry, version=base).first()
    if old is None:
        raise VersionUnknown
    if entry.removed_at is None:
        merged = merge_said(Said.from_json(old.said), said, present)
        if merged is not None:
            if merged == present:
                return Outcome.SAME
            _write(actor, meeting, entry, merged)
            return Outcome.MERGED
    waiting = EntryVersion.objects.filter(entry=entry, version=None, settled_at=None).values_list("said", flat=True)
    if said.to_json() not in list(waiting):
        keep_version(entry, said, actor, version=None, base=base)
    return Outcome.ASIDE


@transaction.atomic
def remove_entry(*, actor: Actor, meeting_id: UUID, entry_id: UUID) -> None:
    """Take an entry out. It stays below, to be brought back. Repeat-safe. Raises OutOfReach, RecordClosed."""
    meeting, row = open_for_writing(actor, meeting_id)
    entry = get_entry(row, entry_id)
    if row.closed_at is not None:
        raise RecordClosed
    if entry.removed_at is not None:
        return
    entry.version += 1
    entry.removed_at = entry.changed_at = now()
    entry.save(update_fields=["version", "removed_at", "changed_at"])
    keep_version(
        entry, Said.from_json(entry.said), actor, version=entry.version, base=entry.version - 1, is_removed=True
    )
    note(actor, meeting, "minutes.entry.removed")


@transaction.atomic
def restore_entry(*, actor: Actor, meeting_id: UUID, entry_id: UUID, version: int) -> None:
    """Bring an entry back to what an earlier version said, as a new version: this is undo too.

    Raises OutOfReach, RecordClosed, VersionUnknown.
    """
    meeting, row = open_for_writing(actor, meeting_id)
    entry = get_entry(row, entry_id)
    if row.closed_at is not None:
        raise RecordClosed
    old = EntryVersion.objects.filter(entry=entry, version=version).first()
    if old is None:
        raise VersionUnknown
    said = Said.from_json(old.said)
    if entry.removed_at is None and said == Said.from_json(entry.said):
        return
    _write(actor, meeting, entry, said, event=None)
    note(actor, meeting, "minutes.entry.restored", version=version)


@transaction.atomic
def move_entry(*, actor: Actor, meeting_id: UUID, entry_id: UUID, after_id: UUID | None) -> None:
    """Put an entry right after another one (None: at the top). Raises OutOfReach, RecordClosed."""
    _meeting, row = open_for_writing(actor, meeting_id)
    entry = get_entry(row, entry_id)
    if row.closed_at is not None:
        raise RecordClosed
    if entry_id == after_id:
        return
    entry.place = place_after(row, after_id, moving=entry_id)
    entry.save(update_fields=["place"])


@transaction.atomic
def settle_aside(*, actor: Actor, meeting_id: UUID, aside_id: UUID, is_taken: bool) -> None:
    """Choose between an entry and an edit that stands aside. What is not chosen stays in the history.

    Repeat-safe. Raises OutOfReach, RecordClosed.
    """
    meeting, row = open_for_writing(actor, meeting_id)
    aside = EntryVersion.objects.filter(id=aside_id, entry__record=row, version=None).select_related("entry").first()
    if aside is None:
        raise OutOfReach
    if row.closed_at is not None:
        raise RecordClosed
    if aside.settled_at is not None:
        return
    aside.settled_at = now()
    aside.save(update_fields=["settled_at"])
    if is_taken:
        _write(actor, meeting, aside.entry, Said.from_json(aside.said), event=None)
    note(actor, meeting, "minutes.entry.settled")


def get_entry(row: Record, entry_id: UUID) -> Entry:
    """An entry of this record; OutOfReach for any other."""
    entry = Entry.objects.filter(id=entry_id, record=row).first()
    if entry is None:
        raise OutOfReach
    return entry


def check_said(row: Record, said: Said) -> Said:
    """What was written, without blanks at its ends and without what does not belong to its kind."""
    texts = {code: text.replace("\0", "").strip() for code, text in said.texts.items()}
    texts = {code: text for code, text in texts.items() if text}
    if not texts:
        raise NothingWritten
    if any(len(text) > TEXT_LIMIT for text in texts.values()):
        raise TextTooLong(limit=TEXT_LIMIT)
    if said.kind is not EntryKind.DECISION:
        said = replace(Said(said.kind), speaker_id=said.speaker_id, manner=said.manner, is_inner=said.is_inner)
    if said.kind is not EntryKind.SPEECH:
        said = replace(said, speaker_id=None, manner=Said(said.kind).manner)
    elif said.speaker_id is not None and not Speaker.objects.filter(id=said.speaker_id, record=row).exists():
        raise SpeakerUnknown
    labels = {code: text.strip() for code, text in said.number_labels.items() if text.strip()}
    return replace(said, texts=texts, number_labels=labels)


def _write(
    actor: Actor, meeting: MeetingView, entry: Entry, said: Said, *, event: str | None = "minutes.entry.changed"
) -> None:
    base, entry.version = entry.version, entry.version + 1
    entry.said, entry.kind = said.to_json(), said.kind
    entry.author_id, entry.changed_at, entry.removed_at = actor.person_id, now(), None
    entry.save(update_fields=["version", "said", "kind", "author_id", "changed_at", "removed_at"])
    keep_version(entry, said, actor, version=entry.version, base=base)
    if event:
        note(actor, meeting, event, version=entry.version)
