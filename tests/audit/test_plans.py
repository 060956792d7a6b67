"""However the audit is asked, an index answers: never a walk through all of it."""

from __future__ import annotations

import json
from datetime import timedelta

import psycopg
import pytest
from django.db import connection

from pankti.access.queries import actor_for_person
from pankti.audit.models import Event
from pankti.audit.queries import ask_events
from pankti.audit.types import Asked, Place
from pankti.base.clock import now
from pankti.base.ids import new_id
from pankti.base.sight import acting_as
from pankti.project.settings import OWNER_DATABASE_URL, _database
from tests.makers.organisation import make_cast, path_of

pytestmark = pytest.mark.django_db(transaction=True)
MANY = 30_000


def analyze() -> None:
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


def read(asked: Asked, after: Place | None = None) -> tuple[set[str], int]:
    """Node types of the plan over the audit, and how many of its rows were thrown away."""
    sql, params = ask_events(asked, limit=50, after=after).query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {sql}", params)
        plan = cursor.fetchone()[0]
    nodes = [(json.loads(plan) if isinstance(plan, str) else plan)[0]["Plan"]]
    kinds, dropped = set(), 0
    while nodes:
        node = nodes.pop()
        nodes += node.get("Plans", [])
        if node.get("Relation Name") == "audit_event":
            kinds.add(node["Node Type"])
            dropped += node.get("Rows Removed by Filter", 0)
    return kinds, dropped


def test_every_way_of_asking_reads_an_index() -> None:
    cast = make_cast()
    people = [new_id() for _n in range(500)]
    units = [new_id() for _n in range(500)]
    at = now() - timedelta(days=300)
    far, near = path_of(cast.other_middle), path_of(cast.booths[0])
    Event.objects.bulk_create(
        Event(
            at=at + timedelta(minutes=n),
            type="people.person.changed" if n % 100 else "people.person.added",
            actor_id=people[n % 500],
            subject_kind="unit",
            subject_id=units[n % 500],
            path=f"{far}{n % 500 + 50:05x}" if n % 200 else near,
        )
        for n in range(MANY)
    )
    analyze()
    whole = Asked(tops=(path_of(cast.top),))
    middle = Place(at + timedelta(minutes=MANY // 2), new_id())
    with acting_as(actor_for_person(cast.chief.person_id)):
        for asked, after in (
            (whole, None),
            (whole, middle),
            (Asked(), middle),
            (Asked(tops=(path_of(cast.middle),)), None),
            (Asked(subject_id=units[3]), None),
            (Asked(actor_id=people[3], tops=(path_of(cast.top),)), None),
            (Asked(kinds=("people.person.added",)), None),
            (Asked(since=at + timedelta(days=2), until=at + timedelta(days=3)), None),
        ):
            kinds, dropped = read(asked, after)
            assert "Seq Scan" not in kinds, asked
            assert dropped < 5_000, asked
    with acting_as(actor_for_person(cast.officer.person_id)):
        kinds, dropped = read(Asked(tops=(path_of(cast.middle),)))
        assert "Seq Scan" not in kinds
        assert dropped < 1_000
