"""``people``: a list that fills a state's vacant places: persons, sealed numbers, posts and orders, set-wise."""

from __future__ import annotations

import csv
import tempfile
import time
from pathlib import Path

from django.db import connection, transaction

from benchmarks.report import Report
from pankti.base.actor import SYSTEM
from pankti.base.sight import begin_as_system
from pankti.organisation.actions.count_teams import count_teams
from pankti.organisation.actions.import_people import PeopleResult, import_people
from pankti.organisation.importing.people_list import make_people_plan

MOST = 40_000
SYLLABLES = ["ka", "gi", "chu", "jo", "ta", "di", "nu", "po", "ba", "mi", "yu", "ro", "la", "vi", "su", "ho"]

_VACANT = """
SELECT c.level, u.code, e.post
FROM organisation_teamcount c JOIN organisation_unit u ON u.id = c.unit_id, unnest(c.empty) AS e(post)
WHERE c.vacant > 0 ORDER BY c.path LIMIT %s
"""
_ROWS = """
INSERT INTO organisation_appointment (id, person_id, post_id, unit_id, path, began_at, ended_at, end_reason)
SELECT gen_random_uuid(), person_id, post_id, unit_id, path, now(), now(), ''
FROM organisation_appointment LIMIT %s
"""


def run(size: str) -> Report:
    report = Report("people", size)
    begin_as_system()
    count_teams()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "teams.csv"
        rows = _write(path)
        began = time.perf_counter()
        result: PeopleResult = import_people(actor=SYSTEM, plan=make_people_plan(path), dry_run=True)
        seconds = time.perf_counter() - began
    limit = _insert(rows)
    by = "the appointments alone by one INSERT … SELECT"
    report.add("people with posts taken in from a list", result.appointed / seconds, "people/s", None, False, limit, by)
    report.add("rows of the list", rows, "rows", None, False)
    report.add("rows without their post", rows - result.appointed, "rows", 0, True)
    report.note("A dry run: everything is written and taken back, so that the world stays as it was.")
    return report


def _write(path: Path) -> int:
    """One invented person for one vacant place of each team that lacks somebody; how many."""
    with connection.cursor() as cursor:
        cursor.execute(_VACANT, [MOST])
        vacant = cursor.fetchall()
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file)
        out.writerow(["name", "phone", "unit", "post"])
        for number, (level, code, post) in enumerate(vacant):
            words = (number // 4096 % 16, number // 256 % 16, number // 16 % 16, number % 16)
            name = "".join(SYLLABLES[word] for word in words).title()
            out.writerow([f"{name} Devi", str(8_100_000_000 + number), f"{level}:{code}", post])
    return len(vacant)


def _insert(rows: int) -> float:
    """Rows a second of the plainest writing, taken back."""
    with connection.cursor() as cursor, transaction.atomic():
        began = time.perf_counter()
        cursor.execute(_ROWS, [rows])
        seconds = time.perf_counter() - began
        transaction.set_rollback(True)
    return rows / seconds
