from __future__ import annotations

import io
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from pankti.organisation.importing.forbidden import find_forbidden
from pankti.organisation.importing.plan import ColumnForbidden
from pankti.organisation.importing.tables import MAX_RAW_CELL, FileRefused
from pankti.organisation.models import Unit
from pankti.organisation.queries import list_ancestors
from tests.organisation.lists import STATIONS, bring_in, make_organisation, unit_of, write, write_stations

pytestmark = pytest.mark.django_db

LIST = "State,District,AC No,AC Name,Booth No,Booth Name\nEast,Nadi,1,Pul,1,School\nEast,Nadi,1,Pul,2,पाठशाला\n"


@pytest.mark.parametrize(
    "data",
    [
        LIST.encode(),
        ("\ufeff" + LIST).encode(),
        LIST.encode("utf-16"),
        LIST.encode("utf-16-le"),
        LIST.encode("utf-16-be"),
        LIST.replace(",", ";").encode(),
        LIST.replace(",", "\t").encode(),
        LIST.replace("\n", "\r\n").encode(),
        LIST.replace("\n", "\r").encode(),
        (
            "List of booths,,,,,\n,,,,,\n" + LIST.replace("East,Nadi,1,Pul,1", "1,2,3,4,5,6\nEast,Nadi,1,Pul,1", 1)
        ).encode(),
    ],
    ids=["plain", "mark", "utf16", "utf16le", "utf16be", "semicolon", "tab", "crlf", "cr", "title and numbers"],
)
def test_every_dress_of_a_list_reads_the_same(tmp_path: Path, data: bytes) -> None:
    make_organisation()

    outcome = bring_in(write(tmp_path, "list.csv", data))

    assert outcome.result.by_level == {"state": 1, "district": 1, "assembly": 1, "booth": 2}
    assert outcome.remarks == []
    assert Unit.objects.get(level="booth", code__endswith="-2").names == {"hi": "पाठशाला"}


def test_headers_in_hindi_are_understood(tmp_path: Path) -> None:
    make_organisation()
    text = "प्रदेश,जिला,विधानसभा क्रमांक,विधानसभा नाम,बूथ संख्या,बूथ नाम\nपूर्व,नदी,1,पुल,1,पाठशाला\n"

    bring_in(write(tmp_path, "list.csv", text))

    booth = Unit.objects.get(level="booth")
    assert booth.names == {"hi": "पाठशाला"}
    assert [u.names.get("hi") for u in list_ancestors(booth.id)] == ["पूर्व", "नदी", "पुल"]


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("a.csv", LIST.replace("Pul", "Pült").replace("पाठशाला", "Hall").encode("cp1252"), "--encoding"),
        ("a.csv", b"", "empty"),
        ("a.csv", b"\n\n\n", "header"),
        ("a.xlsx", b"PK\x03\x04rest", "XLSX"),
        ("a.csv.gz", b"\x1f\x8b\x08broken", "damaged"),
        ("a.geojson", b'{"type": "nothing"}', "GeoJSON"),
        ("a.csv", b"colour,shape\nred,round\n", "--map"),
        ("a.csv", LIST.encode() + b'East,Nadi,1,Pul,3,"' + b"x" * (MAX_RAW_CELL + 10), "quotation mark"),
    ],
    ids=["encoding", "empty", "blank", "xlsx", "gzip", "geojson", "unknown columns", "endless cell"],
)
def test_a_file_that_cannot_be_read_is_refused_with_what_to_do(
    tmp_path: Path, name: str, data: bytes, said: str
) -> None:
    make_organisation()
    path = tmp_path / name
    path.write_bytes(data)

    with pytest.raises(FileRefused, match=said):
        bring_in(path)
    assert not Unit.objects.exists()


def test_an_encoding_can_be_named(tmp_path: Path) -> None:
    make_organisation()
    path = write(tmp_path, "a.csv", LIST.replace("Pul", "Pült").replace("पाठशाला", "Hall").encode("cp1252"))

    bring_in(path, encoding="cp1252")

    assert Unit.objects.get(level="assembly").names == {"en": "Pült"}


def test_bad_rows_go_to_the_reject_file_and_the_rest_goes_in(tmp_path: Path) -> None:
    make_organisation()
    rows = [
        "East,Nadi,1,Pul,=1+1,Formula code",
        "East,Nadi,1,Pul,@x,Formula code",
        "East,Nadi,1,Pul,,No number",
        "East,Nadi,1,Pul,4,Ragged,more,cells",
        "East,Nadi,1,Pul,5",
        f"East,Nadi,1,Pul,6,{'x' * 5000}",
        "East,Nadi,1,Pul,2,Twice",
        "East,Nadi,1,Pul,7,=cmd|' /C calc'!A0",
    ]
    path = write(tmp_path, "list.csv", LIST + "\n".join(rows) + "\n")
    rejects = tmp_path / "rejects.csv"

    call_command("import_units", path, yes=True, reject_file=rejects, stdout=io.StringIO(), stderr=io.StringIO())

    lines = rejects.read_text(encoding="utf-8-sig").splitlines()
    assert len(lines) == 1 + 7
    assert lines[0].count(",") == 6
    assert "'=1+1" in rejects.read_text(encoding="utf-8")
    assert Unit.objects.filter(level="booth").count() == 4
    assert Unit.objects.get(level="booth", code__endswith="-7").names["en"].startswith("=cmd")


@pytest.mark.parametrize(
    "header",
    ["Religion", "voter_religion", "Caste", "JATI", "धर्म", "जाति", "SC/ST", "Tribe", "EPIC No", "Elector Name",
     "voterName", "Father's Name", "Voting Intention", "Blood Group", "OBC count", "Party Preference"],
)  # fmt: skip
def test_a_personal_column_refuses_the_whole_file(tmp_path: Path, header: str) -> None:
    make_organisation()
    path = write(tmp_path, "list.csv", LIST.replace("Booth Name\n", f"Booth Name,{header}\n"))

    with pytest.raises(ColumnForbidden):
        bring_in(path)
    with pytest.raises(CommandError, match="refused"):
        call_command("import_units", path, yes=True, stderr=io.StringIO())
    assert not Unit.objects.exists()


@pytest.mark.parametrize(
    "header",
    [
        "st_code",
        "electors_total",
        "Elector Serial No. From",
        "pc_category",
        "Toilet Facility",
        "Health Centre",
        "sc_no",
    ],
)
def test_columns_about_places_and_counts_are_no_personal_ones(header: str) -> None:
    assert find_forbidden([header]) is None


def test_a_column_can_be_settled_by_hand_and_a_level_given(tmp_path: Path) -> None:
    make_organisation()
    bring_in(*write_stations(tmp_path))
    path = write(tmp_path, "clusters.csv", "Ident,Called\nK1,North\nK2,South\n")

    outcome = bring_in(
        path,
        columns={"cluster.code": "Ident", "cluster.en": "Called"},
        under=unit_of("assembly", "09-1").id,
        source="desk",
    )

    assert outcome.result.by_level == {"cluster": 2}
    assert list_ancestors(unit_of("cluster", "k1").id)[-1].code == "09-1"


def test_the_shell_asks_before_it_imports(tmp_path: Path) -> None:
    make_organisation()
    with pytest.raises(CommandError, match="--yes"):
        call_command("import_units", *write_stations(tmp_path), stderr=io.StringIO())
    call_command("import_units", *write_stations(tmp_path), dry_run=True, stdout=io.StringIO(), stderr=io.StringIO())
    assert not Unit.objects.exists()
    assert STATIONS.startswith("ac_no")
