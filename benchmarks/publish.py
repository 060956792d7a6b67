"""``publish``: one directive to everybody and to one assembly, until a last unit's next sync returns it."""

from __future__ import annotations

import json
import time
from statistics import median
from typing import Any
from uuid import UUID

from django.db import connection
from django.test import Client

from benchmarks import orders
from benchmarks.phones import sign_in
from benchmarks.report import Report
from pankti.base.clock import now

ROUNDS = 40
ASSEMBLY_DEPTH = 4


def run(size: str) -> Report:
    report = Report("publish", size)
    orders.issue(orders.units_at(0)[0])
    orders.count_all()
    unit, person, _, _ = orders.holders(1)[0]
    token = sign_in([person])[0]
    phone = Phone(token)
    phone.sync()
    everybody, assembly = orders.units_at(0)[0], _above(unit, ASSEMBLY_DEPTH)
    wide, narrow, rows = [], [], []
    for _ in range(ROUNDS):
        wide.append(_publish(everybody, phone))
        narrow.append(_publish(assembly, phone))
        rows.append(_one_row())
    limit = median(rows) * 1000
    report.note(
        f"{ROUNDS} rounds; each issues through the action and then syncs one phone, in process; "
        f"the wide audience holds {_size(everybody):,} last units, the narrow one {_size(assembly):,}."
    )
    by = "one row inserted and committed"
    report.add("issue + next sync, to everybody, median", median(wide) * 1000, "ms", 50, True, limit, by)
    report.add("issue + next sync, to one assembly, median", median(narrow) * 1000, "ms", 50, True, limit, by)
    report.add("everybody ÷ one assembly", median(wide) / median(narrow), "×", 1.2, True)
    return report


class Phone:
    """One phone that syncs in process, through the whole application but no socket."""

    def __init__(self, token: str) -> None:
        self.client = Client(SERVER_NAME="127.0.0.1", headers={"Authorization": f"Bearer {token}"})
        self.cursor: str | None = None

    def sync(self, commands: list[dict[str, Any]] | None = None) -> dict[str, Any]:
        body = {"cursor": self.cursor, "sent_at": now().isoformat(), "commands": commands or []}
        response = self.client.post("/api/v1/sync", json.dumps(body), content_type="application/json")
        assert response.status_code == 200, response.content
        answer: dict[str, Any] = json.loads(response.content)
        self.cursor = answer["cursor"]
        return answer


def _publish(root: UUID, phone: Phone) -> float:
    began = time.perf_counter()
    dispatch_id = orders.issue(root)
    answer = phone.sync()
    seconds = time.perf_counter() - began
    assert str(dispatch_id) in [dispatch["id"] for dispatch in answer["dispatches"]]
    return seconds


def _one_row() -> float:
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE IF NOT EXISTS bench_row (id serial PRIMARY KEY, payload jsonb)")
        began = time.perf_counter()
        cursor.execute("INSERT INTO bench_row (payload) VALUES (%s)", [json.dumps(orders.PAYLOAD)])
        return time.perf_counter() - began


def _above(unit: UUID, depth: int) -> UUID:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT a.unit_id FROM organisation_placement p JOIN organisation_placement a"
            " ON a.tree_id = p.tree_id AND a.ended_on IS NULL AND a.path = left(p.path, %s)"
            " WHERE p.unit_id = %s AND p.tree_id = %s AND p.ended_on IS NULL",
            [5 * (depth + 1), unit, orders.main_tree()],
        )
        found: UUID = cursor.fetchone()[0]
        return found


def _size(root: UUID) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(sum(n), 0) FROM cascade_headcount WHERE unit_id = %s AND ended_at IS NULL", [root]
        )
        return int(cursor.fetchone()[0])
