# ruff: noqa: E501 - lists as services write them
"""Lists of participants, however they were saved: each form, each language, what is swapped, what is no list."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from pankti.attendance.counting import join_spans, minutes_of
from pankti.attendance.reports import Parsed, read_list

ZONE = ZoneInfo("Asia/Kolkata")
DAY = date(2026, 1, 10)
ENDS = datetime(2026, 1, 10, 19, 2, 10, tzinfo=ZONE)
REAL = Path(__file__).resolve().parents[3] / "shared" / "data" / "attendance-report-formats"

ZOOM = """Meeting ID,Topic,Start Time,End Time,User Email,Duration (Minutes),Participants
811 1,"Review, Ward 4",01/10/2026 06:00:00 PM,01/10/2026 07:02:00 PM,host@example.org,62,3

Name (Original Name),User Email,Join Time,Leave Time,Duration (Minutes),Guest,Recording Consent
Asha Verma,asha@example.org,01/10/2026 06:00:00 PM,01/10/2026 06:30:00 PM,30,No,Y
asha verma,asha@example.org,01/10/2026 06:20:00 PM,01/10/2026 07:00:00 PM,40,No,Y
सुनीता देवी,,01/10/2026 06:10:00 PM,01/10/2026 06:25:00 PM,15,Yes,Y
"""
ZOOM_HINDI = """नाम (मूल नाम),उपयोगकर्ता ईमेल,शामिल होने का समय,जाने का समय,अवधि (मिनट),अतिथि
सुनीता देवी,,१०/०१/२०२६ ०६:१०:०० अपराह्न,१०/०१/२०२६ ०६:२५:०० अपराह्न,१५,हाँ
"""
UNIQUE = "Name (Original Name),User Email,Total Duration (Minutes),Guest\nAsha Verma,a@example.org,62,No\n"
MEET = "First name,Last name,Email,Duration,Time joined,Time exited\nसुनीता,देवी,,15 min,18:10,18:25\nAsha,Verma,,1 hr 1 min,,\n"
SWAPPED = "Duration (Minutes),Leave Time,Join Time,Guest,User Email,Name\n15,01/10/2026 06:25:00 PM,01/10/2026 06:10:00 PM,No,,A B\n"
WRONG_WAY = "Name,Join Time,Leave Time\nA B,01/10/2026 06:25:00 PM,01/10/2026 06:10:00 PM\n"
BARE = "Asha Verma;a@example.org;10/01/2026 18:00;10/01/2026 18:40\nRakesh;;10/01/2026 18:00;10/01/2026 18:20\n"
CLASSIC = (
    "Full Name\tUser Action\tTimestamp\r\n"
    'Asha Verma\tJoined before\t"10/01/2026, 18:00:12"\r\n'
    'Ravi\tJoined\t"10/01/2026, 18:10:00"\r\n'
    'Ravi\tLeft\t"10/01/2026, 18:20:00"\r\n'
    'Ravi\tJoined\t"10/01/2026, 18:30:00"\r\n'
    'Ravi\tLeft\t"10/01/2026, 18:40:00"\r\n'
)
TEAMS = (
    "1. Summary\r\nMeeting title\tDistrict review\r\nStart time\t1/10/26, 6:00:05 PM\r\n\r\n2. Participants\r\n"
    "Name\tFirst Join\tLast Leave\tIn-Meeting Duration\tEmail\tParticipant ID (UPN)\tRole\r\n"
    "Asha Verma\t1/10/26, 6:00:12 PM\t1/10/26, 7:01:50 PM\t1h 1m 38s\ta@example.org\ta@example.org\tOrganizer\r\n"
    "Imran K\t1/10/26, 6:05:00 PM\t1/10/26, 7:00:00 PM\t55m\t\t\tAttendee\r\n\r\n3. In-Meeting Activities\r\n"
    "Name\tJoin Time\tLeave Time\tDuration\tEmail\tRole\r\n"
    "Asha Verma\t1/10/26, 6:00:12 PM\t1/10/26, 6:30:12 PM\t30m\ta@example.org\tOrganizer\r\n"
    "Asha Verma\t1/10/26, 6:50:00 PM\t1/10/26, 7:01:50 PM\t11m 50s\ta@example.org\tOrganizer\r\n"
)


def read(text: str | bytes) -> Parsed:
    parsed = read_list(text if isinstance(text, bytes) else text.encode(), zone=ZONE, day=DAY, ends_at=ENDS)
    assert parsed is not None
    return parsed


def minutes(text: str | bytes) -> dict[str, int | None]:
    return {stay.name: stay.minutes for stay in read(text).stays}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (ZOOM, {"Asha Verma": 60, "सुनीता देवी": 15}),
        (ZOOM_HINDI, {"सुनीता देवी": 15}),
        (UNIQUE, {"Asha Verma": 62}),
        (MEET, {"सुनीता देवी": 15, "Asha Verma": 61}),
        (SWAPPED, {"A B": 15}),
        (WRONG_WAY, {"A B": 15}),
        (BARE, {"Asha Verma": 40, "Rakesh": 20}),
        (CLASSIC, {"Asha Verma": 62, "Ravi": 20}),
        (TEAMS, {"Asha Verma": 42, "Imran K": 55}),
    ],
    ids=["zoom", "zoom in Hindi", "unique users", "meet", "swapped", "wrong way round", "bare", "classic", "teams"],
)
def test_every_form(text: str, found: dict[str, int]) -> None:
    assert minutes(text) == found


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("line", ["\n", "\r\n"])
def test_every_encoding(encoding: str, line: str) -> None:
    assert minutes(ZOOM_HINDI.replace("\n", line).encode(encoding)) == {"सुनीता देवी": 15}


def test_hours_are_the_meetings_own_zone_and_day() -> None:
    stays = {stay.name: stay for stay in read(ZOOM).stays}
    assert stays["सुनीता देवी"].came_at == datetime(2026, 1, 10, 12, 40, tzinfo=UTC)
    assert read(MEET).stays[0].came_at == datetime(2026, 1, 10, 12, 40, tzinfo=UTC)
    assert read(CLASSIC).stays[1].came_at == datetime(2026, 1, 10, 12, 40, tzinfo=UTC)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\n\n",
        b"PK\x03\x04xlsx",
        b"%PDF-1.7",
        b"\x00\x01\x02" * 50,
        b"a,b\n1,2\n",
        b"Name,Email\n",
        "नाम\n".encode(),
    ],
)
def test_what_is_no_list_is_said_to_be_none(content: bytes) -> None:
    assert read_list(content, zone=ZONE, day=DAY) is None


def test_two_devices_at_once_count_once() -> None:
    def at(minute: int) -> datetime:
        return datetime(2026, 1, 10, 12, minute, tzinfo=UTC)

    spans = [(at(0), at(30)), (at(10), at(20)), (at(30), at(40)), (at(50), at(55))]
    assert join_spans(spans) == [(at(0), at(40)), (at(50), at(55))]
    assert minutes_of(spans) == 45


@pytest.mark.real_data
@pytest.mark.parametrize(
    ("name", "people"),
    [
        ("zoom_participants_with_meeting_header.csv", 5),
        ("zoom_participants_unique_users.csv", 4),
        ("teams_attendance_report_utf16.csv", 4),
        ("teams_attendance_list_classic_utf16.csv", 3),
        ("google_meet_attendance.csv", 3),
    ],
)
def test_the_files_of_the_services(name: str, people: int) -> None:
    path = REAL / name
    if not path.exists():
        pytest.skip("The sample files of the services are not here; the forms above stand for them.")
    stays = read(path.read_bytes()).stays
    assert len(stays) == people
    assert all(stay.minutes is not None for stay in stays)
    sunita = next(stay for stay in stays if "सुनीता" in stay.name)
    assert sunita.minutes == 15
