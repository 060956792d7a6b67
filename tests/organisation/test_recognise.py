"""The same list again is known by the stamps of its rows; whatever is not the same is read in full."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from django.db import connection

from pankti.organisation.actions import import_units as importing
from pankti.organisation.actions import recognise_lists
from pankti.organisation.actions.import_units import ImportResult
from pankti.organisation.actions.lift_indexes import lift_indexes
from pankti.organisation.actions.stage_lists import ListStager
from pankti.organisation.actions.stage_units import Stage
from pankti.organisation.models import Unit
from tests.organisation.lists import bring_in, make_organisation, unit_of, write, write_stations

pytestmark = pytest.mark.django_db

CHILDREN = """\
level,code,parent,name hi,name en,latitude,longitude,electoral parent,local parent
lok_sabha,L1,,लोक,Seat,,,S1,
nation,N,,देश,Nation,,,,
state,S1,N,राज्य,"State ''East''",,,N,
district,D1,S1,जिला,District,,,,
assembly,A1,D1,सीट,Seat,,,L1,
booth,B1,A1,विद्यालय,School,25.5,85.5,A1,
booth,B2,A1,पंचायत भवन,Hall,25.6,85.6,A1,
booth,B0,A1,"दो|बातें","Two|things",,,A1,
"""


@pytest.fixture
def full(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Grows by one whenever lists are read in full."""
    reads: list[int] = []
    in_full = ListStager.run

    def run(self: ListStager) -> Stage:
        reads.append(1)
        return in_full(self)

    monkeypatch.setattr(ListStager, "run", run)
    return reads


def changes(result: ImportResult) -> tuple[int, int, int, int]:
    return result.new, result.changed, result.moved, result.missing


def children(folder: Path, text: str = CHILDREN) -> Path:
    return write(folder, "tree.csv", text)


def test_a_list_of_one_unit_a_row_is_known_again(tmp_path: Path, full: list[int]) -> None:
    make_organisation()
    first = bring_in(children(tmp_path)).result
    assert (first.new, first.rejected) == (8, 0)

    again = bring_in(children(tmp_path)).result

    assert changes(again) == (0, 0, 0, 0)
    assert (again.rows, again.unchanged) == (8, 8)
    assert len(full) == 1


def test_a_list_whose_rows_name_the_units_above_is_known_again(tmp_path: Path, full: list[int]) -> None:
    make_organisation()
    first = bring_in(*write_stations(tmp_path)).result

    again = bring_in(*write_stations(tmp_path)).result

    assert (again.rows, again.unchanged, changes(again)) == (5, first.new, (0, 0, 0, 0))
    assert len(full) == 1


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("Hall", "Town hall", (0, 1, 0, 0)),
        ("booth,B2,A1,पंचायत भवन,Hall,25.6,85.6,A1,\n", "", (0, 0, 0, 1)),
        ("booth,B2", "booth,B3", (1, 0, 0, 1)),
        ("School,25.5", "School,25.7", (0, 1, 0, 0)),
        ("lok_sabha,L1,,लोक", "lok_sabha,L1,,लोक सभा", (0, 1, 0, 0)),
    ],
    ids=["name", "row gone", "code", "coordinate", "another tree"],
)
def test_a_list_that_changed_is_read_in_full(
    tmp_path: Path, full: list[int], old: str, new: str, expected: tuple[int, int, int, int]
) -> None:
    make_organisation()
    bring_in(children(tmp_path))

    outcome = bring_in(children(tmp_path, CHILDREN.replace(old, new)))

    assert changes(outcome.result) == expected
    assert len(full) == 2
    assert changes(bring_in(children(tmp_path, CHILDREN.replace(old, new))).result)[:3] == (0, 0, 0)


def test_a_row_that_breaks_the_reading_off_leaves_the_import_whole(
    tmp_path: Path, full: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    make_organisation()
    bring_in(children(tmp_path))
    monkeypatch.setattr(recognise_lists, "_BATCH", 2)

    outcome = bring_in(children(tmp_path, CHILDREN + "booth,B5,A1,x,y,,,A1,,too,many\nmoon,M1,A1,x,y,,,,\n"))

    assert [reason for _row, reason in outcome.reasons] == ["extra_cells", "level_unknown"]
    assert changes(outcome.result) == (0, 0, 0, 0)
    assert len(full) == 2


def test_remarks_and_refused_rows_are_said_again(tmp_path: Path, full: list[int]) -> None:
    make_organisation()
    text = CHILDREN + "booth,B3,A1,,,,,A1,\nbooth,B4,A9,x,y,,,A1,\nbooth,B1,A1,two,two,,,A1,\n"
    first = bring_in(children(tmp_path, text))

    again = bring_in(children(tmp_path, text))

    assert [r for _row, r in first.reasons] == ["unnamed", "duplicate", "parent_missing"]
    assert again.reasons == first.reasons
    assert changes(again.result) == (0, 0, 0, 0)
    assert len(full) == 2


def test_the_same_row_twice_is_a_duplicate_each_time(tmp_path: Path) -> None:
    make_organisation()
    bring_in(children(tmp_path))
    text = CHILDREN + CHILDREN.splitlines()[-1] + "\n"

    assert bring_in(children(tmp_path, text)).reasons == [(10, "duplicate")]
    assert bring_in(children(tmp_path, text)).reasons == [(10, "duplicate")]


def test_whoever_changes_a_unit_clears_its_stamp(tmp_path: Path, full: list[int]) -> None:
    make_organisation()
    bring_in(children(tmp_path))
    Unit.objects.filter(code="B1").update(opened_on=date(2026, 1, 1))
    assert unit_of("booth", "B1").stamp is not None
    Unit.objects.filter(code="B1").update(names={"hi": "बदला", "en": "Changed"})
    assert unit_of("booth", "B1").stamp is None

    assert changes(bring_in(children(tmp_path)).result) == (0, 1, 0, 0)

    assert unit_of("booth", "B1").names["en"] == "School"
    assert unit_of("booth", "B1").stamp is not None
    assert changes(bring_in(children(tmp_path)).result) == (0, 0, 0, 0)
    assert len(full) == 2


def test_another_reading_of_the_same_file_is_read_in_full(tmp_path: Path, full: list[int]) -> None:
    make_organisation()
    bring_in(children(tmp_path))

    bring_in(children(tmp_path), trees=("organisation",))
    assert len(full) == 2
    bring_in(children(tmp_path), source="elsewhere")
    assert len(full) == 3
    assert Unit.objects.filter(source="elsewhere").count() == 8


def test_a_top_that_comes_later_takes_what_names_no_parent(tmp_path: Path, full: list[int]) -> None:
    make_organisation()
    loose = write(tmp_path, "loose.csv", "level,code,parent,name\nstate,S8,,East\nstate,S9,,West\n")
    bring_in(loose)
    bring_in(loose)
    assert len(full) == 1
    bring_in(write(tmp_path, "top.csv", "level,code,parent,name\nnation,N,,All\n"), source="loose")
    Unit.objects.filter(code="S9").update(names={"en": "Other"})

    bring_in(loose)

    assert len(full) == 3


def indexes() -> list[tuple[str, str]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT indexname, indexdef FROM pg_indexes"
            " WHERE tablename IN ('organisation_unit', 'organisation_placement') ORDER BY 1"
        )
        found = [(str(name), str(text)) for name, text in cursor.fetchall()]
        cursor.execute(
            "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid IN"
            " ('organisation_unit'::regclass, 'organisation_placement'::regclass) ORDER BY 1"
        )
        return found + [(str(name), str(text)) for name, text in cursor.fetchall()]


def test_the_indexes_are_laid_again_as_they_were(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make_organisation()
    monkeypatch.setattr(importing, "MANY", 1)
    before = indexes()
    lifted: list[bool] = []

    def watched() -> bool:
        lifted.append(lift_indexes())
        return lifted[-1]

    monkeypatch.setattr(importing, "lift_indexes", watched)

    bring_in(children(tmp_path))
    assert indexes() == before
    bring_in(children(tmp_path, CHILDREN.replace("B2", "B7")), source="elsewhere")

    assert lifted == [True, False]
    assert indexes() == before
