"""From which posts a person may call meetings, and who can take a part in one."""

from __future__ import annotations

from uuid import UUID

from pankti.base.actor import Actor, require_right
from pankti.directives.queries.senders import list_senders
from pankti.directives.types import Sender
from pankti.meetings.errors import NoPostToCall
from pankti.meetings.types import CALL
from pankti.organisation.models import Placement, Unit


def list_callers(actor: Actor) -> list[Sender]:
    """The actor's posts that may call meetings, the highest first."""
    return list_senders(actor, CALL)


def get_caller(actor: Actor, appointment_id: UUID) -> Sender:
    """One of them. Raises NoPostToCall when it is none."""
    for sender in list_callers(actor):
        if sender.appointment_id == appointment_id:
            return sender
    raise NoPostToCall


def require_over_unit(actor: Actor, unit_id: UUID) -> str:
    """The path of a unit of which the actor may call meetings; a closed one keeps its last. Raises OutOfReach."""
    places = Placement.objects.filter(tree__is_main=True, unit=unit_id)
    row = places.filter(ended_on=None).first() or places.order_by("ended_on").last()
    path = row.path if row else "-"
    require_right(actor, CALL, path)
    return path


def names_of_unit(unit_id: UUID) -> dict[str, str]:
    return dict(Unit.objects.filter(id=unit_id).values_list("names", flat=True).first() or {})
