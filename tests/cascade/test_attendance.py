"""Whether one comes: the last tap counts, whatever the order in which the answers arrive and are folded."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from pankti.base.actor import SYSTEM
from pankti.base.clock import frozen, now
from pankti.base.ids import new_id
from pankti.cascade.actions.answer import append_answers
from pankti.cascade.actions.headcount import count_shape
from pankti.cascade.actions.tally import fold_answers, rebuild_tallies
from pankti.cascade.models import Dispatch, Standing
from pankti.cascade.queries import get_dispatch, get_tally, invitees, list_invited
from pankti.cascade.queries.invitees import count_invitees
from pankti.cascade.types import Invitees, Rank
from tests.makers.calls import make_call, make_reply, make_rule
from tests.makers.cascade import fold_all, give
from tests.makers.organisation import Cast, make_appointment, make_cast
from tests.makers.recount import recount_standings, stored_standings, stored_tallies

pytestmark = pytest.mark.django_db(transaction=True)

few = settings(
    max_examples=25,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    phases=[Phase.generate],
)


@pytest.fixture
def cast() -> Cast:
    return make_cast()


said = st.lists(
    st.tuples(
        st.integers(0, 2),  # who
        st.integers(0, 4),  # rank
        st.sampled_from([1, 1, 1, 2]),  # round
        st.integers(0, 6),  # seconds after the issue: few, so that taps coincide
    ),
    max_size=30,
)


def rows_of(dispatch_id: UUID, holders: list[Any], told: list[tuple[int, int, int, int]]) -> list[dict[str, Any]]:
    issued = get_dispatch(dispatch_id).issued_at
    rows = []
    for who, rank, round_no, after in told:
        at = (issued + timedelta(seconds=after)).isoformat()
        rows.append(
            {
                "cell": holders[who].unit.cell,
                "id": str(new_id()),
                "dispatch_id": str(dispatch_id),
                "version": 1,
                "asked": 1,
                "round": round_no,
                "rank": rank,
                "subject_id": str(holders[who].id),
                "unit_id": str(holders[who].unit_id),
                "appointment_id": str(holders[who].id),
                "tapped_at": at,
                "counted_at": at,
                "received_at": at,
            }
        )
    return rows


@few
@given(told=said, cuts=st.lists(st.integers(1, 6), min_size=1, max_size=5), shuffle=st.randoms(use_true_random=False))
def test_the_last_answer_counts_in_any_order_folded_twice_or_anew(
    cast: Cast, told: list[tuple[int, int, int, int]], cuts: list[int], shuffle: Any
) -> None:
    call = make_call(invitees=Invitees(make_rule([cast.top], ["last", "middle"])), by=cast.top)
    holders = [cast.worker, cast.officer, cast.stranger]
    rows = rows_of(call, holders, told)
    again = list(rows)
    shuffle.shuffle(again)
    for place, row in enumerate(again):
        append_answers([row])
        if place % cuts[0] == 0:
            fold_answers(limit=cuts[place % len(cuts)])
            append_answers([row])
    fold_all()

    # By plain Python: of those who said more than that they saw it, the last tap; then the greater id.
    for holder in holders:
        mine = [r for r in rows if r["subject_id"] == str(holder.id)]
        standing = Standing.objects.filter(dispatch_id=call, subject_id=holder.id).first()
        assert (standing is None) is (not mine)
        if standing is not None:
            last = max(mine, key=lambda r: (r["round"], r["rank"] > Rank.SEEN, r["counted_at"], UUID(r["id"]).int))
            assert (str(standing.answer_id), standing.rank) == (last["id"], last["rank"])
    assert stored_standings(call) == recount_standings(Dispatch.objects.get(id=call))
    before = stored_standings(call), stored_tallies(call)
    rebuild_tallies(dispatch_id=call)
    assert (stored_standings(call), stored_tallies(call)) == before
    counts = get_tally(get_dispatch(call), cast.top.id)
    ranks = list(Standing.objects.filter(dispatch_id=call).values_list("rank", flat=True))
    assert (counts.done, counts.refused, counts.seen) == tuple(
        ranks.count(rank) for rank in (Rank.DONE, Rank.REFUSED, Rank.SEEN)
    )


def test_two_taps_by_the_clock_of_one_phone_arrive_the_wrong_way_round(cast: Cast) -> None:
    call = make_call(invitees=Invitees(make_rule([cast.top])), by=cast.top)
    start = now()
    first = make_reply(dispatch_id=call, appointment=cast.worker, state="attending", after=60)
    then = make_reply(dispatch_id=call, appointment=cast.worker, state="declined", after=120)
    with frozen(start + timedelta(minutes=5)):
        give(cast.worker, then)
        fold_all()
        give(cast.worker, first)
        fold_all()
    assert {row.appointment_id: row.state for row in list_invited(SYSTEM, call, "all")} == {
        cast.worker.id: "declined",
        cast.stranger.id: "silent",
    }


def test_who_takes_up_a_post_is_expected_at_the_next_count_and_who_left_is_not(cast: Cast) -> None:
    call = make_call(invitees=Invitees(make_rule([cast.middle]), added=(cast.chief.id,)), by=cast.middle)
    shape = Dispatch.objects.get(id=call).shape_id
    assert get_tally(get_dispatch(call), cast.top.id).expected == 2

    make_appointment(unit=cast.booths[1])
    count_shape(shape_id=shape)
    assert get_tally(get_dispatch(call), cast.top.id).expected == 3
    assert get_tally(get_dispatch(call), cast.booths[1].id).expected == 1
    assert len(list_invited(SYSTEM, call)) == 3

    for gone in (cast.worker, cast.chief):
        gone.ended_at = now()
        gone.save()
    count_shape(shape_id=shape)
    assert get_tally(get_dispatch(call), cast.top.id).expected == 1
    assert len(list_invited(SYSTEM, call)) == 1


def test_a_wide_rule_is_counted_by_its_kept_head_count(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    wide = Invitees(make_rule([cast.top]), added=(cast.chief.id,))
    live = count_invitees(wide)
    make_call(invitees=wide, by=cast.top)
    monkeypatch.setattr(invitees, "WIDE", 0)
    kept = count_invitees(wide)
    assert (kept.holdings, kept.by_rule, kept.added) == (live.holdings, live.by_rule, live.added) == (3, 2, 1)
    assert (kept.persons, kept.vacant) == (None, None)
    assert (live.persons, live.vacant) == (3, 4)
