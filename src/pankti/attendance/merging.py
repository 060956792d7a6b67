"""What of a person's attendance follows them into a merge."""

from __future__ import annotations

from uuid import UUID

from pankti.attendance.models import Alias, Presence
from pankti.people.merging import Holding


def _both_came(merged_id: UUID, kept_id: UUID) -> list[UUID]:
    """Where both stand on one roll, the merged person's line stays with the merged one: it is history."""
    kept = Presence.objects.filter(person_id=kept_id).values("meeting")
    return list(Presence.objects.filter(person_id=merged_id, meeting__in=kept).values_list("pk", flat=True))


def _same_alias(merged_id: UUID, kept_id: UUID) -> list[UUID]:
    kept = set(Alias.objects.filter(person_id=kept_id).values_list("key", "path"))
    rows = Alias.objects.filter(person_id=merged_id)
    return [row.id for row in rows if (row.key, row.path) in kept]


HOLDINGS = (
    Holding("attendance_presence", stays=_both_came),
    Holding("attendance_alias", stays=_same_alias),
    Holding("attendance_reportline"),
)
