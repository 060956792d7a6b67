from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from pankti.audit.models import Event
from pankti.base.actor import SYSTEM, Actor
from pankti.base.clock import frozen
from pankti.base.errors import OutOfReach
from pankti.base.ids import new_id
from pankti.organisation.actions.import_units import import_units
from pankti.organisation.importing.mapping import list_mappings
from pankti.organisation.importing.plan import Wishes, make_plan
from pankti.organisation.models import Organisation, Placement, Unit
from pankti.organisation.queries import get_shape, list_ancestors, list_children
from tests.organisation.lists import (
    RAW,
    SEATS,
    STATIONS,
    bring_in,
    make_organisation,
    unit_of,
    write,
    write_stations,
)

pytestmark = pytest.mark.django_db


def tree_is_sound() -> None:
    """Every current path is its parent's path and one segment more, and cells follow the main tree."""
    paths = {(row.tree_id, row.unit_id): row.path for row in Placement.objects.filter(ended_on=None)}
    for row in Placement.objects.filter(ended_on=None):
        above = paths[row.tree_id, row.parent_id] if row.parent_id else ""
        assert row.path[:-5] == above
    assert not Placement.objects.exclude(unit__in=Unit.objects.all()).exists()


def test_stations_hang_in_two_trees_with_names_from_other_lists(tmp_path: Path) -> None:
    make_organisation()

    outcome = bring_in(*write_stations(tmp_path))

    result = outcome.result
    assert (result.rows, result.new, result.rejected) == (5, 1 + 1 + 2 + 2 + 3 + 5, 0)
    booth = unit_of("booth", "09-1-2")
    assert booth.names == {"hi": "प्राथमिक विद्यालय कचनार"}
    assert [u.code for u in list_ancestors(booth.id)] == ["IN", "09", "09-1", "09-1"]
    assert [u.level for u in list_ancestors(booth.id, "electoral")] == ["nation", "state", "lok_sabha", "assembly"]
    assert list_ancestors(booth.id, "local") == []
    assert unit_of("district", "09-1").names == {"hi": "कचनारपुर", "en": "Kachnarpur"}
    assert unit_of("district", "09-2").names["hi"] == "इमली नगर"
    assert unit_of("lok_sabha", "09-1").names == {"hi": "नीमगाँव", "en": "Nimgaon"}
    assert unit_of("assembly", "09-1").names == {"en": "Kachnar"}
    assert unit_of("booth", "09-2-1").names == {"en": '=HYPERLINK("x")'}
    assert unit_of("booth", "09-2-2").names == {"en": "PANCHAYAT BHAVAN, KHAJURI"}
    assert {u.cell for u in Unit.objects.exclude(level="nation")} == {1}
    tree_is_sound()


def test_the_same_list_again_changes_nothing(tmp_path: Path) -> None:
    organisation = make_organisation()
    files = write_stations(tmp_path)
    bring_in(*files)
    before = (list(Unit.objects.order_by("id").values()), list(Placement.objects.order_by("tree", "path").values()))

    again = bring_in(*files).result

    assert (again.new, again.changed, again.moved, again.missing, again.unchanged) == (0, 0, 0, 0, 14)
    assert before == (
        list(Unit.objects.order_by("id").values()),
        list(Placement.objects.order_by("tree", "path").values()),
    )
    assert Event.objects.filter(type="organisation.list.imported").count() == 1
    organisation.refresh_from_db()
    assert organisation.tree_epoch == 2


def test_a_dry_run_says_what_would_change_and_changes_nothing(tmp_path: Path) -> None:
    make_organisation()

    outcome = bring_in(*write_stations(tmp_path), dry_run=True)

    assert outcome.result.new == 14
    assert not Unit.objects.exists()
    assert not Placement.objects.exists()
    assert Organisation.objects.get().tree_epoch == 1


def test_a_newer_list_updates_by_code_and_leaves_what_people_entered(tmp_path: Path) -> None:
    make_organisation()
    bring_in(*write_stations(tmp_path))
    Unit.objects.filter(level="booth", code="09-1-1").update(names={"hi": "हाथ से"}, entered=["names"])

    newer = STATIONS.replace("PRATHMIK VIDYALAYA KACHNAR", "NEW NAME").replace("JUNIOR SCHOOL IMLI", "HIGH SCHOOL IMLI")
    outcome = bring_in(*write_stations(tmp_path, newer))

    assert outcome.result.changed == 1
    assert unit_of("booth", "09-1-1").names == {"hi": "हाथ से"}
    assert unit_of("booth", "09-3-1").names == {"en": "HIGH SCHOOL IMLI"}


def test_rows_missing_from_a_newer_list_are_reported_and_never_closed(tmp_path: Path) -> None:
    make_organisation()
    bring_in(*write_stations(tmp_path))

    outcome = bring_in(*write_stations(tmp_path, STATIONS.replace("1,2,प्राथमिक विद्यालय कचनार,80,70,0,150\n", "")))

    assert outcome.result.missing == 1
    assert [(r.value, r.reason) for _file, r in outcome.remarks] == [("booth 09-1-2", "missing")]
    assert unit_of("booth", "09-1-2").closed_on is None


def test_a_list_of_one_part_does_not_miss_the_others(tmp_path: Path) -> None:
    make_organisation()
    bring_in(*write_stations(tmp_path))
    header, rows = STATIONS.split("\n", 1)

    outcome = bring_in(*write_stations(tmp_path, header + "\n" + rows.split("\n")[0] + "\n"))

    assert [r.value for _file, r in outcome.remarks] == ["booth 09-1-2"]


def test_a_seat_that_changes_its_district_moves_with_all_below_and_keeps_its_past(tmp_path: Path) -> None:
    make_organisation()
    with frozen(datetime(2026, 1, 1, tzinfo=UTC)):
        bring_in(*write_stations(tmp_path))
    seat = unit_of("assembly", "09-2")

    moved = SEATS.replace("01,KACHNARPUR *,2,Khajuri", "02,IMLI NAGAR,2,Khajuri")
    with frozen(datetime(2026, 6, 1, tzinfo=UTC)):
        outcome = bring_in(*write_stations(tmp_path, seats=moved))

    assert outcome.result.moved == 1
    places = Placement.objects.filter(unit=seat, tree="organisation").order_by("began_on")
    assert [(p.parent_id, p.ended_on is None) for p in places] == [
        (unit_of("district", "09-1").id, False),
        (unit_of("district", "09-2").id, True),
    ]
    assert list_ancestors(unit_of("booth", "09-2-1").id)[2].id == unit_of("district", "09-2").id
    tree_is_sound()
    with frozen(datetime(2026, 6, 1, tzinfo=UTC)):
        assert bring_in(*write_stations(tmp_path, seats=moved)).result.moved == 0


def test_a_unit_placed_by_hand_stays(tmp_path: Path) -> None:
    make_organisation()
    bring_in(*write_stations(tmp_path))
    Unit.objects.filter(level="assembly", code="09-2").update(entered=["placement"])

    outcome = bring_in(*write_stations(tmp_path, seats=SEATS.replace("01,KACHNARPUR *,2,", "02,IMLI NAGAR,2,")))

    assert outcome.result.moved == 0


def test_without_the_second_lists_seats_hang_right_under_the_state(tmp_path: Path) -> None:
    make_organisation()
    stations = write_stations(tmp_path)[0]

    bring_in(stations)

    assert [u.level for u in list_children(unit_of("state", "09").id)] == ["assembly"] * 3
    assert unit_of("assembly", "09-1").names == {"hi": "विधानसभा 1", "en": "Assembly 1"}
    later = bring_in(*write_stations(tmp_path)).result
    assert later.moved == 3
    tree_is_sound()


def test_the_raw_lists_of_a_state_with_their_dirt(tmp_path: Path) -> None:
    make_organisation()

    outcome = bring_in(write(tmp_path, "3-Bargad_Pur.csv.gz", RAW))

    assert outcome.result.by_level["booth"] == 6
    assert outcome.reasons == [
        (7, "coordinate_impossible"),
        (9, "empty"),
        (10, "empty"),
        (12, "unnamed"),
        (12, "coordinate_outside"),
        (11, "duplicate"),
    ]
    assert unit_of("district", "10-3").names == {"en": "Bargad Pur"}
    assert unit_of("assembly", "10-7").names == {"en": "Amrai"}
    assert unit_of("booth", "10-7-1/a").latitude == pytest.approx(25.51)
    assert unit_of("booth", "10-7-2A/a").names == {"hi": "सामुदायिक भवन, अमराई"}
    assert unit_of("booth", "10-7-3").latitude is None
    assert unit_of("booth", "10-7-4").longitude == pytest.approx(85.51)
    assert unit_of("booth", "10-7-6").names["hi"] == "बूथ 6"
    assert bring_in(write(tmp_path, "3-Bargad_Pur.csv.gz", RAW)).result.unchanged == outcome.result.new


def test_an_interruption_leaves_nothing(tmp_path: Path) -> None:
    make_organisation()

    def interrupt(stage: str, _count: int) -> None:
        if stage == "organisation":
            raise KeyboardInterrupt

    plan = make_plan(write_stations(tmp_path), shape=get_shape(), mappings=list_mappings(), wishes=Wishes())
    with pytest.raises(KeyboardInterrupt):
        import_units(actor=SYSTEM, plan=plan, progress=interrupt)
    assert not Unit.objects.exists()


def test_a_stranger_cannot_import(tmp_path: Path) -> None:
    make_organisation()
    plan = make_plan(write_stations(tmp_path), shape=get_shape(), mappings=list_mappings(), wishes=Wishes())
    with pytest.raises(OutOfReach):
        import_units(actor=Actor(person_id=new_id()), plan=plan)


UNION = "level,code,name,parent\nNational office,N,Office,\nState,S1,East,N\nBranch,B1,Docks,S1\nWorkplace,W1,Pier,B1\n"


def test_another_scheme_imports_by_its_own_levels(tmp_path: Path) -> None:
    make_organisation("union")

    outcome = bring_in(write(tmp_path, "list.csv", UNION))

    assert outcome.result.new == 4
    assert [u.code for u in list_ancestors(unit_of("workplace", "W1").id)] == ["N", "S1", "B1"]
    assert bring_in(write(tmp_path, "list.csv", UNION)).result.unchanged == 4


def test_missing_parents_and_circles_are_refused_with_all_below(tmp_path: Path) -> None:
    make_organisation("union")
    text = UNION + "Workplace,W2,Quay,B9\nBranch,B2,Yard,W3\nWorkplace,W3,Gate,B2\nState,S2,West,S2\n"

    outcome = bring_in(write(tmp_path, "list.csv", text))

    assert outcome.result.new == 4
    assert sorted(outcome.reasons) == [(6, "parent_missing"), (7, "circle"), (8, "parent_missing"), (9, "circle")]


def test_a_parent_that_stands_already_is_found(tmp_path: Path) -> None:
    make_organisation("union")
    bring_in(write(tmp_path, "list.csv", UNION))

    outcome = bring_in(write(tmp_path, "list.csv", "level,code,name,parent\nWorkplace,W2,Quay,B1\n"))

    assert outcome.result.new == 1
    assert outcome.result.missing == 1
    assert [u.code for u in list_children(unit_of("branch", "B1").id)] == ["W1", "W2"]
    tree_is_sound()
