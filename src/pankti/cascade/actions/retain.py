from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection, transaction
from django.db.models.functions import Coalesce

from pankti.audit.actions.record import record
from pankti.base.actor import SYSTEM
from pankti.base.clock import now
from pankti.cascade.models import Dispatch, FoldPosition
from pankti.cascade.types import GRACE, KEEP

STEP = 20_000
STEPS = 500
TOGETHER = 500
SLACK = timedelta(days=1)
"""Numbers are drawn in the order of receipt, give or take what a slow writer takes."""


def delete_old_answers(*, step: int = STEP, steps: int = STEPS) -> int:
    """Delete the raw answers of dispatches that ended ``types.KEEP`` ago, a batch per transaction. Returns how many.

    Standings, tallies and head counts stay. Repeat-safe, and goes on where it stopped: each of
    these dispatches knows how far its answers are gone. All of them are looked for in one walk
    along the answers' numbers, from where the first was issued to where the last took answers,
    because answers have no index by dispatch.
    """
    deleted = 0
    for _ in range(steps):
        is_over, gone = _delete_some(step)
        deleted += gone
        if is_over:
            break
    return deleted


@transaction.atomic
def _delete_some(step: int) -> tuple[bool, int]:
    """One batch: whether nothing is left to be looked at, and how many were deleted."""
    over = list(
        Dispatch.objects.select_for_update(skip_locked=True)
        .filter(ended_at__lt=now() - KEEP, answers_gone_at=None)
        .annotate(reached=Coalesce("answers_gone_to", "answers_from"))
        .order_by("reached", "id")[:TOGETHER]
    )
    if not over:
        return True, 0
    start = over[0].reached
    end, earliest = _look(start, step)
    gone = _delete([dispatch.id for dispatch in over], start, end)
    for dispatch in over:
        dispatch.answers_gone += gone.get(dispatch.id, 0)
        dispatch.answers_gone_to = max(dispatch.reached, end)
        took_until = (dispatch.ended_at or now()) + GRACE + SLACK
        if earliest is None or earliest > took_until:
            dispatch.answers_gone_at = now()
            record(
                actor=SYSTEM,
                type="cascade.answers.deleted",
                subject_kind="dispatch",
                subject_id=dispatch.id,
                n=dispatch.answers_gone,
            )
        dispatch.save(update_fields=["answers_gone", "answers_gone_to", "answers_gone_at"])
    return False, sum(gone.values())


def _look(start: int, step: int) -> tuple[int, datetime | None]:
    """The last number of the next folded answers after ``start``, and when the first of them was received."""
    folded = FoldPosition.objects.values_list("seq", flat=True).first() or 0
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT coalesce(max(seq), %(start)s), min(received_at) FROM (
                SELECT seq, received_at FROM cascade_answer WHERE seq > %(start)s AND seq <= %(folded)s
                ORDER BY seq LIMIT %(step)s) a
            """,
            {"start": start, "folded": folded, "step": step},
        )
        end, earliest = cursor.fetchone()
    return int(end), earliest


def _delete(dispatch_ids: Sequence[UUID], start: int, end: int) -> dict[UUID, int]:
    with connection.cursor() as cursor:
        cursor.execute(
            """
            WITH gone AS (
                DELETE FROM cascade_answer WHERE seq > %s AND seq <= %s AND dispatch_id = ANY(%s) RETURNING dispatch_id)
            SELECT dispatch_id, count(*) FROM gone GROUP BY 1
            """,
            [start, end, list(dispatch_ids)],
        )
        return dict(cursor.fetchall())
