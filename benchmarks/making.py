"""Answers to append: one acknowledgement for each last unit, some twice, some out of order."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from random import Random
from typing import Any
from uuid import UUID

from pankti.base.clock import now
from pankti.cascade.types import Rank

REPEATS, DISORDERED = 0.05, 0.05
Row = dict[str, Any]


def make_answers(dispatch_id: UUID, subjects: list[tuple[UUID, UUID, UUID, int]], seed: int = 7) -> list[Row]:
    """A row of Answer for each subject; 5 % appear again later, 5 % are moved to a far place.

    Acknowledged within hours, as ``TallyTime`` should see it.
    """
    rng = Random(seed)
    began = now()
    rows = [_row(dispatch_id, subject, number, began, rng) for number, subject in enumerate(subjects)]
    total = len(rows)
    for _ in range(int(total * DISORDERED / 2)):
        a, b = rng.randrange(total), rng.randrange(total)
        rows[a], rows[b] = rows[b], rows[a]
    again = [rows[rng.randrange(total)] for _ in range(int(total * REPEATS))]
    for place, row in zip(sorted(rng.randrange(total) for _ in again), again, strict=True):
        rows.insert(min(len(rows), place + 1_000), row) if total < 20_000 else rows.append(row)
    return rows


def _row(dispatch_id: UUID, subject: tuple[UUID, UUID, UUID, int], number: int, began: Any, rng: Random) -> Row:
    unit, _, appointment, cell = subject
    at = (began + timedelta(seconds=rng.lognormvariate(8, 1.2))).isoformat()
    return {
        "cell": cell,
        "id": f"01a00000-0000-7{number >> 48 & 0xFFF:03x}-8000-{number:012x}",
        "dispatch_id": str(dispatch_id),
        "version": 1,
        "asked": 1,
        "round": 1,
        "rank": int(Rank.ACKNOWLEDGED),
        "subject_id": str(unit),
        "unit_id": str(unit),
        "appointment_id": str(appointment),
        "device_id": None,
        "tapped_at": at,
        "counted_at": at,
        "received_at": at,
        "body": None,
    }


def batches(rows: list[Row], size: int) -> Iterator[list[Row]]:
    for start in range(0, len(rows), size):
        yield rows[start : start + size]
