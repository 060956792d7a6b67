from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from pankti.base.clock import now
from pankti.base.errors import OutOfReach
from pankti.base.ids import new_id
from pankti.organisation import queries
from pankti.organisation.models import Unit
from tests.makers.organisation import make_cast, path_of

pytestmark = pytest.mark.django_db


def test_a_unit_tells_its_place() -> None:
    cast = make_cast()

    view = queries.get_unit(cast.middle.id)

    assert view.path == path_of(cast.middle)
    assert view.parent_id == cast.top.id
    assert [unit.id for unit in queries.list_ancestors(cast.booths[0].id)] == [cast.top.id, cast.middle.id]
    assert [unit.id for unit in queries.list_children(cast.middle.id)] == [unit.id for unit in cast.booths]
    assert [unit.id for unit in queries.list_children(cast.middle.id, limit=1, offset=1)] == [cast.booths[1].id]
    assert [unit.id for unit in queries.list_roots()] == [cast.top.id]
    assert [level.code for level in queries.list_levels()] == ["top", "middle", "last"]
    assert queries.get_organisation().scheme == "test"
    assert queries.find_unit_at(view.path) == view
    assert [place.path for place in queries.list_placements(cast.middle.id)] == [view.path]


def test_an_unknown_unit_is_out_of_reach() -> None:
    make_cast()
    with pytest.raises(OutOfReach):
        queries.get_unit(new_id())


def test_a_unit_that_hangs_nowhere_is_still_found() -> None:
    make_cast()
    loose = Unit.objects.create(level_id="last", names={"hi": "x"}, source="test", code="loose")

    assert queries.get_unit(loose.id).path == ""
    assert queries.list_ancestors(loose.id) == []
    assert queries.find_placement(loose.id) is None


def test_leads_name_the_holder_or_the_vacancy_in_few_queries() -> None:
    cast = make_cast()
    units = [unit.id for unit in (cast.middle, *cast.booths)]

    with CaptureQueriesContext(
        connection,
    ) as seen:
        leads = queries.lead_of(units)

    assert len(seen) == 3
    assert leads[cast.middle.id].appointment_id == cast.officer.id
    assert leads[cast.booths[0].id].person_id == cast.worker.person_id
    assert leads[cast.booths[1].id].is_vacant
    assert leads[cast.booths[1].id].post == "last-lead"


def test_a_vacant_post_passes_to_the_nearest_filled_one_above() -> None:
    cast = make_cast()
    booth = cast.booths[1].id
    above = queries.nearest_filled_lead_above(booth)
    assert above is not None
    assert above.unit_id == cast.middle.id

    for held in (cast.officer, cast.colleague):
        held.ended_at = now()
        held.save(update_fields=["ended_at"])
    higher = queries.nearest_filled_lead_above(booth)
    assert higher is not None
    assert higher.unit_id == cast.top.id
    assert queries.nearest_filled_lead_above(cast.top.id) is None


def test_search_finds_in_both_languages_and_only_within() -> None:
    cast = make_cast()
    Unit.objects.filter(id=cast.booths[0].id).update(names={"hi": "प्राथमिक विद्यालय", "en": "Primary School"})
    Unit.objects.filter(id=cast.other_booths[0].id).update(names={"hi": "प्राथमिक शाला", "en": "PRIMARY"})

    assert {unit.id for unit in queries.search_units("primary")} == {cast.booths[0].id, cast.other_booths[0].id}
    assert [u.id for u in queries.search_units("प्राथमिक", within=path_of(cast.middle))] == [cast.booths[0].id]
    assert queries.search_units("primary", levels=["top"]) == []
    assert queries.search_units("  ") == []
    assert [u.id for u in queries.search_units("m2")] == [cast.other_middle.id]
