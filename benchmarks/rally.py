"""``rally``: a virtual rally at every unit of the last level but one: planned, shifted by a day, its board asked."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from datetime import time as hour
from datetime import timedelta
from functools import partial
from random import Random
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from benchmarks import orders
from benchmarks.offices import served, signed_in
from benchmarks.report import Report, percentile
from pankti.access.queries import actor_for_person
from pankti.base.clock import now
from pankti.base.ids import new_id
from pankti.base.sight import begin_as_system
from pankti.conferences.actions.carry_out import call_plan, carry_out, shift_plan, stop_plan
from pankti.conferences.actions.drafts import save_plan
from pankti.conferences.queries.foresee import foresee
from pankti.conferences.types import PlanDraft
from pankti.organisation.queries import list_levels
from pankti.project.demo.cast import find_line

ROUNDS = 200
CLEAR = "TRUNCATE conferences_plan, conferences_session, conferences_head, conferences_nudge, meetings_meeting CASCADE"


def run(size: str) -> Report:
    report = Report("rally", size)
    begin_as_system()
    _ask(CLEAR)
    line = find_line()
    lead = line[1] if len(line) > 1 else line[0]
    actor = actor_for_person(lead.person_id)
    levels = list_levels()
    draft = PlanDraft(
        id=new_id(),
        appointment_id=lead.appointment_id,
        unit_id=lead.unit_id,
        level=levels[-2].code,
        titles={"hi": "वर्चुअल रैली", "en": "Virtual rally"},
        called_levels=(levels[-1].code,),
        starts_on=(now() + timedelta(days=3)).date(),
        days=6,
        slots=(hour(11), hour(14), hour(17)),
        link_base="https://meet.example.org",
        agenda=({"hi": "स्वागत", "en": "Welcome"}, {"hi": "मुख्य भाषण", "en": "Main speech"}),
    )
    save_plan(actor=actor, draft=draft)
    seconds, seen = _timed(lambda: foresee(draft))
    report.add("preview", seconds, "s", 10, True)
    seconds, _ = _timed(lambda: _finish(draft.id, call_plan(actor=actor, plan_id=draft.id)))
    least = _plain_insert(draft.id)
    report.add("planned and called", seconds, "s", 10, True, least, "a bare INSERT of the same rows")
    for name, by in (("shifted by a day", timedelta(days=1)), ("shifted back", timedelta(days=-1))):
        shift = partial(shift_plan, actor=actor, plan_id=draft.id, by=by)
        seconds, _ = _timed(lambda: _finish(draft.id, shift()))  # noqa: B023 - called before the next round
        report.add(name, seconds, "s", 10, True, _plain_update(draft.id), "a bare UPDATE of the same rows")
    _ask("ANALYZE conferences_session, meetings_meeting")
    _report_some(draft.id)
    _measure_board(report, draft.id, lead.person_id)
    seconds, _ = _timed(lambda: _finish(draft.id, stop_plan(actor=actor, plan_id=draft.id, reason="Benchmark")))
    report.add("stopped", seconds, "s", 10, True)
    report.note(
        f"{seen.sessions:,} sessions, {seen.own_host:,} hosted by the unit's own lead, {seen.from_above:,} from above,"
        f" {seen.vacant + seen.clashes:,} without a host; load {os.getloadavg()[0]:.1f}."
    )
    _ask(CLEAR)
    return report


def _finish(plan_id: UUID, done: bool) -> None:
    """A large one is carried out by a worker: here, at once."""
    if not done:
        carry_out(plan_id)


def _measure_board(report: Report, plan_id: UUID, person_id: UUID) -> None:
    client = signed_in(person_id)
    with served():
        _ask_boards(report, client, plan_id)


def _ask_boards(report: Report, client: Client, plan_id: UUID) -> None:
    rng = Random(5)
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('pankti.roots', '*', false)")
        cursor.execute(
            "SELECT p.unit_id, length(p.path) FROM ("
            "  SELECT DISTINCT left(s.path, 5 * k) AS path FROM conferences_session s JOIN conferences_plan c"
            "  ON c.id = s.plan_id, generate_series(length(c.path) / 5, length(s.path) / 5) k WHERE c.id = %s) a"
            " JOIN organisation_placement p ON p.path = a.path AND p.tree_id = %s AND p.ended_on IS NULL",
            [plan_id, orders.main_tree()],
        )
        by_depth: dict[int, list[UUID]] = {}
        for unit, depth in cursor.fetchall():
            by_depth.setdefault(depth, []).append(unit)
    depths = [by_depth[depth] for depth in sorted(by_depth)]
    chosen = [rng.choice(depths[n % len(depths)]) for n in range(ROUNDS)]
    _get(client, plan_id, chosen[0])
    seen = [_get(client, plan_id, unit) for unit in chosen]
    top = [_get(client, plan_id, depths[0][0])[0] for _ in range(30)]
    scan = percentile([_scan(plan_id) for _ in range(20)], 0.95) * 1000
    by = "one grouped scan of all sessions"
    report.add("board of any unit, p50", percentile([s for s, _ in seen], 0.5) * 1000, "ms", 50, True, scan, by)
    report.add("board of any unit, p95", percentile([s for s, _ in seen], 0.95) * 1000, "ms", 50, True, scan, by)
    report.add("board of the top unit, p95", percentile(top, 0.95) * 1000, "ms", 50, True, scan, by)
    report.add("board, most queries", max(queries for _, queries in seen), "", 20, True)


def _get(client: Client, plan_id: UUID, unit: UUID) -> tuple[float, int]:
    with CaptureQueriesContext(connection) as queries:
        began = time.perf_counter()
        response = client.get(f"/console/conferences/{plan_id}/units/{unit}/")
        seconds = time.perf_counter() - began
    assert response.status_code == 200, response.status_code
    return seconds, len(queries)


def _scan(plan_id: UUID) -> float:
    began = time.perf_counter()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT left(path, 15), count(*) FROM conferences_session WHERE plan_id = %s GROUP BY 1", [plan_id]
        )
        cursor.fetchall()
    return time.perf_counter() - began


def _report_some(plan_id: UUID) -> None:
    """A third is held and counted, as the board meets it in the middle of the week."""
    _ask(
        "UPDATE conferences_session SET state = 'held', heads = 40 + (hashtext(path) & 63), words = 'All went well.',"
        " reported_at = now() WHERE plan_id = %s AND hashtext(path) %% 3 = 0",
        plan_id,
    )


def _plain_insert(plan_id: UUID) -> float:
    """The same rows written into bare copies of the tables: what any way of planning would at least cost."""
    began = time.perf_counter()
    with transaction.atomic():
        _ask("CREATE TEMP TABLE bare_meeting (LIKE meetings_meeting INCLUDING INDEXES) ON COMMIT DROP")
        _ask("CREATE TEMP TABLE bare_session (LIKE conferences_session INCLUDING INDEXES) ON COMMIT DROP")
        _ask("INSERT INTO bare_meeting SELECT * FROM meetings_meeting WHERE origin_id = %s", plan_id)
        _ask("INSERT INTO bare_session SELECT * FROM conferences_session WHERE plan_id = %s", plan_id)
    return time.perf_counter() - began


def _plain_update(plan_id: UUID) -> float:
    began = time.perf_counter()
    with transaction.atomic():
        _ask("UPDATE meetings_meeting SET starts_at = starts_at, ends_at = ends_at WHERE origin_id = %s", plan_id)
        _ask("UPDATE conferences_session SET starts_at = starts_at WHERE plan_id = %s", plan_id)
    return time.perf_counter() - began


def _ask(sql: str, *params: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, list(params) or None)


def _timed(do: Callable[[], Any]) -> tuple[float, Any]:
    began = time.perf_counter()
    result = do()
    return time.perf_counter() - began, result
