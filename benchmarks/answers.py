"""``answers``: acknowledgements of every last unit taken in batches, with repeats and out of order; then a recount."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor

from django.db import connection, transaction

from benchmarks import orders
from benchmarks.making import Row, batches, make_answers
from benchmarks.report import Report
from pankti.cascade.actions.answer import append_answers

BATCH = 5_000
WRITERS = 2
COLUMNS = (
    "cell smallint, id uuid, dispatch_id uuid, version int, asked int, round smallint, rank smallint, "
    "subject_id uuid, unit_id uuid, appointment_id uuid, tapped_at timestamptz, counted_at timestamptz, "
    "received_at timestamptz"
)


def run(size: str) -> Report:
    report = Report("answers", size)
    rows, expected = prepare()
    limit = _multi_row_insert(rows)
    for writers in (1, WRITERS):
        with connection.cursor() as cursor:
            cursor.execute("TRUNCATE cascade_answer")
        seconds = append_all(rows, writers)
        name = f"answers taken, batches of {BATCH:,}, {writers} writer{'s' if writers > 1 else ''}"
        report.add(name, len(rows) / seconds, "answers/s", 40_000, False, limit, "multi-row INSERT")
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*), count(DISTINCT id), count(DISTINCT subject_id) FROM cascade_answer")
        counted = cursor.fetchone()
    lost = abs(counted[0] - expected) + abs(counted[1] - expected) + abs(counted[2] - expected)
    report.add("lost or counted twice, by recount", lost, "answers", 0, True)
    report.note(f"{len(rows):,} sent for {expected:,} last units: 5 % twice, 5 % out of order.")
    return report


def prepare() -> tuple[list[Row], int]:
    """One dispatch to everybody, counted, and the answers to it."""
    dispatch_id = orders.issue(orders.units_at(0)[0])
    orders.count_all()
    subjects = orders.holders(10_000_000)
    return make_answers(dispatch_id, subjects), len(subjects)


def append_all(rows: list[Row], writers: int) -> float:
    """Append everything in batches, each its own transaction, by so many connections; seconds."""
    parts = list(batches(rows, BATCH))

    def write(part: list[Row]) -> None:
        append_answers(part)

    began = time.perf_counter()
    if writers == 1:
        for part in parts:
            append_answers(part)
    else:
        with ThreadPoolExecutor(writers) as pool:
            list(pool.map(write, parts))
    return time.perf_counter() - began


def _multi_row_insert(rows: list[Row]) -> float:
    """Rows a second of plain INSERTs of as many rows, already on the server, into a table of the same columns."""
    names = [column.split(" ")[0] for column in COLUMNS.split(", ")]
    some = rows[: BATCH * 60]
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS bench_answer, bench_source")
        cursor.execute(f"CREATE TABLE bench_answer ({COLUMNS}, PRIMARY KEY (cell, id))")
        cursor.execute(f"CREATE UNLOGGED TABLE bench_source (place serial PRIMARY KEY, {COLUMNS})")
        with cursor.copy(f"COPY bench_source ({', '.join(names)}) FROM STDIN") as copy:
            for row in some:
                copy.write_row([row[name] for name in names])
    began = time.perf_counter()
    for start in range(0, len(some), BATCH):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                f"INSERT INTO bench_answer SELECT {', '.join(names)} FROM bench_source"
                " WHERE place > %s AND place <= %s ON CONFLICT DO NOTHING",
                [start, start + BATCH],
            )
    seconds = time.perf_counter() - began
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE bench_answer, bench_source")
    return len(some) / seconds
