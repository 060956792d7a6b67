"""What an erasure takes out of meetings: the calendar, drafts, and the name wherever a part named it."""

from __future__ import annotations

import pytest

from pankti.cascade.queries import get_dispatch
from pankti.meetings.actions.calendar import make_feed
from pankti.meetings.models import CalendarFeed, Meeting, Part
from pankti.meetings.personal import erase, export
from tests.makers.meetings import make_meeting
from tests.makers.organisation import actor_of, make_cast

pytestmark = pytest.mark.django_db


def test_an_erased_persons_name_leaves_the_part_and_the_phones() -> None:
    cast = make_cast()
    called, drafted = make_meeting(cast), make_meeting(cast, called=False)
    make_feed(actor=actor_of(cast.officer))
    [section] = export(cast.officer.person_id, "en")
    assert len(section.rows) == 2
    erase(cast.officer.person_id)
    assert not CalendarFeed.objects.exists()
    assert not Meeting.objects.filter(id=drafted).exists()
    assert Part.objects.get(meeting=called, role="chair").names == {}
    chair, guest = get_dispatch(called).payload["parts"]
    assert (chair["names"], bool(chair["post_names"]), bool(guest["names"])) == ({}, True, True)
    assert get_dispatch(called).version == 1
    erase(cast.officer.person_id)
