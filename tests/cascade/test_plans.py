"""The questions that are asked a thousand times a second read an index, and never a whole table."""

from __future__ import annotations

import json
from collections.abc import Callable
from copy import copy
from typing import Any

import psycopg
import pytest
from django.db import connection

from pankti.base.clock import now
from pankti.base.ids import new_id
from pankti.cascade.actions.answer import append_answers
from pankti.cascade.actions.tally import fold_answers
from pankti.cascade.fold import NEW_ANSWERS
from pankti.cascade.models import Answer, Dispatch, FoldPosition, Named, Root
from pankti.organisation.models import Placement, Unit
from pankti.project.settings import OWNER_DATABASE_URL, _database
from tests.makers.access import sign_in_device
from tests.makers.cascade import make_dispatch
from tests.makers.organisation import BEGAN_ON, Cast, make_cast, path_of
from tests.makers.phone import Phone

pytestmark = pytest.mark.django_db(transaction=True)
MANY = 3000
BIG = {
    "cascade_answer",
    "cascade_standing",
    "cascade_root",
    "cascade_named",
    "cascade_dispatch",
    "organisation_placement",
}


def fill(cast: Cast) -> None:
    """A few thousand booths, dispatches elsewhere and answers, and statistics of them."""
    above = path_of(cast.other_middle)
    units = [Unit(level_id="last", names={"en": "B"}, source="many", code=str(n), cell=1) for n in range(MANY)]
    Unit.objects.bulk_create(units)
    Placement.objects.bulk_create(
        Placement(
            tree_id="main",
            unit=unit,
            parent=cast.other_middle,
            level_id="last",
            path=f"{above}{n:05x}",
            began_on=BEGAN_ON,
        )
        for n, unit in enumerate(units, start=100)
    )
    dispatch_id = make_dispatch(roots=[cast.other_middle])
    pattern = Dispatch.objects.get(id=dispatch_id)
    others: list[Dispatch] = []
    for place in range(len(units)):
        other = copy(pattern)
        other.id, other.change_no = new_id(), pattern.change_no + place + 1
        others.append(other)
    Dispatch.objects.bulk_create(others)
    Root.objects.bulk_create(
        Root(dispatch=other, unit_id=unit.id, change_no=other.change_no)
        for other, unit in zip(others, units, strict=True)
    )
    Named.objects.bulk_create(
        Named(dispatch=other, appointment_id=cast.stranger.id, unit_id=unit.id, why="added", change_no=other.change_no)
        for other, unit in zip(others, units, strict=True)
    )
    with connection.cursor() as cursor:
        cursor.execute("SELECT setval('cascade_change_no', %s)", [others[-1].change_no])
    analyze()
    at = now().isoformat()
    common: dict[str, Any] = {"cell": 1, "dispatch_id": str(dispatch_id), "version": 1, "asked": 1, "round": 1}
    append_answers(
        [
            {
                **common,
                "id": str(new_id()),
                "rank": 2,
                "subject_id": str(unit.id),
                "unit_id": str(unit.id),
                "tapped_at": at,
                "counted_at": at,
                "received_at": at,
            }
            for unit in units
        ]
    )
    while fold_answers().answers:
        pass
    analyze()


def analyze() -> None:
    """Statistics, as the owner: the serving role may not make them everywhere."""
    owner = _database(OWNER_DATABASE_URL)
    with psycopg.connect(
        host=str(owner["HOST"]),
        port=str(owner["PORT"]),
        user=str(owner["USER"]),
        password=str(owner["PASSWORD"]),
        dbname=connection.settings_dict["NAME"],
        autocommit=True,
    ) as raw:
        raw.execute("ANALYZE")


def scanned(sql: str, params: Any = None) -> set[str]:
    """The big tables that the plan reads from end to end."""
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (FORMAT JSON) {sql}", params)
        plan = cursor.fetchone()[0]
    nodes = [(json.loads(plan) if isinstance(plan, str) else plan)[0]["Plan"]]
    found = set()
    while nodes:
        node = nodes.pop()
        nodes += node.get("Plans", [])
        if node["Node Type"] == "Seq Scan":
            found.add(node["Relation Name"])
    return found & BIG


def test_an_idle_pull_and_the_roll_ups_batch_read_indexes_alone() -> None:
    cast = make_cast()
    fill(cast)
    client, _token = sign_in_device(cast.worker.person)
    phone = Phone(client)
    phone.sync()
    asked: list[tuple[str, Any]] = []

    def listen(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        asked.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(listen):
        phone.sync()
    assert asked
    for sql, params in asked:
        assert not scanned(sql, params), sql

    position = FoldPosition.objects.get()
    last = Answer.objects.order_by("-seq").values_list("seq", flat=True)[0]
    assert position.seq >= last
    batch = {"seq": last - 5, "ceiling": last, "limit": 20_000}
    assert not scanned(NEW_ANSWERS, batch)
