"""Units move while answers are on their way: when all is folded, every tally equals a recount along the tree."""

from __future__ import annotations

from itertools import count
from threading import Thread
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.db.models import F
from hypothesis import given
from hypothesis import strategies as st

from pankti.base.actor import SYSTEM
from pankti.base.clock import now
from pankti.base.ids import new_id
from pankti.cascade.actions import tally
from pankti.cascade.actions.answer import append_answers
from pankti.cascade.actions.dispatch import withdraw_dispatch
from pankti.cascade.actions.sweep import recount_shapes
from pankti.cascade.models import Dispatch, Root, Standing
from pankti.cascade.queries import get_dispatch, get_tally
from pankti.cascade.types import Proof, Rank
from pankti.organisation.models import Organisation, Placement
from tests.cascade.test_recount import Utterance, few, issue, rows_of, utterances
from tests.cascade.test_reorganised import move
from tests.makers.cascade import fold_all, give, make_command, make_dispatch
from tests.makers.forest import LEVELS, OTHER, Forest, Plan, make_forest, plans
from tests.makers.organisation import make_appointment, make_cast
from tests.makers.recount import recount_standings, recount_tallies, stored_standings, stored_tallies

pytestmark = pytest.mark.django_db(transaction=True)
_segment = count(0x1000)

deeds = st.lists(
    st.one_of(
        st.tuples(st.just("say"), utterances),
        st.tuples(st.just("hold back"), utterances),
        st.tuples(st.just("move"), st.tuples(st.integers(0, 1000), st.integers(0, 1000))),
        st.tuples(st.sampled_from(["let go", "fold", "fold", "recount"]), st.none()),
    ),
    min_size=12,
    max_size=40,
)


def hang_elsewhere(forest: Forest, which: int, where: int) -> None:
    """Move a unit of the main tree, with all below it, under another one that may stand above it."""
    units = [unit.id for unit in forest.units if forest.parents["main"][unit.id] is not None]
    if not units:
        return
    unit = units[which % len(units)]
    may = [
        other.id
        for other in (forest.top, *forest.units)
        if LEVELS.index(forest.levels[other.id]) < LEVELS.index(forest.levels[unit])
        and unit not in forest.line("main", other.id)
    ]
    parent = may[where % len(may)]
    was, path = forest.paths["main"][unit], f"{forest.paths['main'][parent]}{next(_segment):05x}"
    forest.parents["main"][unit] = parent
    for below, old in list(forest.paths["main"].items()):
        if old.startswith(was):
            forest.paths["main"][below] = path + old[len(was) :]
            Placement.objects.filter(tree="main", unit=below, ended_on=None).update(path=path + old[len(was) :])
    Placement.objects.filter(tree="main", unit=unit, ended_on=None).update(parent=parent)
    Organisation.objects.update(tree_epoch=F("tree_epoch") + 1)


def addressed(dispatch: Dispatch, forest: Forest) -> set[UUID]:
    roots = Root.objects.filter(dispatch=dispatch).values_list("unit_id", flat=True)
    return forest.subjects(dispatch.tree, roots, (), dispatch.shape.levels)


def assert_exact_along_today(dispatch: Dispatch, forest: Forest) -> None:
    standings, here = recount_standings(dispatch), addressed(dispatch, forest)
    assert stored_standings(dispatch.id) == standings
    counted = {key: stood for key, stood in standings.items() if key[1] in here}
    assert stored_tallies(dispatch.id) == recount_tallies(dispatch, forest, counted)


@few
@given(plan=plans(), todo=deeds, tree=st.sampled_from(["main", OTHER]), half=st.booleans())
def test_whatever_moves_while_answers_travel_the_tallies_are_a_recount(
    plan: Plan, todo: list[tuple[str, Any]], tree: str, half: bool
) -> None:
    forest = make_forest(plan)
    dispatch = issue(forest, tree, LEVELS[1:], Proof.DONE)
    if dispatch is None:
        return
    if half:  # of several roots one alone is addressed, so that units move out of the audience and back
        Root.objects.filter(dispatch=dispatch).exclude(unit_id=forest.top.id).delete()
    held: list[dict[str, Any]] = []
    is_said = False

    def rows(said: Utterance) -> list[dict[str, Any]]:
        """What the phones' door accepts now: of those who are addressed."""
        here, at = addressed(dispatch, forest), now().isoformat()
        found = rows_of(dispatch, forest, [said])
        return [{**row, "received_at": at} for row in found if UUID(row["subject_id"]) in here]

    for name, what in todo:
        if name == "say":
            is_said = append_answers(rows(what)) > 0 or is_said
        elif name == "hold back":
            held += rows(what)
        elif name == "let go":
            is_said = append_answers(held) > 0 or is_said
            held = []
        elif name == "move":
            hang_elsewhere(forest, *what)
        elif name == "recount":
            recount_shapes()
        else:
            fold_all()
            dispatch.refresh_from_db()
            assert not is_said or dispatch.tallied_epoch == tally.tree_epoch()
            if dispatch.tallied_epoch == tally.tree_epoch():
                assert_exact_along_today(dispatch, forest)
            is_said = False
    append_answers(held)
    fold_all()
    recount_shapes()
    assert_exact_along_today(dispatch, forest)
    assert recount_shapes() == 0


def test_a_unit_that_moved_between_two_answers_takes_the_first_along() -> None:
    cast = make_cast()
    live = make_dispatch(roots=[cast.top])
    give(cast.worker, make_command(dispatch_id=live, appointment=cast.worker, rank=Rank.SEEN))
    fold_all()
    move(cast.booths[0], cast.other_middle)
    give(cast.worker, make_command(dispatch_id=live, appointment=cast.worker))
    fold_all()  # nobody has swept in between

    def known() -> list[tuple[int, int]]:
        found = [get_tally(get_dispatch(live), unit.id) for unit in (cast.top, cast.middle, cast.other_middle)]
        return [(counts.seen, counts.acknowledged) for counts in found]

    assert known() == [(0, 1), (0, 0), (0, 1)]
    recount_shapes()
    assert known() == [(0, 1), (0, 0), (0, 1)]
    assert [get_tally(get_dispatch(live), unit.id).expected for unit in (cast.middle, cast.other_middle)] == [2, 4]


def test_an_answer_accepted_before_its_unit_left_the_audience_is_kept_and_not_counted() -> None:
    cast = make_cast()
    second = make_appointment(unit=cast.booths[1])
    live = make_dispatch(roots=[cast.middle])
    at = now().isoformat()  # when the door looked at it; it is written down only later
    move(cast.booths[0], cast.other_middle)
    give(second, make_command(dispatch_id=live, appointment=second))
    fold_all()
    append_answers(
        [
            {
                "cell": 1,
                "id": str(new_id()),
                "dispatch_id": str(live),
                "version": 1,
                "asked": 1,
                "round": 1,
                "rank": int(Rank.ACKNOWLEDGED),
                "subject_id": str(cast.booths[0].id),
                "unit_id": str(cast.booths[0].id),
                "appointment_id": str(cast.worker.id),
                "device_id": None,
                "tapped_at": at,
                "counted_at": at,
                "received_at": at,
                "body": None,
            }
        ]
    )
    fold_all()

    assert Standing.objects.filter(dispatch_id=live).count() == 2
    found = [get_tally(get_dispatch(live), unit.id).acknowledged for unit in (cast.top, cast.middle, cast.other_middle)]
    assert found == [1, 1, 0]


def test_a_tree_that_changes_during_a_fold_makes_it_begin_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    cast = make_cast()
    live = make_dispatch(roots=[cast.top])
    give(cast.worker, make_command(dispatch_id=live, appointment=cast.worker))
    run, times = tally._run, []

    def move_beside() -> None:
        move(cast.booths[0], cast.other_middle)
        connection.close()

    def slow(batch: str, params: dict[str, Any]) -> tuple[Any, ...]:
        done = run(batch, params)
        times.append(1)
        if len(times) == 1:  # the first fold has read the tree; now it changes
            mover = Thread(target=move_beside)
            mover.start()
            mover.join()
        return done

    monkeypatch.setattr(tally, "_run", slow)
    fold_all()

    assert len(times) >= 2
    found = [get_tally(get_dispatch(live), unit.id).acknowledged for unit in (cast.middle, cast.other_middle)]
    assert found == [0, 1]


def test_an_ended_dispatch_stays_where_it_was_unless_a_tap_from_before_its_end_still_comes() -> None:
    cast = make_cast()
    quiet, late = make_dispatch(roots=[cast.top]), make_dispatch(roots=[cast.top])
    for dispatch_id in (quiet, late):
        give(cast.worker, make_command(dispatch_id=dispatch_id, appointment=cast.worker, rank=Rank.SEEN))
    fold_all()
    tap = make_command(dispatch_id=late, appointment=cast.worker, tapped_at=now())
    for dispatch_id in (quiet, late):
        withdraw_dispatch(actor=SYSTEM, dispatch_id=dispatch_id, payload={})
    move(cast.booths[0], cast.other_middle)
    recount_shapes()
    assert give(cast.worker, tap) == [None]
    fold_all()

    def known(dispatch_id: UUID) -> list[tuple[int | None, int]]:
        found = [get_tally(get_dispatch(dispatch_id), unit.id) for unit in (cast.middle, cast.other_middle)]
        return [(counts.expected, counts.answered) for counts in found]

    assert known(quiet) == [(3, 1), (3, 0)]
    assert known(late)[0][1] == 0
    assert known(late)[1][1] == 1
