from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from pankti.base.clock import now
from pankti.base.words import Words
from pankti.organisation.models import Appointment
from pankti.organisation.tenure import forceful


@dataclass(frozen=True, slots=True)
class Holder:
    """Whose link it is."""

    appointment_id: UUID
    person_id: UUID
    names: Words


def find_holder(appointment_id: UUID) -> Holder | None:
    """Who holds the appointment now; None when it ended: then the link leads nowhere."""
    row = Appointment.objects.filter(forceful(now()), pk=appointment_id).select_related("person").first()
    return None if row is None else Holder(row.id, row.person_id, row.person.names)
