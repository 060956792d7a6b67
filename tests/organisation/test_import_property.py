from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pankti.organisation.models import Organisation, Placement, Unit
from tests.organisation.lists import bring_in, make_organisation, write
from tests.organisation.test_import_units import tree_is_sound

ROWS = st.lists(
    st.tuples(
        st.integers(0, 2), st.integers(0, 3), st.integers(1, 3), st.integers(1, 6), st.sampled_from(["A", "ब", "=x"])
    ),
    max_size=25,
)


def text_of(rows: list[tuple[int, int, int, int, str]]) -> str:
    """Rows with levels left out on some branches; a number of 0 is an empty cell."""
    lines = ["State,District,AC No,Booth No,Booth Name"]
    lines += [f"S,{f'D{d}' if d else ''},{a if a else ''},{b},{name}" for _s, d, a, b, name in rows]
    return "\n".join(lines) + "\n"


NODES = st.lists(
    st.tuples(
        st.sampled_from(["nation", "state", "district", "booth", "moon"]),
        st.integers(1, 9),
        st.one_of(st.none(), st.integers(1, 9)),
        st.sampled_from(["A", "ब", "", '"q"', "two  blanks"]),
        st.sampled_from(["25.5", "", "x"]),
    ),
    max_size=20,
)


def nodes_text(rows: list[tuple[str, int, int | None, str, str]]) -> str:
    """One unit a row with its parent's code: duplicates, circles, missing and loose ones among them."""
    lines = ["level,code,parent,name,latitude,longitude"]
    for level, code, parent, name, latitude in rows:
        quoted = '"' + name.replace('"', '""') + '"'
        lines.append(f"{level},{code},{parent or ''},{quoted},{latitude},{'85.5' if latitude else ''}")
    return "\n".join(lines) + "\n"


@pytest.mark.django_db
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(first=NODES, second=NODES)
def test_any_list_of_parents_twice_is_once(
    first: list[tuple[str, int, int | None, str, str]], second: list[tuple[str, int, int | None, str, str]]
) -> None:
    Placement.objects.all().delete()
    Unit.objects.all().delete()
    if not Organisation.objects.exists():
        make_organisation()
    with tempfile.TemporaryDirectory() as folder:
        for rows in (first, second):
            path = write(Path(folder), "list.csv", nodes_text(rows))
            outcome = bring_in(path)
            tree_is_sound()
            once = bring_in(path)
            assert (once.result.new, once.result.changed) == (0, 0)
            assert [r for r in once.reasons if r[1] != "missing"] == [r for r in outcome.reasons if r[1] != "missing"]
            settled = bring_in(path).result
            Unit.objects.update(stamp=None)
            full = bring_in(path).result
            assert (full.new, full.changed, full.moved) == (settled.new, settled.changed, settled.moved)
            assert (full.rejected, full.missing) == (settled.rejected, settled.missing)
            tree_is_sound()


@pytest.mark.django_db
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(first=ROWS, second=ROWS)
def test_any_list_twice_is_once_and_the_tree_stays_sound(
    first: list[tuple[int, int, int, int, str]], second: list[tuple[int, int, int, int, str]]
) -> None:
    Placement.objects.all().delete()
    Unit.objects.all().delete()
    if not Organisation.objects.exists():
        make_organisation()
    with tempfile.TemporaryDirectory() as folder:
        for rows in (first, second):
            path = write(Path(folder), "list.csv", text_of(rows))
            bring_in(path)
            tree_is_sound()
            again = bring_in(path).result
            assert (again.new, again.changed, again.moved, again.placements) == (0, 0, 0, 0)
            tree_is_sound()
            Unit.objects.update(stamp=None)  # so that nothing is known by its stamp: the same in full
            full = bring_in(path).result
            assert (full.new, full.changed, full.moved, full.placements) == (0, 0, 0, 0)
            assert (full.rejected, full.unchanged) == (again.rejected, again.unchanged)
