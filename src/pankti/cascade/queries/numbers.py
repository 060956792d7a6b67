"""The numbers that units gave as proof, added up."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from uuid import UUID

from pankti.cascade.queries.rows import fetch


def sum_numbers(dispatch_ids: Sequence[UUID]) -> dict[UUID, Decimal]:
    """Per dispatch, the sum of what subjects that are done gave as their number; without any, it is not in it.

    Read from the answers, so long after the end, when these are deleted, nothing is left to add up.
    """
    if not dispatch_ids:
        return {}
    return dict(
        fetch(
            """
            SELECT s.dispatch_id, sum((a.body ->> 'number')::numeric)
            FROM cascade_standing s
            JOIN cascade_dispatch d ON d.id = s.dispatch_id
                 AND s.asked = d.asked_versions[array_upper(d.asked_versions, 1)]
            JOIN cascade_answer a ON a.cell = s.cell AND a.id = s.answer_id
            WHERE s.dispatch_id = ANY(%(ids)s) AND s.rank = 4 AND a.body ->> 'number' IS NOT NULL
              AND s.cell IN (SELECT DISTINCT cell FROM cascade_tally WHERE dispatch_id = ANY(%(ids)s))
            GROUP BY 1
            """,
            {"ids": list(dispatch_ids)},
        )
    )
