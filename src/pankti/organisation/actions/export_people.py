from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from django.db import transaction

from pankti.audit.actions.record import record
from pankti.base.actor import Actor, require_right
from pankti.base.errors import OutOfReach
from pankti.organisation.events import PEOPLE_EXPORTED
from pankti.organisation.queries import find_placement
from pankti.organisation.queries.people_export import iterate_people
from pankti.people.types import EXPORT


def export_people(*, actor: Actor, unit_id: UUID) -> Iterator[tuple[str, ...]]:
    """The people of a unit and below, line by line, with their numbers. That it was begun is in the audit at once.

    Raises OutOfReach unless the actor may take people out there.
    """
    place = find_placement(unit_id)
    if place is None:
        raise OutOfReach
    require_right(actor, EXPORT, place.path)
    with transaction.atomic():
        record(actor=actor, type=PEOPLE_EXPORTED.code, subject_kind="unit", subject_id=unit_id)
    return iterate_people(actor, within=place.path)
