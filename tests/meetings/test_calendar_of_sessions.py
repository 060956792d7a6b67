"""A person's own calendar holds the reviews and sessions that others planned for them too."""

from __future__ import annotations

import pytest
from django.test import Client

from pankti.meetings.actions.calendar import make_feed
from pankti.meetings.joining import join_path
from pankti.meetings.models import Meeting
from pankti.meetings.queries.calendars import list_called, sign_feed
from tests.makers.conferences import make_plan
from tests.makers.organisation import actor_of, make_cast

pytestmark = pytest.mark.django_db


def test_hosts_find_their_sessions_and_strangers_do_not() -> None:
    cast = make_cast()
    make_plan(cast.officer, cast.middle)
    own = Meeting.objects.get(unit=cast.booths[0])
    (called,) = list_called(cast.worker.person_id)
    assert (called.meeting.id, called.appointment_id) == (own.id, None)
    assert {one.meeting.unit_id for one in list_called(cast.officer.person_id)} == {u.id for u in cast.booths[1:]}
    assert list_called(cast.stranger.person_id) == []
    feed = sign_feed(make_feed(actor=actor_of(cast.worker)))
    text = Client().get(f"/calendar/{feed}.ics").content.decode().replace("\r\n ", "")
    assert text.count("BEGIN:VEVENT") == 1
    assert f"URL:http://testserver{join_path(own.id, cast.worker.id)}" in text
    assert own.link not in text, "one's own link knows who follows it; the room's does not"
    assert "ATTENDEE" not in text
