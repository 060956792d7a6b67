"""Decisions become directives once, say where they come from, and the record shows how far they have come."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from uuid import UUID

import pytest

from pankti.base.clock import now
from pankti.base.errors import OutOfReach
from pankti.base.ids import new_id
from pankti.cascade.actions.headcount import count_shape
from pankti.cascade.models import Dispatch
from pankti.cascade.types import AnswerCommand, Rank
from pankti.directives.errors import NoPostToIssue
from pankti.directives.models import Directive
from pankti.meetings.types import Role
from pankti.minutes.actions.turn import shorten, turn_decisions
from pankti.minutes.errors import NothingToIssue, OwnerGone, OwnerMissing
from pankti.minutes.queries import get_record, list_decisions
from pankti.minutes.types import Owner, Stage
from tests.makers.cascade import fold_all, give
from tests.makers.minutes import HELD_AT, decision, make_held_meeting, speech, write
from tests.makers.organisation import Cast, actor_of, make_appointment, make_cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return make_cast()


@pytest.fixture
def meeting(cast: Cast) -> UUID:
    return make_held_meeting(unit=cast.middle, by=cast.officer, parts=((Role.CHAIR, cast.officer),))


def turn(cast: Cast, meeting: UUID, *, at_once: bool = True) -> list[UUID]:
    by = cast.officer
    return turn_decisions(actor=actor_of(by), meeting_id=meeting, appointment_id=by.id, at_once=at_once)


def test_a_directive_says_where_it_comes_from(cast: Cast, meeting: UUID) -> None:
    write(actor_of(cast.officer), meeting, decision("सौ लोगों को जोड़ें।", "Connect people.", target=100))
    made = turn(cast, meeting)
    payload = Dispatch.objects.get(id=made[0]).payload
    assert payload["source"] == {
        "hi": "20 नवंबर 2026 की बैठक “मासिक बैठक” का निर्णय",
        "en": "Decided at the meeting “Monthly meeting” of 20 November 2026",
    }
    assert payload["number_labels"] == {"hi": "कितने (लक्ष्य: 100)", "en": "How many (to reach: 100)"}
    assert payload["titles"] == {"hi": "सौ लोगों को जोड़ें", "en": "Connect people"}


def test_a_second_click_makes_nothing_more(cast: Cast, meeting: UUID) -> None:
    write(actor_of(cast.officer), meeting, decision("एक"))
    write(actor_of(cast.officer), meeting, decision("दो"))
    assert len(turn(cast, meeting)) == 2
    with pytest.raises(NothingToIssue):
        turn(cast, meeting)
    assert Directive.objects.count() == 2


def test_drafts_wait_for_their_writer(cast: Cast, meeting: UUID) -> None:
    write(actor_of(cast.officer), meeting, decision("एक"))
    made = turn(cast, meeting, at_once=False)
    assert Directive.objects.get(id=made[0]).state == "draft"
    assert get_record(actor_of(cast.officer), meeting).decisions[0].progress.stage is Stage.DRAFT


def test_a_named_holder_answers_at_their_own_unit(cast: Cast, meeting: UUID) -> None:
    held = cast.booths[1]
    holder = make_appointment(unit=held)
    write(actor_of(cast.officer), meeting, decision("एक", owner=Owner(appointment_id=holder.id)))
    made = turn(cast, meeting)
    count_shape(shape_id=Dispatch.objects.get(id=made[0]).shape_id)
    counts = get_record(actor_of(cast.officer), meeting).decisions[0].progress.counts
    assert counts is not None
    assert counts.expected == 1


def test_all_or_none(cast: Cast, meeting: UUID) -> None:
    write(actor_of(cast.officer), meeting, decision("एक"))
    write(actor_of(cast.officer), meeting, decision("दो", owner=Owner(level="")))
    with pytest.raises(OwnerMissing):
        turn(cast, meeting)
    assert not Directive.objects.exists()


def test_an_owner_who_resigned_is_told(cast: Cast, meeting: UUID) -> None:
    holder = make_appointment(unit=cast.booths[1])
    write(actor_of(cast.officer), meeting, decision("एक", owner=Owner(appointment_id=holder.id)))
    holder.ended_at = holder.began_at
    holder.save(update_fields=["ended_at"])
    with pytest.raises(OwnerGone):
        turn(cast, meeting)


def test_only_from_ones_own_post_and_within_reach(cast: Cast, meeting: UUID) -> None:
    write(actor_of(cast.officer), meeting, decision("एक"))
    with pytest.raises(NoPostToIssue):
        turn_decisions(actor=actor_of(cast.colleague), meeting_id=meeting, appointment_id=cast.officer.id)
    with pytest.raises(OutOfReach):
        turn_decisions(actor=actor_of(cast.stranger), meeting_id=meeting, appointment_id=cast.stranger.id)
    assert not Directive.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_what_became_of_it(cast: Cast, meeting: UUID) -> None:
    actor = actor_of(cast.officer)
    write(actor, meeting, speech("कुछ"))
    write(actor, meeting, decision("लोग जोड़ें", target=100))
    (made,) = turn(cast, meeting)
    count_shape(shape_id=Dispatch.objects.get(id=made).shape_id)
    second = make_appointment(unit=cast.booths[1])
    for holder, number in ((cast.worker, "60"), (second, "45")):
        assert give(
            holder,
            AnswerCommand(
                new_id(), made, 1, holder.unit_id, holder.id, Rank.DONE, now() + timedelta(seconds=1), Decimal(number)
            ),
        ) == [None]
    fold_all()
    found = get_record(actor, meeting).decisions[0].progress
    assert found.counts is not None
    assert (found.stage, found.reached, found.counts.done, found.counts.expected) == (Stage.RUNNING, 105, 2, 3)

    following = make_held_meeting(unit=cast.middle, by=cast.officer, starts_at=HELD_AT + timedelta(days=30))
    before = get_record(actor, following).before
    assert [(one.texts["hi"], one.progress.reached) for one in before] == [("लोग जोड़ें", 105)]
    assert get_record(actor, meeting).before == ()
    assert list_decisions([cast.middle.id], since=HELD_AT + timedelta(days=1)) == []


def test_a_deadline_is_the_end_of_its_day(cast: Cast, meeting: UUID) -> None:
    day = (now() + timedelta(days=5)).date()
    write(actor_of(cast.officer), meeting, replace(decision("एक"), deadline_on=day))
    (made,) = turn(cast, meeting)
    ends = Directive.objects.get(id=made).deadline_at
    assert ends is not None
    assert ends.isoformat()[:16] == f"{day}T18:29"


def test_titles_are_short() -> None:
    assert shorten("पहला वाक्य। दूसरा।") == "पहला वाक्य"
    assert len(shorten("शब्द " * 60)) <= 120
