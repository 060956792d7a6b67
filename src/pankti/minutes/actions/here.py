from __future__ import annotations

from uuid import UUID

from django.db import connection

from pankti.base.actor import Actor
from pankti.base.clock import now
from pankti.minutes.models import Record


def be_here(*, actor: Actor, meeting_id: UUID, entry_id: UUID | None) -> None:
    """Say that this person has the record open and which entry they write. The caller has asked for reach.

    One statement, nothing recorded: it is gone within seconds.
    """
    if actor.person_id is None or not Record.objects.filter(meeting=meeting_id).exists():
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO minutes_writer (record_id, person_id, entry_id, seen_at) VALUES (%s, %s, %s, %s)"
            " ON CONFLICT (record_id, person_id)"
            " DO UPDATE SET entry_id = EXCLUDED.entry_id, seen_at = EXCLUDED.seen_at",
            [meeting_id, actor.person_id, entry_id, now()],
        )
