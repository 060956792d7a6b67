from __future__ import annotations

import random
from datetime import timedelta
from uuid import UUID

import pytest
from django.db import connection

from pankti.base.clock import frozen, now
from pankti.base.errors import OutOfReach
from pankti.cascade.queries import get_dispatch, get_fold_mark, get_numbers, get_tally, get_times, open_frame
from pankti.cascade.types import Counts, Proof, Rank
from pankti.insights.queries import get_board, get_mark, get_top_unit, list_answerable, list_silent
from pankti.insights.types import SilentRow
from pankti.organisation.models import Appointment, Unit
from tests.makers.cascade import fold_all, give, make_command, make_dispatch
from tests.makers.organisation import Cast, actor_of, make_appointment, make_cast, make_unit, path_of

pytestmark = pytest.mark.django_db(transaction=True)

STATES = ("expected", "seen", "acknowledged", "refused", "done", "silent")


def recount(dispatch_id: UUID, unit: Unit) -> dict[str, int]:
    """The states below ``unit`` by one plain statement over the answers alone."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT count(*), count(*) FILTER (WHERE best = 1), count(*) FILTER (WHERE best = 2),
                   count(*) FILTER (WHERE best = 3), count(*) FILTER (WHERE best = 4),
                   count(*) FILTER (WHERE best IS NULL)
            FROM (SELECT p.unit_id, (SELECT max(a.rank) FROM cascade_answer a
                                     WHERE a.dispatch_id = %s AND a.subject_id = p.unit_id) AS best
                  FROM organisation_placement p
                  WHERE p.tree_id = 'main' AND p.level_id = 'last' AND starts_with(p.path, %s)) subjects
            """,
            [dispatch_id, path_of(unit)],
        )
        return dict(zip(STATES, cursor.fetchone(), strict=True))


def as_dict(counts: Counts) -> dict[str, int | None]:
    return {key: getattr(counts, key) for key in STATES}


def answer_at_random(cast: Cast, dispatch_id: UUID, seed: int) -> None:
    chance = random.Random(seed)
    for booth in (*cast.booths, *cast.other_booths):
        holder = Appointment.objects.filter(unit=booth).first() or make_appointment(unit=booth)
        for _ in range(chance.randrange(3)):
            rank = chance.choice([Rank.SEEN, Rank.ACKNOWLEDGED, Rank.REFUSED, Rank.DONE])
            assert give(holder, make_command(dispatch_id=dispatch_id, appointment=holder, rank=rank)) == [None]
    fold_all()


@pytest.mark.parametrize("seed", range(4))
def test_a_board_says_what_a_plain_recount_says(seed: int) -> None:
    cast = make_cast(booths=8)
    dispatch_id = make_dispatch(roots=[cast.top], proof=Proof.DONE)
    answer_at_random(cast, dispatch_id, seed)

    board = get_board(actor_of(cast.chief), dispatch_id, cast.top.id)
    below = get_board(actor_of(cast.officer), dispatch_id, cast.middle.id)

    assert as_dict(board.counts) == recount(dispatch_id, cast.top)
    assert [as_dict(row.counts) for row in board.rows] == [
        recount(dispatch_id, unit) for unit in (cast.middle, cast.other_middle)
    ]
    assert [as_dict(row.counts) for row in below.rows] == [recount(dispatch_id, booth) for booth in cast.booths]


def test_one_query_says_what_three_say() -> None:
    cast = make_cast(booths=8)
    dispatch_id = make_dispatch(roots=[cast.top])
    answer_at_random(cast, dispatch_id, seed=7)
    dispatch, frame = get_dispatch(dispatch_id), open_frame(dispatch_id)

    for unit in (cast.top, cast.middle, cast.other_middle, cast.booths[0]):
        three = (get_tally(dispatch, unit.id), get_times(dispatch, unit.id), get_fold_mark())
        assert get_numbers(frame, unit.id) == three


def test_percentiles_are_of_the_expected_and_wait_for_the_missing() -> None:
    cast = make_cast(booths=2)
    second = make_appointment(unit=cast.booths[1])
    issued = now()
    with frozen(issued):
        dispatch_id = make_dispatch(roots=[cast.middle])
    with frozen(issued + timedelta(minutes=20)):
        give(cast.worker, make_command(dispatch_id=dispatch_id, appointment=cast.worker, tapped_at=now()))
    fold_all()
    half = get_board(actor_of(cast.officer), dispatch_id, cast.middle.id).marks

    with frozen(issued + timedelta(hours=2)):
        give(second, make_command(dispatch_id=dispatch_id, appointment=second, tapped_at=now()))
    fold_all()
    whole = get_board(actor_of(cast.officer), dispatch_id, cast.middle.id).marks

    assert half.p50 == pytest.approx(1200, rel=0.2)
    assert (half.p90, half.p99, half.last) == (None, None, None)
    assert whole.last == whole.p99 == pytest.approx(7200, rel=0.2)


def test_while_heads_are_counted_nothing_is_claimed() -> None:
    cast = make_cast()
    dispatch_id = make_dispatch(roots=[cast.top], counted=False)

    board = get_board(actor_of(cast.chief), dispatch_id, cast.top.id)

    assert board.is_counting
    assert (board.counts.silent, board.counts.late_now) == (None, None)
    assert board.marks.p50 is None
    assert len(board.rows) == 2
    assert all(row.share is None for row in board.rows)


def test_with_all_posts_vacant_all_are_silent_and_said_to_be_vacant() -> None:
    cast = make_cast(booths=3)
    Appointment.objects.filter(unit__in=cast.booths).update(ended_at=now())
    dispatch_id = make_dispatch(roots=[cast.middle])

    board = get_board(actor_of(cast.officer), dispatch_id, cast.middle.id)

    assert (board.counts.silent, board.vacant_silent, board.unanswered) == (3, 3, 0)
    assert {row.own_state for row in board.rows} == {"silent"}


def test_a_unit_without_any_addressed_unit_below_has_no_rows_and_no_percentages() -> None:
    cast = make_cast()
    empty = make_unit(level="middle", parent=cast.top, code="M3")
    dispatch_id = make_dispatch(roots=[cast.top])

    board = get_board(actor_of(cast.chief), dispatch_id, empty.id)
    above = get_board(actor_of(cast.chief), dispatch_id, cast.top.id)

    assert (board.counts.expected, board.rows) == (0, ())
    assert (board.marks.p50, board.marks.last) == (None, None)
    assert empty.id not in {row.unit_id for row in above.rows}


def test_late_now_and_answered_late_stand_apart() -> None:
    cast = make_cast(booths=3)
    second = make_appointment(unit=cast.booths[1])
    issued = now()
    with frozen(issued):
        dispatch_id = make_dispatch(roots=[cast.middle], deadline_at=issued + timedelta(hours=1))
    with frozen(issued + timedelta(hours=2)):
        early = issued + timedelta(minutes=5)
        give(cast.worker, make_command(dispatch_id=dispatch_id, appointment=cast.worker, tapped_at=early))
        give(second, make_command(dispatch_id=dispatch_id, appointment=second, tapped_at=now()))
        fold_all()
        counts = get_board(actor_of(cast.officer), dispatch_id, cast.middle.id).counts

    assert (counts.late_now, counts.late) == (1, 1)


def test_a_last_unit_shows_its_own_answer() -> None:
    cast = make_cast()
    dispatch_id = make_dispatch(roots=[cast.middle])
    give(cast.worker, make_command(dispatch_id=dispatch_id, appointment=cast.worker))
    fold_all()

    board = get_board(actor_of(cast.officer), dispatch_id, cast.booths[0].id)

    assert (board.is_subject, board.own_state, board.counts.acknowledged) == (True, "acknowledged", 1)


def test_rows_stand_in_the_order_that_was_asked_for() -> None:
    cast = make_cast(booths=2)
    dispatch_id = make_dispatch(roots=[cast.top])
    give(cast.worker, make_command(dispatch_id=dispatch_id, appointment=cast.worker))
    fold_all()

    def names(sort: str) -> list[str]:
        board = get_board(actor_of(cast.chief), dispatch_id, cast.top.id, sort=sort, descending=True)
        return [row.names["en"] for row in board.rows]

    assert names("silent") == ["M2", "M1"]
    assert names("share") == ["M1", "M2"]
    assert names("name") == ["M2", "M1"]
    assert names("no such column") == ["M1", "M2"]


def test_the_mark_changes_with_answers_and_only_then() -> None:
    cast = make_cast()
    dispatch_id = make_dispatch(roots=[cast.top])
    actor = actor_of(cast.chief)
    before = get_board(actor, dispatch_id, cast.top.id).mark

    assert get_mark(actor, dispatch_id, cast.top.id) == before
    give(cast.worker, make_command(dispatch_id=dispatch_id, appointment=cast.worker))
    fold_all()

    assert get_mark(actor, dispatch_id, cast.top.id) != before


def test_each_lands_on_the_highest_unit_within_reach() -> None:
    cast = make_cast()
    everywhere, only_here = make_dispatch(roots=[cast.top]), make_dispatch(roots=[cast.middle])
    two = make_dispatch(roots=[cast.booths[0], cast.booths[1]])

    assert get_top_unit(actor_of(cast.chief), everywhere) == (cast.top.id, "")
    assert get_top_unit(actor_of(cast.chief), only_here) == (cast.middle.id, "")
    assert get_top_unit(actor_of(cast.officer), everywhere) == (cast.middle.id, "")
    assert get_top_unit(actor_of(cast.chief), two) == (cast.middle.id, "")
    with pytest.raises(OutOfReach):
        get_top_unit(actor_of(cast.stranger), everywhere)


def test_a_board_beyond_the_reach_or_the_audience_is_not_there() -> None:
    cast = make_cast()
    dispatch_id = make_dispatch(roots=[cast.middle])

    assert get_board(actor_of(cast.officer), dispatch_id, cast.middle.id)
    for holder, unit in (
        (cast.officer, cast.top),
        (cast.officer, cast.other_middle),
        (cast.worker, cast.booths[0]),
        (cast.stranger, cast.middle),
        (cast.chief, cast.other_middle),
    ):
        with pytest.raises(OutOfReach):
            get_board(actor_of(holder), dispatch_id, unit.id)


def test_the_silent_come_page_by_page_with_who_answers_for_them() -> None:
    cast = make_cast(booths=3)
    dispatch_id = make_dispatch(roots=[cast.top])
    give(cast.worker, make_command(dispatch_id=dispatch_id, appointment=cast.worker))
    fold_all()
    actor = actor_of(cast.chief)

    rows: list[SilentRow] = []
    after = ""
    for _ in range(10):
        _dispatch, _place, page = list_silent(actor, dispatch_id, cast.top.id, after=after, limit=2)
        rows += page.rows
        after = page.next_after
        if not after:
            break

    assert [row.subject.names["en"] for row in rows] == ["B2", "B3", "C1", "C2", "C3"]
    assert [row.above[-1]["en"] for row in rows] == ["M1", "M1", "M2", "M2", "M2"]
    vacant = rows[0]
    assert (vacant.subject.is_vacant, vacant.lead.is_own, vacant.lead.unit_names["en"]) == (True, False, "M1")
    assert vacant.lead.vacant_post == {"hi": "संयोजक", "en": "Convenor"}
    held = rows[2]
    assert (held.subject.is_vacant, held.lead.is_own) == (False, True)


def test_who_answers_for_it_goes_down_one_step_and_up_the_line() -> None:
    cast = make_cast(booths=2)
    issued = now()
    with frozen(issued):
        dispatch_id = make_dispatch(roots=[cast.top], deadline_at=issued + timedelta(hours=1))
    with frozen(issued + timedelta(hours=2)):
        _d, _p, upwards, below = list_answerable(actor_of(cast.chief), dispatch_id, cast.top.id, of="late")
        _d, _p, line, booths = list_answerable(actor_of(cast.officer), dispatch_id, cast.middle.id, of="late")

    assert [crumb.names["en"] for crumb in upwards] == ["T"]
    assert [(one.row.names["en"], one.lead.is_own) for one in below] == [("M1", True), ("M2", False)]
    assert below[1].lead.unit_names["en"] == "T"
    assert [crumb.names["en"] for crumb in line] == ["M1", "T"]
    assert [(one.row.names["en"], one.lead.unit_names["en"]) for one in booths] == [("B1", "B1"), ("B2", "M1")]
