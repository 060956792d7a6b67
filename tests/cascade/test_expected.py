"""Expected counts, children's tallies and silent lists against a naive count, over random trees and audiences."""

from __future__ import annotations

from unittest import mock
from uuid import UUID

import pytest
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st

from pankti.base.actor import SYSTEM
from pankti.base.clock import now
from pankti.base.ids import new_id
from pankti.cascade.actions.answer import append_answers
from pankti.cascade.actions.dispatch import issue_dispatch
from pankti.cascade.actions.headcount import count_shape
from pankti.cascade.errors import RootsOverlap
from pankti.cascade.models import Dispatch, Standing
from pankti.cascade.queries import (
    count_audience,
    descent,
    get_dispatch,
    get_frame,
    get_tally,
    list_child_tallies,
    list_reached,
    list_subjects,
    sample_audience,
)
from pankti.cascade.types import Audience, Counts, DispatchOrder, DispatchView, Proof, Rank
from tests.cascade.test_recount import Utterance, row
from tests.makers.cascade import fold_all
from tests.makers.forest import LEVELS, OTHER, Forest, Plan, make_forest, plans

pytestmark = pytest.mark.django_db(transaction=True)

few = settings(
    max_examples=8,
    deadline=None,
    derandomize=True,
    phases=[Phase.generate],  # shrinking asks the database for minutes; the seed stays the same
    suppress_health_check=[
        HealthCheck.function_scoped_fixture,
        HealthCheck.too_slow,
        HealthCheck.filter_too_much,
        HealthCheck.data_too_large,
    ],
)


def issue_to(audience: Audience, forest: Forest) -> DispatchView:
    dispatch_id = new_id()
    by = forest.top.id
    issue_dispatch(actor=SYSTEM, order=DispatchOrder(dispatch_id, "directive", audience, Proof.DONE, {}, by))
    count_shape(shape_id=Dispatch.objects.get(id=dispatch_id).shape_id)
    return get_dispatch(dispatch_id)


def answer_some(dispatch: DispatchView, forest: Forest, subjects: list[UUID], ranks: list[int]) -> None:
    cells = {unit.id: unit.cell for unit in (forest.top, *forest.units, *forest.seats)}
    append_answers(
        [
            row(dispatch.id, subject, cells[subject], 1, Utterance(0, False, 1, rank, 0, False), now())
            for subject, rank in zip(subjects, ranks, strict=False)
            if rank != Rank.REOPENED
        ]
    )
    fold_all()


def draw_audience(data: st.DataObject, forest: Forest, tree: str) -> Audience:
    hung = list(forest.parents[tree])
    roots: list[UUID] = []
    for unit in data.draw(st.lists(st.sampled_from(hung), min_size=1, max_size=4, unique=True), "roots"):
        if not any(unit in forest.line(tree, r) or r in forest.line(tree, unit) for r in roots):
            roots.append(unit)
    excluded = data.draw(st.lists(st.sampled_from(hung), max_size=4, unique=True), "excluded")
    levels = data.draw(st.lists(st.sampled_from(LEVELS), min_size=1, max_size=5, unique=True), "levels")
    return Audience(tree=tree, roots=tuple(roots), excluded=tuple(excluded), levels=tuple(levels))


@few
@given(
    plan=plans(),
    tree=st.sampled_from(["main", "main", OTHER]),
    ranks=st.lists(st.integers(0, 4), max_size=25),
    data=st.data(),
)
def test_every_count_at_every_unit_equals_a_naive_one(
    plan: Plan, tree: str, ranks: list[int], data: st.DataObject
) -> None:
    forest = make_forest(plan)
    audience = draw_audience(data, forest, tree)
    subjects = forest.subjects(tree, audience.roots, audience.excluded, audience.levels)
    assume(subjects)
    vacant = {unit for unit in subjects if unit not in forest.holders}
    counted = count_audience(audience)
    assert (counted.n, counted.vacant) == (len(subjects), len(vacant))
    assert {s.unit_id for s in sample_audience(audience, 1000)} == subjects

    dispatch = issue_to(audience, forest)
    answer_some(dispatch, forest, sorted(subjects), ranks)
    standing = dict(Standing.objects.filter(dispatch_id=dispatch.id).values_list("subject_id", "rank"))
    frame = get_frame(dispatch)

    for shown in {"main", tree}:
        for unit in forest.parents[shown]:
            below = {s for s in subjects if unit in forest.tellers(tree, s)}
            tally = get_tally(dispatch, unit, frame=frame, tree=shown)
            assert (tally.expected, tally.vacant) == (len(below), len(below & vacant)), (shown, unit)
            assert tally.answered == len(below & set(standing))
            assert tally.silent == len(below - set(standing))
            children = list_child_tallies(dispatch, unit, frame=frame, tree=shown)
            assert [c.unit_id for c in children] == sorted(
                forest.children(shown, unit), key=lambda c: forest.paths[shown][c]
            )
            assert {c.unit_id for c in children if c.is_subject} == subjects & {c.unit_id for c in children}
            assert {c.unit_id: c.own_state for c in children if c.own_state} == {
                c.unit_id: Rank(standing[c.unit_id]).word for c in children if c.unit_id in standing
            }
            if shown == tree == "main":
                assert_sum(tally, [c.counts for c in children])


def assert_sum(parent: Counts, children: list[Counts]) -> None:
    """What the children know, their own answers with it, is what the parent knows."""
    for name in ("expected", "vacant", "seen", "acknowledged", "refused", "done", "settled", "late"):
        assert getattr(parent, name) == sum(getattr(child, name) for child in children), name


@few
@given(
    plan=plans(),
    tree=st.sampled_from(["main", OTHER]),
    ranks=st.lists(st.integers(0, 4), max_size=25),
    down=st.booleans(),
    data=st.data(),
)
def test_the_lists_of_subjects_are_the_audience_less_the_standings_page_by_page(
    plan: Plan, tree: str, ranks: list[int], down: bool, data: st.DataObject
) -> None:
    """``down``: by the tallies, however many are left."""
    forest = make_forest(plan)
    audience = draw_audience(data, forest, tree)
    subjects = forest.subjects(tree, audience.roots, audience.excluded, audience.levels)
    assume(subjects)
    dispatch = issue_to(audience, forest)
    answer_some(dispatch, forest, sorted(subjects), ranks)
    standing = {s.subject_id: s for s in Standing.objects.filter(dispatch_id=dispatch.id)}
    wanted = {
        "all": subjects,
        "silent": subjects - set(standing),
        "unsettled": {s for s in subjects if s not in standing or standing[s].settled_at is None},
        **{rank.word: {s for s in subjects if s in standing and standing[s].rank == rank} for rank in Rank},
    }

    for unit, path in list(forest.paths[tree].items())[:6]:
        for state, found in wanted.items():
            here = [s for s in found if unit in forest.line(tree, s)]
            pages, after = [], ""
            with mock.patch.object(descent, "FEW", 0 if down else descent.FEW):
                while page := list_subjects(dispatch, path, state=state, after=after, limit=2):
                    pages += page
                    after = page[-1].path
            assert [p.unit_id for p in pages] == sorted(here, key=lambda s: forest.paths[tree][s]), (unit, state)
            assert all(p.is_vacant == (p.unit_id not in forest.holders) for p in pages)


@few
@given(plan=plans(), data=st.data())
def test_a_unit_reads_of_all_that_was_sent_to_it_what_each_board_shows(plan: Plan, data: st.DataObject) -> None:
    forest = make_forest(plan)
    dispatches = []
    for _ in range(3):
        audience = draw_audience(data, forest, "main")
        if forest.subjects("main", audience.roots, audience.excluded, audience.levels):
            dispatches.append(issue_to(audience, forest))
    assume(dispatches)
    since = min(d.issued_at for d in dispatches)

    for unit, path in forest.paths["main"].items():
        line = forest.line("main", unit)
        reached = {r.dispatch_id: r.counts for r in list_reached(unit, path, list(line), since=since, limit=100)}
        assert reached == {
            d.id: get_tally(get_dispatch(d.id), unit)
            for d in dispatches
            if line & set(d.roots) and not line & set(d.excluded)
        }


def test_a_root_inside_another_is_refused() -> None:
    forest = make_forest(Plan((), 1))
    with pytest.raises(RootsOverlap):
        count_audience(Audience(tree=OTHER, roots=(forest.top.id, forest.seats[0].id), levels=("seat",)))
