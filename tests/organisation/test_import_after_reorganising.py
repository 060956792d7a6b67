"""A list that is older than a reorganisation: it opens nothing again, moves nothing back, and says so."""

from __future__ import annotations

from pathlib import Path

import pytest

from pankti.organisation.models import Placement, Unit
from pankti.organisation.reorganising.steps import Holders
from tests.makers.plans import merge, reorganise
from tests.organisation.lists import bring_in, make_organisation, unit_of, write

pytestmark = pytest.mark.django_db(transaction=True)

LIST = """level,code,name_en,parent
nation,N,Nation,
state,S,State,N
district,D1,First,S
district,D2,Second,S
booth,B1,One,D1
booth,B2,Two,D2
"""
NEWER = LIST.replace("One", "One renamed") + "booth,B3,Three,D1\nbooth,B4,Four,D2\n"


def test_an_older_list_opens_no_merged_unit_and_moves_nothing_back(tmp_path: Path) -> None:
    make_organisation()
    first = bring_in(write(tmp_path, "units.csv", LIST))
    assert (first.result.new, first.reasons) == (6, [])
    reorganise(merge(unit_of("district", "D1"), into=unit_of("district", "D2"), holders=Holders.END))

    again = bring_in(write(tmp_path, "units.csv", NEWER))

    assert again.reasons == [(4, "closed"), (8, "parent_closed")]
    assert not Placement.objects.filter(unit=unit_of("district", "D1"), ended_on=None).exists()
    below = Placement.objects.filter(parent=unit_of("district", "D2"), ended_on=None, tree__is_main=True)
    assert {row.unit.code for row in below.select_related("unit")} == {"B1", "B2", "B4"}
    assert unit_of("booth", "B1").names["en"] == "One renamed", "the rest of the row counts"
    assert not Unit.objects.filter(code="B3").exists()
    third = bring_in(write(tmp_path, "units.csv", NEWER))
    assert third.reasons == again.reasons
    assert (third.result.new, third.result.changed, third.result.moved) == (0, 0, 0)
