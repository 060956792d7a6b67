"""``sync``: phones that pull since their cursor and push three answers, against the real web server over loopback."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import connection
from django.test.utils import CaptureQueriesContext

from benchmarks import orders
from benchmarks.phones import sign_in
from benchmarks.publish import Phone
from benchmarks.report import Report
from benchmarks.serving import APP, PLAIN, THREADS, WORKERS, served
from pankti.base.ids import new_id

SECONDS = 12.0
CONNECTIONS = 16
PHONES = 10_000
"""A fifth for each phase; all of them have synced once before anything but the first sync is measured."""
Phones = list[dict[str, Any]]


def run(size: str) -> Report:
    report = Report("sync", size)
    made = orders.issue_everyday()
    holders = orders.holders(min(PHONES, {"tiny": 10, "small": 300}.get(size, PHONES)))
    tokens = sign_in([person for _, person, _, _ in holders])
    phones: Phones = [
        {"token": token, "cursor": None, "commands": [], "push": _three(made["all"][:3], unit, appointment)}
        for token, (unit, _, appointment, _) in zip(tokens, holders, strict=True)
    ]
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    with served(PLAIN) as port:
        limit = _rate(_play(port, phones[:2_000], laps=20, seconds=6))
        cold_limit = _rate(_play(port, phones[:2_000], laps=20, seconds=6, keep_alive=False))
    with served(APP) as port:
        _measure(report, port, phones, limit, cold_limit)
    _idle_cost(report, tokens[0])
    alive = sum(map(len, made.values()))
    report.note(
        f"granian with {WORKERS} workers of {THREADS} threads, PostgreSQL and the load generator share the machine; "
        f"{len(phones):,} phones of distinct last units, {alive} dispatches alive, {CONNECTIONS} connections."
    )
    return report


def _measure(report: Report, port: int, phones: Phones, limit: float, cold_limit: float) -> None:
    quarter = max(1, len(phones) // 5)
    groups = [phones[start : start + quarter] for start in range(0, quarter * 5, quarter)]
    first = _play(port, groups[0] + groups[1] + groups[2] + groups[3], seconds=600)
    report.add("first syncs, everything sent", _rate(first), "syncs/s")
    report.add("first sync, median size", first["median_size"], "bytes")
    by = "a fixed answer, same web server"
    idle = _play(port, groups[0], laps=50)
    report.add("idle syncs, keep-alive", _rate(idle), "syncs/s", 1_500, False, limit, by)
    cold_idle = _play(port, groups[0], laps=50, keep_alive=False)
    report.add("idle syncs, cold connections", _rate(cold_idle), "syncs/s", 1_500, False, cold_limit, by)
    pushed = _play(port, _armed(groups[1]))
    report.add("pull + 3 answers, keep-alive", _rate(pushed), "syncs/s", 1_000, False, limit, by)
    cold = _play(port, _armed(groups[2]), keep_alive=False)
    report.add("pull + 3 answers, cold connections", _rate(cold), "syncs/s", 1_000, False, cold_limit, by)
    steady = _play(port, _armed(groups[3]), rate=0.7 * _rate(pushed))
    report.add("p99 at 70 % of that, keep-alive", steady["p99"], "ms", 100, True)
    report.add("p50 at 70 % of that, keep-alive", steady["p50"], "ms")
    for name, result in (("idle", idle), ("push", pushed), ("cold", cold), ("steady", steady)):
        if set(result["statuses"]) != {"200"} or result["refused"]:
            report.note(f"{name}: statuses {result['statuses']}, refused {result['refused']}")


def _idle_cost(report: Report, token: str) -> None:
    phone = Phone(token)
    phone.sync()
    phone.sync()
    with CaptureQueriesContext(connection) as queries:
        answer = phone.sync()
    report.add("an idle sync, queries", len(queries), "", 4, True)
    report.add("an idle sync, answer's body", len(json.dumps(answer, separators=(",", ":"))), "bytes", 1_000, True)


def _three(dispatches: list[UUID], unit: UUID, appointment: UUID) -> list[dict[str, Any]]:
    return [
        {
            "id": str(new_id()),
            "name": "answer.give",
            "body": {
                "dispatch_id": str(dispatch),
                "version": 1,
                "subject_id": str(unit),
                "appointment_id": str(appointment),
                "state": "acknowledged",
            },
        }
        for dispatch in dispatches
    ]


def _armed(phones: Phones) -> Phones:
    return [phone | {"commands": phone["push"]} for phone in phones]


def _rate(result: dict[str, Any]) -> float:
    return float(result["done"] / result["seconds"])


def _play(
    port: int,
    phones: Phones,
    *,
    laps: int = 1,
    seconds: float = SECONDS,
    keep_alive: bool = True,
    rate: float | None = None,
) -> dict[str, Any]:
    """Let the generator's process play, and remember the cursors that the phones were given."""
    plan = {
        "host": "127.0.0.1",
        "port": port,
        "phones": [{key: phone[key] for key in ("token", "cursor", "commands")} for phone in phones],
        "laps": laps,
        "seconds": seconds,
        "keep_alive": keep_alive,
        "rate": rate,
        "connections": CONNECTIONS,
    }
    with tempfile.TemporaryDirectory() as folder:
        wish, result = Path(folder) / "plan.json", Path(folder) / "result.json"
        wish.write_text(json.dumps(plan), "utf-8")
        subprocess.run([sys.executable, "-m", "benchmarks.generator", wish, result], check=True)
        answer: dict[str, Any] = json.loads(result.read_text("utf-8"))
    for phone in phones:
        phone["cursor"] = answer["cursors"].get(phone["token"], phone["cursor"])
    return answer
