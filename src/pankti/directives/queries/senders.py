"""From which posts a person may issue, and over what."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from pankti.base.actor import Actor
from pankti.base.clock import now
from pankti.base.errors import OutOfReach
from pankti.base.words import Words
from pankti.directives.errors import NoPostToIssue
from pankti.directives.types import ISSUE, MANAGE, VIEW, Sender
from pankti.organisation.models import Appointment, Placement
from pankti.organisation.tenure import forceful


def list_senders(actor: Actor, right: str = ISSUE) -> list[Sender]:
    """The actor's posts that may issue (or have another ``right`` to send), the highest first; two queries."""
    if actor.person_id is None:
        return []
    rows = list(
        Appointment.objects.filter(
            forceful(now()), id__in=actor.appointments, person_id=actor.person_id, post__rights__contains=[right]
        ).select_related("post", "unit")
    )
    paths = _paths_of([row.unit_id for row in rows])
    senders = [
        Sender(row.id, row.post.names, row.post.wing_id, row.unit_id, row.unit.names, paths[row.unit_id])
        for row in rows
        if row.unit_id in paths and actor.may(right, paths[row.unit_id])
    ]
    return sorted(senders, key=lambda sender: (sender.path, sender.wing is not None, str(sender.appointment_id)))


def get_sender(actor: Actor, appointment_id: UUID) -> Sender:
    """One of the actor's own posts that may issue. Raises NoPostToIssue when it is none of them."""
    for sender in list_senders(actor):
        if sender.appointment_id == appointment_id:
            return sender
    raise NoPostToIssue


def path_of_unit(unit_id: UUID) -> str:
    """Where a unit hangs in the main tree now; OutOfReach when it does not."""
    path = _paths_of([unit_id]).get(unit_id)
    if path is None:
        raise OutOfReach
    return path


def find_path(unit_id: UUID) -> str:
    """As ``path_of_unit``; empty for a unit that hangs there no more."""
    return _paths_of([unit_id]).get(unit_id, "")


def post_names_of(appointment_id: UUID | None) -> Words:
    """The post of an appointment, ended ones too."""
    found = None if appointment_id is None else _appointment(appointment_id)
    return dict(found.post.names) if found else {}


def require_manager(actor: Actor) -> None:
    """Raise OutOfReach unless the actor manages the organisation: the right at the top of the main tree.

    A rule holds for everybody, so a right over a part of the tree is not enough.
    """
    tops = Placement.objects.filter(tree__is_main=True, ended_on=None, parent=None).values_list("path", flat=True)
    if not tops or not all(actor.may(MANAGE, path) for path in tops):
        raise OutOfReach


def board_units_of(actor: Actor, by_units: Sequence[UUID]) -> dict[UUID, UUID]:
    """At which unit this reader looks at directives of these units: there within their reach, else at their own.

    Two queries at most, however many.
    """
    paths = _paths_of(list(by_units))
    tops = sorted({*actor.roots(ISSUE), *actor.roots(VIEW)})
    own: dict[UUID, str] = {}
    for unit, path in paths.items():
        if not any(path.startswith(top) for top in tops):
            below = next((top for top in tops if top.startswith(path)), None) or next(iter(tops), None)
            if below is not None:
                own[unit] = below
    rows = Placement.objects.filter(tree__is_main=True, ended_on=None, path__in=set(own.values())) if own else ()
    places = {row.path: row.unit_id for row in rows}
    return {unit: places.get(own.get(unit, ""), unit) for unit in by_units}


def _paths_of(unit_ids: list[UUID]) -> dict[UUID, str]:
    rows = Placement.objects.filter(tree__is_main=True, ended_on=None, unit__in=unit_ids)
    return dict(rows.values_list("unit_id", "path"))


def _appointment(appointment_id: UUID) -> Appointment | None:
    return Appointment.objects.filter(id=appointment_id).select_related("post").first()


def person_of(actor: Actor) -> UUID:
    """The person who acts; the system itself writes no directives."""
    if actor.person_id is None:
        raise OutOfReach
    return actor.person_id
