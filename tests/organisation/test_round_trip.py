"""What is exported goes back in and changes nothing; a mapping that was saved reads as it was."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from pankti.base.actor import SYSTEM
from pankti.organisation.actions.group_units import group_units
from pankti.organisation.importing.mapping import Mapping, list_mappings, read_mapping
from pankti.organisation.importing.mapping_file import write_mapping
from pankti.organisation.models import Placement, Unit
from pankti.organisation.queries import list_ancestors
from tests.organisation.lists import RAW, bring_in, make_organisation, unit_of, write, write_stations
from tests.organisation.test_dirty_lists import LIST

pytestmark = pytest.mark.django_db


def export(folder: Path, **options: object) -> Path:
    path = folder / f"export{len(list(folder.iterdir()))}.csv"
    call_command("export_units", path, stderr=io.StringIO(), **options)
    return path


def whole_tree() -> tuple[list[object], list[object]]:
    units = Unit.objects.order_by("id").values("id", "names", "latitude", "longitude", "traits", "cell", "stamp")
    return list(units), list(Placement.objects.order_by("tree", "path").values())


def places() -> dict[str, list[str]]:
    """The codes above each booth."""
    booths = Unit.objects.filter(level="booth")
    return {unit.code: [above.code for above in list_ancestors(unit.id)] for unit in booths}


def test_what_is_exported_goes_back_in_and_changes_nothing(tmp_path: Path) -> None:
    make_organisation()
    bring_in(*write_stations(tmp_path))
    bring_in(write(tmp_path, "3-Bargad_Pur.csv.gz", RAW))
    group_units(actor=SYSTEM, level="cluster")
    Unit.objects.filter(level="booth", code="09-1-1").update(names={"hi": "हाथ से"}, entered=["names"])
    before = whole_tree()
    main = Placement.objects.filter(tree__is_main=True, ended_on=None).count()

    outcome = bring_in(export(tmp_path))

    result = outcome.result
    assert outcome.remarks == []
    assert (result.rows, result.new, result.changed, result.moved, result.missing) == (main, 0, 0, 0, 0)
    assert result.unchanged == main
    assert whole_tree() == before
    assert bring_in(*write_stations(tmp_path)).result.moved == 0


def test_a_part_goes_back_in_alone(tmp_path: Path) -> None:
    make_organisation()
    bring_in(*write_stations(tmp_path))
    before = whole_tree()

    result = bring_in(export(tmp_path, under="assembly:09-2")).result

    assert (result.rows, result.new, result.changed, result.moved) == (3, 0, 0, 0)
    assert whole_tree() == before


def test_an_edited_export_changes_what_was_edited(tmp_path: Path) -> None:
    make_organisation()
    bring_in(*write_stations(tmp_path))
    path = export(tmp_path)
    text = path.read_text(encoding="utf-8")
    assert "'=HYPERLINK" in text
    path.write_text(text.replace("JUNIOR SCHOOL IMLI", "HIGH SCHOOL IMLI"), encoding="utf-8")

    result = bring_in(path).result

    assert (result.new, result.changed, result.moved) == (0, 1, 0)
    assert unit_of("booth", "09-3-1").names == {"en": "HIGH SCHOOL IMLI"}
    assert unit_of("booth", "09-2-1").names == {"en": '=HYPERLINK("x")'}


def test_an_export_fills_an_empty_organisation(tmp_path: Path) -> None:
    make_organisation()
    bring_in(*write_stations(tmp_path))
    path = export(tmp_path)
    before = places()
    Placement.objects.all().delete()
    Unit.objects.all().delete()

    outcome = bring_in(path)

    assert outcome.remarks == []
    assert places() == before


def test_a_parent_that_is_not_there_is_said(tmp_path: Path) -> None:
    make_organisation()
    bring_in(*write_stations(tmp_path))
    path = export(tmp_path)
    head, *rows = path.read_text(encoding="utf-8").splitlines()
    Placement.objects.all().delete()
    Unit.objects.all().delete()
    path.write_text("\n".join([head, *(row for row in rows if not row.startswith("district,09-2"))]), encoding="utf-8")

    outcome = bring_in(path)

    assert [remark.reason for _file, remark in outcome.remarks] == ["parent_missing", "parent_missing"]
    assert Unit.objects.filter(level="assembly").count() == 2


def test_another_trees_export_is_not_taken_for_the_main_tree(tmp_path: Path) -> None:
    make_organisation()
    bring_in(*write_stations(tmp_path))

    header = export(tmp_path, tree="electoral").read_text(encoding="utf-8-sig").splitlines()[0]

    assert header.split(",")[4:7] == ["electoral parent", "electoral parent_level", "electoral parent_source"]


@pytest.mark.parametrize("mapping", list_mappings(), ids=lambda mapping: mapping.code)
def test_every_mapping_that_comes_with_the_product_reads_as_written(tmp_path: Path, mapping: Mapping) -> None:
    path = tmp_path / f"{mapping.code}.toml"
    path.write_text(write_mapping(mapping, []), encoding="utf-8")

    assert read_mapping(path) == mapping


def test_a_guessed_mapping_is_saved_edited_and_used(tmp_path: Path) -> None:
    make_organisation()
    path = write(tmp_path, "list.csv", LIST)
    saved = tmp_path / "mine.toml"

    call_command("import_units", path, save_mapping=saved, stdout=io.StringIO(), stderr=io.StringIO())

    assert not Unit.objects.exists()
    with pytest.raises(CommandError, match="already"):
        call_command("import_units", path, save_mapping=saved, stderr=io.StringIO())
    text = saved.read_text(encoding="utf-8")
    saved.write_text(text.replace('source = "list"', 'source = "office"'), encoding="utf-8")
    outcome = bring_in(path, mapping=replace(read_mapping(saved)))
    assert outcome.result.by_level == {"state": 1, "district": 1, "assembly": 1, "booth": 2}
    assert {unit.source for unit in Unit.objects.all()} == {"office"}
