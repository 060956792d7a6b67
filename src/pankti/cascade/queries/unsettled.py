"""Who has not done what counts, as reminders and escalations ask for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from pankti.base.actor import SYSTEM
from pankti.base.clock import now
from pankti.base.sight import acting_as
from pankti.cascade.audience import main_tree
from pankti.cascade.queries.rows import fetch
from pankti.organisation.tenure import in_force

_INSIDE = """
    SELECT 1 FROM cascade_root r JOIN organisation_placement q ON q.unit_id = r.unit_id
    WHERE r.dispatch_id = d.id AND q.tree_id = d.tree AND q.ended_on IS NULL AND starts_with(p.path, q.path)
"""
_IN_AUDIENCE = f"""
    p.tree_id = d.tree AND p.ended_on IS NULL AND p.level_id = ANY(s.levels) AND u.traits @> s.traits
    AND EXISTS ({_INSIDE} AND NOT r.is_excluded) AND NOT EXISTS ({_INSIDE} AND r.is_excluded)
"""
_SETTLED = """
    SELECT 1 FROM cascade_standing st WHERE st.cell = u.cell AND st.dispatch_id = d.id AND st.subject_id = u.id
      AND st.asked = d.asked_versions[cardinality(d.asked_versions)] AND st.settled_at IS NOT NULL
"""


@dataclass(frozen=True, slots=True)
class Below:
    """The addressed units that one lead post is told about: how many, how many unsettled, the first of those."""

    expected: int
    silent: int
    first: tuple[tuple[UUID, dict[str, str]], ...]


def list_unsettled_own(dispatch_ids: Sequence[UUID], person_id: UUID) -> list[tuple[UUID, UUID, dict[str, str]]]:
    """(dispatch, unit, its names) for each running dispatch that one of the person's posts has not settled."""
    if not dispatch_ids:
        return []
    found = fetch(
        f"""
        SELECT d.id, u.id, u.names
        FROM cascade_dispatch d JOIN cascade_shape s ON s.id = d.shape_id
        JOIN organisation_appointment a ON a.person_id = %(person)s AND {in_force("a")}
        JOIN organisation_post o ON o.code = a.post_id AND 'answer.give' = ANY(o.rights)
             AND (s.posts = '{{}}' OR a.post_id = ANY(s.posts))
             AND (s.wings = '{{}}' OR o.wing_id IS NULL OR o.wing_id = ANY(s.wings))
        JOIN organisation_unit u ON u.id = a.unit_id AND u.closed_on IS NULL
        JOIN organisation_placement p ON p.unit_id = u.id
        WHERE d.id = ANY(%(ids)s) AND d.state = 'live' AND {_IN_AUDIENCE} AND NOT EXISTS ({_SETTLED})
        GROUP BY d.id, u.id ORDER BY 1, 2
        """,
        {"ids": list(dispatch_ids), "person": person_id, "now": now()},
    )
    return [(dispatch, unit, names) for dispatch, unit, names in found]


def list_units_with_children(unit_ids: Sequence[UUID]) -> list[tuple[UUID, dict[str, str]]]:
    """Those of the units that have units under them in the main tree, with their names; one query."""
    if not unit_ids:
        return []
    return fetch(
        """
        SELECT u.id, u.names FROM organisation_unit u WHERE u.id = ANY(%(units)s) AND EXISTS (
            SELECT 1 FROM organisation_placement c JOIN organisation_tree t ON t.code = c.tree_id AND t.is_main
            WHERE c.parent_id = u.id AND c.ended_on IS NULL)
        ORDER BY u.id
        """,
        {"units": list(unit_ids)},
    )


@acting_as(SYSTEM)  # which posts stand empty is no secret of their holders: only units come out
def count_unsettled_below(dispatch_id: UUID, unit_id: UUID, *, levels_up: int, limit: int = 50) -> Below:
    """The addressed units for which ``unit_id`` is the ``levels_up``-th filled lead post above them.

    Walks down from the unit and turns back at filled posts, so that it costs what lies
    between two posts, not the whole subtree; a vacant branch is walked to its end.
    Where nobody so high up is left, nobody is told a second time.
    """
    found = fetch(
        f"""
        WITH RECURSIVE walk AS (
            SELECT c.unit_id, 0 AS passed FROM organisation_placement c
            WHERE c.parent_id = %(unit)s AND c.tree_id = %(main)s AND c.ended_on IS NULL
          UNION ALL
            SELECT c.unit_id, w.passed + f.filled FROM walk w
            CROSS JOIN LATERAL (
                SELECT EXISTS (SELECT 1 FROM organisation_appointment a JOIN organisation_post o ON o.code = a.post_id
                               WHERE a.unit_id = w.unit_id AND o.is_lead AND {in_force("a")})::int AS filled
            ) f
            JOIN organisation_placement c ON c.parent_id = w.unit_id AND c.tree_id = %(main)s AND c.ended_on IS NULL
            WHERE w.passed + f.filled < %(up)s
        )
        SELECT u.id, u.names, EXISTS ({_SETTLED})
        FROM walk w
        JOIN cascade_dispatch d ON d.id = %(id)s JOIN cascade_shape s ON s.id = d.shape_id
        JOIN organisation_unit u ON u.id = w.unit_id AND u.closed_on IS NULL
        JOIN organisation_placement p ON p.unit_id = u.id
        WHERE w.passed = %(up)s - 1 AND d.state = 'live' AND {_IN_AUDIENCE}
        ORDER BY p.path
        """,
        {"id": dispatch_id, "unit": unit_id, "main": main_tree(), "up": levels_up, "now": now()},
    )
    silent = [(unit, names) for unit, names, is_settled in found if not is_settled]
    return Below(expected=len(found), silent=len(silent), first=tuple(silent[:limit]))
