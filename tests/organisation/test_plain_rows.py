"""Whatever the quick reader takes, the careful reader takes the same."""

from __future__ import annotations

from pathlib import Path

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pankti.organisation.importing.drafts import Draft
from pankti.organisation.importing.guess import guess_mapping
from pankti.organisation.importing.lines import Place, draft_line
from pankti.organisation.importing.plain import find_places, make_ids, plain_line
from pankti.organisation.importing.plan import Plan, Source
from pankti.organisation.importing.rows import RowReader
from pankti.organisation.importing.shape import Shape, TreeShape
from pankti.organisation.importing.stamps import Stamps, is_loose, text_of
from pankti.organisation.importing.tables import Table

LEVELS = {"nation": 0, "state": 1, "booth": 2}
SHAPE = Shape(
    levels=("nation", "state", "booth", "seat"),
    names={code: {"en": code.title(), "hi": code} for code in (*LEVELS, "seat")},
    plurals={code: {"en": f"{code.title()}s"} for code in (*LEVELS, "seat")},
    trees=(
        TreeShape("main", True, LEVELS, frozenset({"state"})),
        TreeShape("electoral", False, {"nation": 0, "seat": 1, "booth": 2}, frozenset({"seat"})),
    ),
    cell_level="state",
)
COLUMNS = ["level", "code", "parent", "name hi", "name en", "latitude", "longitude", "electoral parent", "note"]
BY_SCRIPT = [column.replace("name en", "name").replace("name hi", "other") for column in COLUMNS]

TEXTS = st.one_of(
    st.sampled_from(
        ["", "A1", "B-2", "=x", "+1", "a  b", " a", "a ", "a|b", 'a"b', "a\\b", "a\tb", "a\x1fb", "न\u093c", "ड़"]
    ),
    st.sampled_from(["पंचायत भवन", "\u200bक", "क\u200d", "é", "e\u0301", "x" * 300, "\u00a0", "०", "कक्ष 2, b"]),
    st.text(max_size=6),
)
DEGREES = st.one_of(
    st.sampled_from(["", "25.5", "85.5", "25", "25.5 N", "२५.५", "99.1", "-25.5", " 25.5"]), st.text(max_size=3)
)
ROWS = st.tuples(
    st.sampled_from(["booth", "Booth", "state", "nation", "seat", "", "none", " booth"]),
    TEXTS, TEXTS, TEXTS, TEXTS, DEGREES, DEGREES, TEXTS, TEXTS,
).map(list)  # fmt: skip


def readers(columns: list[str]) -> tuple[Plan, Source, RowReader]:
    table = Table(path=Path("list.csv"), columns=columns, rows=lambda: iter(()))
    mapping = guess_mapping(table, SHAPE, level="", source="", columns={})
    source = Source(table, mapping, (), True)
    return Plan(SHAPE, (source,)), source, RowReader(mapping, SHAPE, columns, "list.csv", [])


@pytest.mark.parametrize("columns", [COLUMNS, BY_SCRIPT], ids=["languages", "by script"])
@given(cells=ROWS)
def test_a_plain_row_reads_the_same_with_care(columns: list[str], cells: list[str]) -> None:
    plan, source, reader = readers(columns)
    places = find_places(source.mapping, SHAPE, columns)
    assert places is not None
    stamps = Stamps(plan, source, ["top"])
    ids = make_ids()
    line = plain_line(reader, places, file=3, source=1, stamps=stamps, ids=ids)(7, cells, 11)
    if line is None:
        return

    entries = list(reader.read(7, cells))

    assert len(entries) == 1
    draft = entries[0]
    assert isinstance(draft, Draft)
    stamp = stamps.of_row(text_of(cells), cells, is_loose=is_loose(draft, SHAPE))
    place = Place(11, 3, SHAPE.number_of(draft.level), 1, ids(11))
    assert columns_of(line) == columns_of(draft_line(draft, place, 2, stamp))


def columns_of(line: str) -> list[object]:
    """The fields of a line; the names as their value, coordinates as numbers."""
    fields: list[object] = list(line.removesuffix("\n").split("\t"))
    fields[9] = orjson.loads(str(fields[9]))
    for at in (11, 12):
        fields[at] = fields[at] if fields[at] == "\\N" else float(str(fields[at]))
    return fields


def test_most_rows_of_an_ordinary_list_are_plain() -> None:
    plan, source, reader = readers(COLUMNS)
    places = find_places(source.mapping, SHAPE, COLUMNS)
    assert places is not None
    line = plain_line(reader, places, file=0, source=0, stamps=Stamps(plan, source, []), ids=make_ids())
    row = ["booth", "7-1", "6-1", "पंचायत भवन, पीपरगांव", "Panchayat Hall, Pipargaon", "25.5", "85.5", "4-1", ""]

    assert line(1, row, 1) is not None
    assert line(1, [*row[:3], "", *row[4:]], 1) is not None
    assert line(1, [*row, ""], 1) is None
    assert line(1, [*row[:1], "=1", *row[2:]], 1) is None


def test_ids_grow_with_their_numbers_and_are_of_version_seven() -> None:
    ids = make_ids()
    made = [ids(number) for number in (1, 2, 1 << 20, (1 << 20) + 1, 1 << 25)]

    assert made == sorted(made)
    assert {(len(one), one[12], one[16]) for one in made} == {(32, "7", "8")}
    assert ids(1)[-10:] != make_ids()(1)[-10:]
