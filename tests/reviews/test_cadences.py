"""Reviews by cadence: rules that come and that never do, holidays and clashes, what is owed and by whom, the pack."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest

from pankti.base import clock
from pankti.base.actor import SYSTEM
from pankti.base.clock import now
from pankti.base.errors import OutOfReach
from pankti.base.ids import new_id
from pankti.cascade.models import Dispatch
from pankti.meetings.actions.change import hold_meeting
from pankti.meetings.models import Meeting, Part
from pankti.organisation.models import Placement
from pankti.organisation.queries import get_unit
from pankti.reviews.actions.cadences import end_cadence, fill_cadence, remove_holiday, set_cadence, set_holiday
from pankti.reviews.actions.tend import fill_all, settle_reviews
from pankti.reviews.errors import (
    AlreadyReviewed,
    CadenceEnded,
    HolidayThere,
    LevelsTurned,
    NeverComes,
    NobodyReviewed,
    RuleUnreadable,
    TooOften,
    UnitClosed,
)
from pankti.reviews.models import Cadence, Holiday, Review
from pankti.reviews.queries.pack import build_pack
from pankti.reviews.queries.pages import count_owed_below, list_owed
from pankti.reviews.queries.planning import foresee
from pankti.reviews.rules import days_of, place, read_rule
from pankti.reviews.sheets import SHEETS, draw_sheets, say_pack, write_sheets
from pankti.reviews.types import CadenceOrder, Pair
from tests.makers.cascade import make_dispatch
from tests.makers.organisation import Cast, actor_of, make_appointment, make_cast, make_unit, path_of

pytestmark = pytest.mark.django_db
SUNDAY = datetime(2026, 11, 22, 6, tzinfo=UTC)
MONDAYS = "FREQ=WEEKLY;BYDAY=MO"
ZONE = ZoneInfo("Asia/Kolkata")


@pytest.fixture(autouse=True)
def _on_a_sunday() -> Any:
    with clock.frozen(SUNDAY):
        yield


def an_order(cast: Cast, **said: Any) -> CadenceOrder:
    known: dict[str, Any] = {
        "reviewing": "top",
        "reviewed": "middle",
        "rule": "FREQ=MONTHLY;BYDAY=1MO",
        "starts_on": date(2026, 11, 22),
        "hour": time(11),
        "link_base": "https://meet.example.org",
    }
    return CadenceOrder(new_id(), cast.chief.id, cast.top.id, **{**known, **said})


@pytest.mark.parametrize(
    ("rule", "error"),
    [
        ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=31", NeverComes),
        ("FREQ=MONTHLY;BYMONTH=2;BYMONTHDAY=30,31", NeverComes),
        ("FREQ=MONTHLY;BYDAY=MO;BYSETPOS=6", NeverComes),
        ("FREQ=DAILY", TooOften),
        ("FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=31", TooOften),
        ("every monday", RuleUnreadable),
        ("FREQ=WEEKLY;BYDAY=XX", RuleUnreadable),
        ("FREQ=WEEKLY;COUNT=3", RuleUnreadable),
        ("FREQ=WEEKLY;INTERVAL=0", RuleUnreadable),
        ("", RuleUnreadable),
    ],
)
def test_a_rule_that_is_none_or_never_comes_is_refused_at_once(rule: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        read_rule(rule, date(2026, 11, 22))


def test_rules_that_come() -> None:
    assert days_of("FREQ=MONTHLY;BYDAY=1MO", date(2026, 11, 22), date(2026, 11, 22), date(2027, 1, 31)) == [
        date(2026, 12, 7),
        date(2027, 1, 4),
    ]
    assert (
        len(days_of("FREQ=WEEKLY;INTERVAL=2;BYDAY=SA", date(2026, 11, 22), date(2026, 11, 22), date(2027, 1, 2))) == 3
    )
    assert read_rule("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29", date(2026, 3, 1))


def test_a_cadence_fills_the_weeks_ahead_once() -> None:
    cast = make_cast()

    made = set_cadence(actor=actor_of(cast.chief), order=an_order(cast))

    reviews = list(Review.objects.order_by("starts_at"))
    assert made == len(reviews) == 2
    assert {review.due_on for review in reviews} == {date(2026, 12, 7)}
    assert fill_all() == 0, "doing it again adds nothing"
    with clock.frozen(SUNDAY + timedelta(days=30)):
        assert fill_all() > 0
    meetings = Meeting.objects.filter(origin="review")
    assert meetings.count() == Review.objects.count()
    assert set(Part.objects.filter(role="chair").values_list("appointment", flat=True)) == {cast.chief.id}
    assert Dispatch.objects.get().kind == "review"


def test_one_lead_reviews_one_unit_at_a_time() -> None:
    cast = make_cast()

    set_cadence(actor=actor_of(cast.chief), order=an_order(cast, rule=MONDAYS))

    for due in {review.due_on for review in Review.objects.all()}:
        spans = sorted(Review.objects.filter(due_on=due).values_list("starts_at", "ends_at"))
        assert len(spans) == 2
        assert all(earlier[1] <= later[0] for earlier, later in pairwise(spans))
    assert Review.objects.filter(why="busy").exists()


def test_holidays_sundays_and_crowded_days_push_a_review_on() -> None:
    pairs = [Pair(uuid4(), f"00001{n:05x}", top, "00001") for top in [uuid4()] for n in range(1, 4)]
    host = uuid4(), uuid4()
    holiday = date(2026, 12, 7)
    busy: dict[Any, Any] = {host[1]: [(datetime(2026, 12, 8, 9, tzinfo=ZONE), datetime(2026, 12, 8, 18, tzinfo=ZONE))]}

    slots, unplaced = place(
        pairs,
        holiday,
        hour=time(17),
        length=timedelta(hours=2),
        zone=ZONE,
        is_holiday=lambda pair, day: day == holiday,
        hosts={pairs[0].reviewing_id: host},
        chairs={},
        busy=busy,
    )

    assert not unplaced
    begins = [slot.starts_at.astimezone(ZONE) for slot in slots]
    assert [begin.day for begin in begins] == [9, 10, 11], "the 8th is full after five o'clock, one fits on an evening"
    assert {slot.why for slot in slots} == {"holiday"}


def test_a_holiday_of_a_unit_moves_its_review_alone() -> None:
    cast = make_cast()
    set_holiday(actor=actor_of(cast.officer), unit_id=cast.middle.id, on=date(2026, 12, 7), names={"en": "Fair"})

    set_cadence(actor=actor_of(cast.chief), order=an_order(cast))

    first = {review.unit_id: review for review in Review.objects.filter(due_on=date(2026, 12, 7))}
    assert first[cast.middle.id].why == "holiday"
    assert first[cast.middle.id].starts_at.astimezone(ZONE).date() == date(2026, 12, 8)
    assert first[cast.other_middle.id].why == ""
    with pytest.raises(HolidayThere):
        set_holiday(actor=actor_of(cast.officer), unit_id=cast.middle.id, on=date(2026, 12, 7), names={})
    with pytest.raises(OutOfReach):
        set_holiday(actor=actor_of(cast.officer), unit_id=cast.top.id, on=date(2026, 12, 9), names={})
    with pytest.raises(OutOfReach):
        remove_holiday(actor=actor_of(cast.stranger), holiday_id=Holiday.objects.get().id)
    remove_holiday(actor=actor_of(cast.officer), holiday_id=Holiday.objects.get().id)


def test_what_cannot_be_is_refused_in_words() -> None:
    cast = make_cast()
    chief = actor_of(cast.chief)
    set_cadence(actor=chief, order=an_order(cast))
    for said, error in (
        ({"reviewing": "middle", "reviewed": "middle"}, LevelsTurned),
        ({"reviewing": "last", "reviewed": "top"}, LevelsTurned),
        ({"unit_id": cast.booths[0].id, "reviewing": "top", "reviewed": "middle"}, NobodyReviewed),
        ({}, AlreadyReviewed),
    ):
        order = an_order(cast, **{key: value for key, value in said.items() if key != "unit_id"})
        if "unit_id" in said:
            order = CadenceOrder(**{**_fields(order), "unit_id": said["unit_id"]})
        with pytest.raises(error):
            set_cadence(actor=chief, order=order)
    gone = make_unit(level="middle", parent=cast.top, code="M3")
    Placement.objects.filter(unit=gone).update(ended_on=date(2026, 11, 1))
    with pytest.raises(UnitClosed):
        foresee(CadenceOrder(**{**_fields(an_order(cast)), "unit_id": gone.id}))
    with pytest.raises(OutOfReach):
        set_cadence(actor=actor_of(cast.officer), order=an_order(cast, reviewing="middle", reviewed="last"))


def _fields(order: CadenceOrder) -> dict[str, Any]:
    return {name: getattr(order, name) for name in CadenceOrder.__slots__}


def test_what_became_of_reviews_and_who_owes_them() -> None:
    cast = make_cast()
    set_cadence(actor=actor_of(cast.chief), order=an_order(cast, rule=MONDAYS))
    first = date(2026, 11, 23)
    mine = Review.objects.get(due_on=first, unit=cast.middle)
    later = Review.objects.get(due_on=first + timedelta(days=7), unit=cast.other_middle)

    with clock.frozen(datetime(2026, 11, 23, 9, tzinfo=UTC)):
        settle_reviews()
        assert not list_owed(path_of(cast.top)), "a day is given to say that it was held"
    with clock.frozen(datetime(2026, 11, 25, 9, tzinfo=UTC)):
        Meeting.objects.filter(id=mine.id).update(state="held")
        settle_reviews()
        settle_reviews()
        [owed] = list_owed(path_of(cast.top))
        assert (owed.unit_id, owed.since, owed.times) == (cast.other_middle.id, first, 1)
        assert owed.reviewing_id == cast.top.id
        assert owed.lead_names == cast.chief.person.names
        assert [(one.unit_id, one.units) for one in count_owed_below(path_of(cast.top))] == [(cast.other_middle.id, 1)]
        assert not list_owed(path_of(cast.middle))
    with clock.frozen(datetime(2026, 12, 2, 9, tzinfo=UTC)):
        Meeting.objects.filter(id=later.id).update(state="held")
        settle_reviews()
        assert not [one for one in list_owed(path_of(cast.top)) if one.unit_id == cast.other_middle.id]
    assert Review.objects.get(due_on=first, unit=cast.other_middle).state == "made_up"


def test_ending_a_cadence_calls_off_what_is_to_come() -> None:
    cast = make_cast()
    set_cadence(actor=actor_of(cast.chief), order=an_order(cast))
    cadence = Cadence.objects.get()
    with pytest.raises(OutOfReach):
        end_cadence(actor=actor_of(cast.officer), cadence_id=cadence.id)

    assert end_cadence(actor=actor_of(cast.chief), cadence_id=cadence.id) == Review.objects.count()

    assert set(Meeting.objects.values_list("state", flat=True)) == {"cancelled"}
    assert Dispatch.objects.get().state == "withdrawn"
    assert fill_cadence(actor=SYSTEM, cadence_id=cadence.id) == 0
    with pytest.raises(CadenceEnded):
        end_cadence(actor=actor_of(cast.chief), cadence_id=cadence.id)


def test_the_pack_says_what_was_asked_and_who_is_silent() -> None:
    cast = make_cast()
    with clock.frozen(SUNDAY - timedelta(days=3)):
        make_dispatch(roots=[cast.middle])
    reader = actor_of(cast.chief)

    pack = build_pack(reader, get_unit(cast.middle.id), "en")

    titles = [section.title for section in pack.sections]
    assert titles[:2] == ["What its meetings decided", "What was asked, done and missed"]
    assert any(title.startswith("No answer to") for title in titles) or len(pack.sections[1].rows) == 1
    assert "Earlier reviews" in titles
    few = build_pack(actor_of(cast.worker), get_unit(cast.middle.id), "en")
    assert [section.title for section in few.sections] == ["What its meetings decided", "Earlier reviews"], (
        "each part asks for its own right"
    )


def test_sheets_are_four_at_most_whatever_the_pack_holds() -> None:
    cast = make_cast(booths=40)
    for n in range(30):
        with clock.frozen(SUNDAY - timedelta(days=1, minutes=n)):
            make_dispatch(roots=[cast.middle])
    for unit in cast.booths:
        make_appointment(unit=unit, began_at=SUNDAY - timedelta(days=400))
    for tongue in ("hi", "en"):
        pdf = write_sheets(actor_of(cast.chief), get_unit(cast.middle.id), tongue)
        assert pdf.startswith(b"%PDF")
    pack = build_pack(actor_of(cast.chief), get_unit(cast.middle.id), "en")
    assert len(draw_sheets(say_pack(pack, "en"))) <= SHEETS
    assert any(section.more for section in pack.sections)
    assert now() == SUNDAY


def test_a_review_that_is_held_or_moved_on_its_own_page_reaches_phones_and_its_cadence() -> None:
    cast = make_cast()
    set_cadence(actor=actor_of(cast.chief), order=an_order(cast, rule=MONDAYS))
    review = Review.objects.filter(due_on=date(2026, 11, 23)).earliest("path")
    before = Meeting.objects.get(id=review.id).change_no

    with clock.frozen(datetime(2026, 11, 23, 9, tzinfo=UTC)):
        hold_meeting(actor=actor_of(cast.chief), meeting_id=review.id)
        settle_reviews()

    assert Meeting.objects.get(id=review.id).change_no > before
    assert Review.objects.get(id=review.id).state == "held"
    assert Dispatch.objects.get().state == "live", "the cadence's own call goes on"
