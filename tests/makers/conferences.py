"""Conferences for tests: a plan over the cast's last level, drafted or called."""

from __future__ import annotations

from datetime import time, timedelta
from typing import Any
from uuid import UUID

from pankti.base.clock import now
from pankti.base.ids import new_id
from pankti.conferences.actions.carry_out import call_plan
from pankti.conferences.actions.drafts import save_plan
from pankti.conferences.types import PlanDraft
from pankti.organisation.models import Appointment, Unit
from tests.makers.organisation import actor_of

BASE = "https://meet.example.org"


def a_plan(by: Appointment, unit: Unit, **said: Any) -> PlanDraft:
    """Three hours on each of two days from tomorrow, at every last unit below ``unit``."""
    known: dict[str, Any] = {
        "titles": {"hi": "शक्ति केंद्र सम्मेलन", "en": "Kendra conference"},
        "level": "last",
        "starts_on": (now() + timedelta(days=2)).date(),
        "days": 2,
        "slots": (time(11), time(13), time(15)),
        "minutes": 60,
        "link_base": BASE,
        "agenda": ({"en": "Welcome"}, {"en": "The drive"}),
    }
    return PlanDraft(id=new_id(), appointment_id=by.id, unit_id=unit.id, **{**known, **said})


def make_plan(by: Appointment, unit: Unit, *, is_called: bool = True, **said: Any) -> UUID:
    """A conference of ``by``'s, called unless it is to stay a draft."""
    draft = a_plan(by, unit, **said)
    save_plan(actor=actor_of(by), draft=draft)
    if is_called:
        call_plan(actor=actor_of(by), plan_id=draft.id)
    return draft.id
