from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection

from pankti.access.errors import PasswordRefused
from pankti.access.models import Account, Device
from pankti.access.queries import actor_for_person
from pankti.audit.models import Event
from pankti.audit.queries import list_events_by
from pankti.base.actor import SYSTEM, Actor
from pankti.base.clock import frozen, now
from pankti.base.errors import DomainError, OutOfReach
from pankti.base.sight import acting_as
from pankti.organisation.models import Appointment, Residence
from pankti.organisation.personal import StillHoldsPost
from pankti.people.actions.set_phone import set_phone
from pankti.people.models import ContactPoint, Person
from pankti.privacy.actions import erase as room
from pankti.privacy.actions.erase import (
    MANAGER_WAIT,
    OWN_WAIT,
    ask_erasure,
    call_off_erasure,
    carry_out,
    confirm_erasure,
    redo_undone,
)
from pankti.privacy.actions.forget import A_YEAR, apply_retention
from pankti.privacy.actions.open_hold import open_hold
from pankti.privacy.errors import ErasureOver, ErasureTooSoon, ErasureUnderWay, NoteMissing
from pankti.privacy.models import Erasure, Hold
from tests.makers.access import PASSWORD, english_client, make_account, sign_in_device
from tests.makers.organisation import Cast, make_cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    cast = make_cast()
    for n, holder in enumerate((cast.officer, cast.worker, cast.stranger)):
        set_phone(actor=SYSTEM, person_id=holder.person_id, phone=f"900000001{n}")
        make_account(holder.person)
        sign_in_device(holder.person)
    return cast


@pytest.fixture
def leaver(cast: Cast) -> Actor:
    """The worker, whose post was ended; they act themselves."""
    Appointment.objects.filter(pk=cast.worker.pk).update(ended_at=now() - timedelta(hours=1), end_reason="moved away")
    Residence.objects.create(person=cast.worker.person, unit=cast.booths[0], began_on=now().date())
    return actor_for_person(cast.worker.person_id, address="192.0.2.3")


def erased(leaver: Actor) -> Erasure:
    assert leaver.person_id
    with acting_as(leaver):
        erasure_id = ask_erasure(actor=leaver, person_id=leaver.person_id)
    with frozen(now() + OWN_WAIT), acting_as(leaver):
        confirm_erasure(actor=leaver, erasure_id=erasure_id, password=PASSWORD)
    assert carry_out(erasure_id=erasure_id)
    return Erasure.objects.get(pk=erasure_id)


def test_a_holder_ends_their_post_first(cast: Cast) -> None:
    worker = actor_for_person(cast.worker.person_id)
    with acting_as(worker), pytest.raises(StillHoldsPost) as refused:
        ask_erasure(actor=worker, person_id=cast.worker.person_id)
    assert "Convenor" in str(refused.value)
    assert not Erasure.objects.exists()


def test_two_steps_then_nothing_is_left_but_what_must_stay(cast: Cast, leaver: Actor) -> None:
    erasure = erased(leaver)
    assert leaver.person_id
    person = Person.objects.get(pk=leaver.person_id)
    assert (person.names, person.photo, person.home_path, person.name_keys) == ({}, "", "", [])
    assert person.erased_at
    for model in (ContactPoint, Residence, Account):
        assert not model.objects.filter(person=person).exists(), model
    device = Device.objects.get(person=person)
    assert device.revoked_at, "the phone is told to wipe itself"
    assert device.name == ""
    holding = Appointment.objects.get(pk=cast.worker.pk)
    assert holding.end_reason == ""
    assert erasure.done_at
    assert erasure.note == ""
    assert {e.type for e in Event.objects.filter(type__startswith="privacy.")} == {
        "privacy.erasure.asked",
        "privacy.erasure.confirmed",
        "privacy.person.erased",
    }
    assert ContactPoint.objects.filter(person=cast.officer.person).exists(), "nobody else lost anything"
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM audit_event WHERE details::text LIKE %s", ["%9000000011%"])
        assert cursor.fetchone() == (0,)


def test_again_and_killed_in_between(cast: Cast, leaver: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    assert leaver.person_id
    with acting_as(leaver):
        erasure_id = ask_erasure(actor=leaver, person_id=leaver.person_id)
    assert not carry_out(erasure_id=erasure_id), "not confirmed"
    with frozen(now() + OWN_WAIT), acting_as(leaver):
        confirm_erasure(actor=leaver, erasure_id=erasure_id, password=PASSWORD)

    def killed(person: Person) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(room, "_hold", killed)
        with pytest.raises(KeyboardInterrupt):
            carry_out(erasure_id=erasure_id)
    assert Person.objects.get(pk=leaver.person_id).names, "all or nothing"
    assert redo_undone() == 1, "the sweep does it"
    assert redo_undone() == 0
    assert not carry_out(erasure_id=erasure_id)
    assert Event.objects.filter(type="privacy.person.erased").count() == 1


def test_the_wait_the_password_and_calling_off(cast: Cast, leaver: Actor) -> None:
    assert leaver.person_id
    with acting_as(leaver):
        erasure_id = ask_erasure(actor=leaver, person_id=leaver.person_id)
        with pytest.raises(ErasureUnderWay):
            ask_erasure(actor=leaver, person_id=leaver.person_id)
        with pytest.raises(ErasureTooSoon):
            confirm_erasure(actor=leaver, erasure_id=erasure_id, password=PASSWORD)
        with frozen(now() + OWN_WAIT):
            with pytest.raises(PasswordRefused):
                confirm_erasure(actor=leaver, erasure_id=erasure_id, password="a guess")
            call_off_erasure(actor=leaver, erasure_id=erasure_id)
            call_off_erasure(actor=leaver, erasure_id=erasure_id)
            with pytest.raises(ErasureOver):
                confirm_erasure(actor=leaver, erasure_id=erasure_id, password=PASSWORD)
    assert not carry_out(erasure_id=erasure_id)
    with acting_as(leaver):
        ask_erasure(actor=leaver, person_id=leaver.person_id)


def test_a_manager_needs_the_written_request_and_waits_longer(cast: Cast, leaver: Actor) -> None:
    assert leaver.person_id
    officer, stranger = actor_for_person(cast.officer.person_id), actor_for_person(cast.stranger.person_id)
    with acting_as(officer):
        with pytest.raises(NoteMissing):
            ask_erasure(actor=officer, person_id=leaver.person_id)
        erasure_id = ask_erasure(actor=officer, person_id=leaver.person_id, note="Letter of 3 March, folder 7")
        with frozen(now() + OWN_WAIT), pytest.raises(ErasureTooSoon):
            confirm_erasure(actor=officer, erasure_id=erasure_id, password=PASSWORD)
    with acting_as(stranger), pytest.raises(OutOfReach):
        call_off_erasure(actor=stranger, erasure_id=erasure_id)
    with acting_as(stranger), pytest.raises(OutOfReach):
        ask_erasure(actor=stranger, person_id=leaver.person_id, note="x")
    with pytest.raises(OutOfReach):  # the filters alone
        ask_erasure(actor=stranger, person_id=leaver.person_id, note="x")
    with frozen(now() + MANAGER_WAIT), acting_as(officer):
        confirm_erasure(actor=officer, erasure_id=erasure_id, password=PASSWORD)
    assert carry_out(erasure_id=erasure_id)


def test_whoever_was_given_a_post_in_between_stays(cast: Cast, leaver: Actor) -> None:
    assert leaver.person_id
    with acting_as(leaver):
        erasure_id = ask_erasure(actor=leaver, person_id=leaver.person_id)
    with frozen(now() + OWN_WAIT), acting_as(leaver):
        confirm_erasure(actor=leaver, erasure_id=erasure_id, password=PASSWORD)
    Appointment.objects.filter(pk=cast.worker.pk).update(ended_at=None)
    assert not carry_out(erasure_id=erasure_id)
    assert Person.objects.get(pk=leaver.person_id).names
    assert Erasure.objects.get(pk=erasure_id).called_off_at


def test_the_law_s_year(cast: Cast, leaver: Actor) -> None:
    assert leaver.person_id
    worker_client = english_client(cast.worker.person)
    worker_client.get("/console/account/data/", headers={"Accept-Language": "en"})
    names = cast.worker.person.names
    erased(leaver)
    acted = Event.objects.get(type="privacy.erasure.confirmed")
    assert acted.address == "192.0.2.3", "kept"
    assert all(line.address == "" for line in list_events_by(leaver.person_id)), "and not shown"
    assert list_events_by(leaver.person_id)[0].actor == "A person who was erased"
    assert names["en"] in open_hold(actor=SYSTEM, person_id=leaver.person_id, why="Court order 12/2026")
    assert Event.objects.filter(type="privacy.hold.opened").count() == 1
    for actor, why in ((leaver, "x"), (SYSTEM, " ")):
        with pytest.raises(OutOfReach):
            open_hold(actor=actor, person_id=leaver.person_id, why=why)
    with acting_as(actor_for_person(cast.chief.person_id)):
        assert not Hold.objects.exists()

    with frozen(now() + A_YEAR - timedelta(days=1)):
        apply_retention()
        assert Hold.objects.exists()
    with frozen(now() + A_YEAR + timedelta(days=3)):
        gone = apply_retention()
        assert gone["privacy.holds"] == gone["privacy.logs"] == 1
        assert "privacy.logs" not in apply_retention()
    assert not Hold.objects.exists()
    assert Event.objects.get(pk=acted.pk).address == ""


def test_the_console_walks_both_steps(cast: Cast, leaver: Actor) -> None:
    client = english_client(cast.worker.person)
    english = {"Accept-Language": "en"}
    page = client.get("/console/account/data/erase/", headers=english)
    assert "After that nobody can undo it" in page.content.decode()
    answer = client.post("/console/account/data/erase/", headers=english)
    address = answer["Location"]
    assert "Waiting time" in client.get(address, headers=english).content.decode()
    with frozen(now() + OWN_WAIT):
        client = english_client(cast.worker.person)
        assert client.post(address, {"password": "wrong"}, headers=english).status_code == 422
        assert client.post(address, {"password": PASSWORD}, headers=english).status_code == 302
    assert english_client(cast.officer.person).get(address, headers=english).status_code == 200
    assert english_client(cast.stranger.person).get(address, headers=english).status_code == 404


def test_errors_have_codes_of_their_own() -> None:
    codes = [error.code for error in (ErasureOver, ErasureTooSoon, ErasureUnderWay, NoteMissing)]
    assert len(codes) == len(set(codes))
    assert all(issubclass(error, DomainError) for error in (ErasureOver, NoteMissing))
