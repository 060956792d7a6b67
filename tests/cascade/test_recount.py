"""The law of the roll-up, over random trees: what is stored equals a recount from the raw answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from pankti.base.actor import SYSTEM
from pankti.base.clock import now
from pankti.base.ids import new_id
from pankti.cascade.actions.answer import append_answers
from pankti.cascade.actions.dispatch import Correction, correct_dispatch, issue_dispatch
from pankti.cascade.actions.headcount import count_shape
from pankti.cascade.actions.tally import fold_answers, rebuild_tallies
from pankti.cascade.models import Dispatch
from pankti.cascade.types import Audience, DispatchOrder, Proof
from tests.makers.cascade import fold_all
from tests.makers.forest import LEVELS, OTHER, Forest, Plan, make_forest, plans
from tests.makers.recount import assert_exact, stored_standings, stored_tallies

pytestmark = pytest.mark.django_db(transaction=True)

few = settings(
    max_examples=10,
    deadline=None,
    derandomize=True,
    phases=[Phase.generate],  # shrinking asks the database for minutes; the seed stays the same
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)
WEEK = 7 * 24 * 3600


@dataclass(frozen=True)
class Utterance:
    """An answer to be: who (by index), to which asking, in which round, what, and how long after the issue."""

    who: int
    is_second_asking: bool
    round: int
    rank: int
    after: float
    twice: bool


utterances = st.builds(
    Utterance,
    who=st.integers(0, 1000),
    is_second_asking=st.booleans(),
    round=st.integers(1, 3),
    rank=st.integers(0, 4),
    after=st.integers(0, WEEK).map(lambda s: s + 0.37),
    twice=st.booleans(),
)


def issue(forest: Forest, tree: str, levels: Sequence[str], proof: Proof) -> Dispatch | None:
    """A dispatch to those levels of the whole forest, asked twice; None where that is nobody."""
    roots = [unit for unit, parent in forest.parents[tree].items() if parent is None]
    if not forest.subjects(tree, roots, (), levels):
        return None
    dispatch_id = new_id()
    deadline_at = now() + timedelta(days=3)
    audience = Audience(tree=tree, roots=tuple(roots), levels=tuple(levels))
    issue_dispatch(
        actor=SYSTEM, order=DispatchOrder(dispatch_id, "directive", audience, proof, {}, roots[0], None, deadline_at)
    )
    correct_dispatch(actor=SYSTEM, dispatch_id=dispatch_id, correction=Correction({}, deadline_at, answers_stand=False))
    dispatch = Dispatch.objects.get(id=dispatch_id)
    count_shape(shape_id=dispatch.shape_id)
    return dispatch


def rows_of(dispatch: Dispatch, forest: Forest, said: Sequence[Utterance]) -> list[dict[str, Any]]:
    """Raw answers as the phones' door would append them."""
    subjects = sorted(
        unit for unit in forest.parents[dispatch.tree] if forest.levels[unit] in set(dispatch.shape.levels)
    )
    cells = {unit.id: unit.cell for unit in (forest.top, *forest.units, *forest.seats)}
    rows = []
    for each in said:
        asked = 2 if each.is_second_asking else 1
        subject = subjects[each.who % len(subjects)]
        at = dispatch.asked_ats[asked - 1] + timedelta(seconds=each.after)
        rows.append(row(dispatch.id, subject, cells[subject], asked, each, at))
    return rows


def row(dispatch_id: UUID, subject: UUID, cell: int, asked: int, said: Utterance, at: datetime) -> dict[str, Any]:
    return {
        "cell": cell,
        "id": str(new_id()),
        "dispatch_id": str(dispatch_id),
        "version": asked,
        "asked": asked,
        "round": said.round,
        "rank": said.rank,
        "subject_id": str(subject),
        "unit_id": str(subject),
        "appointment_id": None,
        "device_id": None,
        "tapped_at": at.isoformat(),
        "counted_at": at.isoformat(),
        "received_at": at.isoformat(),
        "body": None,
    }


@few
@given(
    plan=plans(),
    tree=st.sampled_from(["main", OTHER]),
    levels=st.lists(st.sampled_from(LEVELS), min_size=1, max_size=5, unique=True),
    proof=st.sampled_from(list(Proof)),
    said=st.lists(utterances, max_size=40),
    cuts=st.lists(st.integers(1, 9), min_size=1, max_size=8),
    shuffle=st.randoms(use_true_random=False),
)
def test_whatever_the_order_and_the_batches_the_figures_equal_a_recount(
    plan: Plan, tree: str, levels: list[str], proof: Proof, said: list[Utterance], cuts: list[int], shuffle: Any
) -> None:
    forest = make_forest(plan)
    dispatch = issue(forest, tree, levels, proof)
    twin = issue(forest, tree, levels, proof)
    if dispatch is None or twin is None:
        return

    for place, raw in enumerate(rows_of(dispatch, forest, said)):
        append_answers([raw] * (1 + said[place].twice))
        if place % cuts[0] == 0:
            fold_answers(limit=cuts[place % len(cuts)])
        if said[place].twice:
            append_answers([raw])
    fold_all()

    assert_exact(dispatch, forest)
    before = stored_standings(dispatch.id), stored_tallies(dispatch.id)
    rebuild_tallies(dispatch_id=dispatch.id)
    assert (stored_standings(dispatch.id), stored_tallies(dispatch.id)) == before

    # The twin was issued a moment later: shift its taps with it, and tell them in another order, all at once.
    again = rows_of(twin, forest, said)
    shuffle.shuffle(again)
    append_answers(again)
    while fold_answers(limit=cuts[-1]).answers:
        pass
    assert_exact(twin, forest)
    assert stored_tallies(twin.id) == before[1]
    assert {key: stood.rank for key, stood in stored_standings(twin.id).items()} == {
        key: stood.rank for key, stood in before[0].items()
    }
