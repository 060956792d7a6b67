from __future__ import annotations

from dataclasses import replace

import pytest

from pankti.base.errors import OutOfReach
from pankti.meetings.actions.drafts import delete_draft, save_meeting
from pankti.meetings.models import Meeting
from pankti.meetings.queries import get_meeting, list_meetings
from pankti.meetings.stored import draft_of
from tests.makers.meetings import a_meeting, make_meeting
from tests.makers.organisation import actor_of, make_cast

pytestmark = pytest.mark.django_db


def test_what_was_entered_comes_back() -> None:
    cast = make_cast()
    actor = actor_of(cast.officer)
    draft = a_meeting(cast.officer)
    save_meeting(actor=actor, draft=draft)
    kept = draft_of(get_meeting(actor, draft.id))
    chair = kept.parts[0]
    assert chair.names == cast.officer.person.names
    assert chair.unit_names == cast.middle.names
    assert replace(kept, parts=draft.parts) == draft
    save_meeting(actor=actor, draft=kept)
    assert draft_of(get_meeting(actor, draft.id)) == kept


def test_others_neither_see_nor_write_a_draft() -> None:
    cast = make_cast()
    draft = a_meeting(cast.officer)
    save_meeting(actor=actor_of(cast.officer), draft=draft)
    for other in (cast.stranger, cast.worker):
        with pytest.raises(OutOfReach):
            get_meeting(actor_of(other), draft.id)
        with pytest.raises(OutOfReach):
            save_meeting(actor=actor_of(other), draft=draft)
        with pytest.raises(OutOfReach):
            delete_draft(actor=actor_of(other), meeting_id=draft.id)
    get_meeting(actor_of(cast.colleague), draft.id)
    delete_draft(actor=actor_of(cast.officer), meeting_id=draft.id)
    assert not Meeting.objects.exists()


def test_lists_show_what_is_within_reach() -> None:
    cast = make_cast()
    called = make_meeting(cast)
    drafted = make_meeting(cast, called=False)
    for one in (cast.chief, cast.officer):
        assert [row.id for row in list_meetings(actor_of(one)).rows] == [called]
        assert [row.id for row in list_meetings(actor_of(one), when="drafts").rows] == [drafted]
    assert list_meetings(actor_of(cast.stranger)).rows == ()
    assert list_meetings(actor_of(cast.officer), when="past").rows == ()
