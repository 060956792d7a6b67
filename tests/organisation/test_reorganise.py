"""A reorganisation: steps together, all or nothing, nothing of the past lost, undone by a new plan."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from pankti.base.actor import SYSTEM
from pankti.base.clock import frozen, now
from pankti.base.errors import OutOfReach
from pankti.organisation.actions.reorganise import carry_out
from pankti.organisation.actions.reorganise.apply import apply_due_plan, apply_plan, rehearse_plan, today
from pankti.organisation.actions.reorganise.drafts import (
    PlanDraft,
    approve_plan,
    discard_plan,
    recall_plan,
    save_plan,
    undo_plan,
)
from pankti.organisation.errors import PlanFaulty, PlanNotApproved, PlanNotOpen
from pankti.organisation.models import Appointment, Organisation, Placement, Plan, Post, Succession, Unit, UnitName
from pankti.organisation.queries import get_unit, list_children
from pankti.organisation.reorganising.steps import Holders
from tests.makers.organisation import actor_of, make_appointment, make_cast, make_unit, path_of
from tests.makers.plans import close, make_plan, merge, move, open_, part, rename, reorganise, split

pytestmark = pytest.mark.django_db(transaction=True)


def assert_sound() -> None:
    """Every current path is its parent's and one segment more; what is kept beside rows agrees."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT count(*) FROM organisation_placement c
            LEFT JOIN organisation_placement p
                   ON p.unit_id = c.parent_id AND p.tree_id = c.tree_id AND p.ended_on IS NULL
            WHERE c.ended_on IS NULL AND c.parent_id IS NOT NULL
              AND (p.path IS NULL OR left(c.path, -5) <> p.path OR length(c.path) <> length(p.path) + 5)
            """
        )
        assert cursor.fetchone() == (0,)
        cursor.execute(
            """
            SELECT count(*) FROM organisation_appointment a
            JOIN organisation_placement p ON p.unit_id = a.unit_id AND p.ended_on IS NULL
            JOIN organisation_tree t ON t.code = p.tree_id AND t.is_main
            WHERE a.path <> p.path
            """
        )
        assert cursor.fetchone() == (0,)
        cursor.execute(
            "SELECT count(*) FROM organisation_unit u JOIN organisation_placement p ON p.unit_id = u.id"
            " WHERE p.ended_on IS NULL AND u.closed_on IS NOT NULL"
        )
        assert cursor.fetchone() == (0,)


def names_under(unit: Unit) -> list[str]:
    return sorted(child.code for child in list_children(unit.id))


def test_a_unit_moves_with_all_below_it_and_its_old_place_stays_in_the_record() -> None:
    cast = make_cast()
    epoch = Organisation.objects.get().tree_epoch
    outcome = reorganise(move(cast.booths[0], cast.booths[1], to=cast.other_middle))
    assert names_under(cast.middle) == ["B3"]
    assert names_under(cast.other_middle) == ["B1", "B2", "C1", "C2", "C3"]
    past = Placement.objects.get(unit=cast.booths[0], ended_on__isnull=False)
    assert (past.parent_id, past.ended_on) == (cast.middle.id, today())
    assert Organisation.objects.get().tree_epoch == epoch + 1
    assert outcome.levels == {"main": {"last": 2}}
    assert "placement" in Unit.objects.get(id=cast.booths[0].id).entered
    assert_sound()


def test_a_merge_moves_children_closes_the_unit_and_says_who_goes_on() -> None:
    cast = make_cast()
    Post.objects.filter(code="middle-lead").update(strength=2)
    reorganise(merge(cast.middle, into=cast.other_middle, holders=Holders.MOVE))
    assert names_under(cast.other_middle) == ["B1", "B2", "B3", "C1", "C2", "C3"]
    closed = Unit.objects.get(id=cast.middle.id)
    assert closed.closed_on == today()
    assert not Placement.objects.filter(unit=closed, ended_on=None).exists()
    succession = Succession.objects.get()
    assert (succession.unit_id, succession.heir_id, succession.kind) == (cast.middle.id, cast.other_middle.id, "merged")
    moved = Appointment.objects.filter(unit=cast.other_middle, ended_at=None)
    assert {row.person_id for row in moved} == {cast.officer.person_id, cast.colleague.person_id}
    assert set(Appointment.objects.filter(unit=cast.middle).values_list("end_reason", flat=True)) == {"unit closed"}
    assert_sound()


def test_holders_go_to_the_heir_only_as_far_as_its_strength_allows() -> None:
    cast = make_cast()
    make_appointment(unit=cast.other_middle)
    outcome = reorganise(merge(cast.middle, into=cast.other_middle, holders=Holders.MOVE))
    assert [fate.heir_id for fate in outcome.fates] == [None, None]  # one lead, who is there already
    assert Appointment.objects.filter(unit=cast.middle, ended_at=None).count() == 0


def test_a_split_opens_new_units_beside_the_old_one() -> None:
    cast = make_cast()
    new = part("M9", cast.booths[1], cast.booths[2])
    reorganise(split(cast.middle, new))
    made = get_unit(new.unit_id)
    assert (made.parent_id, made.level, made.source, made.cell) == (cast.top.id, "middle", "test", 1)
    assert names_under(cast.middle) == ["B1"]
    assert sorted(child.code for child in list_children(new.unit_id)) == ["B2", "B3"]
    assert Unit.objects.get(id=new.unit_id).opened_on == today()
    assert_sound()


def test_a_new_name_keeps_the_old_one_with_its_last_day() -> None:
    cast = make_cast()
    reorganise(rename(cast.middle, hi="नया", en="New"))
    assert Unit.objects.get(id=cast.middle.id).names == {"hi": "नया", "en": "New"}
    kept = UnitName.objects.get()
    assert (kept.unit_id, kept.names, kept.ended_on) == (cast.middle.id, {"hi": "M1", "en": "M1"}, today())
    reorganise(rename(cast.middle, hi="और नया"))
    assert UnitName.objects.get().names == {"hi": "M1", "en": "M1"}


def test_steps_that_depend_on_each_other_are_done_in_the_right_order() -> None:
    cast = make_cast()
    third = make_unit(level="middle", parent=cast.top, code="M3")
    new = open_("middle", cast.top, "M7")
    assert new.unit_id is not None
    reorganise(
        close(third),
        move(*cast.booths, to=new.unit_id),
        new,
        merge(cast.middle, into=cast.other_middle),
        rename(cast.other_middle, en="Both"),
    )
    assert sorted(child.code for child in list_children(new.unit_id)) == ["B1", "B2", "B3"]
    assert names_under(cast.other_middle) == ["C1", "C2", "C3"]
    assert Unit.objects.filter(closed_on=today()).count() == 2
    assert_sound()


@pytest.mark.parametrize(
    ("faulty", "said"),
    [
        (lambda c: [], "no steps"),
        (lambda c: [move(c.middle, to=c.booths[0])], "level"),
        (lambda c: [move(c.booths[0], to=c.middle)], "already"),
        (lambda c: [move(c.top, to=c.middle)], "level"),
        (lambda c: [close(c.middle)], "there is still B1"),
        (lambda c: [close(c.top)], "top of a tree"),
        (lambda c: [close(c.booths[0]), move(c.booths[0], to=c.other_middle)], "another step"),
        (lambda c: [move(c.booths[0], to=c.other_middle), move(c.booths[0], to=c.other_middle)], "another step"),
        (lambda c: [merge(c.middle, into=c.booths[0])], "two levels"),
        (lambda c: [merge(c.middle, into=c.middle)], "into which"),
        (lambda c: [merge(c.middle, into=c.other_middle), move(c.other_booths[0], to=c.middle)], "ends with this plan"),
        (lambda c: [open_("middle", c.top, "M1")], "taken"),
        (lambda c: [open_("middle", c.top, "")], "code"),
        (lambda c: [open_("last", c.middle, "X"), open_("last", c.middle, "X")], "taken"),
        (lambda c: [open_("top", c.middle, "X")], "level"),
        (lambda c: [rename(c.middle, en=" ")], "called"),
        (lambda c: [split(c.middle)], "which new units"),
        (lambda c: [split(c.middle, part("X", c.other_booths[0]))], "does not hang under"),
    ],
)
def test_what_cannot_be_is_refused_before_anything_is_done(faulty: Any, said: str) -> None:
    cast = make_cast()
    before = list(Placement.objects.order_by("path").values_list())
    plan_id = make_plan(*faulty(cast))
    with pytest.raises(PlanFaulty) as refused:
        approve_plan(actor=SYSTEM, plan_id=plan_id)
    assert said in str(refused.value)
    assert list(Placement.objects.order_by("path").values_list()) == before


def test_a_plan_is_not_for_a_day_that_is_over_unless_it_says_so() -> None:
    cast = make_cast()
    yesterday = today() - timedelta(days=1)
    with pytest.raises(PlanFaulty):
        approve_plan(actor=SYSTEM, plan_id=make_plan(rename(cast.middle, en="X"), on=yesterday))
    plan_id = make_plan(move(cast.booths[0], to=cast.other_middle), on=yesterday, is_backdated=True)
    approve_plan(actor=SYSTEM, plan_id=plan_id)
    apply_plan(actor=SYSTEM, plan_id=plan_id)
    assert Placement.objects.get(unit=cast.booths[0], ended_on=None).began_on == yesterday


def test_nothing_is_done_with_a_closed_unit() -> None:
    cast = make_cast()
    reorganise(close(cast.booths[0]))
    with pytest.raises(PlanFaulty) as refused:
        reorganise(rename(cast.booths[0], en="X"))
    assert "closed already" in str(refused.value)


def test_it_is_approved_over_the_common_ancestor_and_applied_on_its_day() -> None:
    cast = make_cast()
    officer, chief, stranger = actor_of(cast.officer), actor_of(cast.chief), actor_of(cast.stranger)
    with pytest.raises(OutOfReach):
        make_plan(move(cast.booths[0], to=cast.other_middle), actor=officer)
    with pytest.raises(OutOfReach):
        make_plan(rename(cast.booths[0], en="X"), actor=stranger)
    plan_id = make_plan(move(cast.booths[0], to=cast.other_middle), actor=chief, on=today() + timedelta(days=2))
    for wrong in (officer, stranger):
        with pytest.raises(OutOfReach):
            approve_plan(actor=wrong, plan_id=plan_id)
    approve_plan(actor=chief, plan_id=plan_id)
    with pytest.raises(PlanNotOpen):
        discard_plan(actor=chief, plan_id=plan_id)
    assert not apply_due_plan(actor=SYSTEM, plan_id=plan_id)
    recall_plan(actor=chief, plan_id=plan_id)
    with pytest.raises(PlanNotApproved):
        apply_plan(actor=SYSTEM, plan_id=plan_id)
    approve_plan(actor=chief, plan_id=plan_id)
    with frozen(now() + timedelta(days=2)):
        assert apply_due_plan(actor=SYSTEM, plan_id=plan_id)
        assert not apply_due_plan(actor=SYSTEM, plan_id=plan_id)  # a job may run twice
    assert Plan.objects.get(id=plan_id).state == "applied"
    assert names_under(cast.middle) == ["B2", "B3"]


def test_a_due_plan_that_no_longer_fits_fails_with_its_reason_and_can_be_edited() -> None:
    cast = make_cast()
    step = move(cast.booths[0], to=cast.other_middle)
    plan_id = make_plan(step, on=today() + timedelta(days=1))
    approve_plan(actor=SYSTEM, plan_id=plan_id)
    reorganise(close(cast.booths[0]))
    with frozen(now() + timedelta(days=1)):
        assert not apply_due_plan(actor=SYSTEM, plan_id=plan_id)
        plan = Plan.objects.get(id=plan_id)
        assert (plan.state, "closed already" in plan.refusal) == ("failed", True)
        steps = (move(cast.booths[1], to=cast.other_middle),)
        save_plan(actor=SYSTEM, draft=PlanDraft(plan_id, "again", today(), steps))
        approve_plan(actor=SYSTEM, plan_id=plan_id)
        assert apply_due_plan(actor=SYSTEM, plan_id=plan_id)


def snapshot() -> dict[str, Any]:
    """Who hangs where, is called how, and holds what: what an undone plan must give back."""
    units = {unit.id: (unit.names, unit.closed_on is None) for unit in Unit.objects.all()}
    return {
        "open": {unit: names for unit, (names, is_open) in units.items() if is_open},
        "parents": dict(Placement.objects.filter(ended_on=None).values_list("unit_id", "parent_id")),
        "holders": sorted(Appointment.objects.filter(ended_at=None).values_list("person_id", "post_id", "unit_id")),
    }


def test_it_is_undone_by_a_new_plan_that_gives_everything_back() -> None:
    cast = make_cast()
    before = snapshot()
    plan_id = make_plan(
        merge(cast.middle, into=cast.other_middle, holders=Holders.MOVE),
        split(cast.other_middle, part("M9", cast.other_booths[0])),
        rename(cast.other_middle, en="Both"),
        open_("last", cast.other_middle, "Z1"),
    )
    approve_plan(actor=SYSTEM, plan_id=plan_id)
    apply_plan(actor=SYSTEM, plan_id=plan_id)
    assert snapshot() != before
    undo = undo_plan(actor=SYSTEM, plan_id=plan_id, title="zurück")
    approve_plan(actor=SYSTEM, plan_id=undo)
    apply_plan(actor=SYSTEM, plan_id=undo)
    assert snapshot() == before
    assert_sound()
    redo = undo_plan(actor=SYSTEM, plan_id=undo, title="wieder")
    approve_plan(actor=SYSTEM, plan_id=redo)
    apply_plan(actor=SYSTEM, plan_id=redo)
    assert names_under(cast.other_middle) == ["B1", "B2", "B3", "C2", "C3", "Z1"]
    assert_sound()


def test_a_rehearsal_shows_what_will_be_and_changes_nothing() -> None:
    cast = make_cast()
    before = snapshot()
    plan_id = make_plan(merge(cast.middle, into=cast.other_middle))
    seen = rehearse_plan(
        actor=SYSTEM, plan_id=plan_id, look=lambda units: {unit: len(list_children(unit)) for unit in units}
    )
    assert (seen.before, seen.after) == (
        {cast.other_middle.id: 3, cast.middle.id: 3},
        {cast.other_middle.id: 6, cast.middle.id: 0},
    )
    assert seen.outcome is not None
    assert len(seen.outcome.fates) == 2
    assert snapshot() == before


def test_a_fall_in_the_middle_leaves_nothing_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    cast = make_cast()
    before = snapshot()
    plan_id = make_plan(merge(cast.middle, into=cast.other_middle))
    approve_plan(actor=SYSTEM, plan_id=plan_id)

    def fall(*_args: Any) -> None:
        raise MemoryError

    monkeypatch.setattr(carry_out.Hand, "_close", fall)
    with pytest.raises(MemoryError):
        apply_due_plan(actor=SYSTEM, plan_id=plan_id)
    assert snapshot() == before
    monkeypatch.undo()
    assert apply_due_plan(actor=SYSTEM, plan_id=plan_id)


def test_a_swap_of_upper_and_lower_never_makes_a_circle() -> None:
    cast = make_cast()
    extra = make_unit(level="middle", parent=cast.top, code="M3")
    reorganise(move(*cast.booths, to=extra), move(*cast.other_booths, to=cast.middle))
    assert names_under(extra) == ["B1", "B2", "B3"]
    assert names_under(cast.middle) == ["C1", "C2", "C3"]
    assert path_of(cast.booths[0]).startswith(path_of(extra))
    assert_sound()
