from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db import connection

from pankti.base.actor import SYSTEM
from pankti.base.clock import now
from pankti.base.sight import acting_as
from pankti.cascade.audience import main_tree
from pankti.cascade.inviting import IN_RULE, Naming
from pankti.cascade.types import Why
from pankti.organisation.tenure import in_force

_WRITE = """
    INSERT INTO cascade_named (dispatch_id, appointment_id, unit_id, why, is_excepted, change_no)
    SELECT %(dispatch)s, x.appointment_id, x.unit_id, x.why, x.is_excepted, %(change_no)s
    FROM unnest(%(appointments)s::uuid[], %(units)s::uuid[], %(whys)s::text[], %(excepted)s::bool[])
         AS x(appointment_id, unit_id, why, is_excepted)
"""

# Told to every unit above in the main tree and in the dispatch's, and to none twice, as the roll-up tells an answer.
# What is excepted takes away only what the rule's own head count holds at this moment.
_COUNT = f"""
    WITH held AS MATERIALIZED (
        SELECT n.dispatch_id, d.tree, n.unit_id, sum(CASE WHEN n.is_excepted THEN -1 ELSE 1 END)::int AS n
        FROM cascade_named n
        JOIN cascade_dispatch d ON d.id = n.dispatch_id
        JOIN cascade_shape s ON s.id = d.shape_id
        JOIN organisation_appointment a ON a.id = n.appointment_id AND {in_force("a")}
        JOIN organisation_post o ON o.code = a.post_id
        JOIN organisation_unit u ON u.id = a.unit_id
        LEFT JOIN organisation_placement p ON p.unit_id = u.id AND p.tree_id = d.tree AND p.ended_on IS NULL
        WHERE n.dispatch_id = ANY(%(ids)s)
          AND CASE WHEN n.is_excepted THEN u.closed_on IS NULL AND {IN_RULE} ELSE true END
        GROUP BY 1, 2, 3
    ), lines AS (
        SELECT DISTINCT h.dispatch_id, h.unit_id AS at_id, a.unit_id, h.n
        FROM held h
        JOIN organisation_placement p ON p.unit_id = h.unit_id AND p.tree_id IN (%(main)s, h.tree)
             AND p.ended_on IS NULL
        CROSS JOIN LATERAL generate_series(1, length(p.path) / 5) k
        JOIN organisation_placement a ON a.tree_id = p.tree_id AND a.path = left(p.path, 5 * k) AND a.ended_on IS NULL
    )
    INSERT INTO cascade_namedcount (dispatch_id, unit_id, n)
    SELECT dispatch_id, unit_id, sum(n) FROM lines GROUP BY 1, 2 HAVING sum(n) <> 0
"""


def write_named(*, dispatch_id: UUID, naming: Naming, change_no: int) -> None:
    """Freeze whom a dispatch names and whom it excepts, in one statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            _WRITE,
            {
                "dispatch": dispatch_id,
                "change_no": change_no,
                "appointments": [
                    *(one.appointment_id for one in naming.named),
                    *(appointment for appointment, _unit in naming.excepted),
                ],
                "units": [*(one.place_id for one in naming.named), *(unit for _id, unit in naming.excepted)],
                "whys": [*(one.why.value for one in naming.named), *(Why.RULE.value for _ in naming.excepted)],
                "excepted": [False] * len(naming.named) + [True] * len(naming.excepted),
            },
        )


@acting_as(SYSTEM)  # only numbers come out
def count_named(*, dispatch_ids: Sequence[UUID]) -> None:
    """Count anew what the named holdings of these dispatches add at each unit; who has left is not counted."""
    if not dispatch_ids:
        return
    params: dict[str, Any] = {"ids": list(dispatch_ids), "main": main_tree(), "now": now()}
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM cascade_namedcount WHERE dispatch_id = ANY(%(ids)s)", params)
        cursor.execute(_COUNT, params)
