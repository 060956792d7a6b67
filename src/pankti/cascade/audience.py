"""An Audience compiled: to one predicate in SQL, to its shape, and from and to JSON.

The predicate is cheap both ways: path ranges find who is in it, and a unit's own
ancestors tell whether it is in it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from itertools import pairwise
from typing import Any
from uuid import UUID

from django.db import connection

from pankti.base.clock import now
from pankti.base.errors import OutOfReach
from pankti.cascade.errors import NobodyAddressed, RootsOverlap
from pankti.cascade.models import Shape
from pankti.cascade.types import Audience, SubjectKind
from pankti.organisation.models import Tree
from pankti.organisation.tenure import in_force

HOLDS = f"""
    EXISTS (SELECT 1 FROM organisation_appointment h JOIN organisation_post hp ON hp.code = h.post_id
            WHERE h.unit_id = p.unit_id AND {in_force("h")} AND 'answer.give' = ANY(hp.rights)
              AND (%(posts)s::text[] = '{{}}' OR hp.code = ANY(%(posts)s::text[]))
              AND (%(wings)s::text[] = '{{}}' OR hp.wing_id IS NULL OR hp.wing_id = ANY(%(wings)s::text[])))
"""
"""Whether somebody addressed holds a post at the placement ``p``'s unit now."""

HELD = f"""
    LEFT JOIN LATERAL (
        SELECT true AS one FROM organisation_appointment h JOIN organisation_post hp ON hp.code = h.post_id
        WHERE h.unit_id = p.unit_id AND {in_force("h")} AND 'answer.give' = ANY(hp.rights)
          AND (%(posts)s::text[] = '{{}}' OR hp.code = ANY(%(posts)s::text[]))
          AND (%(wings)s::text[] = '{{}}' OR hp.wing_id IS NULL OR hp.wing_id = ANY(%(wings)s::text[]))
        LIMIT 1) held ON true
"""
"""The same as ``HOLDS`` for a few placements: ``held.one`` is null where nobody holds a post.

Joined after the rows are limited it asks unit by unit; the planner turns ``HOLDS`` into one
look at all appointments, which is right for a count and wrong for a page.
"""

ADDRESSED_POST = """
    (%(posts)s::text[] = '{}' OR sp.code = ANY(%(posts)s::text[]))
      AND (%(wings)s::text[] = '{}' OR sp.wing_id IS NULL OR sp.wing_id = ANY(%(wings)s::text[]))
"""
"""Whether post ``sp`` is one of the audience's."""

HOLDERS = f"""
    JOIN organisation_appointment s ON s.unit_id = p.unit_id AND {in_force("s")}
    JOIN organisation_post sp ON sp.code = s.post_id AND {ADDRESSED_POST}
"""
"""The addressed holdings ``s`` at the placements ``p``, for dispatches that count holdings.

A holder answers for themself: the post's right to answer for the unit is not asked for.
"""

HOLDERS_OR_NOBODY = f"""
    LEFT JOIN (organisation_appointment s JOIN organisation_post sp ON sp.code = s.post_id AND {ADDRESSED_POST})
      ON s.unit_id = p.unit_id AND {in_force("s")}
"""
"""The same, with a row without ``s`` for each unit where nobody holds such a post."""


def main_tree() -> str:
    """The code of the tree that rights follow."""
    return Tree.objects.values_list("code", flat=True).get(is_main=True)


def paths_of(tree: str, unit_ids: Iterable[UUID]) -> dict[UUID, str]:
    """Where these units hang in ``tree`` now; those that do not hang there are missing."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT unit_id, path FROM organisation_placement"
            " WHERE unit_id = ANY(%s) AND tree_id = %s AND ended_on IS NULL",
            [list(unit_ids), tree],
        )
        return dict(cursor.fetchall())


def subjects_sql(roots: list[str], join: str = "") -> str:
    """The FROM and WHERE that yield an audience's placements ``p`` and units ``u``.

    One root is a plain range, which the planner sees through; many are joined.
    Needs ``params_of``.
    """
    inside = (
        "p.path >= %(lo)s AND p.path < %(hi)s"
        if len(roots) == 1
        else "EXISTS (SELECT 1 FROM unnest(%(roots)s::text[]) r WHERE p.path >= r AND p.path < r || 'g')"
    )
    return f"""
    FROM organisation_placement p
    JOIN organisation_unit u ON u.id = p.unit_id AND u.closed_on IS NULL
    {join}
    WHERE p.tree_id = %(tree)s AND p.ended_on IS NULL AND p.level_id = ANY(%(levels)s::text[])
      AND (%(traits)s::jsonb = '{{}}' OR u.traits @> %(traits)s::jsonb)
      AND {inside}
      AND NOT EXISTS (SELECT 1 FROM unnest(%(excluded)s::text[]) x WHERE p.path >= x AND p.path < x || 'g')
    """


def params_of(audience: Audience, roots: list[str], excluded: list[str]) -> dict[str, Any]:
    """The named parameters of ``subjects_sql`` and ``HOLDS``."""
    return {
        "tree": audience.tree,
        "levels": list(audience.levels),
        "posts": list(audience.posts),
        "wings": list(audience.wings),
        "traits": json.dumps(dict(audience.traits)),
        "now": now(),
        "roots": roots,
        "excluded": excluded,
        "lo": roots[0] if roots else "",
        "hi": (roots[0] if roots else "") + "g",
    }


def check_roots(audience: Audience) -> tuple[list[str], list[str]]:
    """The paths of the roots and the exclusions that matter. Raises as ``place_audience`` does."""
    roots, excluded = place_audience(audience)
    return sorted(roots), sorted(excluded)


def place_audience(audience: Audience) -> tuple[dict[str, UUID], dict[str, UUID]]:
    """The roots and the exclusions by path, without those that change nothing.

    That is: a root inside an exclusion, an exclusion outside every root or inside
    another one. What is left can be counted by adding roots and taking exclusions away.

    Raises NobodyAddressed where no root or level is left, RootsOverlap for one inside
    another, OutOfReach for a unit that does not hang in the audience's tree.
    """
    if not audience.roots or not audience.levels:
        raise NobodyAddressed
    found = paths_of(audience.tree, {*audience.roots, *audience.excluded})
    if len(found) < len({*audience.roots, *audience.excluded}):
        raise OutOfReach
    for upper, lower in pairwise(sorted(found[unit] for unit in audience.roots)):
        if lower.startswith(upper):
            raise RootsOverlap
    roots = {found[unit]: unit for unit in audience.roots}
    barred = {found[unit]: unit for unit in audience.excluded}
    roots = {path: unit for path, unit in roots.items() if not _lies_in(path, barred)}
    if not roots:
        raise NobodyAddressed
    return roots, {
        path: unit
        for path, unit in barred.items()
        if _lies_in(path, roots) and not _lies_in(path, [other for other in barred if other != path])
    }


def _lies_in(path: str, others: Iterable[str]) -> bool:
    return any(path.startswith(other) for other in others)


def digest_of(audience: Audience, main: str) -> str:
    """A name for the audience's shape: all but its roots, unless it hangs in another tree than ``main``."""
    parts: dict[str, Any] = {
        "tree": audience.tree,
        "levels": sorted(audience.levels),
        "posts": sorted(audience.posts),
        "wings": sorted(audience.wings),
        "traits": sorted(audience.traits),
        "subject": audience.subject_kind.value,
    }
    if audience.tree != main:
        parts["roots"] = sorted(map(str, audience.roots))
        parts["excluded"] = sorted(map(str, audience.excluded))
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


def audience_to_json(audience: Audience) -> dict[str, Any]:
    """Plain JSON, as drafts keep it."""
    return {
        "tree": audience.tree,
        "roots": [str(unit) for unit in audience.roots],
        "excluded": [str(unit) for unit in audience.excluded],
        "levels": list(audience.levels),
        "posts": list(audience.posts),
        "wings": list(audience.wings),
        "traits": dict(audience.traits),
        "subject_kind": audience.subject_kind.value,
    }


def audience_from_json(data: Mapping[str, Any]) -> Audience:
    """The reverse; ValueError for ids that are none."""
    return Audience(
        tree=str(data.get("tree", "")),
        roots=tuple(UUID(unit) for unit in data.get("roots", ())),
        excluded=tuple(UUID(unit) for unit in data.get("excluded", ())),
        levels=tuple(data.get("levels", ())),
        posts=tuple(data.get("posts", ())),
        wings=tuple(data.get("wings", ())),
        traits=tuple(sorted(dict(data.get("traits", {})).items())),
        subject_kind=SubjectKind(data.get("subject_kind", SubjectKind.UNIT)),
    )


def audience_of_shape(shape: Shape) -> Audience:
    """A shape as an audience; without roots unless it hangs in another tree than the main one."""
    return Audience(
        tree=shape.tree,
        roots=tuple(shape.roots),
        excluded=tuple(shape.excluded),
        levels=tuple(shape.levels),
        posts=tuple(shape.posts),
        wings=tuple(shape.wings),
        traits=tuple(sorted(shape.traits.items())),
        subject_kind=SubjectKind(shape.subject_kind),
    )
