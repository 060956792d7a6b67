from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db import transaction

from pankti.audit.actions.record import record
from pankti.base.actor import SYSTEM, Actor, require_right
from pankti.base.errors import OutOfReach
from pankti.base.sight import acting_as
from pankti.organisation.errors import MovedBeforeItBegan
from pankti.organisation.models import Residence
from pankti.organisation.queries import find_placement
from pankti.people.models import Person
from pankti.people.queries import get_person
from pankti.people.types import MANAGE


def settle(*, actor: Actor, person_id: UUID, unit_id: UUID, on: date) -> UUID:
    """Say in which unit a person lives from ``on``; the home before it ends that day. The residence's id.

    It need not be a unit where they hold a post. Whoever reaches the unit reaches the person from now on. The same
    unit again changes nothing. Raises MovedBeforeItBegan, and OutOfReach unless the actor manages both the person
    and the unit.
    """
    place = find_placement(unit_id)
    if place is None:
        raise OutOfReach
    require_right(actor, MANAGE, place.path)
    get_person(actor, person_id, MANAGE)
    with transaction.atomic(), acting_as(SYSTEM):  # the home before may lie beyond the actor's reach
        Person.objects.select_for_update().get(pk=person_id)
        present = Residence.objects.filter(person=person_id, ended_on=None).first()
        if present is not None and present.unit_id == unit_id:
            return present.id
        if present is not None:
            if present.began_on > on:
                raise MovedBeforeItBegan
            Residence.objects.filter(pk=present.pk).update(ended_on=on)
        home = Residence.objects.create(person_id=person_id, unit_id=unit_id, path=place.path, began_on=on)
        Person.objects.filter(pk=person_id).update(home_path=place.path)
        record(
            actor=actor,
            type="organisation.person.settled",
            subject_kind="person",
            subject_id=person_id,
            unit=str(unit_id),
            on=on.isoformat(),
        )
    return home.id
