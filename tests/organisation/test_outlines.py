from __future__ import annotations

from pathlib import Path
from typing import Any

import orjson
import pytest

from pankti.base.actor import SYSTEM, Actor
from pankti.base.errors import OutOfReach
from pankti.base.ids import new_id
from pankti.organisation.actions.import_outlines import import_outlines
from pankti.organisation.importing.outlines import read_outline
from pankti.organisation.importing.tables import FileRefused
from pankti.organisation.models import Boundary, Unit
from pankti.organisation.queries import list_ancestors, list_children
from tests.organisation.lists import RAW, bring_in, make_organisation, unit_of, write, write_stations

pytestmark = pytest.mark.django_db


def square(west: float, south: float, size: float = 0.1) -> dict[str, Any]:
    east, north = west + size, south + size
    return {
        "type": "Polygon",
        "coordinates": [[[west, south], [east, south], [east, north], [west, north], [west, south]]],
    }


def features(*entries: tuple[dict[str, Any], Any]) -> bytes:
    return orjson.dumps(
        {
            "type": "FeatureCollection",
            "features": [{"type": "Feature", "properties": p, "geometry": g} for p, g in entries],
        }
    )


def wards(folder: Path) -> Path:
    data = features(
        ({"Ward_No": 1.0}, square(85.4, 25.4, 0.2)),
        ({"Ward_No": "02"}, square(80, 20)),
        ({"Ward_No": 2}, square(80, 20)),
        ({"Ward_No": None}, square(80, 20)),
    )
    return write(folder, "purnia_wards.geojson.gz", data)


def test_wards_come_with_outlines_and_take_the_booths_that_lie_in_them(tmp_path: Path) -> None:
    make_organisation()
    bring_in(write(tmp_path, "3-Bargadpur.csv", RAW))

    outcome = bring_in(wards(tmp_path))

    assert outcome.reasons == [(4, "empty"), (3, "duplicate")]
    assert (outcome.result.outlines, outcome.result.located) == (2, 4)
    ward = unit_of("ward", "purnia-1")
    assert ward.names == {"hi": "वार्ड 1", "en": "Ward 1"}
    assert [u.code for u in list_ancestors(ward.id, "local")] == ["10", "purnia"]
    assert ward.cell == unit_of("state", "10").cell == 1
    assert list_ancestors(ward.id) == []
    assert {u.code for u in list_children(ward.id, "local")} == {"10-7-1", "10-7-1/a", "10-7-2A/a", "10-7-4"}
    assert list_children(unit_of("ward", "purnia-2").id, "local") == []
    again = bring_in(wards(tmp_path)).result
    assert (again.new, again.changed, again.located, again.outlines) == (0, 0, 0, 0)


def test_metres_are_known_by_their_size() -> None:
    outline = read_outline(square(8942000, 3059000, 500))
    assert outline is not None
    assert outline.bounds[0] == pytest.approx(80.33, abs=0.01)
    assert outline.bounds[1] == pytest.approx(26.48, abs=0.05)


@pytest.mark.parametrize(
    "geometry",
    [None, {}, {"type": "Point", "coordinates": [1, 2]}, {"type": "Polygon", "coordinates": [[1]]}, {"type": "Odd"}],
)
def test_no_polygon_is_no_outline(geometry: Any) -> None:
    assert read_outline(geometry) is None


def test_outlines_find_units_by_code_and_by_spelling(tmp_path: Path) -> None:
    make_organisation()
    bring_in(*write_stations(tmp_path))
    collection = {
        "type": "GeometryCollection",
        "geometries": [square(80, 26), {"type": "Point", "coordinates": [1, 2]}],
    }
    seats = write(
        tmp_path,
        "seats.geojson",
        features(
            ({"ST_CODE": "09", "AC_NO": "1", "AC_NAME": "Kachnar (SC)"}, collection),
            ({"ST_CODE": "09", "AC_NO": "1", "AC_NAME": "Kachnar (SC)"}, square(81, 26)),
            ({"ST_CODE": "09", "AC_NO": "99", "AC_NAME": "NOWHERE"}, square(80, 26)),
            ({"ST_CODE": "09", "AC_NO": "2", "AC_NAME": "Khajuri"}, None),
        ),
    )
    districts = write(
        tmp_path,
        "districts.geojson",
        features(
            ({"district": "Kachnaarpur", "state": "Uttar Pradesh"}, square(80, 26)),
            ({"district": "Kachnarpur", "state": "Bihar"}, square(80, 26)),
        ),
    )

    result = import_outlines(actor=SYSTEM, files=[seats, districts])

    assert (result.matched, result.changed, result.empty) == (3, 2, 1)
    assert result.unmatched == ["Nowhere", "Kachnarpur"]
    assert Boundary.objects.get(unit=unit_of("assembly", "09-1")).geometry["type"] == "MultiPolygon"
    assert Boundary.objects.filter(unit=unit_of("district", "09-1")).exists()
    assert import_outlines(actor=SYSTEM, files=[seats, districts]).changed == 0
    assert Unit.objects.count() == 14


def test_outlines_of_nothing_known_are_refused(tmp_path: Path) -> None:
    make_organisation()
    with pytest.raises(FileRefused):
        import_outlines(actor=SYSTEM, files=[write(tmp_path, "x.geojson", features(({"colour": 1}, square(1, 1))))])


def test_a_stranger_cannot_draw(tmp_path: Path) -> None:
    make_organisation()
    bring_in(*write_stations(tmp_path))
    with pytest.raises(OutOfReach):
        import_outlines(actor=Actor(person_id=new_id()), files=[])
