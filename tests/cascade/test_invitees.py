"""Calls: who is invited by rule, by where they live and by hand; what their phones get; what they may say."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from pankti.base.actor import SYSTEM
from pankti.base.clock import frozen, now
from pankti.base.errors import OutOfReach
from pankti.base.sight import acting_as
from pankti.cascade import inviting
from pankti.cascade.actions.dispatch import Correction, correct_dispatch, withdraw_dispatch
from pankti.cascade.errors import NobodyAddressed, TooManyNamed
from pankti.cascade.models import Dispatch, Named, Standing
from pankti.cascade.queries import (
    count_invitees,
    find_invited,
    get_dispatch,
    get_tally,
    list_child_tallies,
    list_for_person,
    list_invited,
    list_invitees,
)
from pankti.cascade.types import InviteeCount, Invitees, Rank, Residents, Why
from tests.makers.access import sign_in_device
from tests.makers.calls import make_call, make_home, make_reply, make_rule
from tests.makers.cascade import fold_all, give, make_command, make_dispatch
from tests.makers.organisation import actor_of, make_appointment, make_cast
from tests.makers.phone import Phone

pytestmark = pytest.mark.django_db(transaction=True)


def test_residents_and_guests_get_the_call_and_the_excepted_do_not() -> None:
    cast = make_cast()
    second = make_appointment(unit=cast.booths[1])
    make_home(cast.stranger, cast.booths[2])  # holds a booth elsewhere, lives here
    invitees = Invitees(
        audience=make_rule([cast.middle]),
        residents=(Residents(posts=(), wings=(), live_in=(cast.middle.id,)),),
        added=(cast.chief.id, second.id),
        excepted=(second.id,),
    )
    assert count_invitees(invitees) == InviteeCount(
        persons=3, holdings=3, by_rule=2, residents=1, added=1, excepted=1, vacant=1
    )
    listed = list_invitees(SYSTEM, invitees)
    assert {(i.appointment_id, i.why) for i in listed} == {
        (cast.chief.id, Why.ADDED),
        (cast.stranger.id, Why.LIVES_THERE),
        (cast.worker.id, Why.RULE),
    }

    call = make_call(invitees=invitees, by=cast.middle)

    for holder, is_called in ((cast.worker, True), (cast.stranger, True), (cast.chief, True), (second, False)):
        phone = Phone(sign_in_device(holder.person)[0])
        phone.sync()
        assert (call in phone.dispatch_ids) is is_called, holder.unit.code
        assert (find_invited(call, holder.person_id) is not None) is is_called
        [error] = give(holder, make_reply(dispatch_id=call, appointment=holder))
        assert (error is None) is is_called
        if is_called:
            assert phone.dispatches[str(call)]["subjects"] == [
                {"subject_id": str(holder.id), "appointment_id": str(holder.id)}
            ]
            assert [a.dispatch.id for a in list_for_person(holder.person_id, "meeting", now())] == [call]
        else:
            assert error is not None
            assert error.code == "not_addressed"
            assert list_for_person(holder.person_id, "meeting", now()) == []
    fold_all()

    sent = get_dispatch(call)
    # The resident is counted at the place named, the guest at the top, the worker in the booth.
    for unit, expected, answered in (
        (cast.top, 3, 3),
        (cast.middle, 2, 2),
        (cast.booths[0], 1, 1),
        (cast.booths[1], 0, 0),
        (cast.other_middle, 0, 0),
    ):
        counts = get_tally(sent, unit.id)
        assert (counts.expected, counts.done) == (expected, answered), unit.code
    assert [c.counts.expected for c in list_child_tallies(sent, cast.top.id)] == [2, 0]


def test_who_is_called_by_name_alone() -> None:
    cast = make_cast()
    invitees = Invitees(audience=None, added=(cast.worker.id, cast.stranger.id))
    call = make_call(invitees=invitees, by=cast.middle, actor=actor_of(cast.officer))
    assert get_tally(get_dispatch(call), cast.top.id).expected == 2
    assert {i.appointment_id for i in list_invited(SYSTEM, call)} == {cast.worker.id, cast.stranger.id}

    phone = Phone(sign_in_device(cast.stranger.person)[0])
    phone.sync()
    assert phone.dispatch_ids == {call}
    correct_dispatch(
        actor=actor_of(cast.officer), dispatch_id=call, correction=Correction({"titles": {"en": "Moved"}}, None)
    )
    phone.sync()
    assert not phone.was_full
    assert phone.dispatches[str(call)]["version"] == 2
    with pytest.raises(OutOfReach):
        withdraw_dispatch(actor=actor_of(cast.stranger), dispatch_id=call, payload={})
    withdraw_dispatch(actor=actor_of(cast.officer), dispatch_id=call, payload={})
    phone.sync()
    assert phone.dispatches[str(call)]["state"] == "withdrawn"


def test_nobody_called_is_refused() -> None:
    cast = make_cast()
    with pytest.raises(NobodyAddressed):
        make_call(invitees=Invitees(None), by=cast.middle)
    with pytest.raises(NobodyAddressed):
        make_call(invitees=Invitees(None, residents=(Residents((), (), (cast.middle.id,)),)), by=cast.middle)


def test_what_may_be_said_to_a_call() -> None:
    cast = make_cast()
    call = make_call(invitees=Invitees(make_rule([cast.top])), by=cast.top)
    directive = make_dispatch(roots=[cast.top])
    bare = make_reply(dispatch_id=call, appointment=cast.worker, state="deputy", text=" ")
    done = replace(make_command(dispatch_id=call, appointment=cast.worker), subject_id=cast.worker.id)
    coming = replace(make_reply(dispatch_id=directive, appointment=cast.worker), subject_id=cast.worker.unit_id)
    errors = give(cast.worker, bare, done, coming, make_reply(dispatch_id=call, appointment=cast.worker, state="seen"))
    assert [e and e.code for e in errors] == ["deputy_missing", "state_unfitting", "state_unfitting", None]


def test_the_last_tap_counts() -> None:
    cast = make_cast()
    call = make_call(invitees=Invitees(make_rule([cast.top])), by=cast.top)
    sent = get_dispatch(call)
    start = now()
    client, _token = sign_in_device(cast.worker.person)
    phone = Phone(client)
    phone.sync()
    with frozen(start + timedelta(minutes=10)):
        for state, after in (("attending", 1), ("declined", 3), ("deputy", 2), ("seen", 4)):
            with frozen(start):
                said = make_reply(dispatch_id=call, appointment=cast.worker, state=state, after=after)
            assert give(cast.worker, said) == [None]
            fold_all()
        phone.sync()
    assert Standing.objects.get(dispatch_id=call).rank == Rank.REFUSED
    counts = get_tally(sent, cast.top.id)
    assert (counts.refused, counts.done, counts.acknowledged, counts.seen, counts.settled) == (1, 0, 0, 0, 1)
    [standing] = phone.standings.values()
    assert standing["state"] == "declined"
    [row] = list_invited(SYSTEM, call, "declined")
    assert (row.appointment_id, row.state) == (cast.worker.id, "declined")
    assert Dispatch.objects.get(id=call).has_named is False
    assert not Named.objects.exists()


def test_names_are_shown_as_far_as_the_readers_sight_goes() -> None:
    cast = make_cast()
    call = make_call(
        invitees=Invitees(make_rule([cast.middle]), added=(cast.stranger.id, cast.chief.id)), by=cast.middle
    )
    officer = actor_of(cast.officer)
    give(cast.stranger, make_reply(dispatch_id=call, appointment=cast.stranger, state="deputy", text="मीना"))
    fold_all()
    with acting_as(officer):
        rows = {row.appointment_id: row for row in list_invited(officer, call, "all")}
        invited = {i.appointment_id: i for i in list_invitees(officer, Invitees(None, added=tuple(rows)))}
    assert len(rows) == 3
    for appointment, is_known in ((cast.worker, True), (cast.chief, True), (cast.stranger, False)):
        assert bool(rows[appointment.id].person_names) is is_known
        assert bool(invited[appointment.id].person_names) is is_known
        assert rows[appointment.id].person_id == (appointment.person_id if is_known else None)
        assert rows[appointment.id].unit_names == appointment.unit.names
    assert (rows[cast.stranger.id].state, rows[cast.stranger.id].text) == ("deputy", "मीना")


def test_a_place_out_of_ones_right_is_not_called() -> None:
    cast = make_cast()
    make_home(cast.stranger, cast.other_booths[0])
    there = Invitees(None, residents=(Residents((), (), (cast.other_middle.id,)),))
    with pytest.raises(OutOfReach):
        make_call(invitees=there, by=cast.middle, actor=actor_of(cast.officer))
    with pytest.raises(OutOfReach):
        make_call(invitees=Invitees(None, added=(cast.worker.id,)), by=cast.top, actor=actor_of(cast.officer))
    with pytest.raises(OutOfReach):
        make_call(invitees=Invitees(make_rule([cast.top])), by=cast.middle, actor=actor_of(cast.officer))


def test_more_than_so_many_are_not_named(monkeypatch: pytest.MonkeyPatch) -> None:
    cast = make_cast()
    monkeypatch.setattr(inviting, "MOST", 1)
    with pytest.raises(TooManyNamed):
        make_call(invitees=Invitees(None, added=(cast.worker.id, cast.stranger.id)), by=cast.top)


def test_questions_about_a_call_ask_no_more_for_more_people() -> None:
    cast = make_cast()
    asked = []
    for number in (1, 9):
        for _ in range(number):
            make_appointment(unit=cast.booths[1])
        guests = tuple(make_appointment(unit=cast.other_booths[1]).id for _ in range(number))
        invitees = Invitees(make_rule([cast.middle]), added=guests)
        call = make_call(invitees=invitees, by=cast.top)
        with CaptureQueriesContext(connection) as queries:
            count_invitees(invitees)
            list_invitees(SYSTEM, invitees)
            list_invited(SYSTEM, call)
            list_child_tallies(get_dispatch(call), cast.top.id)
            find_invited(call, cast.worker.person_id)
            list_for_person(cast.worker.person_id, "meeting", now())
        asked.append(len(queries))
    assert asked[0] == asked[1]


def test_invitees_are_kept_as_json_and_read_again() -> None:
    cast = make_cast()
    invitees = Invitees(
        make_rule([cast.top], posts=["last-lead"]),
        (Residents(("top-lead",), (), (cast.middle.id,), (cast.top.id,)),),
        (cast.chief.id,),
        (cast.worker.id,),
    )
    kept = inviting.invitees_to_json(invitees)
    assert inviting.invitees_from_json(json.loads(json.dumps(kept))) == invitees
    assert inviting.invitees_from_json({}) == Invitees()
