"""Many meetings at once: who may, what phones learn of them, and that doing it twice does it once."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest

from pankti.base.actor import SYSTEM
from pankti.base.clock import now
from pankti.base.errors import OutOfReach
from pankti.base.ids import new_id
from pankti.meetings.actions.plant import (
    Bed,
    Move,
    Seedling,
    appoint_speaker,
    cancel_meetings,
    move_meetings,
    plant_meetings,
    settle_meetings,
    shift_meetings,
)
from pankti.meetings.models import AgendaItem, Meeting, Part
from pankti.meetings.queries.sessions import count_coming, find_fates, list_busy
from pankti.organisation.models import Appointment, Unit
from tests.makers.access import sign_in_device
from tests.makers.organisation import Cast, actor_of, make_appointment, make_cast
from tests.makers.phone import Phone

pytestmark = pytest.mark.django_db(transaction=True)
HOUR = timedelta(hours=1)


def bed(plan: UUID) -> Bed:
    agenda: tuple[tuple[dict[str, str], int | None], ...] = (({"en": "Welcome"}, 5), ({"en": "The drive"}, None))
    return Bed("conference", plan, None, {"en": "Virtual rally"}, {}, agenda=agenda)


def seedling(unit: Unit, chair: Appointment | None, *, hours: int = 24) -> Seedling:
    at = now() + timedelta(hours=hours)
    return Seedling(new_id(), unit.id, at, at + HOUR, chair.id if chair else None, "https://meet.example/a")


def plant(cast: Cast, plan: UUID) -> list[Seedling]:
    made = [seedling(cast.booths[0], cast.worker), seedling(cast.booths[1], cast.officer, hours=26)]
    assert plant_meetings(actor=actor_of(cast.officer), bed=bed(plan), seedlings=made) == 2
    return made


def phone_of(appointment: Appointment) -> Phone:
    phone = Phone(sign_in_device(appointment.person)[0])
    phone.sync()
    return phone


def assert_law(*phones: Phone) -> None:
    for phone in phones:
        fresh = Phone(phone.client)
        fresh.sync()
        phone.sync()
        assert phone.shown() == fresh.shown()


def test_planting_twice_plants_once_with_chair_and_agenda() -> None:
    cast, plan = make_cast(), new_id()
    made = plant(cast, plan)

    assert plant_meetings(actor=SYSTEM, bed=bed(plan), seedlings=made) == 0
    assert Meeting.objects.filter(origin="conference", origin_id=plan, state="called").count() == 2
    assert {row.path for row in Meeting.objects.all()} == {"000010000100001", "000010000100002"}
    assert Part.objects.filter(role="chair").count() == 2
    assert AgendaItem.objects.count() == 4


def test_who_may_not_call_over_a_unit_plants_nothing() -> None:
    cast, plan = make_cast(), new_id()
    made = [seedling(cast.booths[0], None), seedling(cast.other_booths[0], None)]

    with pytest.raises(OutOfReach):
        plant_meetings(actor=actor_of(cast.officer), bed=bed(plan), seedlings=made)
    with pytest.raises(OutOfReach):
        plant_meetings(actor=actor_of(cast.stranger), bed=bed(plan), seedlings=made[:1])
    assert not Meeting.objects.exists()
    plant(cast, plan)
    with pytest.raises(OutOfReach):
        shift_meetings(actor=actor_of(cast.stranger), origin="conference", origin_id=plan, by=HOUR)
    with pytest.raises(OutOfReach):
        cancel_meetings(actor=actor_of(cast.stranger), origin="conference", origin_id=plan, reason="")


def test_phones_learn_of_their_own_sessions_and_of_what_becomes_of_them() -> None:
    cast, plan = make_cast(), new_id()
    here, beside = phone_of(cast.worker), phone_of(cast.stranger)
    officer = phone_of(cast.officer)
    made = plant(cast, plan)

    assert_law(here, beside, officer)
    assert list(here.sessions) == [str(made[0].id)]
    assert here.sessions[str(made[0].id)]["parts"] == [{"appointment_id": str(cast.worker.id), "role": "chair"}]
    assert not beside.sessions
    assert list(officer.sessions) == [str(made[1].id)], "who presides from above sees it too"

    shift_meetings(actor=actor_of(cast.officer), origin="conference", origin_id=plan, by=timedelta(days=1))
    assert_law(here, beside, officer)
    assert here.sessions[str(made[0].id)]["version"] == 2

    at = made[1].starts_at
    move = Move(made[1].id, at, at + HOUR, cast.colleague.id, "https://meet.example/b")
    move_meetings(actor=actor_of(cast.officer), origin="conference", origin_id=plan, moves=[move])
    assert_law(here, beside, officer)
    assert officer.sessions[str(made[1].id)]["state"] == "gone"

    appoint_speaker(actor=SYSTEM, origin="conference", origin_id=plan, ids=[made[0].id], speaker_id=cast.stranger.id)
    assert_law(here, beside, officer)
    assert beside.sessions[str(made[0].id)]["parts"][0]["role"] == "main_speaker"
    appoint_speaker(actor=SYSTEM, origin="conference", origin_id=plan, ids=[], speaker_id=cast.stranger.id)
    assert_law(beside)

    settle_meetings(origin="conference", origin_id=plan, held=[made[0].id], not_held=[])
    assert cancel_meetings(actor=SYSTEM, origin="conference", origin_id=plan, reason="Rain") == 1
    assert_law(here, beside, officer)
    assert not here.shown()["sessions"]
    assert count_coming("conference", plan) == 0
    assert find_fates([made[0].id])[made[0].id].state == "held"


def test_who_presides_is_busy_then() -> None:
    cast, plan = make_cast(), new_id()
    second = make_appointment(unit=cast.booths[2], person=cast.worker.person)
    made = plant(cast, plan)

    busy = list_busy([second.person_id], since=now(), until=now() + timedelta(days=2))

    assert [one.meeting_id for one in busy] == [made[0].id]
    assert not list_busy([second.person_id], since=now() + timedelta(days=3), until=now() + timedelta(days=4))
