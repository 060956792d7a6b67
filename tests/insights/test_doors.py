from __future__ import annotations

import csv
import io
import re
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from pankti.base.ids import new_id
from pankti.organisation.models import Boundary, Unit
from tests.makers.access import console_client
from tests.makers.cascade import fold_all, give, make_command, make_dispatch
from tests.makers.organisation import Cast, make_cast, make_unit

pytestmark = pytest.mark.django_db(transaction=True)

OF_UNIT = ("board", "silent", "answerable", "trend", "curve", "map", "children-csv", "silent-csv")
MOST_QUERIES = 10


def door(name: str, *ids: UUID) -> str:
    return reverse(f"insights:{name}", args=ids)


def body(response: Any) -> str:
    data: bytes = response.getvalue() if response.streaming else response.content
    return data.decode()


def open_as(cast: Cast, who: str) -> Client:
    return console_client(getattr(cast, who).person)


def test_every_door_opens_to_the_officer_and_to_nobody_else() -> None:
    cast = make_cast()
    dispatch_id = make_dispatch(roots=[cast.middle])
    doors = [door(name, dispatch_id, cast.middle.id) for name in OF_UNIT] + [door("unit", cast.middle.id)]
    officer, stranger, worker = (open_as(cast, who) for who in ("officer", "stranger", "worker"))

    for address in doors:
        assert officer.get(address).status_code == 200, address
        assert stranger.get(address).status_code == 404, address
        assert worker.get(address).status_code == 404, address
        assert Client().get(address).status_code == 302, address
        assert officer.post(address).status_code == 405, address
    top = door("board-top", dispatch_id)
    assert officer.get(top).headers["Location"] == doors[0]
    assert stranger.get(top).status_code == 404


def test_what_does_not_exist_looks_like_what_is_out_of_reach() -> None:
    cast = make_cast()
    dispatch_id = make_dispatch(roots=[cast.middle])
    officer = open_as(cast, "officer")

    for name in OF_UNIT:
        assert officer.get(door(name, dispatch_id, new_id())).status_code == 404, name
        assert officer.get(door(name, new_id(), cast.middle.id)).status_code == 404, name
    assert officer.get(door("unit", new_id())).status_code == 404


def test_the_page_asking_for_news_gets_nothing_when_there_is_none() -> None:
    cast = make_cast()
    dispatch_id = make_dispatch(roots=[cast.top])
    chief, address = open_as(cast, "chief"), door("board", dispatch_id, cast.top.id)
    found = re.search(r'hx-get="\?mark=([^"]+)"', body(chief.get(address)))
    assert found

    assert chief.get(address, {"mark": found[1]}).status_code == 204
    give(cast.worker, make_command(dispatch_id=dispatch_id, appointment=cast.worker))
    fold_all()
    news = body(chief.get(address, {"mark": found[1], "sort": "silent"}))

    assert "<html" not in news
    assert 'id="numbers"' in news
    assert "sort=silent&amp;mark=" in news


@pytest.mark.parametrize("name", OF_UNIT)
def test_the_work_does_not_grow_with_booths_units_or_dispatches(name: str) -> None:
    cast = make_cast(booths=2)
    dispatch_id = make_dispatch(roots=[cast.top])
    chief, address = open_as(cast, "chief"), door(name, dispatch_id, cast.top.id)
    body(chief.get(address))

    with CaptureQueriesContext(connection) as few:
        body(chief.get(address))
    for n in range(12):
        make_unit(level="last", parent=cast.middle, code=f"N{n}")
        make_unit(level="last", parent=make_unit(level="middle", parent=cast.top, code=f"O{n}"), code=f"P{n}")
        make_dispatch(roots=[cast.top])
    with CaptureQueriesContext(connection) as many:
        body(chief.get(address))

    assert len(many) == len(few)
    assert len(few) <= MOST_QUERIES, [query["sql"][:90] for query in few.captured_queries]


def test_a_formula_in_a_name_never_leaves_in_an_export() -> None:
    cast = make_cast(booths=2)
    Unit.objects.filter(id__in=[cast.middle.id, cast.booths[1].id]).update(
        names={"hi": '=HYPERLINK("x","पंक्ति")', "en": "@SUM(1+1)"}
    )
    dispatch_id = make_dispatch(roots=[cast.top])
    chief = open_as(cast, "chief")

    for name in ("children-csv", "silent-csv"):
        text = body(chief.get(door(name, dispatch_id, cast.top.id)))
        rows = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))
        cells = [cell for row in rows for cell in row]
        assert text.startswith("\ufeff")
        assert len({len(row) for row in rows}) == 1
        assert any(cell.startswith("'=HYPERLINK") for cell in cells)
        assert not [cell for cell in cells if cell.startswith(("=", "@", "+"))]


def test_the_silent_export_holds_every_one_of_them() -> None:
    cast = make_cast(booths=6)
    dispatch_id = make_dispatch(roots=[cast.top])
    give(cast.worker, make_command(dispatch_id=dispatch_id, appointment=cast.worker))
    fold_all()

    text = body(open_as(cast, "chief").get(door("silent-csv", dispatch_id, cast.top.id)))

    assert len(text.splitlines()) == 1 + 11


@pytest.mark.parametrize("language", ["hi", "en"])
def test_every_page_comes_in_both_languages(language: str) -> None:
    cast = make_cast()
    Unit.objects.filter(id=cast.middle.id).update(names={"hi": "मंडल एक", "en": "Mandal one"})
    cast.officer.person.language = language
    cast.officer.person.save(update_fields=["language"])
    dispatch_id = make_dispatch(roots=[cast.middle])
    officer = open_as(cast, "officer")

    for name in ("board", "silent", "answerable"):
        page = body(officer.get(door(name, dispatch_id, cast.middle.id)))
        assert f'<html lang="{language}"' in page
        assert {"hi": "मंडल एक", "en": "Mandal one"}[language] in page
        assert {"hi": "सफाई", "en": "Cleaning"}[language] in page


def test_a_name_with_markup_is_shown_as_it_is_written() -> None:
    cast = make_cast()
    Unit.objects.filter(id=cast.booths[1].id).update(names={"hi": "<script>x</script>", "en": "<b>"})
    dispatch_id = make_dispatch(roots=[cast.middle])
    officer = open_as(cast, "officer")

    for name in ("board", "silent", "answerable"):
        assert "<script>x" not in body(officer.get(door(name, dispatch_id, cast.middle.id)))


def test_the_map_draws_outlines_and_else_points() -> None:
    cast = make_cast(booths=2)
    dispatch_id = make_dispatch(roots=[cast.top])
    square = {"type": "Polygon", "coordinates": [[[80, 26], [81, 26], [81, 27], [80, 26]]]}
    Boundary.objects.create(unit=cast.middle, geometry=square)
    Unit.objects.filter(id=cast.booths[0].id).update(latitude=26.5, longitude=80.25)
    give(cast.worker, make_command(dispatch_id=dispatch_id, appointment=cast.worker))
    fold_all()
    chief, address = open_as(cast, "chief"), door("map", dispatch_id, cast.middle.id)

    [outline] = chief.get(door("map", dispatch_id, cast.top.id)).json()["features"]
    points = chief.get(address)
    again = chief.get(address, headers={"If-None-Match": points.headers["ETag"]})

    assert (outline["geometry"], outline["properties"]["value"]) == (square, 0.5)
    [point] = points.json()["features"]
    assert point["geometry"] == {"type": "Point", "coordinates": [80.25, 26.5]}
    assert (again.status_code, again.content) == (304, b"")


def test_the_curve_ends_at_the_last_one() -> None:
    cast = make_cast(booths=1)
    dispatch_id = make_dispatch(roots=[cast.middle])
    chief, address = open_as(cast, "chief"), door("curve", dispatch_id, cast.middle.id)
    assert chief.get(address).json()["points"] == []

    give(cast.worker, make_command(dispatch_id=dispatch_id, appointment=cast.worker))
    fold_all()

    curve = chief.get(address).json()
    assert (curve["points"][-1][1], curve["expected"]) == (1, 1)
    assert curve["last"] is not None
