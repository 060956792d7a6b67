"""The law of sync with calls: for the named, the excepted and the rule's holders increments equal a full fetch."""

from __future__ import annotations

import random
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from pankti.base.actor import SYSTEM
from pankti.base.clock import now
from pankti.cascade.actions.dispatch import Correction, close_dispatch, correct_dispatch, withdraw_dispatch
from pankti.cascade.actions.tally import fold_answers, rebuild_tallies
from pankti.cascade.models import Dispatch, Named
from pankti.cascade.types import DispatchState, Invitees, Residents
from pankti.organisation.models import Appointment
from tests.fieldsync.test_law import assert_law, phone_of
from tests.makers.calls import make_call, make_home, make_rule
from tests.makers.organisation import make_appointment, make_cast

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("seed", range(5))
def test_after_any_history_of_calls_the_increments_equal_a_full_fetch(seed: int) -> None:
    dice = random.Random(seed)
    cast = make_cast(booths=2)
    second = make_appointment(unit=cast.other_booths[1], person=cast.worker.person)
    make_home(cast.stranger, cast.booths[0])
    make_home(cast.worker, cast.booths[1])
    holders = [cast.worker, cast.stranger, cast.officer, cast.chief]
    phones = {holder: phone_of(holder) for holder in holders}
    ids = [a.id for a in (*holders, second)]

    def live() -> UUID | None:
        found = list(Dispatch.objects.filter(state=DispatchState.LIVE).order_by("id").values_list("id", flat=True))
        return dice.choice(found) if found else None

    def call() -> None:
        rule = make_rule([dice.choice([cast.top, cast.middle, cast.other_middle])], ["last", "middle"])
        by_rule = dice.random() < 0.6
        make_call(
            by=cast.top,
            invitees=Invitees(
                audience=rule if by_rule else None,
                residents=(Residents((), (), (cast.middle.id,)),) if dice.random() < 0.5 else (),
                added=tuple(dice.sample(ids, 1 if by_rule else 2)),
                excepted=tuple(dice.sample(ids, 1)) if by_rule else (),
            ),
        )

    def answer() -> None:
        holder = dice.choice(holders)
        phone = phones[holder]
        if phone.dispatches:
            known = dice.choice(sorted(phone.dispatches))
            subject = dice.choice(phone.dispatches[known]["subjects"])
            given = Appointment.objects.get(id=subject["appointment_id"])
            state = dice.choice(["seen", "attending", "deputy", "declined"])
            command = phone.command(UUID(known), given, state, text="मीना")
            command["body"]["subject_id"] = subject["subject_id"]
            phone.sync(command)

    def correct() -> None:
        if found := live():
            change = Correction({"titles": {"en": str(dice.random())}}, None, dice.random() < 0.5)
            correct_dispatch(actor=SYSTEM, dispatch_id=found, correction=change)

    def withdraw() -> None:
        if dice.random() < 0.4 and (found := live()):
            withdraw_dispatch(actor=SYSTEM, dispatch_id=found, payload={})

    def close() -> None:
        if dice.random() < 0.4 and (found := live()):
            close_dispatch(actor=SYSTEM, dispatch_id=found)

    def fold() -> None:
        fold_answers(limit=dice.choice([1, 2, 100]))

    def rebuild() -> None:
        if found := live():
            rebuild_tallies(dispatch_id=found)

    def turn_over() -> None:
        if not Appointment.objects.filter(id=second.id, ended_at=None).update(ended_at=now()):
            Appointment.objects.filter(id=second.id).update(ended_at=None)

    for number in range(40):
        dice.choice([answer, answer, answer, call, call, fold, fold, correct, withdraw, close, rebuild, turn_over])()
        for phone in phones.values():
            if dice.random() < 0.3:
                phone.sync()
        if number % 13 == 12:
            while fold_answers().answers:
                pass
            for phone in phones.values():
                assert_law(phone)


def test_an_idle_sync_is_one_statement_however_many_calls_name_the_holder() -> None:
    cast = make_cast()
    phone = phone_of(cast.worker)
    asked = []
    for _ in range(3):
        for _ in range(5):
            make_call(by=cast.top, invitees=Invitees(None, added=(cast.worker.id, cast.chief.id)))
        phone.sync()
        phone.sync()
        with CaptureQueriesContext(connection) as queries:
            phone.sync()
        asked.append(len(queries))
        assert phone.bytes < 300
    assert asked == [1, 1, 1]
    assert len(phone.dispatches) == 15


def test_the_statements_of_a_correction_do_not_grow_with_the_named() -> None:
    cast = make_cast()
    counts = []
    for number in (2, 8):
        ids = [make_appointment(unit=cast.booths[1]).id for _ in range(number)]
        call = make_call(by=cast.top, invitees=Invitees(None, added=tuple(ids)))
        with CaptureQueriesContext(connection) as queries:
            correct_dispatch(actor=SYSTEM, dispatch_id=call, correction=Correction({}, None))
        counts.append(len(queries))
        change_no = Dispatch.objects.get(id=call).change_no
        assert set(Named.objects.filter(dispatch=call).values_list("change_no", flat=True)) == {change_no}
    assert counts[0] == counts[1]
