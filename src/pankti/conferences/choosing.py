"""From which posts a person may call conferences, and over which units and levels."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from pankti.base.actor import Actor
from pankti.base.clock import now
from pankti.base.words import in_language
from pankti.base.writing import language
from pankti.meetings.types import CALL
from pankti.organisation.models import Appointment
from pankti.organisation.queries import list_children, list_levels, list_wings
from pankti.organisation.tenure import forceful

Choice = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Offered:
    """What the form lets one choose; empty ``units``: this person calls none."""

    units: list[Choice]
    levels: list[Choice]
    wings: list[Choice]


def list_offered(actor: Actor) -> Offered:
    """Own units from which one may call and the units right below them; the levels of the main tree; wings."""
    tongue = language()
    units: list[Choice] = []
    for row in posts_that_call(actor):
        own = in_language(row.unit.names, tongue)
        post = in_language(row.post.names, tongue)
        units.append((f"{row.id}:{row.unit_id}", f"{own} · {post}"))
        units += [
            (f"{row.id}:{child.id}", f"{own} › {in_language(child.names, tongue)}")
            for child in list_children(row.unit_id)[:500]
        ]
    levels = [(level.code, in_language(level.names, tongue)) for level in list_levels()]
    wings = [(wing.code, in_language(wing.names, tongue)) for wing in list_wings() if not wing.is_retired]
    return Offered(units, levels, wings)


def posts_that_call(actor: Actor) -> list[Appointment]:
    """The actor's own appointments that give the right, the highest first."""
    if actor.person_id is None:
        return []
    rows = Appointment.objects.filter(
        forceful(now()), id__in=actor.appointments, person_id=actor.person_id, post__rights__contains=[CALL]
    )
    return list(rows.select_related("post", "unit").order_by("path"))


def read_unit(choice: str) -> tuple[UUID, UUID]:
    """(appointment, unit) of what the form sent back."""
    appointment, _colon, unit = choice.partition(":")
    return UUID(appointment), UUID(unit)
