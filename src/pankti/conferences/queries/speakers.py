"""Who may be the main speaker: those who hold a post at the conference's unit or above it."""

from __future__ import annotations

from uuid import UUID

from pankti.base.clock import now
from pankti.base.words import Words
from pankti.organisation.models import Appointment
from pankti.organisation.queries import list_ancestors
from pankti.organisation.tenure import forceful


def list_speakers(unit_id: UUID) -> list[tuple[UUID, Words, Words, Words]]:
    """(appointment, person, post, unit) of every holder, the highest first; two queries."""
    units = [unit_id, *(unit.id for unit in list_ancestors(unit_id))]
    rows = (
        Appointment.objects.filter(forceful(now()), unit__in=units)
        .select_related("person", "post", "unit")
        .order_by("path", "-post__is_lead", "post__rank", "began_at")
    )
    return [(row.id, row.person.names, row.post.names, row.unit.names) for row in rows[:200]]
