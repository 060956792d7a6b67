from __future__ import annotations

from datetime import timedelta

import pytest

from pankti.base.clock import frozen, now
from pankti.cascade.models import Answer
from pankti.cascade.queries import get_dispatch, get_tally, get_times, list_child_tallies, list_subjects
from pankti.cascade.types import Proof, Rank
from tests.makers.cascade import fold_all, give, make_command, make_dispatch
from tests.makers.organisation import make_appointment, make_cast, path_of

pytestmark = pytest.mark.django_db(transaction=True)


def test_one_answer_is_told_to_every_ancestor() -> None:
    cast = make_cast(booths=3)
    dispatch = get_dispatch(make_dispatch(roots=[cast.top]))

    assert give(cast.worker, make_command(dispatch_id=dispatch.id, appointment=cast.worker)) == [None]
    fold_all()

    for unit, expected in ((cast.top, 6), (cast.middle, 3)):
        counts = get_tally(dispatch, unit.id)
        assert (counts.expected, counts.acknowledged, counts.silent) == (expected, 1, expected - 1)
    assert get_tally(dispatch, cast.other_middle.id).answered == 0
    assert sum(get_times(dispatch, cast.top.id).values()) == 1
    assert [c.counts.answered for c in list_child_tallies(dispatch, cast.middle.id)] == [1, 0, 0]
    silent = list_subjects(dispatch, path_of(cast.middle))
    assert [s.unit_id for s in silent] == [b.id for b in cast.booths[1:]]
    assert all(s.is_vacant for s in silent)


def test_the_same_command_twice_is_one_answer() -> None:
    cast = make_cast()
    dispatch = get_dispatch(make_dispatch(roots=[cast.top]))
    command = make_command(dispatch_id=dispatch.id, appointment=cast.worker)

    give(cast.worker, command, command)
    fold_all()
    give(cast.worker, command)
    fold_all()

    assert Answer.objects.count() == 1
    assert get_tally(dispatch, cast.top.id).acknowledged == 1


def test_a_weaker_answer_that_comes_later_changes_nothing() -> None:
    cast = make_cast()
    dispatch = get_dispatch(make_dispatch(roots=[cast.top], proof=Proof.DONE))

    give(cast.worker, make_command(dispatch_id=dispatch.id, appointment=cast.worker, rank=Rank.DONE))
    fold_all()
    give(cast.worker, make_command(dispatch_id=dispatch.id, appointment=cast.worker, rank=Rank.SEEN))
    fold_all()

    counts = get_tally(dispatch, cast.top.id)
    assert (counts.done, counts.seen, counts.settled) == (1, 0, 1)


def test_late_is_judged_by_the_tap_and_not_by_the_receipt() -> None:
    cast = make_cast(booths=2)
    second = make_appointment(unit=cast.booths[1])
    start = now()
    deadline = start + timedelta(hours=1)
    dispatch = get_dispatch(make_dispatch(roots=[cast.top], deadline_at=deadline))

    with frozen(start + timedelta(hours=3)):
        give(
            cast.worker,
            make_command(dispatch_id=dispatch.id, appointment=cast.worker, tapped_at=deadline - timedelta(minutes=1)),
        )
        give(
            second,
            make_command(dispatch_id=dispatch.id, appointment=second, tapped_at=deadline + timedelta(minutes=1)),
        )
    fold_all()

    with frozen(start + timedelta(hours=4)):
        counts = get_tally(dispatch, cast.top.id)
    assert (counts.settled, counts.late, counts.late_now) == (2, 1, 2)
