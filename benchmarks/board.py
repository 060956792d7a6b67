"""``board``: the dashboard of units at every depth, with 400 dispatches alive; its page and the parts it loads."""

from __future__ import annotations

import time
from random import Random
from uuid import UUID

from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection
from django.http import HttpRequest
from django.test import Client
from django.test.utils import CaptureQueriesContext

from benchmarks import orders
from benchmarks.answered import answer_first
from benchmarks.report import Report, percentile
from pankti.access.models import Account, OfficeSession
from pankti.access.sessions import bind_session
from pankti.access.types import Factor
from pankti.project.demo.cast import find_line

ROUNDS = 200
PARTS = ("", "trend/", "curve.json", "map.json", "silent/")


def run(size: str) -> Report:
    report = Report("board", size)
    made = orders.issue_everyday()
    answered = answer_first(made)
    client = _signed_in()
    seen = _choose(made["all"])
    _get(client, *seen[0], "")
    page = [_get(client, dispatch, unit, "") for dispatch, unit in seen]
    limit = percentile([_children(unit) for _, unit in seen], 0.95) * 1000
    by = "index scan of the children"
    for name, values in (("p50", 0.5), ("p95", 0.95)):
        report.add(f"board page, {name}", percentile([s for s, _, _ in page], values) * 1000, "ms", 50, True, limit, by)
    report.add("board page, most queries", max(queries for _, queries, _ in page), "", 10, True)
    report.add("board page, largest", max(size for _, _, size in page) / 1000, "kB", 60, True)
    for part in PARTS[1:]:
        times = [_get(client, dispatch, unit, part)[0] for dispatch, unit in seen[:60]]
        report.add(f"part {part} p95", percentile(times, 0.95) * 1000, "ms")
    home = [_timed(client, "/console/") for _ in range(20)]
    report.add("console home, p95", percentile(home, 0.95) * 1000, "ms")
    report.note(
        f"{ROUNDS} pages in process, gzip and templates included, units from the top down to last-but-one; "
        f"{answered:,} real answers folded, their tallies copied to the other dispatches."
    )
    return report


def _choose(dispatches: list[UUID]) -> list[tuple[UUID, UUID]]:
    """Pairs of a dispatch to everybody and a unit; every depth above the last is there, the top often."""
    rng = Random(5)
    depths = [units for depth in range(7) if (units := orders.units_at(depth))]
    return [(dispatches[n % len(dispatches)], rng.choice(depths[n % len(depths)])) for n in range(ROUNDS)]


def _signed_in() -> Client:
    """A browser in which the head of the top unit is signed in."""
    account, _ = Account.objects.get_or_create(person_id=find_line()[0].person_id)
    request = HttpRequest()
    request.session = SessionStore()
    office = OfficeSession.objects.create(account=account, factor=Factor.APP, name="benchmark")
    bind_session(request, office.id, account)
    request.session.save()
    client = Client(SERVER_NAME="127.0.0.1", headers={"Accept-Encoding": "gzip", "Accept-Language": "hi"})
    client.cookies[settings.SESSION_COOKIE_NAME] = str(request.session.session_key)
    return client


def _get(client: Client, dispatch: UUID, unit: UUID, part: str) -> tuple[float, int, int]:
    """(seconds, queries, bytes) of one request."""
    headers = {"HX-Request": "true"} if part in ("trend/", "silent/") else {}
    with CaptureQueriesContext(connection) as queries:
        began = time.perf_counter()
        response = client.get(f"/console/board/{dispatch}/{unit}/{part}", headers=headers)
        seconds = time.perf_counter() - began
    assert response.status_code == 200, (part, response.status_code)
    return seconds, len(queries), len(response.content)


def _timed(client: Client, path: str) -> float:
    began = time.perf_counter()
    assert client.get(path).status_code == 200
    return time.perf_counter() - began


def _children(unit: UUID) -> float:
    with connection.cursor() as cursor:
        began = time.perf_counter()
        cursor.execute(
            "SELECT unit_id, path FROM organisation_placement"
            " WHERE parent_id = %s AND tree_id = %s AND ended_on IS NULL",
            [unit, orders.main_tree()],
        )
        cursor.fetchall()
        return time.perf_counter() - began
