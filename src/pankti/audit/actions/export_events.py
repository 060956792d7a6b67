from __future__ import annotations

from collections.abc import Iterator

from django.db import transaction

from pankti.audit.actions.record import record
from pankti.audit.queries import iterate_events
from pankti.audit.types import Asked, EventLine
from pankti.base.actor import Actor


def export_events(*, actor: Actor, asked: Asked) -> Iterator[EventLine]:
    """The events for a file; that somebody took them is an event itself. The caller has made sure of the right."""
    with transaction.atomic():
        record(
            actor=actor,
            type="audit.record.exported",
            subject_kind="person",
            subject_id=actor.person_id,
            since=asked.since.isoformat() if asked.since else "",
            until=asked.until.isoformat() if asked.until else "",
        )
    return iterate_events(asked)
