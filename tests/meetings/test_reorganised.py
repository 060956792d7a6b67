"""A called meeting stays in somebody's hands when its unit is merged away; a draft says who took the unit's place."""

from __future__ import annotations

import pytest

from pankti.base.errors import OutOfReach
from pankti.meetings.actions.call import call_meeting
from pankti.meetings.actions.change import cancel_meeting
from pankti.meetings.errors import UnitMerged
from pankti.meetings.models import Meeting
from pankti.meetings.queries import get_meeting
from tests.makers.meetings import make_meeting
from tests.makers.organisation import actor_of, make_appointment, make_cast, path_of
from tests.makers.plans import merge, move, reorganise

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_merged_units_meeting_is_the_heirs() -> None:
    cast = make_cast()
    called, drafted = make_meeting(cast), make_meeting(cast, called=False)
    heir = actor_of(make_appointment(unit=cast.other_middle))
    with pytest.raises(OutOfReach):
        get_meeting(heir, called)
    reorganise(merge(cast.middle, into=cast.other_middle))
    row = Meeting.objects.get(id=called)
    assert (row.unit_id, row.path) == (cast.other_middle.id, path_of(cast.other_middle))
    chief = actor_of(cast.chief)
    with pytest.raises(UnitMerged) as told:
        call_meeting(actor=chief, meeting_id=drafted)
    assert "M2" in str(told.value)
    cancel_meeting(actor=heir, meeting_id=called, reason="merged")
    assert Meeting.objects.get(id=called).state == "cancelled"


def test_a_moved_units_meeting_goes_along() -> None:
    cast = make_cast()
    booth = cast.booths[0]
    meeting = Meeting.objects.create(unit=booth, path=path_of(booth))
    stays = Meeting.objects.create(unit=cast.middle, path=path_of(cast.middle))
    reorganise(move(booth, to=cast.other_middle))
    assert Meeting.objects.get(id=meeting.id).path == path_of(booth)
    assert path_of(booth).startswith(path_of(cast.other_middle))
    assert Meeting.objects.get(id=stays.id).path == path_of(cast.middle)
