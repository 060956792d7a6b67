from __future__ import annotations

from uuid import UUID

from pankti.audit.models import Event
from pankti.audit.types import get_type
from pankti.base.actor import Actor


def record(
    *,
    actor: Actor,
    type: str,
    subject_kind: str = "",
    subject_id: UUID | None = None,
    path: str = "",
    **details: object,
) -> None:
    """Write one event inside the caller's transaction. ``details`` are plain JSON values, never phone numbers.

    ``path``: where in the main tree the subject lies, so that those who reach it can read the event. For a unit, a
    person, an appointment, a device or an invitation the database fills it in itself.

    Raises KeyError for a type that no room registered.
    """
    get_type(type)
    Event.objects.create(
        type=type,
        actor_id=actor.person_id,
        device_id=actor.device_id,
        address=actor.address,
        subject_kind=subject_kind,
        subject_id=subject_id,
        path=path,
        details=details,
    )
