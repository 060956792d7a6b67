from __future__ import annotations

from dataclasses import dataclass, field
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from pankti.base.actor import Actor
from pankti.base.errors import OutOfReach
from pankti.base.words import Words
from pankti.meetings.types import Role
from pankti.minutes.actions.writing import note, open_for_writing
from pankti.minutes.errors import NothingWritten, RecordClosed
from pankti.minutes.models import Speaker
from pankti.minutes.types import Honorific


@dataclass(frozen=True, slots=True)
class SpeakerChange:
    """Who somebody was on the day. ``id`` None: another one, who was not planned."""

    role: Role
    names: Words
    post_names: Words = field(default_factory=dict)
    honorific: Honorific = Honorific.NONE
    is_absent: bool = False
    id: UUID | None = None


@transaction.atomic
def save_speaker(*, actor: Actor, meeting_id: UUID, change: SpeakerChange) -> UUID:
    """Say who took a part as it was on the day: another name, an honorific, or that they did not come.

    The plan of the meeting stays as it was. Returns the speaker's id. Raises OutOfReach, RecordClosed,
    NothingWritten for nobody's name.
    """
    meeting, row = open_for_writing(actor, meeting_id)
    if row.closed_at is not None:
        raise RecordClosed
    names = {code: name.strip() for code, name in change.names.items() if name.strip()}
    if not names:
        raise NothingWritten
    if change.id is None:
        last = Speaker.objects.filter(record=row).aggregate(n=Max("place"))["n"] or 0
        speaker = Speaker(record=row, place=last + 1)
    else:
        found = Speaker.objects.filter(id=change.id, record=row).first()
        if found is None:
            raise OutOfReach
        speaker = found
    speaker.role, speaker.names, speaker.honorific = change.role, names, change.honorific
    speaker.post_names = {code: post.strip() for code, post in change.post_names.items() if post.strip()}
    speaker.is_absent = change.is_absent
    speaker.save()
    note(actor, meeting, "minutes.speaker.changed")
    return speaker.id
