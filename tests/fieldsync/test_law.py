"""The law of sync, seen from the server: old state plus changes equals a fresh full fetch."""

from __future__ import annotations

import random
from datetime import timedelta
from uuid import UUID

import pytest
from django.db.models import F
from django.test import Client

from pankti.base.actor import SYSTEM
from pankti.base.clock import now
from pankti.cascade.actions.dispatch import Correction, close_dispatch, correct_dispatch, withdraw_dispatch
from pankti.cascade.actions.reopen import reopen_subject
from pankti.cascade.actions.tally import fold_answers, rebuild_tallies
from pankti.cascade.models import Dispatch, Standing
from pankti.cascade.types import DispatchState, Proof
from pankti.fieldsync.actions.epoch import begin_epoch
from pankti.organisation.models import Appointment, Organisation, Placement, Unit
from tests.makers.access import sign_in_device
from tests.makers.cascade import make_dispatch
from tests.makers.organisation import BEGAN_ON, Cast, make_appointment, make_cast
from tests.makers.phone import Phone

pytestmark = pytest.mark.django_db(transaction=True)


def phone_of(appointment: Appointment) -> Phone:
    client, _token = sign_in_device(appointment.person)
    return Phone(client)


def assert_law(phone: Phone) -> None:
    """A second state of the same phone, begun now, shows the same."""
    fresh = Phone(phone.client)
    fresh.sync()
    assert fresh.was_full
    phone.sync()
    assert phone.shown() == fresh.shown()


class History:
    """Random things that happen to an organisation, one at a time."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.cast: Cast = make_cast(booths=2)
        self.second = make_appointment(unit=self.cast.booths[0])  # two hold the same booth
        self.both = make_appointment(unit=self.cast.other_booths[1], person=self.cast.worker.person)
        self.phones = {a: phone_of(a) for a in (self.cast.worker, self.second, self.cast.stranger)}
        self.moved = 0

    def step(self) -> None:
        often = 3 * [self.answer] + 2 * [self.issue, self.fold]
        self.random.choice(
            [*often, self.correct, self.withdraw, self.close, self.reopen, self.rebuild, self.turn_over, self.move]
        )()

    def live(self) -> UUID | None:
        found = list(Dispatch.objects.filter(state=DispatchState.LIVE).order_by("id").values_list("id", flat=True))
        return self.random.choice(found) if found else None

    def issue(self) -> None:
        root = self.random.choice([self.cast.top, self.cast.middle, self.cast.other_middle, *self.cast.booths])
        excluded = [self.cast.booths[0]] if root == self.cast.middle and self.random.random() < 0.3 else []
        make_dispatch(roots=[root], excluded=excluded, proof=self.random.choice([Proof.DONE, Proof.ACKNOWLEDGE]))

    def correct(self) -> None:
        if dispatch_id := self.live():
            change = Correction({"titles": {"en": str(self.random.random())}}, None, self.random.random() < 0.5)
            correct_dispatch(actor=SYSTEM, dispatch_id=dispatch_id, correction=change)

    def close(self) -> None:
        if self.random.random() < 0.4 and (dispatch_id := self.live()):
            close_dispatch(actor=SYSTEM, dispatch_id=dispatch_id)

    def withdraw(self) -> None:
        if self.random.random() < 0.4 and (dispatch_id := self.live()):
            withdraw_dispatch(actor=SYSTEM, dispatch_id=dispatch_id, payload={})

    def answer(self) -> None:
        appointment = self.random.choice([self.cast.worker, self.second, self.cast.stranger])
        phone = self.phones[appointment]
        if phone.dispatches:
            known = UUID(self.random.choice(sorted(phone.dispatches)))
            state = self.random.choice(["seen", "acknowledged", "done"])
            phone.sync(phone.command(known, appointment, state, made_at=now() - timedelta(seconds=1)))

    def fold(self) -> None:
        fold_answers(limit=self.random.choice([1, 2, 100]))

    def reopen(self) -> None:
        standing = Standing.objects.filter(
            dispatch_id__in=Dispatch.objects.filter(state=DispatchState.LIVE).values("id")
        ).first()
        if standing and standing.asked == Dispatch.objects.get(id=standing.dispatch_id).asked_versions[-1]:
            reopen_subject(
                actor=SYSTEM, dispatch_id=standing.dispatch_id, subject_id=standing.subject_id, reason="blurred"
            )

    def rebuild(self) -> None:
        if dispatch_id := self.live():
            rebuild_tallies(dispatch_id=dispatch_id)

    def turn_over(self) -> None:
        """The worker's second post ends, or begins again."""
        ended = Appointment.objects.filter(id=self.both.id, ended_at=None).update(ended_at=now())
        if not ended:
            self.both = make_appointment(unit=self.cast.other_booths[1], person=self.cast.worker.person)

    def move(self) -> None:
        """A booth that a phone may hold moves under the other middle unit, and back."""
        self.moved += 1
        unit: Unit = self.cast.other_booths[1]
        under = self.cast.middle if self.moved % 2 else self.cast.other_middle
        above = Placement.objects.get(unit=under, ended_on=None).path
        Placement.objects.filter(unit=unit, ended_on=None).update(parent=under, path=f"{above}{100 + self.moved:05x}")
        Organisation.objects.update(tree_epoch=F("tree_epoch") + 1)


@pytest.mark.parametrize("seed", range(6))
def test_after_any_history_the_increments_equal_a_full_fetch(seed: int) -> None:
    history = History(seed)
    for number in range(45):
        history.step()
        for phone in history.phones.values():
            if history.random.random() < 0.3:
                phone.sync()
        if number % 15 == 14:
            while fold_answers().answers:
                pass
            for phone in history.phones.values():
                assert_law(phone)


def test_a_person_with_a_new_post_pulls_afresh_and_one_whose_post_ended_loses_it() -> None:
    cast = make_cast()
    here, there = make_dispatch(roots=[cast.middle]), make_dispatch(roots=[cast.other_middle])
    phone = phone_of(cast.worker)
    phone.sync()
    assert phone.dispatch_ids == {here}

    second = make_appointment(unit=cast.other_booths[1], person=cast.worker.person)
    phone.sync()
    assert phone.was_full
    assert phone.dispatch_ids == {here, there}

    Appointment.objects.filter(id__in=[second.id, cast.worker.id]).update(ended_at=now())
    phone.sync()
    assert phone.was_full
    assert (phone.dispatch_ids, phone.me and phone.me["appointments"]) == (set(), [])


def test_a_unit_hung_elsewhere_brings_what_its_new_place_is_told() -> None:
    cast = make_cast()
    make_dispatch(roots=[cast.middle])
    there = make_dispatch(roots=[cast.other_middle])
    phone = phone_of(cast.worker)
    phone.sync()

    Placement.objects.filter(unit=cast.worker.unit, ended_on=None).update(ended_on=now().date())
    path = Placement.objects.get(unit=cast.other_middle, ended_on=None).path + "00099"
    assert now().date() != BEGAN_ON
    Placement.objects.create(
        tree_id="main",
        unit=cast.worker.unit,
        parent=cast.other_middle,
        level_id="last",
        path=path,
        began_on=now().date(),
    )
    Organisation.objects.update(tree_epoch=F("tree_epoch") + 1)
    phone.sync()

    assert phone.was_full
    assert phone.dispatch_ids == {there}


def test_another_epoch_makes_every_phone_pull_afresh() -> None:
    cast = make_cast()
    phone = phone_of(cast.worker)
    phone.sync()
    phone.sync()
    assert not phone.was_full

    begin_epoch()
    phone.sync()
    assert phone.was_full


@pytest.mark.parametrize(
    "cursor", ["", "x", "1~", "~~~", "1~abc~x~y", "9" * 300, "1~abc~1~2~3~4~5", "١~a~٢", "1\u0000~a~1"]
)
def test_a_cursor_that_is_none_brings_everything(cursor: str) -> None:
    cast = make_cast()
    dispatch_id = make_dispatch(roots=[cast.top])
    phone = phone_of(cast.worker)
    phone.cursor = cursor
    phone.sync()
    assert phone.was_full
    assert phone.dispatch_ids == {dispatch_id}


def test_a_withdrawn_one_is_told_once_and_then_gone() -> None:
    cast = make_cast()
    dispatch_id = make_dispatch(roots=[cast.top])
    phone = phone_of(cast.worker)
    phone.sync()
    withdraw_dispatch(actor=SYSTEM, dispatch_id=dispatch_id, payload={"why": {"en": "A mistake"}})
    phone.sync()
    assert phone.dispatches[str(dispatch_id)]["state"] == "withdrawn"
    assert phone.dispatches[str(dispatch_id)]["content"]["why"] == {"en": "A mistake"}

    fresh = Phone(phone.client)
    fresh.sync()
    assert fresh.dispatches == {}


def test_the_stranger_pulls_nothing_of_it_whatever_the_cursor() -> None:
    cast = make_cast()
    dispatch_id = make_dispatch(roots=[cast.middle])
    worker, stranger = phone_of(cast.worker), phone_of(cast.stranger)
    worker.sync(worker.command(dispatch_id, cast.worker))
    while fold_answers().answers:
        pass
    worker.sync()
    assert worker.standings

    stranger.sync()
    assert (stranger.dispatches, stranger.standings) == ({}, {})
    stranger.cursor = worker.cursor  # somebody else's
    stranger.sync()
    assert stranger.was_full
    assert (stranger.dispatches, stranger.standings) == ({}, {})
    assert stranger.me is not None
    assert stranger.me["person"]["id"] == str(cast.stranger.person_id)


def test_without_a_token_nothing_is_told() -> None:
    make_dispatch(roots=[make_cast().top])
    for headers in ({}, {"Authorization": "Bearer nonsense"}, {"Authorization": "Basic abc"}):
        body = {"cursor": None, "sent_at": now().isoformat()}
        response = Client(headers=headers).post("/api/v1/sync", body, content_type="application/json")
        assert response.status_code == 401
        assert response["Content-Type"] == "application/problem+json"
        assert response.json()["code"] == "signed_out"
