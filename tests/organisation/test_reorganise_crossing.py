"""What leaves its cell is closed and goes on as new units; its answers stay behind, and it is asked again."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from django.db.models import F

from pankti.base.actor import SYSTEM
from pankti.cascade.actions.headcount import count_shape
from pankti.cascade.actions.sweep import recount_shapes
from pankti.cascade.actions.tally import rebuild_tallies
from pankti.cascade.models import Dispatch, Standing, Tally
from pankti.cascade.queries import get_dispatch, get_tally
from pankti.organisation.actions.reorganise.apply import apply_plan, today
from pankti.organisation.actions.reorganise.drafts import approve_plan, undo_plan
from pankti.organisation.actions.settle import settle
from pankti.organisation.models import Appointment, Level, Placement, Residence, Succession, Tree, TreeLevel, Unit
from pankti.organisation.queries import list_children
from pankti.people.models import Person
from tests.makers.cascade import fold_all, give, make_command, make_dispatch
from tests.makers.organisation import make_appointment, make_person, make_scheme, make_unit, path_of, place_unit
from tests.makers.plans import make_plan, merge, move

pytestmark = pytest.mark.django_db(transaction=True)


@dataclass
class Two:
    """Two states of one nation; the first has a district with two booths, one of which is held."""

    nation: Unit
    first: Unit
    second: Unit
    district: Unit
    booths: list[Unit]
    holder: Appointment


@pytest.fixture
def two() -> Two:
    make_scheme(levels=("nation", "state", "district", "booth"))
    Level.objects.filter(code="nation").update(traits=[])
    Level.objects.filter(code="state").update(traits=["cell"])
    nation = make_unit(level="nation", code="N", cell=0)
    first = make_unit(level="state", parent=nation, code="S1", cell=1)
    second = make_unit(level="state", parent=nation, code="S2", cell=2)
    district = make_unit(level="district", parent=first, code="D", cell=1)
    booths = [make_unit(level="booth", parent=district, code=f"B{n}", cell=1) for n in (1, 2)]
    return Two(nation, first, second, district, booths, make_appointment(unit=booths[0]))


def test_a_district_that_goes_to_another_state_is_closed_and_succeeded(two: Two) -> None:
    other = Tree.objects.create(code="seats", names={"en": "Seats"}, rank=1)
    for rank, level in enumerate(("nation", "booth")):
        TreeLevel.objects.create(tree=other, level_id=level, rank=rank)
    place_unit(unit=two.nation, parent=None, tree="seats")
    place_unit(unit=two.booths[0], parent=two.nation, tree="seats")
    dispatch = make_dispatch(roots=[two.nation], levels=["booth"])
    at_district = make_dispatch(roots=[two.district], levels=["booth"])
    for each in (dispatch, at_district):
        give(two.holder, make_command(dispatch_id=each, appointment=two.holder))
    fold_all()
    resident = make_person()
    settle(actor=SYSTEM, person_id=resident.id, unit_id=two.booths[0].id, on=today())
    plan_id = make_plan(move(two.district, to=two.second))
    approve_plan(actor=SYSTEM, plan_id=plan_id)
    outcome = apply_plan(actor=SYSTEM, plan_id=plan_id)

    assert outcome is not None
    assert outcome.crossed == 3
    heir = Unit.objects.get(code="D", closed_on=None)
    assert (heir.cell, heir.opened_on) == (2, today())
    assert Unit.objects.get(id=two.district.id).closed_on == today()
    assert [unit.id for unit in list_children(two.second.id)] == [heir.id]
    assert sorted(unit.code for unit in list_children(heir.id)) == ["B1", "B2"]
    assert list_children(two.first.id) == []
    assert Succession.objects.filter(kind="crossed").count() == 3
    new_booth = Unit.objects.get(code="B1", closed_on=None)
    assert Placement.objects.filter(unit=new_booth, tree="seats", ended_on=None).count() == 1
    assert not Placement.objects.filter(unit__closed_on__isnull=False, ended_on=None).exists()
    goes_on = Appointment.objects.get(ended_at=None)
    assert (goes_on.unit_id, goes_on.person_id, goes_on.path) == (
        new_booth.id,
        two.holder.person_id,
        path_of(new_booth),
    )
    home = Residence.objects.get(ended_on=None)
    assert (home.unit_id, home.path) == (new_booth.id, path_of(new_booth))
    assert Person.objects.get(id=resident.id).home_path == path_of(new_booth)

    for each in (dispatch, at_district):
        view = get_dispatch(each)
        known = [(c.expected, c.answered) for c in (get_tally(view, u.id) for u in (two.nation, two.first, two.second))]
        assert known == [(2, 0), (0, 0), (2, 0)]
        assert Standing.objects.filter(dispatch_id=each).count() == 1  # what was said is kept where it was said
        stored = sorted(
            Tally.objects.filter(dispatch_id=each).annotate(n=F("seen") + F("acknowledged")).values_list("n")
        )
        assert not any(n for (n,) in stored)
        rebuild_tallies(dispatch_id=each)
        assert count_shape(shape_id=Dispatch.objects.get(id=each).shape_id) == 0
    assert recount_shapes() == 0
    give(goes_on, make_command(dispatch_id=dispatch, appointment=goes_on))
    fold_all()
    assert get_tally(get_dispatch(dispatch), two.second.id).answered == 1

    back = undo_plan(actor=SYSTEM, plan_id=plan_id, title="back")
    approve_plan(actor=SYSTEM, plan_id=back)
    apply_plan(actor=SYSTEM, plan_id=back)
    assert [unit.code for unit in list_children(two.first.id)] == ["D"]
    assert Unit.objects.get(code="B1", closed_on=None).cell == 1


def test_two_states_that_merge_carry_their_districts_over(two: Two) -> None:
    dispatch = make_dispatch(roots=[two.first], levels=["booth"])
    plan_id = make_plan(merge(two.first, into=two.second))
    approve_plan(actor=SYSTEM, plan_id=plan_id)
    apply_plan(actor=SYSTEM, plan_id=plan_id)
    heir = Unit.objects.get(code="D", closed_on=None)
    assert heir.cell == 2
    assert [unit.id for unit in list_children(two.second.id)] == [heir.id]
    view = get_dispatch(dispatch)
    assert view.roots == (heir.id,)
    assert get_tally(view, two.nation.id).expected == 2
