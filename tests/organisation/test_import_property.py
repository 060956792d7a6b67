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
