"""What phones show of a conference's call; its hour and link reach them as their own session."""

from __future__ import annotations

from typing import Any

from pankti.base.words import Words
from pankti.conferences.models import Conference
from pankti.organisation.models import Appointment


def build_content(plan: Conference, *, what_changed: Words | None = None) -> dict[str, Any]:
    """The payload of the call's dispatch."""
    rows = Appointment.objects.select_related("post", "unit")
    held = rows.filter(id=plan.by_appointment_id).first() if plan.by_appointment_id else None
    return {
        "titles": plan.titles,
        "texts": plan.texts,
        "number_labels": {},
        "what_changed": what_changed or {},
        "answers_stand": True,
        "from": {"post": held.post.names if held else {}, "unit": held.unit.names if held else plan.unit.names},
        "attachments": [],
        "conference": {
            "is_video": plan.is_video,
            "takes_registration": plan.takes_registration,
            "agenda": plan.agenda,
        },
    }
