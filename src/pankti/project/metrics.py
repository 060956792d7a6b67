"""Counts of requests, kept where all web processes of this machine can add them up, and figures from the database."""

from __future__ import annotations

import mmap
import os
import struct
import threading
import time
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse

CLASSES = ("1xx", "2xx", "3xx", "4xx", "5xx")
LIMITS_MS = (5, 10, 25, 50, 100, 250, 500, 1000, 2500)
_SLOTS = len(CLASSES) + len(LIMITS_MS) + 2  # ... + slower than all + sum in microseconds
_FORMAT = struct.Struct(f"<{_SLOTS}Q")


class Counters:
    """This process's figures in a small shared file, so that whichever process is asked can tell all of them."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self.values = [0] * _SLOTS
        self.lock = threading.Lock()
        path = folder / f"{os.getpid()}.counts"
        path.write_bytes(bytes(_FORMAT.size))
        with path.open("r+b") as file:
            self.shared = mmap.mmap(file.fileno(), _FORMAT.size)

    def add(self, status: int, seconds: float) -> None:
        milliseconds = seconds * 1000
        slot = next((i for i, limit in enumerate(LIMITS_MS) if milliseconds <= limit), len(LIMITS_MS))
        with self.lock:
            self.values[min(max(status // 100, 1), 5) - 1] += 1
            self.values[len(CLASSES) + slot] += 1
            self.values[-1] += int(seconds * 1_000_000)
            _FORMAT.pack_into(self.shared, 0, *self.values)

    def total(self) -> list[int]:
        sums = [0] * _SLOTS
        for path in self.folder.glob("*.counts"):
            raw = path.read_bytes()
            if len(raw) == _FORMAT.size:
                sums = [a + b for a, b in zip(sums, _FORMAT.unpack(raw), strict=True)]
        return sums


_counters: list[Counters] = []
_making = threading.Lock()


def counters() -> Counters:
    if not _counters:
        with _making:
            if not _counters:
                _counters.append(Counters(settings.DATA_DIR / "metrics"))
    return _counters[0]


def count_requests(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: one line of arithmetic per request."""
    ours = counters()

    def middleware(request: HttpRequest) -> HttpResponse:
        began = time.perf_counter()
        response = get_response(request)
        ours.add(response.status_code, time.perf_counter() - began)
        return response

    return middleware


def text() -> str:
    """All figures as Prometheus reads them."""
    sums = counters().total()
    lines = ["# TYPE pankti_requests_total counter"]
    lines += [f'pankti_requests_total{{status="{name}"}} {sums[i]}' for i, name in enumerate(CLASSES)]
    lines.append("# TYPE pankti_request_seconds histogram")
    running = 0
    for i, limit in enumerate(LIMITS_MS):
        running += sums[len(CLASSES) + i]
        lines.append(f'pankti_request_seconds_bucket{{le="{limit / 1000}"}} {running}')
    running += sums[len(CLASSES) + len(LIMITS_MS)]
    lines.append(f'pankti_request_seconds_bucket{{le="+Inf"}} {running}')
    lines += [f"pankti_request_seconds_sum {sums[-1] / 1e6}", f"pankti_request_seconds_count {running}"]
    for name, sql in GAUGES:
        try:
            with connection.cursor() as cursor:
                cursor.execute(sql)
                lines += [f"# TYPE {name} gauge", f"{name} {cursor.fetchone()[0] or 0}"]
        except DatabaseError:
            continue  # a figure that cannot be had is left out, the others are told
    return "\n".join(lines) + "\n"


GAUGES = (
    ("pankti_jobs_waiting", "SELECT count(*) FROM procrastinate_jobs WHERE status = 'todo'"),
    ("pankti_jobs_failed", "SELECT count(*) FROM procrastinate_jobs WHERE status = 'failed'"),
    (
        "pankti_answers_waiting",  # for the roll-up; counting stops at 100,000
        "SELECT count(*) FROM (SELECT 1 FROM cascade_answer"
        " WHERE seq > coalesce((SELECT max(seq) FROM cascade_foldposition), 0) LIMIT 100000) AS waiting",
    ),
)
