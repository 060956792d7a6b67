"""From which posts a person may set cadences, and over which units and levels."""

from __future__ import annotations

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


def list_units_offered(actor: Actor) -> list[Choice]:
    """Own units from which one may call and the units right below them, each with the post from which."""
    if actor.person_id is None:
        return []
    tongue = language()
    rows = Appointment.objects.filter(
        forceful(now()), id__in=actor.appointments, person_id=actor.person_id, post__rights__contains=[CALL]
    )
    units: list[Choice] = []
    for row in rows.select_related("post", "unit").order_by("path"):
        own = in_language(row.unit.names, tongue)
        units.append((f"{row.id}:{row.unit_id}", f"{own} · {in_language(row.post.names, tongue)}"))
        units += [
            (f"{row.id}:{child.id}", f"{own} › {in_language(child.names, tongue)}")
            for child in list_children(row.unit_id)[:500]
        ]
    return units


def list_levels_offered() -> list[Choice]:
    return [(level.code, in_language(level.names, language())) for level in list_levels()]


def list_wings_offered() -> list[Choice]:
    return [(wing.code, in_language(wing.names, language())) for wing in list_wings() if not wing.is_retired]


def read_unit(choice: str) -> tuple[UUID, UUID]:
    """(appointment, unit) of what the form sent back."""
    appointment, _colon, unit = choice.partition(":")
    return UUID(appointment), UUID(unit)
