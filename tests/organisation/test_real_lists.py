"""The real lists, where they lie beside the repository; the twins of ``lists.py`` run everywhere."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.db import connection

from pankti.base.actor import SYSTEM
from pankti.organisation.actions.group_units import group_units
from pankti.organisation.actions.import_outlines import import_outlines
from pankti.organisation.models import Placement, Unit
from tests.organisation.lists import bring_in, make_organisation

DATA = Path(__file__).parents[3] / "shared" / "data"
HELPERS = [
    DATA / "constituencies/ac_district_pc_four_states.csv",
    DATA / "constituencies/parliamentary_constituencies_hi_en.csv",
    DATA / "hindi-place-names-up/up_districts_hi_en.csv",
]

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.real_data,
    pytest.mark.skipif(not DATA.exists(), reason="the real lists are not beside this repository (../shared/data)"),
]


def count_crooked() -> int:
    """Placements whose path is not their parent's and one segment more, by plain SQL."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_nestloop = off")  # the test's own rows have no statistics
        cursor.execute(
            """
            WITH placed AS MATERIALIZED (
                SELECT tree_id || ' ' || unit_id AS own, tree_id || ' ' || parent_id AS above, unit_id, path
                FROM organisation_placement WHERE ended_on IS NULL
            )
            SELECT count(*) FROM placed c
            LEFT JOIN placed p ON p.own = c.above
            LEFT JOIN organisation_unit u ON u.id = c.unit_id
            WHERE u.id IS NULL OR left(c.path, length(c.path) - 5) <> coalesce(p.path, '')
            """
        )
        count = int(cursor.fetchone()[0])
        cursor.execute("SET LOCAL enable_nestloop = on")
        return count


def test_the_whole_of_uttar_pradesh() -> None:
    make_organisation()
    files = [DATA / "polling-stations-up-2014/up_polling_stations_2014.csv.gz", *HELPERS]

    result = bring_in(*files).result

    assert (result.rows, result.rejected) == (138_771, 0)
    assert result.by_level == {
        "nation": 1, "state": 1, "district": 70, "assembly": 403, "booth": 138_771, "lok_sabha": 80,
    }  # fmt: skip
    assert Placement.objects.filter(tree="electoral", level="booth").count() == 138_771
    assert not Unit.objects.filter(level="lok_sabha", names__hi=None).exists()
    assert Unit.objects.filter(level="district").exclude(names__hi=None).count() >= 60
    assert count_crooked() == 0
    again = bring_in(*files).result
    assert (again.new, again.changed, again.moved, again.missing) == (0, 0, 0, 0)
    outlines = import_outlines(actor=SYSTEM, files=[DATA / "boundaries/uttarpradesh_AC.geojson.gz"])
    assert outlines.matched == 403
    assert group_units(actor=SYSTEM, level="cluster").members == 138_771
    assert group_units(actor=SYSTEM, level="mandal").groups > 2_000
    assert group_units(actor=SYSTEM, level="cluster").groups == 0
    assert count_crooked() == 0


def test_bihar_in_its_raw_files_and_the_wards_of_seven_cities() -> None:
    make_organisation()
    raw = sorted((DATA / "polling-stations-bihar-2025/raw").glob("*.csv.gz"))

    outcome = bring_in(*raw, *HELPERS[:2])

    result = outcome.result
    assert len(raw) == 38
    assert result.by_level["assembly"] == 243
    assert result.by_level["district"] == 38
    assert result.by_level["lok_sabha"] == 40
    assert result.by_level["booth"] > 106_000
    assert result.by_level["booth"] + result.rejected == result.rows
    assert result.rejected < 1_000
    assert Unit.objects.filter(level="booth").exclude(latitude=None).count() > 100_000
    assert count_crooked() == 0

    wards = bring_in(*sorted((DATA / "municipal-wards").glob("*.geojson.gz"))).result
    assert wards.by_level["body"] == 7
    assert wards.by_level["ward"] + wards.rejected == 399
    assert wards.located > 300
    assert count_crooked() == 0
