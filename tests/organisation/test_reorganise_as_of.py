"""The past is asked by dated parent links: what hangs below a moved unit is found where it was, under its old names."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest

from pankti.base.clock import frozen, now
from pankti.organisation.actions.reorganise.apply import today
from pankti.organisation.models import Unit
from pankti.organisation.queries.as_of import (
    get_unit_as_of,
    list_ancestors_as_of,
    list_children_as_of,
    list_turns,
)
from tests.makers.organisation import make_scheme, make_unit
from tests.makers.plans import merge, move, open_, part, rename, reorganise, split

pytestmark = pytest.mark.django_db(transaction=True)


def names(units: list[UUID]) -> list[str]:
    return [Unit.objects.get(id=unit).code for unit in units]


def test_the_tree_as_of_each_day_is_what_it_was_then() -> None:
    make_scheme(levels=("a", "b", "c", "d"))
    top = make_unit(level="a", code="T")
    one, two = make_unit(level="b", parent=top, code="B1"), make_unit(level="b", parent=top, code="B2")
    low = make_unit(level="c", parent=one, code="C1")
    last = make_unit(level="d", parent=low, code="D1")
    start = now()
    first, second, third = (today(start + timedelta(days=n)) for n in (1, 2, 3))
    with frozen(start + timedelta(days=1)):
        reorganise(move(low, to=two))
    with frozen(start + timedelta(days=2)):
        reorganise(rename(two, hi="दूसरा", en="Second"))
    with frozen(start + timedelta(days=3)):
        reorganise(merge(two, into=one))

    def line(on: object) -> list[str]:
        return names([unit.id for unit in list_ancestors_as_of(last.id, on)])  # type: ignore[arg-type]

    assert line(today(start)) == ["T", "B1", "C1"]
    assert line(first) == line(second) == ["T", "B2", "C1"]  # its own placement never changed
    assert line(third) == ["T", "B1", "C1"]
    assert [unit.names["en"] for unit in list_ancestors_as_of(last.id, first)] == ["T", "B2", "C1"]
    assert [unit.names["en"] for unit in list_ancestors_as_of(last.id, second)] == ["T", "Second", "C1"]
    assert [unit.code for unit in list_children_as_of(top.id, second)] == ["B1", "B2"]
    assert [unit.code for unit in list_children_as_of(top.id, third)] == ["B1"]
    assert [unit.code for unit in list_children_as_of(two.id, second)] == ["C1"]
    gone = get_unit_as_of(two.id, third)
    assert (gone.is_closed, gone.is_placed) == (True, False)
    assert not get_unit_as_of(two.id, second).is_closed
    assert [turn.what for turn in list_turns(two.id)] == ["merged", "closed", "renamed"]
    assert [turn.what for turn in list_turns(one.id)] == ["took"]
    assert [(turn.what, turn.on) for turn in list_turns(low.id)] == [("moved", third), ("moved", first)]


def test_a_split_and_a_new_unit_say_where_they_come_from() -> None:
    make_scheme()
    top = make_unit(level="top", code="T")
    middle = make_unit(level="middle", parent=top, code="M")
    booth = make_unit(level="last", parent=middle, code="B")
    new = part("N", booth)
    extra = open_("middle", top, "X")
    reorganise(split(middle, new), extra)
    assert [turn.what for turn in list_turns(new.unit_id)] == ["opened", "came"]
    assert [turn.what for turn in list_turns(middle.id)] == ["split"]
    assert extra.unit_id is not None
    assert [turn.what for turn in list_turns(extra.unit_id)] == ["opened"]
    yesterday = today() - timedelta(days=1)
    assert [unit.id for unit in list_children_as_of(middle.id, yesterday)] == [booth.id]
    assert not get_unit_as_of(new.unit_id, yesterday).is_placed
