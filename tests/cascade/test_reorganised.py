"""The tree changes under open dispatches: head counts are dated, tallies follow, closed dispatches stay."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from django.db.models import F

from pankti.base.actor import SYSTEM
from pankti.base.clock import frozen, now
from pankti.cascade.actions.dispatch import withdraw_dispatch
from pankti.cascade.actions.headcount import count_shape
from pankti.cascade.actions.sweep import recount_shapes
from pankti.cascade.models import Dispatch, Headcount, Shape, Standing
from pankti.cascade.queries import count_audience, get_dispatch, get_tally, list_child_tallies
from pankti.cascade.types import Audience, Counts
from pankti.organisation.models import Appointment, Organisation, Placement, Unit
from tests.makers.cascade import fold_all, give, make_command, make_dispatch
from tests.makers.organisation import make_appointment, make_cast, make_unit

pytestmark = pytest.mark.django_db(transaction=True)


def tally(dispatch_id: UUID, unit: Unit) -> Counts:
    return get_tally(get_dispatch(dispatch_id), unit.id)


def tree_changed() -> None:
    Organisation.objects.update(tree_epoch=F("tree_epoch") + 1)


def move(unit: Unit, under: Unit) -> None:
    above = Placement.objects.get(unit=under, ended_on=None).path
    Placement.objects.filter(unit=unit, ended_on=None).update(parent=under, path=above + "00077")
    tree_changed()


def test_a_new_shape_is_counting_until_it_is_counted_and_then_shared() -> None:
    cast = make_cast()
    first = make_dispatch(roots=[cast.top], counted=False)
    assert tally(first, cast.top).expected is None
    assert tally(first, cast.top).silent is None
    assert all(c.counts.expected is None for c in list_child_tallies(get_dispatch(first), cast.top.id))

    assert recount_shapes() == 1
    second = make_dispatch(roots=[cast.middle], counted=False)
    assert Shape.objects.count() == 1
    assert [tally(d, cast.top).expected for d in (first, second)] == [6, 3]
    assert recount_shapes() == 0


def test_new_units_are_expected_of_open_dispatches_and_not_of_closed_ones() -> None:
    cast = make_cast()
    closed, live = make_dispatch(roots=[cast.top]), make_dispatch(roots=[cast.top])
    withdraw_dispatch(actor=SYSTEM, dispatch_id=closed, payload={})
    as_of = Dispatch.objects.in_bulk([closed, live])
    for _ in range(2):
        make_unit(level="last", parent=cast.middle)
    assert tally(live, cast.top).expected == 6
    tree_changed()

    assert recount_shapes() == 1
    assert recount_shapes() == 0

    assert (tally(live, cast.top).expected, tally(live, cast.middle).expected) == (8, 5)
    assert (tally(closed, cast.top).expected, tally(closed, cast.middle).expected) == (6, 3)
    assert Dispatch.objects.get(id=live).as_of > as_of[live].as_of
    assert Dispatch.objects.get(id=closed).as_of == as_of[closed].as_of
    later = make_dispatch(roots=[cast.top], counted=False)
    assert tally(later, cast.top).expected == 8
    past = Headcount.objects.filter(unit_id=cast.top.id).order_by("began_at")
    assert [(h.n, h.ended_at is None) for h in past] == [(6, False), (8, True)]
    assert past[0].ended_at == past[1].began_at


def test_a_unit_that_closes_is_expected_no_more() -> None:
    cast = make_cast()
    live = make_dispatch(roots=[cast.top])
    gone = cast.booths[2]
    Placement.objects.filter(unit=gone).update(ended_on=now().date())
    Unit.objects.filter(id=gone.id).update(closed_on=now().date())
    tree_changed()
    recount_shapes()
    assert (tally(live, cast.top).expected, tally(live, cast.middle).expected) == (5, 2)


def test_vacancies_are_counted_afresh_after_a_while() -> None:
    cast = make_cast()
    live = make_dispatch(roots=[cast.top])
    assert tally(live, cast.top).vacant == 4
    make_appointment(unit=cast.booths[1])
    make_appointment(unit=cast.booths[1])
    Appointment.objects.filter(id=cast.stranger.id).update(ended_at=now())
    assert recount_shapes() == 0  # not so soon
    with frozen(now() + timedelta(minutes=11)):
        assert recount_shapes() == 1
    assert (tally(live, cast.top).vacant, tally(live, cast.middle).vacant, tally(live, cast.other_middle).vacant) == (
        4,
        1,
        3,
    )
    assert tally(live, cast.top).expected == 6


def test_answers_move_with_the_unit_and_closed_dispatches_keep_them_where_they_were() -> None:
    cast = make_cast()
    closed, live = make_dispatch(roots=[cast.top]), make_dispatch(roots=[cast.top])
    for dispatch_id in (closed, live):
        give(cast.worker, make_command(dispatch_id=dispatch_id, appointment=cast.worker))
    fold_all()
    withdraw_dispatch(actor=SYSTEM, dispatch_id=closed, payload={})
    move(cast.booths[0], cast.other_middle)
    recount_shapes()

    def known(dispatch_id: UUID) -> list[tuple[int | None, int]]:
        found = [tally(dispatch_id, unit) for unit in (cast.top, cast.middle, cast.other_middle)]
        return [(t.expected, t.acknowledged) for t in found]

    assert known(live) == [(6, 1), (2, 0), (4, 1)]
    assert known(closed) == [(6, 1), (3, 1), (3, 0)]


def test_a_subject_that_leaves_the_audience_keeps_its_answer_and_is_counted_no_more() -> None:
    cast = make_cast()
    live = make_dispatch(roots=[cast.middle])
    give(cast.worker, make_command(dispatch_id=live, appointment=cast.worker))
    fold_all()
    move(cast.booths[0], cast.other_middle)
    recount_shapes()

    for unit, expected in ((cast.top, 2), (cast.middle, 2), (cast.other_middle, 0)):
        counts = tally(live, unit)
        assert (counts.expected, counts.answered) == (expected, 0), unit.code
    assert Standing.objects.count() == 1

    move(cast.booths[0], cast.middle)
    recount_shapes()
    assert (tally(live, cast.top).expected, tally(live, cast.top).answered) == (3, 1)


def test_a_count_that_is_done_twice_changes_nothing() -> None:
    cast = make_cast()
    live = make_dispatch(roots=[cast.top])
    shape = Dispatch.objects.get(id=live).shape_id
    before = list(Headcount.objects.values_list())
    assert count_shape(shape_id=shape) == 0
    assert list(Headcount.objects.values_list()) == before
    assert count_audience(Audience(tree="main", roots=(cast.top.id,), levels=("last",))).n == 6
