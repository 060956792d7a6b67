"""A subtree leaves its cell: each of its units is closed and goes on as a new one in the other cell.

Answers, standings and tallies are kept by cell and never move (docs/adr/0060-reorganisation.md); so whoever crosses
is asked again.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection

from pankti.organisation.actions.reorganise.placing import next_paths, paths_of
from pankti.organisation.actions.repath import carry_paths
from pankti.organisation.models import Unit
from pankti.organisation.reorganising.facts import Facts
from pankti.organisation.reorganising.following import Batch, Follower, Shift
from pankti.organisation.reorganising.steps import Kind

LEFT = "unit left its cell"

_STATEMENTS = (
    # The key goes on with the successor, so that the next list finds that one.
    """
    UPDATE organisation_unit u SET code = u.code || '~' || right(u.id::text, 6), closed_on = %(on)s
    FROM crossing c WHERE u.id = c.old
    """,
    """
    INSERT INTO organisation_unit (id, level_id, names, source, code, cell, traits, latitude, longitude,
                                   opened_on, entered)
    SELECT c.new, u.level_id, u.names, u.source, left(u.code, -7), %(cell)s, u.traits, u.latitude, u.longitude, %(on)s,
           CASE WHEN 'placement' = ANY(u.entered) THEN u.entered ELSE array_append(u.entered, 'placement') END
    FROM crossing c JOIN organisation_unit u ON u.id = c.old
    """,
    """
    CREATE TEMP TABLE crossing_place ON COMMIT DROP AS
    SELECT p.tree_id, coalesce(c.new, p.unit_id) AS unit_id, p.unit_id AS was, p.level_id,
           CASE WHEN p.tree_id = %(main)s AND p.unit_id = %(unit)s THEN %(parent)s::uuid
                ELSE coalesce(a.new, p.parent_id) END AS parent_id,
           CASE WHEN p.tree_id = %(main)s THEN %(new)s || substr(p.path, %(after)s) ELSE p.path END AS path
    FROM organisation_placement p
    LEFT JOIN crossing c ON c.old = p.unit_id
    LEFT JOIN crossing a ON a.old = p.parent_id
    WHERE p.ended_on IS NULL AND (c.old IS NOT NULL OR a.old IS NOT NULL)
    """,
    """
    UPDATE organisation_placement p SET ended_on = greatest(%(on)s, p.began_on) FROM crossing_place n
    WHERE p.tree_id = n.tree_id AND p.unit_id = n.was AND p.ended_on IS NULL
    """,
    """
    INSERT INTO organisation_placement (tree_id, unit_id, parent_id, level_id, path, began_on)
    SELECT tree_id, unit_id, parent_id, level_id, path, %(on)s FROM crossing_place
    ON CONFLICT (tree_id, unit_id, began_on) DO UPDATE SET
        parent_id = excluded.parent_id, level_id = excluded.level_id, path = excluded.path, ended_on = NULL
    """,
    "DROP TABLE crossing_place",
    """
    INSERT INTO organisation_boundary (unit_id, geometry)
    SELECT c.new, b.geometry FROM crossing c JOIN organisation_boundary b ON b.unit_id = c.old
    """,
    """
    CREATE TEMP TABLE crossing_held ON COMMIT DROP AS
    SELECT h.id, h.person_id, h.post_id, c.new AS unit_id FROM organisation_appointment h
    JOIN crossing c ON c.old = h.unit_id WHERE h.ended_at IS NULL OR h.ended_at > %(at)s
    """,
    """
    UPDATE organisation_appointment h SET ended_at = greatest(%(at)s, h.began_at), end_reason = %(left)s
    FROM crossing_held c WHERE h.id = c.id
    """,
    """
    INSERT INTO organisation_appointment (id, person_id, post_id, unit_id, began_at, end_reason)
    SELECT gen_random_uuid(), person_id, post_id, unit_id, %(at)s, '' FROM crossing_held
    """,
    "DROP TABLE crossing_held",
    """
    WITH moved AS (
        UPDATE organisation_residence r SET ended_on = greatest(%(on)s, r.began_on) FROM crossing c
        WHERE r.unit_id = c.old AND r.ended_on IS NULL RETURNING r.person_id, c.new, r.path, r.ended_on
    )
    INSERT INTO organisation_residence (id, person_id, unit_id, path, began_on)
    SELECT gen_random_uuid(), person_id, new, path, ended_on FROM moved
    """,
    """
    INSERT INTO organisation_succession (unit_id, heir_id, kind, "on", plan_id)
    SELECT old, new, %(kind)s, %(on)s, %(plan)s FROM crossing
    """,
)


def cross_cells(
    *,
    facts: Facts,
    unit_id: UUID,
    parent_id: UUID,
    plan_id: UUID,
    on: date,
    at: datetime,
    followers: Sequence[Follower],
) -> dict[UUID, UUID]:
    """Close the unit and all below it in the main tree, and open their successors under ``parent_id``.

    Returns who goes on as whom. Places in other trees, outlines and posts go over to the successors.
    """
    old = paths_of(facts.main, [unit_id])[unit_id]
    new = next_paths(facts.main, [(unit_id, parent_id)])[unit_id]
    batch = Batch(facts.main, True, (Shift(unit_id, old, None),))
    for follower in followers:
        follower.before(batch)
    params: dict[str, Any] = {
        "unit": unit_id,
        "parent": parent_id,
        "main": facts.main,
        "on": on,
        "at": at,
        "new": new,
        "after": len(old) + 1,
        "cell": Unit.objects.values_list("cell", flat=True).get(id=parent_id),
        "plan": plan_id,
        "kind": Kind.CROSSED.value,
        "left": LEFT,
        "low": old,
        "high": old + "g",
    }
    with connection.cursor() as cursor:
        cursor.execute(
            """
            CREATE TEMP TABLE crossing ON COMMIT DROP AS
            SELECT p.unit_id AS old, gen_random_uuid() AS new FROM organisation_placement p
            WHERE p.tree_id = %(main)s AND p.ended_on IS NULL AND p.path >= %(low)s AND p.path < %(high)s
            """,
            params,
        )
        carry_paths([(old, new)])
        for statement in _STATEMENTS:
            cursor.execute(statement, params)
        cursor.execute("SELECT old, new FROM crossing")
        heirs = dict(cursor.fetchall())
        cursor.execute("DROP TABLE crossing")
    for follower in followers:
        follower.after(batch)
        follower.succeed(heirs)
    return heirs
