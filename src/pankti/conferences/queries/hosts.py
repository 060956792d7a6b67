"""Which units meet, and who by rule presides there: the lead of the unit, else the nearest filled lead above."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db import connection, transaction

from pankti.base.actor import SYSTEM
from pankti.base.clock import now
from pankti.base.sight import acting_as
from pankti.conferences.types import Hosted
from pankti.organisation.tenure import in_force

_HOSTS = f"""
WITH met AS MATERIALIZED (
  SELECT p.unit_id, p.path FROM organisation_placement p
  JOIN organisation_tree t ON t.code = p.tree_id AND t.is_main
  JOIN organisation_unit u ON u.id = p.unit_id AND u.closed_on IS NULL
  WHERE p.ended_on IS NULL AND p.path >= %(lo)s AND p.path < %(hi)s AND p.level_id = %(level)s
    AND (%(units)s::uuid[] = '{{}}' OR p.unit_id = ANY(%(units)s::uuid[]))
), leads AS MATERIALIZED (
  SELECT DISTINCT ON (a.path) a.path, a.id, a.person_id
  FROM organisation_appointment a
  JOIN organisation_post po ON po.code = a.post_id AND (po.is_lead OR po.wing_id = %(wing)s)
  JOIN organisation_treelevel tl ON tl.level_id = po.level_id
       AND tl.tree_id = (SELECT code FROM organisation_tree WHERE is_main)
  WHERE {in_force("a")} AND a.path <> ''
    AND tl.rank <= (SELECT rank FROM organisation_treelevel x WHERE x.level_id = %(level)s AND x.tree_id = tl.tree_id)
    AND ((a.path >= %(lo)s AND a.path < %(hi)s) OR a.path = ANY(%(above)s))
  ORDER BY a.path, (po.wing_id IS NOT DISTINCT FROM %(wing)s) DESC, po.is_lead DESC, a.began_at, a.id
), lines AS (
  SELECT m.unit_id, m.path, left(m.path, 5 * k) AS above
  FROM met m CROSS JOIN LATERAL generate_series(1, length(m.path) / 5) k
)
SELECT DISTINCT ON (n.path) n.unit_id, n.path, l.id, l.person_id, coalesce(l.path, '')
FROM lines n LEFT JOIN leads l ON l.path = n.above
ORDER BY n.path, length(l.path) DESC NULLS LAST
"""  # noqa: S608 - only our own constants are put together


def list_hosted(path: str, level: str, wing: str | None, *, units: Sequence[UUID] = ()) -> list[Hosted]:
    """All open units of ``level`` at and below ``path`` (of them only ``units``), in tree order, with their hosts.

    Read as the system: who stands above is no secret of the units; the caller has asked for the right over ``path``.
    One query, which reads the subtree once.
    """
    params = {
        "lo": path,
        "hi": path + "g",
        "level": level,
        "wing": wing,
        "units": list(units),
        "above": [path[:end] for end in range(5, len(path), 5)],
        "now": now(),
    }
    with acting_as(SYSTEM), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL jit = off; SET LOCAL work_mem = '64MB'")
        cursor.execute(_HOSTS, params)
        rows = cursor.fetchall()
        cursor.execute("RESET jit; RESET work_mem")
    return [Hosted(*row) for row in rows]
