"""``tally``: the same answers folded along all ancestors, the delay at 1,000/s, and a rebuild that is equal."""

from __future__ import annotations

import threading
import time
from uuid import UUID

from django.db import connection

from benchmarks import orders
from benchmarks.answers import append_all, prepare
from benchmarks.making import make_answers
from benchmarks.report import Report, percentile
from pankti.cascade.actions.answer import append_answers
from pankti.cascade.actions.tally import fold_answers, rebuild_tallies

PAUSE = 0.5
STEADY_SECONDS, STEADY_RATE = 20, 1_000


def run(size: str) -> Report:
    report = Report("tally", size)
    rows, expected = prepare()
    dispatch_id = UUID(rows[0]["dispatch_id"])
    append_all(rows, 2)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE cascade_answer")
        began = time.perf_counter()
        cursor.execute(
            "SELECT count(*) FROM (SELECT dispatch_id, subject_id, max(rank) FROM cascade_answer GROUP BY 1, 2) x"
        )
        limit = expected / (time.perf_counter() - began)
    began = time.perf_counter()
    folded = 0
    while read := fold_answers().answers:
        folded += read
    seconds = time.perf_counter() - began
    by = "one GROUP BY over the same rows"
    report.add("folded along all ancestors", folded / seconds, "answers/s", 30_000, False, limit, by)
    before, top = _digest(dispatch_id), _top(dispatch_id)
    report.add("expected less settled at the top, by the tally", expected - top, "units", 0, True)
    report.add("differences to a recount by plain SQL", _differences(dispatch_id), "tallies", 0, True)
    began = time.perf_counter()
    rebuild_tallies(dispatch_id=dispatch_id)
    report.add("rebuild from the answers", expected / (time.perf_counter() - began), "answers/s")
    report.add("differences after the rebuild", float(_digest(dispatch_id) != before), "tallies", 0, True)
    lags = _steady()
    report.add(f"behind at {STEADY_RATE:,}/s, p50", percentile(lags, 0.5), "s", 2, True)
    report.add(f"behind at {STEADY_RATE:,}/s, worst", max(lags), "s", 2, True)
    report.note(f"{folded:,} answers of {expected:,} last units folded in batches by one runner, histograms included.")
    return report


def _steady() -> list[float]:
    """Write 1,000 answers a second while the roll-up runs as its command does; seconds behind, for each batch."""
    dispatch_id = orders.issue(orders.units_at(0)[0])
    rows = make_answers(dispatch_id, orders.holders(STEADY_SECONDS * STEADY_RATE), seed=8)
    for row in rows:
        row["id"] = "02" + row["id"][2:]
    waiting: list[tuple[int, float]] = []
    lags: list[float] = []
    done = threading.Event()

    def write() -> None:
        per = STEADY_RATE // 10
        began = time.monotonic()
        for turn, start in enumerate(range(0, len(rows), per)):
            time.sleep(max(0.0, began + turn / 10 - time.monotonic()))
            append_answers(rows[start : start + per])
            with connection.cursor() as cursor:
                cursor.execute("SELECT max(seq) FROM cascade_answer WHERE id = %s", [rows[start]["id"]])
                waiting.append((cursor.fetchone()[0] or 0, time.monotonic()))
        done.set()
        connection.close()

    writer = threading.Thread(target=write)
    writer.start()
    while not done.is_set() or waiting:
        read = fold_answers().answers
        with connection.cursor() as cursor:
            cursor.execute("SELECT seq FROM cascade_foldposition WHERE id = 1")
            (seq,) = cursor.fetchone()
        at = time.monotonic()
        while waiting and waiting[0][0] <= seq:
            lags.append(at - waiting.pop(0)[1])
        if not read:
            time.sleep(PAUSE)
    writer.join()
    return lags or [0.0]


def _digest(dispatch_id: UUID) -> str:
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT md5(string_agg(t::text, '' ORDER BY t.unit_id)) || (
                SELECT md5(string_agg(x::text, '' ORDER BY x.unit_id, x.bucket)) FROM cascade_tallytime x
                WHERE x.dispatch_id = %(id)s AND x.n <> 0)
            FROM cascade_tally t WHERE t.dispatch_id = %(id)s
            """,
            {"id": dispatch_id},
        )
        return str(cursor.fetchone()[0])


def _top(dispatch_id: UUID) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT settled FROM cascade_tally WHERE dispatch_id = %s AND unit_id = %s",
            [dispatch_id, orders.units_at(0)[0]],
        )
        row = cursor.fetchone()
    return int(row[0]) if row else 0


def _differences(dispatch_id: UUID) -> int:
    """Tallies of the main tree that differ from a count of the answers themselves."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            WITH said AS (
                SELECT DISTINCT subject_id FROM cascade_answer WHERE dispatch_id = %(id)s AND rank >= 2
            ), counted AS (
                SELECT left(p.path, 5 * k) COLLATE "C" AS path, count(*) AS n
                FROM said JOIN organisation_placement p ON p.unit_id = said.subject_id,
                     generate_series(1, length(p.path) / 5 - 1) k
                WHERE p.tree_id = %(tree)s AND p.ended_on IS NULL GROUP BY 1
            ), placed AS (
                SELECT a.unit_id, c.n FROM counted c JOIN organisation_placement a
                ON a.tree_id = %(tree)s AND a.ended_on IS NULL AND a.path = c.path
            )
            SELECT count(*) FROM placed FULL JOIN
                (SELECT unit_id, settled FROM cascade_tally WHERE dispatch_id = %(id)s) t USING (unit_id)
            WHERE n IS DISTINCT FROM settled
            """,
            {"id": dispatch_id, "tree": orders.main_tree()},
        )
        return int(cursor.fetchone()[0])
