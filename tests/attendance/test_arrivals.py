"""Who came: at the door, by card, by link, by a tap; nothing counts twice, and what was wrong is taken back."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.test import Client

from pankti.access.types import DeviceScope
from pankti.attendance.actions.come import add_guest, come, let_in, tick
from pankti.attendance.actions.note_arrival import take_back
from pankti.attendance.actions.rule import rule_presence
from pankti.attendance.codes import door_code, make_card
from pankti.attendance.errors import CardUnknown, CodeUnknown, MeetingNotOpen, NotTheHost, ReasonMissing
from pankti.attendance.models import Arrival, Presence
from pankti.attendance.queries import count_by_unit, count_present, list_present
from pankti.attendance.sync import COMMANDS
from pankti.attendance.types import How
from pankti.audit.models import Event
from pankti.base.actor import SYSTEM
from pankti.base.clock import frozen, now
from pankti.base.sight import acting_as
from pankti.fieldsync.types import Command
from pankti.meetings.joining import join_path
from pankti.meetings.queries import get_meeting
from pankti.meetings.types import MeetingView, Mode
from tests.makers.meetings import make_meeting
from tests.makers.organisation import Cast, actor_of, make_appointment, make_cast, make_person

pytestmark = pytest.mark.django_db
LINK = "https://example.org/j/1"


@pytest.fixture
def cast() -> Cast:
    made = make_cast()
    for at, unit in enumerate(made.booths[1:]):
        make_appointment(unit=unit, person=make_person(f"Sunita {at}"))
    return made


@pytest.fixture
def meeting(cast: Cast) -> MeetingView:
    return get_meeting(SYSTEM, make_meeting(cast, mode=Mode.BOTH, link=LINK))


def begins(meeting: MeetingView) -> datetime:
    assert meeting.starts_at is not None
    return meeting.starts_at


def test_somebody_scans_the_door_and_comes_once(cast: Cast, meeting: MeetingView) -> None:
    command = uuid4()
    with frozen(begins(meeting)):
        code = door_code(meeting.id, now())
        for _time in range(2):  # a phone that lost our reply sends it again
            come(actor=actor_of(cast.worker), command_id=command, code=code, scanned_at=now())
        come(actor=actor_of(cast.worker), command_id=uuid4(), code=code, scanned_at=now())
    heads = count_present([meeting.id])[meeting.id]
    assert (heads.present, heads.invited, heads.guests, heads.uninvited) == (1, 4, 0, 0)  # three booths and the chair
    assert Arrival.objects.count() == 2
    assert [row.hows for row in list_present(SYSTEM, meeting.id)] == [(How.DOOR,)]
    assert {unit.names["en"]: (unit.invited, unit.present) for unit in count_by_unit([meeting.id])}["B1"] == (1, 1)


def test_a_code_that_was_scanned_offline_counts_when_it_arrives(cast: Cast, meeting: MeetingView) -> None:
    at = begins(meeting)
    code = door_code(meeting.id, at)
    with frozen(at + timedelta(days=3)):
        come(actor=actor_of(cast.worker), command_id=uuid4(), code=code, scanned_at=at + timedelta(seconds=20))
    assert count_present([meeting.id])[meeting.id].present == 1
    assert Presence.objects.get(person=cast.worker.person).came_at == at + timedelta(seconds=20)


def test_a_code_that_was_passed_on_is_old_when_it_is_used(cast: Cast, meeting: MeetingView) -> None:
    at = begins(meeting)
    code = door_code(meeting.id, at)
    with frozen(at):
        for wrong in (
            code[:-1] + ("A" if code[-1] != "A" else "B"),
            "",
            "PD1.x.1.y",
            "PD1..99999999999999.",
            "http://x?at=",
        ):
            with pytest.raises(CodeUnknown):
                come(actor=actor_of(cast.worker), command_id=uuid4(), code=wrong, scanned_at=at)
        with pytest.raises(CodeUnknown):
            come(actor=actor_of(cast.worker), command_id=uuid4(), code=code, scanned_at=at + timedelta(minutes=5))
        come(actor=actor_of(cast.worker), command_id=uuid4(), code=f"https://x.org/app/?at={code}", scanned_at=at)


def test_attendance_is_taken_at_its_time(cast: Cast, meeting: MeetingView) -> None:
    early = begins(meeting) - timedelta(hours=3)
    with frozen(early), pytest.raises(MeetingNotOpen):
        come(actor=actor_of(cast.worker), command_id=uuid4(), code=door_code(meeting.id, early), scanned_at=early)


def test_a_card_is_scanned_by_the_host_alone(cast: Cast, meeting: MeetingView) -> None:
    at = begins(meeting)
    with frozen(at):
        card = make_card(cast.worker.person_id, at + timedelta(days=1))
        for who in (cast.worker, cast.stranger):
            with pytest.raises(NotTheHost):
                let_in(actor=actor_of(who), command_id=uuid4(), meeting_id=meeting.id, card=card, scanned_at=at)
        officer = actor_of(cast.officer)
        let_in(actor=officer, command_id=uuid4(), meeting_id=meeting.id, card=card, scanned_at=at)
        old = make_card(cast.worker.person_id, at - timedelta(days=1))
        other = make_card(cast.stranger.person_id, at + timedelta(days=1))
        for wrong in (
            old,
            card[:-2] + "AA",
            other.split(".")[0] + "." + other.split(".")[1] + "." + card.split(".")[2],
            "",
        ):
            with pytest.raises(CardUnknown):
                let_in(actor=officer, command_id=uuid4(), meeting_id=meeting.id, card=wrong, scanned_at=at)
        let_in(actor=officer, command_id=uuid4(), meeting_id=meeting.id, card=other, scanned_at=at)
    heads = count_present([meeting.id])[meeting.id]
    assert (heads.present, heads.uninvited) == (2, 1)  # who was not called and came counts, and is told apart


def test_a_tap_is_undone_and_a_ruling_outranks_all(cast: Cast, meeting: MeetingView) -> None:
    officer, at, tap = actor_of(cast.officer), begins(meeting), uuid4()
    with frozen(at):
        presence = tick(
            actor=officer, command_id=tap, meeting_id=meeting.id, person_id=cast.worker.person_id, came_at=at
        )
        take_back(actor=officer, meeting=meeting, arrival_id=tap)
        assert count_present([meeting.id])[meeting.id].present == 0
        with pytest.raises(ReasonMissing):
            rule_presence(actor=officer, meeting=meeting, presence_id=presence, is_here=True, minutes=None, reason=" ")
        rule_presence(
            actor=officer, meeting=meeting, presence_id=presence, is_here=True, minutes=40, reason="I saw her"
        )
        row = list_present(SYSTEM, meeting.id)[0]
        assert (row.minutes, row.hows) == (40, (How.HAND,))
        rule_presence(
            actor=officer, meeting=meeting, presence_id=presence, is_here=False, minutes=None, reason="Another one"
        )
        assert count_present([meeting.id])[meeting.id].present == 0
    told = list(Event.objects.filter(type="attendance.presence.ruled").values_list("actor_id", "details"))
    assert {(actor, details["reason"]) for actor, details in told} == {
        (cast.officer.person_id, "I saw her"),
        (cast.officer.person_id, "Another one"),
    }


def test_a_guest_without_an_account_counts_as_a_guest_once(cast: Cast, meeting: MeetingView) -> None:
    with frozen(begins(meeting)):
        for name in ("Vinay Kumar", "vinay kumaar", "Meera"):
            add_guest(actor=actor_of(cast.officer), command_id=uuid4(), meeting_id=meeting.id, name=name, came_at=now())
    assert count_present([meeting.id])[meeting.id].guests == 2


def test_only_those_in_reach_see_who_came(cast: Cast, meeting: MeetingView) -> None:
    with frozen(begins(meeting)):
        for booth in (cast.worker, make_appointment(unit=cast.other_booths[1])):
            card = make_card(booth.person_id, now() + timedelta(days=1))
            let_in(actor=actor_of(cast.officer), command_id=uuid4(), meeting_id=meeting.id, card=card, scanned_at=now())
    for who, n in ((cast.officer, 2), (cast.worker, 1), (cast.stranger, 0)):
        actor = actor_of(who)
        with acting_as(actor):
            assert len(list_present(actor, meeting.id)) == n
            assert Presence.objects.filter(is_present=True).count() == n


def test_phones_push_commands_and_each_is_answered(cast: Cast, meeting: MeetingView) -> None:
    at = begins(meeting)
    device = DeviceScope(uuid4(), cast.officer.person_id, "en", False, 60_000, None, at, None)  # a minute ahead
    code = door_code(meeting.id, at)

    def push(name: str, **body: object) -> tuple[UUID, str]:
        command = Command(uuid4(), name, at + timedelta(seconds=60), body)
        result = COMMANDS[name](device, [command])[0]
        return command.id, result.code

    with frozen(at):
        assert push("attendance.come", code=code)[1] == ""
        tap, said = push("attendance.take", meeting_id=str(meeting.id), person_id=str(cast.worker.person_id))
        assert said == ""
        assert push("attendance.take_back", meeting_id=str(meeting.id), arrival_id=str(tap))[1] == ""
        assert push("attendance.take", meeting_id=str(meeting.id))[1] == "command_unreadable"
        assert push("attendance.take", meeting_id=str(uuid4()), guest="x")[1] == "meeting_not_open"
        assert (
            push("attendance.take_back", meeting_id=str(meeting.id), arrival_id=str(uuid4()))[1] == "not_this_meetings"
        )
        assert push("attendance.come", code="x")[1] == "code_unknown"
    assert Presence.objects.get(person=cast.officer.person).came_at == at


def test_only_the_button_of_a_join_link_counts(cast: Cast, meeting: MeetingView, client: Client) -> None:
    path = join_path(meeting.id, cast.worker.id)
    with frozen(begins(meeting)):
        for look in (client.head, client.get):
            answer = look(path)
            assert answer.status_code == 200
            assert "आशा" not in answer.content.decode()
        assert count_present([meeting.id])[meeting.id].present == 0
        for _time in range(2):
            answer = client.post(path)
            assert LINK in answer.content.decode()
        assert client.get(path[:-3] + "AAA").status_code == 404
    rows = list_present(SYSTEM, meeting.id)
    assert [(row.person_id, row.hows) for row in rows] == [(cast.worker.person_id, (How.LINK,))]
    assert Arrival.objects.count() == 1


def test_a_join_link_before_and_after_the_meeting(cast: Cast, meeting: MeetingView, client: Client) -> None:
    path = join_path(meeting.id, cast.worker.id)
    for at in (begins(meeting) - timedelta(hours=5), begins(meeting) + timedelta(days=1)):
        with frozen(at):
            assert LINK not in client.post(path).content.decode()
    assert not Arrival.objects.exists()
