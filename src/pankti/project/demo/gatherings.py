"""A cadence of reviews, a small rally and meetings before and behind: a newcomer finds a calendar that is alive."""

from __future__ import annotations

from datetime import time, timedelta

from pankti.access.queries import actor_for_person
from pankti.base.clock import now
from pankti.base.ids import new_id
from pankti.base.sight import acting_as
from pankti.conferences.actions.carry_out import call_plan
from pankti.conferences.actions.drafts import save_plan
from pankti.conferences.types import PlanDraft
from pankti.organisation.queries import get_unit
from pankti.project.demo.cast import Lead, find_line
from pankti.project.demo.held import hold_samples
from pankti.reviews.actions.cadences import set_cadence
from pankti.reviews.types import CadenceOrder

DEPTH = 4
"""The office of the demo's line that has enough units below it for a rally, and few enough to look at each."""
RALLY = {
    "titles": {"hi": "वर्चुअल रैली: पौधारोपण अभियान", "en": "Virtual rally: the planting drive"},
    "texts": {
        "hi": "हर मंडल पर एक वर्चुअल सभा। मेज़बान समय से दस मिनट पहले जुड़ें और बाद में रिपोर्ट भेजें।",
        "en": "One virtual meeting at every mandal. Hosts join ten minutes early, and report afterwards.",
    },
}
AGENDA = (
    {"hi": "स्वागत", "en": "Welcome"},
    {"hi": "अभियान अब तक", "en": "The drive so far"},
    {"hi": "अगले सप्ताह के काम", "en": "Next week's work"},
)


def plan_samples() -> None:
    """The office at ``DEPTH`` reviews the units below it every two weeks, and calls a rally at each of them."""
    line = find_line()
    if len(line) <= DEPTH + 1:
        return
    office, below = line[DEPTH], line[DEPTH + 1]
    actor = actor_for_person(office.person_id)
    with acting_as(actor):
        order = _cadence(office, below)
        set_cadence(actor=actor, order=order)
        draft = _rally(office, below)
        save_plan(actor=actor, draft=draft)
        call_plan(actor=actor, plan_id=draft.id)
    hold_samples(office, below)


def _cadence(office: Lead, below: Lead) -> CadenceOrder:
    return CadenceOrder(
        id=new_id(),
        appointment_id=office.appointment_id,
        unit_id=office.unit_id,
        reviewing=get_unit(office.unit_id).level,
        reviewed=get_unit(below.unit_id).level,
        rule="FREQ=WEEKLY;INTERVAL=2;BYDAY=SA",
        starts_on=now().date(),
        hour=time(11),
        agenda=AGENDA,
    )


def _rally(office: Lead, below: Lead) -> PlanDraft:
    return PlanDraft(
        id=new_id(),
        appointment_id=office.appointment_id,
        unit_id=office.unit_id,
        level=get_unit(below.unit_id).level,
        titles=RALLY["titles"],
        texts=RALLY["texts"],
        starts_on=(now() + timedelta(days=3)).date(),
        days=2,
        slots=(time(11), time(14), time(17)),
        link_base="https://meet.example.org",
        agenda=AGENDA,
    )
