"""A video service's list, from the file to who came: sure names, doubtful ones, one decision for all that follow."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from pankti.attendance.actions.decide_line import decide_line, remove_report
from pankti.attendance.actions.open_roll import open_roll
from pankti.attendance.actions.read_report import read_report, take_visits
from pankti.attendance.errors import NotTheHost, NotThisMeetings, ReportTooLarge, ReportUnreadable
from pankti.attendance.models import Alias, Presence, Report, ReportLine
from pankti.attendance.personal import erase, forget_reports
from pankti.attendance.queries import count_present, list_present
from pankti.attendance.types import How, LineState
from pankti.base.actor import SYSTEM
from pankti.base.clock import frozen, now
from pankti.channels.types import Visit
from pankti.meetings.queries import get_meeting
from pankti.meetings.types import MeetingView
from pankti.people.models import Person
from tests.makers.access import console_client
from tests.makers.meetings import make_meeting
from tests.makers.organisation import Cast, actor_of, make_appointment, make_cast, make_person

pytestmark = pytest.mark.django_db
NAMES = ("Sunita Devi", "रवि कुमार वर्मा", "Anil Yadav", "Anil Yadav", "Rakesh Sharma")


@pytest.fixture
def cast() -> Cast:
    made = make_cast(booths=6)
    for unit, name in zip(made.booths[1:], NAMES, strict=True):
        make_appointment(unit=unit, person=make_person(name))
    return made


@pytest.fixture
def meeting(cast: Cast) -> MeetingView:
    return get_meeting(SYSTEM, make_meeting(cast))


def a_list(meeting: MeetingView, *rows: tuple[str, int, int]) -> bytes:
    """Name, from and to in minutes after the beginning."""
    assert meeting.starts_at is not None
    begins = meeting.starts_at.astimezone(ZoneInfo("Asia/Kolkata"))
    lines = ["Name (Original Name),User Email,Join Time,Leave Time,Duration (Minutes),Guest"]
    for name, since, until in rows:
        times = [(begins + timedelta(minutes=at)).strftime("%m/%d/%Y %I:%M:%S %p") for at in (since, until)]
        lines.append(f"{name},,{times[0]},{times[1]},{until - since},Yes")
    return "\r\n".join(lines).encode("utf-16")


ROWS = (
    ("SUNITA DEVI", 0, 30),
    ("Suneeta Debi", 20, 50),
    ("Ravi Verma", 0, 60),
    ("anil yadav", 0, 60),
    ("iPhone", 5, 6),
    ("Meera Joshi", 0, 10),
)


def test_sure_names_are_taken_and_doubtful_ones_wait(cast: Cast, meeting: MeetingView) -> None:
    officer = actor_of(cast.officer)
    report = read_report(actor=officer, meeting=meeting, name="zoom.csv", content=a_list(meeting, *ROWS))
    assert read_report(actor=officer, meeting=meeting, name="again.csv", content=a_list(meeting, *ROWS)) == report
    rows = {row.names["en"]: row.minutes for row in list_present(SYSTEM, meeting.id)}
    assert rows == {"Sunita Devi": 50, "रवि कुमार वर्मा": 60}  # two spellings, one person, the union of both stays
    lines = {line.written: line for line in ReportLine.objects.filter(state=LineState.DOUBTFUL)}
    assert lines.keys() == {"anil yadav", "iPhone", "Meera Joshi"}
    assert len(lines["anil yadav"].candidates) == 2
    assert count_present([meeting.id])[meeting.id].doubtful == 3


def test_decisions_are_remembered_and_the_file_goes(cast: Cast, meeting: MeetingView) -> None:
    officer = actor_of(cast.officer)
    report = Report.objects.get(
        pk=read_report(actor=officer, meeting=meeting, name="zoom.csv", content=a_list(meeting, *ROWS))
    )
    assert report.content is not None
    assert b"SUNITA" not in bytes(report.content)
    lines = {line.written: line.id for line in ReportLine.objects.all()}
    second = Person.objects.filter(names__en="Anil Yadav").latest("id")
    decide = partial(decide_line, actor=officer, meeting=meeting)
    decide(line_id=lines["anil yadav"], state=LineState.DECIDED, person_id=second.id)
    decide(line_id=lines["iPhone"], state=LineState.DECIDED, person_id=cast.worker.person_id)
    with pytest.raises(NotThisMeetings):
        decide(line_id=lines["Meera Joshi"], state=LineState.DECIDED, person_id=cast.stranger.person_id)
    decide(line_id=lines["Meera Joshi"], state=LineState.GUEST)
    heads = count_present([meeting.id])[meeting.id]
    assert (heads.present, heads.guests, heads.doubtful) == (4, 1, 0)
    report.refresh_from_db()
    assert report.content is None
    assert [(alias.key, alias.person_id) for alias in Alias.objects.all()] == [("anil yadav", second.id)]

    later = get_meeting(SYSTEM, make_meeting(cast))
    read_report(
        actor=officer, meeting=later, name="b.csv", content=a_list(later, ("Anil  YADAV", 0, 9), ("iPhone", 0, 9))
    )
    assert [row.person_id for row in list_present(SYSTEM, later.id)] == [second.id]

    decide(line_id=lines["anil yadav"], state=LineState.IGNORED)  # it was somebody else after all
    assert count_present([meeting.id])[meeting.id].present == 3
    assert not Alias.objects.exists()


def test_a_list_handed_in_by_mistake_goes_with_all_that_it_said(cast: Cast, meeting: MeetingView) -> None:
    officer = actor_of(cast.officer)
    report = read_report(actor=officer, meeting=meeting, name="zoom.csv", content=a_list(meeting, *ROWS))
    remove_report(actor=officer, meeting=meeting, report_id=report)
    assert count_present([meeting.id])[meeting.id].present == 0
    assert not Report.objects.exists()


def test_bad_files_get_a_sentence_and_change_nothing(cast: Cast, meeting: MeetingView) -> None:
    officer = actor_of(cast.officer)
    with pytest.raises(ReportTooLarge) as told:
        read_report(actor=officer, meeting=meeting, name="film.mp4", content=b"x" * 90_000_000)
    assert "90 MB" in str(told.value)
    for content in (b"", b"%PDF-1.7", b"PK\x03\x04", "नाम\n".encode()):
        with pytest.raises(ReportUnreadable):
            read_report(actor=officer, meeting=meeting, name="x", content=content)
    with pytest.raises(NotTheHost):
        read_report(actor=actor_of(cast.worker), meeting=meeting, name="x", content=a_list(meeting, *ROWS))
    assert not Report.objects.exists()


def test_the_service_itself_tells_the_same(cast: Cast, meeting: MeetingView) -> None:
    assert meeting.starts_at is not None
    at = meeting.starts_at
    visits = [Visit("Sunita Devi", at, at + timedelta(minutes=9)), Visit("Sunita Devi", at, at + timedelta(minutes=5))]
    for _time in range(2):
        take_visits(meeting=meeting, service="Zoom", visits=visits)
    assert [(row.minutes, row.hows) for row in list_present(SYSTEM, meeting.id)] == [(9, (How.REPORT,))]


def test_what_goes_when_a_person_is_erased_and_when_time_is_over(cast: Cast, meeting: MeetingView) -> None:
    officer = actor_of(cast.officer)
    read_report(actor=officer, meeting=meeting, name="zoom.csv", content=a_list(meeting, *ROWS))
    sunita = Person.objects.get(names__en="Sunita Devi")
    erase(sunita.id)
    assert not ReportLine.objects.filter(written__icontains="sunita").exists()
    assert Presence.objects.get(person=sunita).is_present
    assert forget_reports(100) == 0
    with frozen(now() + timedelta(days=31)):
        assert forget_reports(100) == 1
    assert not ReportLine.objects.exists()


def test_the_pages_of_a_host(cast: Cast, meeting: MeetingView) -> None:
    home = reverse("attendance:page", args=[meeting.id])
    assert meeting.starts_at is not None
    with frozen(meeting.starts_at):
        client = console_client(cast.officer.person)
        open_roll(meeting)
        assert client.get(home).status_code == 200
        assert b"<svg" in client.get(reverse("attendance:door", args=[meeting.id])).content
        big = SimpleUploadedFile("film.csv", b"x" * 6_000_000)
        answer = client.post(reverse("attendance:report", args=[meeting.id]), {"list": big}, follow=True)
        assert "6 MB" in answer.content.decode()
        file = SimpleUploadedFile("zoom.csv", a_list(meeting, *ROWS))
        answer = client.post(reverse("attendance:report", args=[meeting.id]), {"list": file}, follow=True)
        assert "Meera Joshi" in answer.content.decode()
        line = ReportLine.objects.get(written="Meera Joshi")
        client.post(reverse("attendance:decide", args=[meeting.id, line.id]), {"who": "guest"})
        tap = {"person": str(cast.worker.person_id), "key": str(uuid4())}
        client.post(reverse("attendance:tick", args=[meeting.id]), tap)
        row = Presence.objects.get(person=cast.worker.person)
        one = reverse("attendance:one", args=[meeting.id, row.id])
        assert client.get(one).status_code == 200
        assert client.post(one, {"here": "1", "minutes": "a", "reason": "b"}).status_code == 422
        assert client.post(one, {"here": "0", "minutes": "", "reason": "was not there"}).status_code == 302
        table = b"".join(client.get(reverse("attendance:export", args=[meeting.id])).streaming_content).decode()  # type: ignore[attr-defined]
        assert "Sunita Devi" in table
        assert client.get(reverse("attendance:ready", args=[meeting.id])).status_code == 200
        assert client.get(reverse("attendance:not-ready")).status_code == 200
    assert count_present([meeting.id])[meeting.id].guests == 1
