from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from pankti.base.clock import now
from pankti.cascade.actions.naming import count_named
from pankti.cascade.audience import HOLDERS, HOLDS, audience_of_shape, main_tree, params_of, paths_of, subjects_sql
from pankti.cascade.models import Dispatch, FoldPosition, Shape
from pankti.cascade.types import DispatchState, SubjectKind
from pankti.organisation.models import Organisation

FIRST = datetime(1970, 1, 1, tzinfo=UTC)
"""A shape's first count holds for all time before the next: nothing was known earlier."""

_ALONG_MAIN = """
    INSERT INTO fresh
    SELECT a.unit_id, c.n, c.vacant FROM (
        SELECT left(m.path, 5 * k) AS path, count(*) AS n, count(*) FILTER (WHERE is_vacant) AS vacant
        FROM counted
        JOIN organisation_placement m USING (unit_id),
             generate_series(1, length(m.path) / 5 - %(own)s) k
        WHERE m.tree_id = %(main)s AND m.ended_on IS NULL GROUP BY 1) c
    JOIN organisation_placement a ON a.tree_id = %(main)s AND a.path = c.path AND a.ended_on IS NULL
"""
# As the roll-up tells an answer to every unit above it in either tree, and to none twice (``fold.py``).
_ALONG_OTHER = """
    INSERT INTO fresh
    SELECT a.unit_id, count(*), count(*) FILTER (WHERE c.is_vacant)
    FROM counted c
    CROSS JOIN LATERAL generate_series(1, length(c.path) / 5 - %(own)s) k
    JOIN organisation_placement a ON a.tree_id = %(tree)s AND a.path = left(c.path, 5 * k) AND a.ended_on IS NULL
    LEFT JOIN organisation_placement m ON m.unit_id = c.unit_id AND m.tree_id = %(main)s AND m.ended_on IS NULL
    LEFT JOIN organisation_placement o ON o.unit_id = a.unit_id AND o.tree_id = %(main)s AND o.ended_on IS NULL
    WHERE NOT coalesce(starts_with(m.path, o.path), false)
    GROUP BY 1
    ON CONFLICT (unit_id) DO UPDATE SET n = fresh.n + excluded.n, vacant = fresh.vacant + excluded.vacant
"""


@transaction.atomic
def count_shape(*, shape_id: UUID) -> int:
    """Count a shape's subjects below every unit, once for all dispatches of the shape. Returns how many rows changed.

    Repeat-safe. Counts that differ from the last ones begin now, and dispatches of the shape
    whose tallies stand along today's tree move their ``as_of`` on, so that they expect what it holds.
    Vacancies are replaced in place: they are read as of the last count. A shape of holdings follows
    whoever takes up a post or leaves it, and so does what its live dispatches name one by one.
    """
    shape = Shape.objects.select_for_update().get(id=shape_id)
    main = main_tree()
    audience = audience_of_shape(shape)
    is_direct = bool(shape.roots)
    excluded = sorted(paths_of(shape.tree, shape.excluded).values())
    roots = sorted(paths_of(shape.tree, shape.roots).values()) if is_direct else [""]
    params = {
        **params_of(audience, roots, excluded),
        "shape": shape.id,
        "main": main,
        "at": now() if shape.counted_epoch is not None else FIRST,
    }
    holdings = shape.subject_kind == SubjectKind.APPOINTMENT
    epoch = Organisation.objects.values_list("tree_epoch", flat=True).get()
    changed = 0
    if shape.levels:  # else it holds nobody: all are named
        changed = _count(shape, main, roots, params, holdings)
    FoldPosition.objects.select_for_update().get_or_create(id=1)  # the roll-up's lock: no advance goes on beside us
    Shape.objects.filter(id=shape.id).update(counted_epoch=epoch, counted_at=now())
    if shape.counted_epoch is not None and shape.counted_epoch != epoch:
        # Those whose tallies stand along this tree already; the others move on together with their tallies.
        Dispatch.objects.filter(shape=shape, tallied_epoch=epoch).update(as_of=now())
    if holdings:
        live = Dispatch.objects.filter(shape=shape, state=DispatchState.LIVE)
        if changed:
            live.filter(tallied_epoch=epoch).update(as_of=now())
        count_named(dispatch_ids=list(live.filter(has_named=True).values_list("id", flat=True)))
    return changed


def _count(shape: Shape, main: str, roots: list[str], params: dict[str, Any], holdings: bool) -> int:
    # A holding is counted at its own unit too: it sits in the unit, while a unit answers to those above it.
    own = 0 if holdings else 1
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL work_mem = '256MB'")
        cursor.execute(
            f"""
            CREATE TEMPORARY TABLE counted ON COMMIT DROP AS
            SELECT p.unit_id, p.path, {"false" if holdings else f"NOT {HOLDS}"} AS is_vacant
            {subjects_sql(roots, HOLDERS if holdings else "")}
            """,
            params,
        )
        cursor.execute("CREATE TEMPORARY TABLE fresh (unit_id uuid PRIMARY KEY, n int, vacant int) ON COMMIT DROP")
        cursor.execute(_ALONG_MAIN, {**params, "own": own})
        if shape.tree != main:
            cursor.execute(_ALONG_OTHER, {**params, "own": own})
        changed = _replace(cursor, params)
        cursor.execute("DROP TABLE counted, fresh")  # several shapes may be counted in one transaction
    return changed


def _replace(cursor: CursorWrapper, params: dict[str, Any]) -> int:
    """Close the head counts that are no longer so, begin the new ones, refresh the vacancies."""
    cursor.execute(
        """
        UPDATE cascade_headcount h SET ended_at = %(at)s
        WHERE h.shape_id = %(shape)s AND h.ended_at IS NULL
          AND NOT EXISTS (SELECT 1 FROM fresh f WHERE f.unit_id = h.unit_id AND f.n = h.n)
        """,
        params,
    )
    changed = int(cursor.rowcount)
    cursor.execute(
        """
        UPDATE cascade_headcount h SET vacant = f.vacant FROM fresh f
        WHERE h.shape_id = %(shape)s AND h.ended_at IS NULL AND f.unit_id = h.unit_id AND f.vacant <> h.vacant
        """,
        params,
    )
    cursor.execute(
        """
        INSERT INTO cascade_headcount (shape_id, unit_id, n, vacant, began_at)
        SELECT %(shape)s, f.unit_id, f.n, f.vacant, %(at)s FROM fresh f
        ON CONFLICT (shape_id, unit_id) WHERE ended_at IS NULL DO NOTHING
        """,
        params,
    )
    return changed + int(cursor.rowcount)
