from __future__ import annotations

from uuid import UUID

from django.db import transaction

from pankti.base.actor import Actor
from pankti.base.clock import now
from pankti.base.words import in_language
from pankti.meetings.types import Role
from pankti.minutes.actions.writing import note, open_for_writing
from pankti.minutes.errors import AsidesWaiting, ChairCloses, RecordEmpty
from pankti.minutes.models import Entry, EntryVersion, Speaker
from pankti.minutes.queries.records import list_chairs


@transaction.atomic
def close_record(*, actor: Actor, meeting_id: UUID) -> None:
    """The chair says that this is what was said and decided; from here on corrections are additions.

    Where nobody who chairs holds their post any more, or a guest chairs, whoever may write closes it.
    Repeat-safe. Raises OutOfReach, ChairCloses, RecordEmpty, AsidesWaiting.
    """
    meeting, row = open_for_writing(actor, meeting_id)
    if row.closed_at is not None:
        return
    chairs = list_chairs(meeting)
    if chairs and not chairs & set(actor.appointments):
        chair = Speaker.objects.filter(record=row, role=Role.CHAIR).order_by("place").first()
        raise ChairCloses(chair=in_language(chair.names, actor.language) if chair else "")
    entries = Entry.objects.filter(record=row, removed_at=None).count()
    if not entries:
        raise RecordEmpty
    if EntryVersion.objects.filter(entry__record=row, version=None, settled_at=None).exists():
        raise AsidesWaiting
    row.closed_at, row.closed_by = now(), actor.person_id
    row.save(update_fields=["closed_at", "closed_by"])
    note(actor, meeting, "minutes.record.closed", entries=entries)
