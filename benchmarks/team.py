"""``team``: a unit's team page, its strength and its lists of teams below strength, from a district to the top,
asked by the head of the top unit as the role that serves, so that the database's own filter is in the figures."""

from __future__ import annotations

import time
from collections.abc import Callable
from random import Random
from uuid import UUID

from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from benchmarks import orders
from benchmarks.offices import served, signed_in
from benchmarks.report import Report, percentile
from pankti.base.clock import now
from pankti.base.sight import begin_as_system
from pankti.organisation.actions.count_teams import count_teams, recount_teams
from pankti.organisation.queries import count_strength, get_unit
from pankti.project.demo.cast import find_line

ROUNDS = 100
PAGES = (
    ("team page", "team/"),
    ("strength", "strength/"),
    ("teams below strength", "vacancies/"),
    ("vacancies of last units, a later page", "vacancies/?level={level}&after={after}"),
)
LEVELS = (("district", 3), ("state", 1), ("nation", 0))
"""The unit's depth in the demo's tree, by what it is called there."""


def run(size: str) -> Report:
    report = Report("team", size)
    begin_as_system()
    client = signed_in(find_line()[0].person_id)
    with served():
        _measure_all(report, client)
    return report


def _measure_all(report: Report, client: Client) -> None:
    rng = Random(5)
    teams = [unit for depth in range(7) if (units := orders.units_at(depth)) for unit in rng.sample(units, 1)]
    _measure(
        report, client, "team page, any unit", [(unit, "team/") for unit in teams * (ROUNDS // len(teams))], 50, _one
    )
    for name, depth in LEVELS:
        units = orders.units_at(depth)
        chosen = [rng.choice(units) for _ in range(ROUNDS)]
        below = percentile([_below(unit) for unit in chosen[:20]], 0.5)
        report.note(f"A {name} here has {below:,.0f} units below it.")
        for what, page in PAGES[1:]:
            asked = [(unit, page.format(level=orders.last_levels()[0], after=_middle(unit, rng))) for unit in chosen]
            limit = _sums if page.startswith("strength") else _first_below
            _measure(report, client, f"{what} of a {name}", asked, 50, limit)
    _count(report)
    report.note(
        "In process, as the serving role under row-level security; the limits are the unit's children by their index,"
        " and fifty teams by theirs."
    )
    unit = orders.units_at(LEVELS[0][1])[0]
    with connection.cursor() as cursor:
        path = get_unit(unit).path
        count_teams()
        counted = sum(one.filled for one in count_strength(path).values())
        cursor.execute(_RECOUNT, {"lo": path, "hi": path + "g", "now": now()})
        report.note(f"Filled places of a district: {counted:,} counted, {cursor.fetchone()[0]:,} by a plain recount.")


_RECOUNT = """
SELECT count(*) FROM organisation_appointment a JOIN organisation_unit u ON u.id = a.unit_id
JOIN organisation_post p ON p.code = a.post_id AND p.level_id = u.level_id
WHERE a.path >= %(lo)s AND a.path < %(hi)s AND p.strength IS NOT NULL AND p.retired_on IS NULL
  AND a.began_at <= %(now)s AND (a.ended_at IS NULL OR a.ended_at > %(now)s)
"""


def _measure(
    report: Report,
    client: Client,
    what: str,
    asked: list[tuple[UUID, str]],
    target: float | None,
    limit: Callable[[UUID], float],
) -> None:
    """Median and p95 of pages, the most queries of one, beside the limit's own p95."""
    _get(client, *asked[0])
    seen = [_get(client, unit, page) for unit, page in asked]
    least = percentile([limit(unit) for unit, _page in asked], 0.95) * 1000
    by = "the same rows, read once"
    report.add(f"{what}, p50", percentile([s for s, _ in seen], 0.5) * 1000, "ms", None, True, least, by)
    report.add(f"{what}, p95", percentile([s for s, _ in seen], 0.95) * 1000, "ms", target, True, least, by)
    report.add(f"{what}, most queries", max(queries for _, queries in seen), "", 30, True)


def _get(client: Client, unit: UUID, page: str) -> tuple[float, int]:
    """(seconds, queries) of one page."""
    connection.queries_log.clear()  # it keeps no more than so many
    with CaptureQueriesContext(connection) as queries:
        began = time.perf_counter()
        response = client.get(f"/console/units/{unit}/{page}")
        seconds = time.perf_counter() - began
    assert response.status_code == 200, (page, response.status_code)
    return seconds, len(queries)


def _count(report: Report) -> None:
    """How long it takes to count what two thousand appointments changed, and everything."""
    begin_as_system()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE organisation_appointment SET ended_at = now() WHERE id IN "
                       "(SELECT id FROM organisation_appointment WHERE ended_at IS NULL LIMIT 2000)")  # fmt: skip
        began = time.perf_counter()
        count_teams()
        report.add("2,000 changed teams counted", (time.perf_counter() - began) * 1000, "ms", None, True)
        transaction.set_rollback(True)
    began = time.perf_counter()
    recount_teams()
    report.add("every team counted anew", time.perf_counter() - began, "s", None, True)


def _one(unit: UUID) -> float:
    return _timed("SELECT person_id FROM organisation_appointment WHERE unit_id = %s", [unit])


def _sums(unit: UUID) -> float:
    return _timed(
        "SELECT * FROM organisation_placement WHERE parent_id = %s AND tree_id = %s AND ended_on IS NULL",
        [unit, orders.main_tree()],
    )


def _first_below(unit: UUID) -> float:
    path = get_unit(unit).path
    return _timed(
        "SELECT * FROM organisation_teamcount WHERE vacant > 0 AND path >= %s AND path < %s ORDER BY path LIMIT 50",
        [path, path + "g"],
    )


def _middle(unit: UUID, rng: Random) -> str:
    """A path somewhere below the unit."""
    path = get_unit(unit).path
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT max(path) FROM (SELECT path FROM organisation_teamcount WHERE vacant > 0 AND path >= %s"
            " AND path < %s ORDER BY path LIMIT %s) t",
            [path, path + "g", rng.randrange(1, 2_000)],
        )
        return str(cursor.fetchone()[0] or path)


def _below(unit: UUID) -> float:
    path = get_unit(unit).path
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM organisation_placement WHERE tree_id = %s AND ended_on IS NULL"
            " AND path > %s AND path < %s",
            [orders.main_tree(), path, path + "g"],
        )
        return float(cursor.fetchone()[0])


def _timed(sql: str, params: list[object]) -> float:
    with connection.cursor() as cursor:
        began = time.perf_counter()
        cursor.execute(sql, params)  # type: ignore[arg-type]
        cursor.fetchall()
        return time.perf_counter() - began
