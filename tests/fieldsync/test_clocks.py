"""Clocks that are wrong, taps from the future and the past, posts that ended: what counts, and when."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from pankti.base.actor import SYSTEM
from pankti.base.clock import frozen, now
from pankti.cascade.actions.dispatch import withdraw_dispatch
from pankti.cascade.models import Answer, Standing
from pankti.organisation.models import Appointment
from tests.makers.access import sign_in_device
from tests.makers.cascade import fold_all, make_dispatch
from tests.makers.organisation import make_appointment, make_cast
from tests.makers.phone import Phone

pytestmark = pytest.mark.django_db(transaction=True)

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
NEAR = timedelta(seconds=2)


def phone_of(appointment: Appointment, clock: timedelta = timedelta(0)) -> Phone:
    client, _token = sign_in_device(appointment.person)
    return Phone(client, clock)


def counted_at() -> datetime:
    return Answer.objects.get().counted_at


@pytest.mark.parametrize("wrong", [timedelta(0), 2 * DAY, -2 * DAY, -56 * 365 * DAY, 900 * 365 * DAY])
def test_a_clock_that_is_off_is_set_right_by_what_it_shows_at_the_sync_itself(wrong: timedelta) -> None:
    """Even when the phone's clock was moved since the last sync, or this is the first one that measures it."""
    cast = make_cast()
    start = now()
    dispatch_id = make_dispatch(roots=[cast.top], deadline_at=start + 3 * HOUR)
    phone = phone_of(cast.worker)
    with frozen(start + timedelta(minutes=1)):
        phone.sync()
    phone.clock = wrong
    tapped = start + 2 * HOUR
    with frozen(start + 5 * HOUR):
        [result] = phone.sync(phone.command(dispatch_id, cast.worker, made_at=tapped + wrong))
    assert result["status"] == "accepted"
    assert abs(counted_at() - tapped) < NEAR
    fold_all()
    assert not Standing.objects.get().is_late


def test_the_first_sync_of_a_device_measures_its_clock_before_it_reads_the_taps() -> None:
    cast = make_cast()
    start = now()
    dispatch_id = make_dispatch(roots=[cast.top])
    phone = phone_of(cast.worker, 2 * DAY)
    with frozen(start + 5 * HOUR):
        phone.sync(phone.command(dispatch_id, cast.worker, made_at=start + 2 * HOUR + 2 * DAY))
    assert abs(counted_at() - (start + 2 * HOUR)) < NEAR


def test_a_tap_from_the_future_counts_at_its_receipt() -> None:
    cast = make_cast()
    dispatch_id = make_dispatch(roots=[cast.top])
    phone = phone_of(cast.worker)
    phone.sync()
    phone.sync(phone.command(dispatch_id, cast.worker, made_at=now() + 3 * DAY))
    assert counted_at() == Answer.objects.get().received_at


def test_a_tap_before_the_first_pull_counts_at_the_first_pull() -> None:
    cast = make_cast()
    start = now()
    dispatch_id = make_dispatch(roots=[cast.top], deadline_at=start + HOUR)
    phone = phone_of(cast.worker)
    with frozen(start + 2 * HOUR):
        phone.sync()
    with frozen(start + 3 * HOUR):
        phone.sync(phone.command(dispatch_id, cast.worker, made_at=start + HOUR / 2))
    assert counted_at() == start + 2 * HOUR
    fold_all()
    assert Standing.objects.get().is_late


def test_a_tap_before_the_issue_counts_at_the_issue() -> None:
    cast = make_cast()
    phone = phone_of(cast.worker)
    phone.sync()
    issued = now() + HOUR
    with frozen(issued):
        dispatch_id = make_dispatch(roots=[cast.top])
    with frozen(issued + HOUR):
        phone.sync(phone.command(dispatch_id, cast.worker, made_at=issued - DAY))
    assert counted_at() == issued


@pytest.mark.parametrize("made_at", ["0001-01-01T00:00:00Z", "9999-12-31T23:59:59.999Z"])
@pytest.mark.parametrize("wrong", [-DAY, DAY])
def test_a_tap_from_the_end_of_time_is_taken_and_stops_nothing(made_at: str, wrong: timedelta) -> None:
    cast = make_cast()
    dispatch_id = make_dispatch(roots=[cast.top])
    phone = phone_of(cast.worker, wrong)
    phone.sync()
    [result] = phone.sync(phone.command(dispatch_id, cast.worker, made_at=made_at))
    assert result["status"] == "accepted"
    assert counted_at() <= now()


def test_a_tap_before_the_removal_counts_and_one_after_it_does_not() -> None:
    cast = make_cast()
    start = now()
    dispatch_id = make_dispatch(roots=[cast.top])
    phone = phone_of(cast.worker)
    phone.sync()
    Appointment.objects.filter(id=cast.worker.id).update(ended_at=start + 2 * HOUR)
    with frozen(start + 9 * HOUR):
        before = phone.command(dispatch_id, cast.worker, "seen", made_at=start + HOUR)
        after = phone.command(dispatch_id, cast.worker, made_at=start + 3 * HOUR)
        results = phone.sync(after, before)
    assert [r.get("code") for r in results] == ["not_addressed", None]
    assert Answer.objects.get().rank == 1


def test_a_tap_before_the_withdrawal_counts_and_one_after_it_does_not() -> None:
    cast = make_cast()
    start = now()
    dispatch_id = make_dispatch(roots=[cast.top])
    phone = phone_of(cast.worker)
    phone.sync()
    with frozen(start + 2 * HOUR):
        withdraw_dispatch(actor=SYSTEM, dispatch_id=dispatch_id, payload={})
    with frozen(start + 9 * HOUR):
        before = phone.command(dispatch_id, cast.worker, made_at=start + HOUR)
        after = phone.command(dispatch_id, cast.worker, made_at=start + 3 * HOUR)
        results = phone.sync(before, after)
    assert [r.get("code") for r in results] == [None, "dispatch_withdrawn"]


def test_a_post_that_begins_tomorrow_answers_tomorrow() -> None:
    cast = make_cast()
    dispatch_id = make_dispatch(roots=[cast.top])
    coming = make_appointment(unit=cast.booths[1], person=cast.worker.person, began_at=now() + DAY)
    phone = phone_of(cast.worker)
    phone.sync()
    [result] = phone.sync(phone.command(dispatch_id, coming))
    assert result["code"] == "not_addressed"

    with frozen(datetime.now(UTC) + 2 * DAY):
        phone.sync()
        assert {s["appointment_id"] for s in phone.dispatches[str(dispatch_id)]["subjects"]} == {
            str(cast.worker.id),
            str(coming.id),
        }
        assert [r["status"] for r in phone.sync(phone.command(dispatch_id, coming))] == ["accepted"]
