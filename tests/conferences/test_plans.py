"""A conference from the draft to the last report: hosts and hours by rule, one call, changes, resignations."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import Any
from uuid import UUID, uuid4

import pytest

from pankti.base import clock
from pankti.base.clock import now
from pankti.base.errors import DomainError, OutOfReach
from pankti.cascade.models import Dispatch
from pankti.conferences.actions.carry_out import call_plan, carry_out, shift_plan, stop_plan
from pankti.conferences.actions.drafts import delete_plan, save_plan
from pankti.conferences.actions.report import register_people, report_session
from pankti.conferences.actions.route import set_route
from pankti.conferences.actions.tend import end_plan, nudge_plan, tend_plan
from pankti.conferences.errors import (
    HeadsMissing,
    InThePast,
    NotADraft,
    NotBegun,
    NothingToRegister,
    NotRunning,
    NotYourSession,
    NoUnitToMeet,
    SpeakerBusy,
    StillBusy,
    UnitClosed,
)
from pankti.conferences.models import Conference, Nudge, Session
from pankti.conferences.queries.foresee import foresee
from pankti.conferences.queries.turnout import list_heads, list_sessions, read_turnout
from pankti.conferences.spreading import arrange_route, link_of, spread
from pankti.conferences.types import GAP, Hosted, Report
from pankti.meetings.actions.change import cancel_meeting
from pankti.meetings.errors import ChangedWithAll
from pankti.meetings.models import Meeting, Part
from pankti.organisation.models import Appointment, Placement, Unit
from tests.makers.conferences import BASE, a_plan, make_plan
from tests.makers.organisation import actor_of, make_appointment, make_cast, path_of

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def sessions_of(plan: UUID) -> list[Session]:
    return list(Session.objects.filter(plan_id=plan).order_by("path"))


def session_at(plan: UUID, unit: Unit) -> Session:
    return Session.objects.get(plan_id=plan, unit=unit)


def over(plan: UUID) -> datetime:
    """A moment after all its sessions."""
    return max(one.ends_at for one in sessions_of(plan)) + timedelta(minutes=1)


def test_calling_makes_one_dispatch_and_a_session_with_host_hour_and_link_at_each_unit() -> None:
    cast = make_cast(booths=4)
    plan = make_plan(cast.officer, cast.middle)

    made = sessions_of(plan)
    assert [one.unit_id for one in made] == [unit.id for unit in cast.booths]
    assert made[0].host_id == cast.worker.id
    assert not made[0].is_from_above
    assert all(one.is_from_above for one in made[1:]), "a vacant unit's session is hosted by the nearest lead above"
    assert len({one.starts_at for one in made}) == 4, "spread over the hours"
    assert len({one.link for one in made}) == 4
    assert all(one.link == link_of(BASE, one.id) for one in made)
    assert Dispatch.objects.filter(id=plan).count() == 1
    meetings = Meeting.objects.filter(origin="conference", origin_id=plan)
    assert {row.dispatch_id for row in meetings} == {plan}
    assert {row.id: row.starts_at for row in meetings} == {one.id: one.starts_at for one in made}
    assert Part.objects.filter(role="chair", meeting__in=meetings).count() == 4


def test_what_is_foreseen_is_what_is_done() -> None:
    cast = make_cast(booths=5)
    draft = a_plan(cast.officer, cast.middle, days=1)

    seen = foresee(draft)
    save_plan(actor=actor_of(cast.officer), draft=draft)
    call_plan(actor=actor_of(cast.officer), plan_id=draft.id)

    assert (seen.sessions, seen.own_host, seen.from_above, seen.clashes, seen.called) == (5, 1, 3, 1, 5)
    made = sessions_of(draft.id)
    assert sum(one.host_id is None for one in made) == seen.clashes
    hours = [one.starts_at for one in made if one.host_id == cast.officer.id]
    assert len(hours) == len(set(hours)) == 3, "nobody hosts two sessions at one hour"


def test_who_presides_elsewhere_at_that_hour_gets_another() -> None:
    cast = make_cast(booths=1)
    first = make_plan(cast.officer, cast.middle)
    second = make_plan(cast.officer, cast.middle)

    assert sessions_of(first)[0].starts_at != sessions_of(second)[0].starts_at


def test_spreading_never_gives_one_person_two_sessions_at_one_hour() -> None:
    hours = [datetime(2026, 12, 1, hour, tzinfo=UTC) for hour in (9, 11, 13)]
    person = uuid4()
    hosted = [Hosted(uuid4(), f"{n:05x}", uuid4(), person if n % 2 else uuid4()) for n in range(8)]

    lots = spread(hosted, hours, HOUR, {person: [(hours[1], hours[1] + HOUR)]})

    mine = [lot.starts_at for lot, one in zip(lots, hosted, strict=True) if one.person_id == person and lot.host_id]
    assert sorted(mine) == [hours[0], hours[2]]
    assert sum(lot.has_clash for lot in lots) == 2


def test_a_route_never_overlaps_and_keeps_hours_where_it_can() -> None:
    hours = [datetime(2026, 12, 1, hour, tzinfo=UTC) for hour in (9, 11, 13)]
    wanted = [(uuid4(), hours[n % 3], ()) for n in range(5)]

    found = arrange_route(wanted, HOUR, hours, [])

    assert found is not None
    begins = sorted(found.values())
    assert all(later - earlier >= HOUR + GAP for earlier, later in pairwise(begins))
    assert sum(found[one] == at for one, at, _ in wanted) >= 3
    assert arrange_route([(uuid4(), hours[0], ()) for _ in range(30)], HOUR, hours, []) is None


@pytest.mark.parametrize(
    ("said", "error"),
    [
        ({"slots": ()}, "no_hours"),
        ({"slots": (time(11), time(11, 30))}, "hours_overlap"),
        ({"starts_on": date(2020, 1, 1)}, "in_the_past"),
        ({"level": "top"}, "no_unit_to_meet"),
    ],
)
def test_a_plan_that_cannot_be_is_refused_in_words(said: dict[str, object], error: str) -> None:
    cast = make_cast()
    plan = make_plan(cast.officer, cast.middle, is_called=False, **said)

    with pytest.raises(DomainError) as refused:
        call_plan(actor=actor_of(cast.officer), plan_id=plan)

    assert refused.value.code == error
    assert not Session.objects.exists()


def test_a_unit_that_was_just_merged_away_is_refused_and_its_sessions_are_called_off() -> None:
    cast = make_cast()
    plan = make_plan(cast.officer, cast.middle)
    Placement.objects.filter(unit=cast.booths[1]).update(ended_on=now().date())
    cast.booths[1].closed_on = now().date()
    cast.booths[1].save()

    tend_plan(plan)

    assert session_at(plan, cast.booths[1]).state == "cancelled"
    assert Meeting.objects.get(id=session_at(plan, cast.booths[1]).id).state == "cancelled"
    with pytest.raises(UnitClosed):
        save_plan(actor=actor_of(cast.officer), draft=a_plan(cast.officer, cast.booths[1]))
    Placement.objects.filter(unit=cast.booths[0]).update(ended_on=now().date())
    with pytest.raises(NoUnitToMeet):
        foresee(a_plan(cast.officer, cast.booths[2], level="middle"))


def test_a_host_who_resigned_is_replaced_by_the_rule() -> None:
    cast = make_cast()
    plan = make_plan(cast.officer, cast.middle)
    Appointment.objects.filter(id=cast.worker.id).update(ended_at=now())

    assert tend_plan(plan) == 1

    found = session_at(plan, cast.booths[0])
    assert found.host_id == cast.officer.id
    assert found.is_from_above
    assert [part.appointment_id for part in Part.objects.filter(meeting_id=found.id)] == [cast.officer.id]
    assert tend_plan(plan) == 0, "doing it again changes nothing"


def test_shifting_moves_all_and_tells_phones_once() -> None:
    cast = make_cast()
    plan = make_plan(cast.officer, cast.middle)
    before = {one.id: one.starts_at for one in sessions_of(plan)}

    shift_plan(actor=actor_of(cast.officer), plan_id=plan, by=timedelta(days=1))

    assert {one.id: one.starts_at - timedelta(days=1) for one in sessions_of(plan)} == before
    assert {row.id: row.starts_at - timedelta(days=1) for row in Meeting.objects.all() if row.starts_at} == before
    assert Dispatch.objects.get(id=plan).version == 2
    with pytest.raises(InThePast):
        shift_plan(actor=actor_of(cast.officer), plan_id=plan, by=timedelta(days=-30))


def test_stopping_calls_all_off_and_takes_the_call_back() -> None:
    cast = make_cast()
    plan = make_plan(cast.officer, cast.middle)

    stop_plan(actor=actor_of(cast.officer), plan_id=plan, reason="Rain")

    assert {one.state for one in sessions_of(plan)} == {"cancelled"}
    assert Dispatch.objects.get(id=plan).state == "withdrawn"
    with pytest.raises(NotRunning):
        stop_plan(actor=actor_of(cast.officer), plan_id=plan, reason="Again")


def test_strangers_can_do_none_of_it() -> None:
    cast = make_cast()
    plan = make_plan(cast.officer, cast.middle)
    beside = actor_of(make_appointment(unit=cast.other_middle))
    draft = make_plan(cast.officer, cast.middle, is_called=False)

    for who in (beside, actor_of(cast.worker)):
        with pytest.raises(OutOfReach):
            call_plan(actor=who, plan_id=draft)
        with pytest.raises(OutOfReach):
            shift_plan(actor=who, plan_id=plan, by=HOUR)
        with pytest.raises(OutOfReach):
            stop_plan(actor=who, plan_id=plan, reason="")
        with pytest.raises(OutOfReach):
            set_route(actor=who, plan_id=plan, speaker_id=cast.chief.id, session_ids=[])
        with pytest.raises(OutOfReach):
            delete_plan(actor=who, plan_id=draft)
    with pytest.raises(NotADraft):
        delete_plan(actor=actor_of(cast.officer), plan_id=plan)
    with pytest.raises(OutOfReach):
        save_plan(actor=beside, draft=a_plan(cast.officer, cast.middle))


def test_a_large_one_is_carried_out_by_a_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    cast = make_cast()
    monkeypatch.setattr("pankti.conferences.actions.carry_out.AT_ONCE", 1)
    monkeypatch.setattr("pankti.conferences.actions.carry_out.actor_for_person", lambda person: actor_of(cast.officer))
    plan = make_plan(cast.officer, cast.middle, is_called=False)

    assert not call_plan(actor=actor_of(cast.officer), plan_id=plan)
    assert not sessions_of(plan)
    with pytest.raises(StillBusy):
        call_plan(actor=actor_of(cast.officer), plan_id=plan)
    carry_out(plan)
    carry_out(plan)

    assert len(sessions_of(plan)) == 3
    assert Conference.objects.get(id=plan).doing == ""


def test_what_a_worker_cannot_do_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    cast = make_cast()
    monkeypatch.setattr("pankti.conferences.actions.carry_out.AT_ONCE", 1)
    monkeypatch.setattr("pankti.conferences.actions.carry_out.actor_for_person", lambda person: actor_of(cast.officer))
    plan = make_plan(cast.officer, cast.middle, is_called=False)
    call_plan(actor=actor_of(cast.officer), plan_id=plan)

    with clock.frozen(now() + timedelta(days=90)):
        carry_out(plan)

    assert Conference.objects.get(id=plan).trouble == "in_the_past"


def test_the_route_of_the_main_speaker() -> None:
    cast = make_cast(booths=4)
    plan = make_plan(cast.officer, cast.middle, days=1)
    chosen = [one.id for one in sessions_of(plan)]

    set_route(actor=actor_of(cast.officer), plan_id=plan, speaker_id=cast.chief.id, session_ids=chosen)

    rows = list_sessions(plan, path_of(cast.middle), with_speaker=True)
    spans = sorted((row.starts_at, row.ends_at) for row in rows)
    assert len(rows) == 4
    assert all(later[0] - earlier[1] >= GAP for earlier, later in pairwise(spans))
    assert Part.objects.filter(role="main_speaker", appointment=cast.chief).count() == 4
    assert {row.id: row.starts_at for row in Meeting.objects.all()} == {row.id: row.starts_at for row in rows}
    crowded = make_plan(cast.officer, cast.middle, days=1, slots=(time(11),), minutes=600)
    ids = [one.id for one in sessions_of(crowded)]
    with pytest.raises(SpeakerBusy):
        set_route(actor=actor_of(cast.officer), plan_id=crowded, speaker_id=cast.chief.id, session_ids=ids)


def test_a_report_by_the_host_and_what_the_board_shows() -> None:
    cast = make_cast()
    plan = make_plan(cast.officer, cast.middle)
    first = session_at(plan, cast.booths[0])
    with pytest.raises(NotBegun):
        report_session(actor=actor_of(cast.worker), report=Report(first.id, True, 40))
    with clock.frozen(over(plan)):
        with pytest.raises(HeadsMissing):
            report_session(actor=actor_of(cast.worker), report=Report(first.id, True))
        with pytest.raises(OutOfReach):
            report_session(actor=actor_of(cast.stranger), report=Report(first.id, True, 40))
        colleague = make_appointment(unit=cast.middle, post="last-lead")
        with pytest.raises((OutOfReach, NotYourSession)):
            report_session(actor=actor_of(colleague), report=Report(session_at(plan, cast.booths[1]).id, True, 9))
        at = now() - timedelta(minutes=1)
        counts = ((cast.booths[0].id, 45), (cast.other_booths[0].id, 500))
        report = Report(first.id, True, 40, "All went well.", counts=counts)
        report_session(actor=actor_of(cast.worker), report=report, made_at=at)
        report_session(actor=actor_of(cast.worker), report=Report(first.id, False), made_at=at)  # no later word
        total, children = read_turnout(plan, path_of(cast.middle))

    assert (total.sessions, total.held, total.owed, total.heads, total.hosted, total.linked) == (3, 1, 2, 45, 3, 3)
    assert (children[0].unit_id, children[0].turnout.heads) == (cast.booths[0].id, 45)
    assert Meeting.objects.get(id=first.id).state == "held"
    above, below = read_turnout(plan, path_of(cast.top))
    assert (above.sessions, len(below)) == (3, 1)


def test_registration_by_unit_adds_up_and_is_refused_where_none_is_taken() -> None:
    cast = make_cast()
    plan = make_plan(cast.chief, cast.top, level="middle", takes_registration=True, called_levels=("last",))
    session = session_at(plan, cast.middle)

    assert register_people(actor=actor_of(cast.worker), session_id=session.id, counts=[(cast.booths[0].id, 12)]) == 12
    assert register_people(actor=actor_of(cast.officer), session_id=session.id, counts=[(cast.booths[1].id, 8)]) == 20
    assert register_people(actor=actor_of(cast.worker), session_id=session.id, counts=[(cast.booths[0].id, 10)]) == 18
    with pytest.raises(NotYourSession):
        register_people(actor=actor_of(cast.worker), session_id=session.id, counts=[(cast.booths[1].id, 99)])
    with pytest.raises(NotYourSession):
        register_people(actor=actor_of(cast.stranger), session_id=session.id, counts=[(cast.booths[0].id, 99)])
    assert [(row[0], row[2]) for row in list_heads(session.id)][:2] == [
        (cast.booths[0].id, 10),
        (cast.booths[1].id, 8),
    ]
    plain = make_plan(cast.officer, cast.middle)
    with pytest.raises(NothingToRegister):
        register_people(
            actor=actor_of(cast.worker),
            session_id=session_at(plain, cast.booths[0]).id,
            counts=[(cast.booths[0].id, 1)],
        )


def test_reminders_fire_once_for_each_step_until_the_report_is_in() -> None:
    cast = make_cast(booths=1)
    plan = make_plan(cast.officer, cast.middle)
    end = over(plan)

    fired = []
    for hours in (0, 3, 3, 25, 49, 50):
        with clock.frozen(end + timedelta(hours=hours)):
            fired.append(nudge_plan(plan))

    assert fired == [0, 1, 0, 1, 1, 0]
    assert sorted(Nudge.objects.values_list("step", flat=True)) == [0, 1, 2]
    with clock.frozen(end + timedelta(days=31)):
        assert end_plan(plan)
        assert not end_plan(plan)
    assert Dispatch.objects.get(id=plan).state == "closed"


def test_a_board_of_more_units_takes_no_more_queries(django_assert_num_queries: Any) -> None:
    small = make_cast(booths=2)
    few, many = make_plan(small.chief, small.middle), make_plan(small.chief, small.top)
    for plan in (few, many):
        with django_assert_num_queries(3):  # two, and what the database is told of who asks
            read_turnout(plan, path_of(small.top))


def test_one_session_alone_is_not_changed_on_its_meetings_page() -> None:
    cast = make_cast()
    plan = make_plan(cast.officer, cast.middle)

    with pytest.raises(ChangedWithAll):
        cancel_meeting(actor=actor_of(cast.officer), meeting_id=sessions_of(plan)[0].id, reason="Rain")

    assert sessions_of(plan)[0].state == "called"
