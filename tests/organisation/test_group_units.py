from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pankti.base.actor import SYSTEM, Actor
from pankti.base.errors import OutOfReach
from pankti.base.ids import new_id
from pankti.organisation.actions.group_units import GroupChange, group_units
from pankti.organisation.errors import LevelNotGroupable
from pankti.organisation.importing.neighbours import along_curve, even_groups
from pankti.organisation.models import Unit
from pankti.organisation.queries import list_ancestors, list_children
from tests.organisation.lists import bring_in, make_organisation, unit_of, write
from tests.organisation.test_import_units import tree_is_sound

pytestmark = pytest.mark.django_db


def booths(folder: Path, count: int, *, located: bool = False) -> Path:
    header = "State,AC No,AC Name,Booth No,Booth Name" + (",Latitude,Longitude" if located else "") + "\n"
    rows = ""
    for n in range(1, count + 1):
        rows += f"East,1,Pul,{n},School {n}"
        rows += f",{25 + (n % 2) * 0.5 + n / 10_000},{85 + (n % 2) * 0.5}\n" if located else "\n"
    return write(folder, "booths.csv", header + rows)


def sizes(level: str) -> list[int]:
    return sorted(len(list_children(unit.id)) for unit in Unit.objects.filter(level=level))


def test_a_missing_level_is_built_evenly_in_the_order_of_numbers(tmp_path: Path) -> None:
    make_organisation()
    bring_in(booths(tmp_path, 25))

    assert group_units(actor=SYSTEM, level="cluster") == GroupChange(4, 25)

    assert sizes("cluster") == [6, 6, 6, 7]
    seat = Unit.objects.get(level="assembly")
    first = list_children(seat.id)[0]
    assert first.names == {"hi": "शक्ति केंद्र 1", "en": "Shakti kendra 1"}
    assert [u.names["en"] for u in list_children(first.id)][:2] == ["School 1", "School 2"]
    assert [u.level for u in list_ancestors(list_children(first.id)[0].id)] == ["state", "assembly", "cluster"]
    tree_is_sound()


def test_a_second_run_and_a_second_import_change_nothing(tmp_path: Path) -> None:
    make_organisation()
    bring_in(booths(tmp_path, 25))
    group_units(actor=SYSTEM, level="cluster")

    assert group_units(actor=SYSTEM, level="cluster") == GroupChange(0, 0)
    again = bring_in(booths(tmp_path, 25)).result
    assert (again.new, again.moved, again.changed, again.missing) == (0, 0, 0, 0)
    assert sizes("cluster") == [6, 6, 6, 7]


def test_neighbours_stand_together_where_all_are_located(tmp_path: Path) -> None:
    make_organisation()
    bring_in(booths(tmp_path, 12, located=True))

    group_units(actor=SYSTEM, level="cluster")

    for group in Unit.objects.filter(level="cluster"):
        numbers = [int(u.code.rpartition("-")[2]) for u in list_children(group.id)]
        assert len({n % 2 for n in numbers}) == 1
        assert group.latitude is not None


def test_levels_are_built_one_on_the_other(tmp_path: Path) -> None:
    make_organisation()
    bring_in(booths(tmp_path, 130))

    group_units(actor=SYSTEM, level="cluster")
    group_units(actor=SYSTEM, level="mandal")

    assert len(sizes("cluster")) == 22
    assert sizes("mandal") == [11, 11]
    booth = Unit.objects.filter(level="booth").first()
    assert booth is not None
    assert [u.level for u in list_ancestors(booth.id)] == ["state", "assembly", "mandal", "cluster"]
    tree_is_sound()


def test_a_few_new_booths_join_a_standing_group_and_many_make_new_ones(tmp_path: Path) -> None:
    make_organisation()
    bring_in(booths(tmp_path, 12))
    group_units(actor=SYSTEM, level="cluster")

    bring_in(booths(tmp_path, 13))
    assert group_units(actor=SYSTEM, level="cluster") == GroupChange(0, 1)
    assert sizes("cluster") == [6, 7]
    bring_in(booths(tmp_path, 24))
    assert group_units(actor=SYSTEM, level="cluster") == GroupChange(2, 11)
    tree_is_sound()


def test_what_people_placed_stays(tmp_path: Path) -> None:
    make_organisation()
    bring_in(booths(tmp_path, 7))
    code = Unit.objects.filter(level="booth").order_by("id").values_list("code", flat=True)[0]
    Unit.objects.filter(code=code).update(entered=["placement"])

    group_units(actor=SYSTEM, level="cluster")

    assert [u.level for u in list_ancestors(unit_of("booth", code).id)] == ["state", "assembly"]


def test_only_a_level_between_two_others_can_be_built(tmp_path: Path) -> None:
    make_organisation()
    bring_in(booths(tmp_path, 3))
    for level in ("nation", "booth", "ward", "district"):
        with pytest.raises(LevelNotGroupable):
            group_units(actor=SYSTEM, level=level)
    with pytest.raises(OutOfReach):
        group_units(actor=Actor(person_id=new_id()), level="cluster")


@given(count=st.integers(1, 500), size=st.integers(2, 40))
def test_groups_are_even(count: int, size: int) -> None:
    groups = even_groups(count, size)
    found = [groups.count(n) for n in set(groups)]
    assert sorted(groups) == groups
    assert max(found) - min(found) <= 1
    assert count < 2 or size > count or min(found) >= 2 or size == 2


@given(points=st.lists(st.tuples(st.floats(8, 37), st.floats(68, 97)), min_size=1, max_size=60))
def test_the_curve_takes_every_point_once(points: list[tuple[float, float]]) -> None:
    assert sorted(along_curve(points)) == list(range(len(points)))
