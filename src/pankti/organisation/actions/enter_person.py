from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from django.db import transaction

from pankti.base.actor import Actor, require_right
from pankti.base.errors import OutOfReach
from pankti.organisation.actions.settle import settle
from pankti.organisation.queries import find_placement
from pankti.people.actions.add_person import add_person
from pankti.people.types import MANAGE, Details


def enter_person(
    *,
    actor: Actor,
    unit_id: UUID,
    names: Mapping[str, str],
    language: str,
    details: Details,
    lives_there_from: date | None = None,
) -> UUID:
    """Add a person at a unit; from a day on they live there, or (None) they were only entered there. Their id.

    Raises what ``add_person`` and ``settle`` raise; then nothing is added.
    """
    place = find_placement(unit_id)
    if place is None:
        raise OutOfReach
    require_right(actor, MANAGE, place.path)
    with transaction.atomic():
        person = add_person(actor=actor, names=names, language=language, home_path=place.path, details=details)
        if lives_there_from is not None:
            settle(actor=actor, person_id=person.id, unit_id=unit_id, on=lives_there_from)
    return person.id
