"""A video room is made once, whatever dies in between; what nobody knows is parked and shown."""

from __future__ import annotations

from collections.abc import Coroutine
from datetime import UTC, datetime, timedelta
from typing import Any
from unittest.mock import patch
from uuid import UUID, uuid4

import pytest
from django.db import transaction

from pankti.audit.models import Event
from pankti.base.actor import SYSTEM
from pankti.base.clock import frozen
from pankti.base.errors import OutOfReach
from pankti.channels.actions import drive_room as driving
from pankti.channels.actions.ask_outside import fetch_visits, try_room
from pankti.channels.actions.ask_room import ask_room, drop_room
from pankti.channels.actions.decide_room import adopt_link, make_again
from pankti.channels.actions.drive_room import drive_room, sweep_rooms
from pankti.channels.actions.services import check_service, save_service, switch_service
from pankti.channels.errors import LinkUnreadable, RoomNotParked, SettingMissing
from pankti.channels.models import Room, Service
from pankti.channels.practice import Practice
from pankti.channels.practice.zoom import fault
from pankti.channels.queries import find_room, join_link, list_parked
from pankti.channels.types import Guest, RoomState, RoomWish
from tests.makers.organisation import Cast, actor_of, make_cast, path_of

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 22, 6, 0, tzinfo=UTC)


@pytest.fixture
def cast() -> Cast:
    return make_cast()


@pytest.fixture
def zoom(cast: Cast, practice: Practice) -> UUID:
    return save_service(
        actor=actor_of(cast.chief), service_id=None, code="zoom", name="Zoom", values=practice.zoom_settings()
    )


def wish(cast: Cast, **other: object) -> RoomWish:
    values: dict[str, object] = {
        "subject_kind": "meeting",
        "subject_id": UUID(int=7),
        "path": path_of(cast.middle),
        "title": "मंडल बैठक",
        "starts_at": AT + timedelta(days=1),
        "ends_at": AT + timedelta(days=1, hours=1),
    }
    return RoomWish(**{**values, **other})  # type: ignore[arg-type]


def state(room_id: UUID) -> tuple[str, str]:
    room = Room.objects.get(pk=room_id)
    return room.state, room.problem_code


def killed(errand: Coroutine[Any, Any, Any]) -> None:
    """The worker's end, before anything was asked."""
    errand.close()
    raise SystemExit


def test_a_room_is_made_changed_and_removed(cast: Cast, zoom: UUID, practice: Practice) -> None:
    room_id = ask_room(actor=SYSTEM, wish=wish(cast))
    assert ask_room(actor=SYSTEM, wish=wish(cast)) == room_id
    drive_room(room_id=room_id)
    drive_room(room_id=room_id)  # a job that runs twice
    room = find_room("meeting", UUID(int=7))
    assert room is not None
    assert (room.state, len(practice.zoom.meetings)) == (RoomState.MADE, 1)
    assert join_link(room, Guest("Asha")) == room.link
    assert try_room(room_id=room_id) == ""

    ask_room(actor=SYSTEM, wish=wish(cast, title="दूसरा नाम"))
    drive_room(room_id=room_id)
    assert [kept["topic"] for kept in practice.zoom.meetings.values()] == ["दूसरा नाम"]

    drop_room(actor=SYSTEM, subject_kind="meeting", subject_id=UUID(int=7))
    drive_room(room_id=room_id)
    assert state(room_id) == (RoomState.GONE, "")
    assert not practice.zoom.meetings

    ask_room(actor=SYSTEM, wish=wish(cast))  # the meeting is called again
    drive_room(room_id=room_id)
    assert state(room_id)[0] == RoomState.MADE
    assert len(practice.zoom.meetings) == 1


def test_a_worker_killed_between_call_and_store_makes_no_second_room(
    cast: Cast, zoom: UUID, practice: Practice
) -> None:
    with frozen(AT):
        room_id = ask_room(actor=SYSTEM, wish=wish(cast))
        with patch.object(driving, "_store", side_effect=SystemExit), pytest.raises(SystemExit):
            drive_room(room_id=room_id)  # killed with the answer in its hands
    assert len(practice.zoom.meetings) == 1
    with frozen(AT + timedelta(minutes=1)):
        drive_room(room_id=room_id)  # too early: the dead worker's claim still holds
        assert sweep_rooms() == 0
    with frozen(AT + timedelta(minutes=6)):
        assert sweep_rooms() == 1
        drive_room(room_id=room_id)
    assert state(room_id) == (RoomState.MADE, "")
    assert len(practice.zoom.meetings) == 1
    assert practice.zoom.asked.count("create") == 1


def test_a_worker_killed_before_the_call_makes_the_room_afterwards(cast: Cast, zoom: UUID, practice: Practice) -> None:
    with frozen(AT):
        room_id = ask_room(actor=SYSTEM, wish=wish(cast))
        with patch.object(driving, "_run", killed), pytest.raises(SystemExit):
            drive_room(room_id=room_id)
    with frozen(AT + timedelta(minutes=6)):
        drive_room(room_id=room_id)
    assert state(room_id)[0] == RoomState.MADE
    assert len(practice.zoom.meetings) == 1


@pytest.mark.parametrize("late", ["lost", "busy"])
def test_an_answer_that_never_came_is_looked_for(cast: Cast, zoom: UUID, practice: Practice, late: str) -> None:
    practice.zoom.faults.append(("create", late))
    with frozen(AT):
        room_id = ask_room(actor=SYSTEM, wish=wish(cast))
        drive_room(room_id=room_id)
        assert state(room_id) == (RoomState.WANTED, "no_answer")
        drive_room(room_id=room_id)  # the list is not fresh at once: not before its time
    with frozen(AT + timedelta(minutes=2)):
        drive_room(room_id=room_id)
    assert state(room_id) == (RoomState.MADE, "")
    assert len(practice.zoom.meetings) == 1


def test_keys_that_may_not_list_leave_it_to_a_person(cast: Cast, zoom: UUID, practice: Practice) -> None:
    practice.zoom.may_list = False
    practice.zoom.faults.append(("create", "lost"))
    with frozen(AT):
        room_id = ask_room(actor=SYSTEM, wish=wish(cast))
        drive_room(room_id=room_id)
    with frozen(AT + timedelta(minutes=2)):
        drive_room(room_id=room_id)
        assert sweep_rooms() == 0  # nothing goes on by itself
    assert state(room_id) == (RoomState.UNKNOWN, "unknown")
    assert [room.id for room in list_parked(path=path_of(cast.middle))] == [room_id]
    assert len(practice.zoom.meetings) == 1

    officer = actor_of(cast.officer)
    with pytest.raises(OutOfReach):
        make_again(actor=actor_of(cast.stranger), room_id=room_id, right="meeting.call")
    with pytest.raises(LinkUnreadable):
        adopt_link(actor=officer, room_id=room_id, right="meeting.call", link="javascript:alert(1)")
    adopt_link(actor=officer, room_id=room_id, right="meeting.call", link="https://example.org/j/1")
    assert state(room_id) == (RoomState.MADE, "")
    with pytest.raises(RoomNotParked):
        make_again(actor=officer, room_id=room_id, right="meeting.call")


def test_what_a_service_refuses_waits_for_a_person_and_goes_on_with_new_keys(
    cast: Cast, zoom: UUID, practice: Practice
) -> None:
    practice.zoom.client_secret = "changed-at-zoom"
    room_id = ask_room(actor=SYSTEM, wish=wish(cast))
    drive_room(room_id=room_id)
    assert state(room_id) == (RoomState.FAILED, "credentials")
    assert check_service(service_id=zoom) == "credentials"
    save_service(actor=actor_of(cast.chief), service_id=zoom, code="", name="Zoom", values=practice.zoom_settings())
    drive_room(room_id=room_id)
    assert state(room_id) == (RoomState.MADE, "")


def test_a_limit_is_waited_out(cast: Cast, zoom: UUID, practice: Practice) -> None:
    practice.zoom.faults.append(("create", fault(429, 429, "Too many", **{"Retry-After": "120"})))
    with frozen(AT):
        room_id = ask_room(actor=SYSTEM, wish=wish(cast))
        drive_room(room_id=room_id)
        assert state(room_id) == (RoomState.WANTED, "limited")
    with frozen(AT + timedelta(seconds=119)):
        assert sweep_rooms() == 0
    with frozen(AT + timedelta(seconds=121)):
        assert sweep_rooms() == 1
        drive_room(room_id=room_id)
    assert state(room_id)[0] == RoomState.MADE


def test_wanted_gone_while_it_is_made(cast: Cast, zoom: UUID, practice: Practice) -> None:
    room_id = ask_room(actor=SYSTEM, wish=wish(cast))
    run = driving._run

    def cancel_meanwhile(errand: object) -> object:
        made = run(errand)  # type: ignore[arg-type, var-annotated]
        drop_room(actor=SYSTEM, subject_kind="meeting", subject_id=UUID(int=7))
        return made

    with patch.object(driving, "_run", cancel_meanwhile):
        drive_room(room_id=room_id)
    drive_room(room_id=room_id)
    assert state(room_id) == (RoomState.GONE, "")
    assert not practice.zoom.meetings


def test_without_any_service_the_room_says_so(cast: Cast) -> None:
    room_id = ask_room(actor=SYSTEM, wish=wish(cast))
    assert state(room_id) == (RoomState.FAILED, "no_service")
    room = find_room("meeting", UUID(int=7))
    assert room is not None
    assert "No video service" in room.problem


def test_a_service_set_up_later_makes_the_rooms_that_waited(cast: Cast, practice: Practice) -> None:
    room_id = ask_room(actor=SYSTEM, wish=wish(cast))
    save_service(
        actor=actor_of(cast.chief), service_id=None, code="jitsi", name="Ours", values={"server": practice.address}
    )
    ask_room(actor=SYSTEM, wish=wish(cast))
    drive_room(room_id=room_id)
    assert state(room_id) == (RoomState.MADE, "")


def test_secrets_are_sealed_and_never_shown(cast: Cast, zoom: UUID, practice: Practice) -> None:
    row = Service.objects.get(pk=zoom)
    assert b"practice-secret" not in bytes(row.secrets or b"")
    assert "practice-secret" not in str(row.settings)
    assert "practice-secret" not in str(list(Event.objects.values_list("details", flat=True)))
    values = {**practice.zoom_settings(), "client_secret": ""}
    save_service(actor=actor_of(cast.chief), service_id=zoom, code="", name="Zoom 2", values=values)
    assert check_service(service_id=zoom) == ""  # left empty: it stays


@pytest.mark.parametrize("who", ["officer", "worker", "stranger"])
def test_only_the_top_sets_services_up(cast: Cast, zoom: UUID, practice: Practice, who: str) -> None:
    with pytest.raises(OutOfReach):
        save_service(
            actor=actor_of(getattr(cast, who)), service_id=None, code="zoom", name="Z", values=practice.zoom_settings()
        )
    with pytest.raises(OutOfReach):
        switch_service(actor=actor_of(getattr(cast, who)), service_id=zoom, is_active=False)


def test_what_is_missing_is_named(cast: Cast) -> None:
    with pytest.raises(SettingMissing) as told:
        save_service(actor=actor_of(cast.chief), service_id=None, code="zoom", name="Z", values={})
    assert "Account ID" in str(told.value)


def test_who_was_there(cast: Cast, zoom: UUID, practice: Practice) -> None:
    room_id = ask_room(actor=SYSTEM, wish=wish(cast, subject_id=uuid4()))
    drive_room(room_id=room_id)
    number = int(Room.objects.get(pk=room_id).provider_id)
    row = {"name": "Asha", "join_time": "2026-12-01T12:31:00Z", "leave_time": "2026-12-01T13:00:00Z"}
    practice.zoom.visits[number] = [row]
    assert [visit.name for visit in fetch_visits(room_id=room_id)] == ["Asha"]


@pytest.mark.django_db(transaction=True)
def test_a_service_is_never_asked_inside_a_transaction(practice: Practice) -> None:
    with transaction.atomic(), pytest.raises(RuntimeError):
        drive_room(room_id=UUID(int=1))
