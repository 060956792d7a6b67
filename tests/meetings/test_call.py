"""From the call to the day after: what is refused, who answers again, what calendars are told."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from pankti.base.clock import now
from pankti.base.errors import OutOfReach
from pankti.base.ids import new_id
from pankti.cascade.queries import get_dispatch
from pankti.cascade.queries.invitees import list_invited
from pankti.cascade.types import DispatchState, Proof
from pankti.meetings.actions.call import call_meeting
from pankti.meetings.actions.change import cancel_meeting, change_meeting, hold_meeting, set_room
from pankti.meetings.actions.drafts import save_meeting
from pankti.meetings.errors import (
    CancelUnsaid,
    ChangeUnsaid,
    MeetingOver,
    NothingChanged,
    NotYetOver,
    PartGone,
    PartResting,
    PlaceOfWorship,
    UnitMerged,
)
from pankti.meetings.models import Meeting
from pankti.meetings.queries import get_meeting, list_versions
from pankti.meetings.queries.faults import list_faults, looks_like_worship
from pankti.meetings.stored import draft_of
from pankti.meetings.types import AgendaItem, Changed, MeetingDraft, MeetingState, Mode, Part, Place, Role
from pankti.organisation.models import Organisation, Succession, Unit
from tests.makers.meetings import a_meeting, make_meeting
from tests.makers.organisation import actor_of, make_cast

pytestmark = pytest.mark.django_db
SAID = {"hi": "समय बदला", "en": "Another time"}


def test_a_call_is_a_dispatch_that_reaches_the_invited() -> None:
    cast = make_cast()
    meeting_id = make_meeting(cast)
    sent = get_dispatch(meeting_id)
    assert (sent.kind, sent.proof, sent.state) == ("meeting", Proof.ATTENDANCE, DispatchState.LIVE)
    assert sent.payload["parts"][0]["role"] == "chair"
    assert [one.appointment_id for one in list_invited(actor_of(cast.officer), meeting_id)] == [cast.worker.id]
    assert get_meeting(actor_of(cast.worker), meeting_id).state is MeetingState.CALLED
    with pytest.raises(OutOfReach):
        get_meeting(actor_of(cast.stranger), meeting_id)
    call_meeting(actor=actor_of(cast.officer), meeting_id=meeting_id)  # again: nothing happens
    assert Meeting.objects.get(id=meeting_id).version == 1


def test_only_who_may_call_there_calls_and_changes() -> None:
    cast = make_cast()
    drafted, called = make_meeting(cast, called=False), make_meeting(cast)
    for other in (actor_of(cast.stranger), actor_of(cast.worker)):
        with pytest.raises(OutOfReach):
            call_meeting(actor=other, meeting_id=drafted)
        with pytest.raises(OutOfReach):
            cancel_meeting(actor=other, meeting_id=called, reason="x")
        with pytest.raises(OutOfReach):
            hold_meeting(actor=other, meeting_id=called)
        with pytest.raises(OutOfReach):
            set_room(actor=other, meeting_id=called, room_id=new_id(), link="https://meet.example/a")


def test_another_time_asks_again_another_word_does_not() -> None:
    cast = make_cast()
    actor, meeting_id = actor_of(cast.officer), make_meeting(cast)
    draft = draft_of(get_meeting(actor, meeting_id))
    with pytest.raises(NothingChanged):
        change_meeting(actor=actor, meeting_id=meeting_id, changed=Changed(draft, SAID))
    worded = replace(draft, titles={"hi": "नया शीर्षक"})
    with pytest.raises(ChangeUnsaid):
        change_meeting(actor=actor, meeting_id=meeting_id, changed=Changed(worded, {}))
    assert change_meeting(actor=actor, meeting_id=meeting_id, changed=Changed(worded, SAID))
    assert draft.starts_at is not None
    assert draft.ends_at is not None
    later = timedelta(hours=3)
    moved = replace(worded, starts_at=draft.starts_at + later, ends_at=draft.ends_at + later)
    assert not change_meeting(actor=actor, meeting_id=meeting_id, changed=Changed(moved, SAID))
    sent = get_dispatch(meeting_id)
    assert (sent.version, sent.asked, sent.deadline_at) == (3, 3, moved.starts_at)
    versions = list_versions(meeting_id)
    assert [(one.version, one.sequence, one.answers_stand) for one in versions] == [
        (3, 2, False),
        (2, 1, True),
        (1, 0, True),
    ]


def test_a_cancelled_meeting_says_why_and_stays_cancelled() -> None:
    cast = make_cast()
    actor, meeting_id = actor_of(cast.officer), make_meeting(cast)
    with pytest.raises(CancelUnsaid):
        cancel_meeting(actor=actor, meeting_id=meeting_id, reason=" ")
    cancel_meeting(actor=actor, meeting_id=meeting_id, reason="Flood")
    cancel_meeting(actor=actor, meeting_id=meeting_id, reason="Flood")
    sent = get_dispatch(meeting_id)
    assert (sent.state, sent.payload["end_reason"], sent.payload["sequence"]) == (DispatchState.WITHDRAWN, "Flood", 1)
    with pytest.raises(MeetingOver):
        hold_meeting(actor=actor, meeting_id=meeting_id)


def test_it_is_held_once_it_began() -> None:
    cast = make_cast()
    actor, meeting_id = actor_of(cast.officer), make_meeting(cast)
    with pytest.raises(NotYetOver):
        hold_meeting(actor=actor, meeting_id=meeting_id)
    Meeting.objects.update(starts_at=now() - timedelta(hours=3), ends_at=now() - timedelta(hours=1))
    hold_meeting(actor=actor, meeting_id=meeting_id)
    assert get_dispatch(meeting_id).state is DispatchState.CLOSED
    assert get_meeting(actor, meeting_id).state is MeetingState.HELD


def test_a_room_reaches_those_who_were_called_and_answers_stand() -> None:
    cast = make_cast()
    actor, meeting_id = actor_of(cast.officer), make_meeting(cast)
    room = new_id()
    set_room(actor=actor, meeting_id=meeting_id, room_id=room, link="https://meet.example/a")
    sent = get_dispatch(meeting_id)
    assert (sent.payload["link"], sent.asked) == ("https://meet.example/a", 1)


def faults(draft: MeetingDraft) -> list[str]:
    return [fault.code for fault in list_faults(draft)]


def test_everything_in_the_way_is_told_at_once() -> None:
    cast = make_cast()
    draft = a_meeting(cast.officer)
    assert faults(draft) == []
    empty = MeetingDraft(id=new_id(), appointment_id=cast.officer.id, unit_id=cast.middle.id)
    assert faults(empty) == ["nothing_said", "no_time", "no_place", "no_chair"]
    past = now() - timedelta(hours=1)
    assert faults(replace(draft, starts_at=past)) == ["in_the_past"]
    assert faults(replace(draft, ends_at=draft.starts_at)) == ["ends_before_start"]
    video = replace(draft, mode=Mode.VIDEO, place=Place())
    assert faults(video) == ["no_link"]
    assert faults(replace(video, link="meet.example/a")) == ["link_unreadable"]
    assert [fault.code for fault in list_faults(video, room_given=True)] == []
    long = tuple(AgendaItem(new_id(), {"en": f"Item {n}"}) for n in range(400))
    assert faults(replace(draft, agenda=long)) == ["agenda_too_long"]


def test_400_items_are_told_and_none_is_lost() -> None:
    cast = make_cast()
    actor = actor_of(cast.officer)
    long = tuple(AgendaItem(new_id(), {"en": f"Item {n}"}) for n in range(400))
    draft = replace(a_meeting(cast.officer), agenda=long)
    save_meeting(actor=actor, draft=draft)
    assert get_meeting(actor, draft.id).agenda == long


def test_a_chair_who_resigned_or_rests_is_told_by_name() -> None:
    cast = make_cast()
    draft = a_meeting(cast.officer)
    actor = actor_of(cast.officer)
    chair = replace(draft, parts=(Part(new_id(), Role.CHAIR, appointment_id=cast.colleague.id),))
    save_meeting(actor=actor, draft=chair)
    cast.colleague.rests_from = now() - timedelta(hours=1)
    cast.colleague.save()
    with pytest.raises(PartResting):
        call_meeting(actor=actor, meeting_id=chair.id)
    cast.colleague.ended_at = now() - timedelta(minutes=1)
    cast.colleague.save()
    with pytest.raises(PartGone) as told:
        call_meeting(actor=actor, meeting_id=chair.id)
    assert "आशा" in str(told.value)
    assert get_meeting(actor, chair.id).parts[0].names  # what was entered stays


def test_a_unit_merged_away_is_told_with_its_heir() -> None:
    cast = make_cast()
    draft = a_meeting(cast.officer)
    save_meeting(actor=actor_of(cast.officer), draft=draft)
    Unit.objects.filter(id=cast.middle.id).update(closed_on=now().date())
    told = list_faults(draft)
    assert told[0].code == "unit_merged"
    assert "T" in str(told[0])
    assert Succession.objects.count() == 0
    assert isinstance(told[0], UnitMerged)


def test_a_political_body_keeps_out_of_places_of_worship() -> None:
    cast = make_cast()
    draft = replace(a_meeting(cast.officer), place=Place({"en": "Hall of the old temple"}, is_worship=True))
    assert faults(draft) == []
    assert looks_like_worship(draft.place)
    assert looks_like_worship(Place({"hi": "शिव मंदिर परिसर"}))
    assert not looks_like_worship(Place({"en": "Community hall", "hi": "सामुदायिक भवन"}))
    Organisation.objects.update(actor_class="party")
    told = list_faults(draft)
    assert [fault.code for fault in told] == [PlaceOfWorship.code]
