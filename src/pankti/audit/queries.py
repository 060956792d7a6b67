from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from pankti.audit.models import Event
from pankti.audit.types import write_sentence


@dataclass(frozen=True, slots=True)
class EventLine:
    """One event as people read it: who (the caller knows names), when, and a sentence in this request's language."""

    id: UUID
    at: datetime
    type: str
    sentence: str
    actor_id: UUID | None
    subject_kind: str
    subject_id: UUID | None
    address: str


def list_events(subject_id: UUID, *, limit: int = 50, before: datetime | None = None) -> list[EventLine]:
    """What was done to a thing, the latest first. The caller has made sure that the reader may know."""
    return _lines(Event.objects.filter(subject_id=subject_id), limit, before)


def list_events_by(actor_id: UUID, *, limit: int = 50, before: datetime | None = None) -> list[EventLine]:
    """What a person did, the latest first. The caller has made sure that the reader may know."""
    return _lines(Event.objects.filter(actor_id=actor_id), limit, before)


def _lines(events: QuerySet[Event], limit: int, before: datetime | None) -> list[EventLine]:
    if before is not None:
        events = events.filter(at__lt=before)
    return [
        EventLine(
            id=event.id,
            at=event.at,
            type=event.type,
            sentence=write_sentence(event.type, event.details),
            actor_id=event.actor_id,
            subject_kind=event.subject_kind,
            subject_id=event.subject_id,
            address=event.address,
        )
        for event in events.order_by("-at", "-id")[:limit]
    ]
