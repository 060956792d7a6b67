"""The five meetings, each held from end to end by invented people: in invented places, and on the real tree."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.journeys.five.division import hold_division
from tests.journeys.five.first import hold_assembly
from tests.journeys.five.land import Land, find, invent
from tests.journeys.five.second import hold_mandal
from tests.journeys.five.state import hold_on_app, hold_strategy
from tests.journeys.test_uttar_pradesh import BOOTHS, LISTS
from tests.organisation.lists import bring_in, make_organisation

pytestmark = pytest.mark.django_db(transaction=True)
MEETINGS = (hold_assembly, hold_mandal, hold_strategy, hold_division, hold_on_app)


@pytest.mark.parametrize("walk", MEETINGS, ids=lambda walk: walk.__name__)
def test_in_invented_places(walk: Callable[[Land], None]) -> None:
    walk(invent())


@pytest.mark.real_data
@pytest.mark.skipif(not all(map(Path.exists, LISTS)), reason="the real lists are not beside this repository")
@pytest.mark.skipif(os.environ.get("PANKTI_SLOW") != "1", reason="takes minutes on a busy machine: PANKTI_SLOW=1")
def test_on_the_real_tree_of_uttar_pradesh() -> None:
    make_organisation()
    assert bring_in(*LISTS).result.by_level["booth"] == BOOTHS
    land = find()
    for walk in MEETINGS:
        walk(land)
