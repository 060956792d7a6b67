"""Who came: by the code at the door, by a tap in the list, by one's own link, by the video service's list."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client

from pankti.attendance.codes import door_code
from pankti.base.clock import frozen, now
from pankti.base.ids import new_id
from pankti.meetings.joining import join_path
from pankti.organisation.models import Appointment
from tests.journeys.five.calling import ZONE, office, phone_of


def at(meeting_id: UUID) -> str:
    return f"/console/meetings/{meeting_id}/attendance/"


def scan_offline(meeting_id: UUID, held: Appointment, scanned_at: datetime, sent_at: datetime) -> None:
    """The phone read the door's code without a network, and hands it in hours later; twice, as phones do."""
    with frozen(sent_at):
        phone = phone_of(held)
        command = {
            "id": str(new_id()),
            "name": "attendance.come",
            "made_at": scanned_at.isoformat(),
            "body": {"code": door_code(meeting_id, scanned_at)},
        }
        for _again in range(2):
            (result,) = phone.sync(command)
            assert result["status"] == "accepted", result


def tap(meeting_id: UUID, host: Appointment, came: Sequence[Appointment], guests: Sequence[str] = ()) -> None:
    """Whoever keeps the list taps names, and writes down who has no account."""
    client = office(host)
    assert client.get(at(meeting_id)).status_code == 200
    for one in came:
        client.post(f"{at(meeting_id)}tick/", {"key": str(new_id()), "person": str(one.person_id)})
    for name in guests:
        client.post(f"{at(meeting_id)}guest/", {"key": str(new_id()), "name": name})


def follow_link(meeting_id: UUID, held: Appointment, link: str) -> None:
    """One's own link: looking counts nobody, the button does, and leads on."""
    path = join_path(meeting_id, held.id)
    client = Client()
    assert client.get(path).status_code == 200
    page = client.post(path)
    assert page.context["link"] == link


def hand_in(meeting_id: UUID, host: Appointment, lines: Sequence[tuple[str, int, int]]) -> None:
    """The video service's list as CSV: (name as written, joined after, left after so many minutes), no zone."""
    begins = now().astimezone(ZONE)
    rows = [
        f"{name},,{_us(begins + timedelta(minutes=joined))},{_us(begins + timedelta(minutes=left))}"
        f",{left - joined},Yes,Y"
        for name, joined, left in lines
    ]
    head = (
        "Meeting ID,Topic,Start Time,End Time,User Email,Duration (Minutes),Participants\r\n"
        f"811 2345 6789,Mandal,{_us(begins)},{_us(begins)},host@example.org,60,{len(rows)}\r\n\r\n"
        "Name (Original Name),User Email,Join Time,Leave Time,Duration (Minutes),Guest,Recording Consent\r\n"
    )
    content = ("\ufeff" + head + "\r\n".join(rows) + "\r\n").encode()
    file = SimpleUploadedFile("participants.csv", content, content_type="text/csv")
    told = office(host).post(f"{at(meeting_id)}list/", {"list": file}, follow=True)
    assert "The list is read" in told.content.decode()


def decide(meeting_id: UUID, host: Appointment, choices: dict[str, str]) -> None:
    """Every doubtful name is shown to a person, and these are their decisions; afterwards none waits."""
    client = office(host)
    lines = {line.written: line.id for line, _candidates in client.get(at(meeting_id)).context["lines"]}
    assert set(lines) == set(choices), set(lines)
    for written, who in choices.items():
        client.post(f"{at(meeting_id)}names/{lines[written]}/", {"who": who})
    assert client.get(at(meeting_id)).context["lines"] == []


def _us(moment: datetime) -> str:
    return f"{moment:%m/%d/%Y %I:%M:%S %p}"


CAME = """
SELECT count(DISTINCT p.person_id), count(*) FILTER (WHERE p.person_id IS NULL) FROM attendance_presence p
WHERE p.meeting_id = %s AND EXISTS (
    SELECT 1 FROM attendance_arrival a WHERE a.presence_id = p.id AND a.is_here AND a.taken_back_at IS NULL)"""


def assert_came(meeting_id: UUID, host: Appointment, *, invited: int, present: int, guests: int) -> None:
    """The page's heads are those of the signs themselves; the list as a table has everybody once."""
    heads = office(host).get(at(meeting_id)).context["heads"]
    with connection.cursor() as cursor:
        cursor.execute(CAME, [meeting_id])
        assert cursor.fetchone() == (present, guests)
    assert (heads.present, heads.guests, heads.invited) == (present, guests, invited)
