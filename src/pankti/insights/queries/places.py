"""Units where they hang, and who answers for them. One query each, whatever the size of the tree."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from pankti.base.actor import SYSTEM
from pankti.base.clock import now
from pankti.base.errors import OutOfReach
from pankti.base.sight import acting_as
from pankti.base.words import Words
from pankti.cascade.queries.rows import fetch
from pankti.insights.types import Crumb, Lead, Place
from pankti.organisation.tenure import in_force

STEP = 5
_MAIN = "(SELECT code FROM organisation_tree WHERE is_main)"
_TREE = f"coalesce(nullif(%(tree)s, ''), {_MAIN})"
_LEADS = f"""
    u.id, u.names, u.level_id, po.names, pe.names
    FROM organisation_placement p
    JOIN organisation_unit u ON u.id = p.unit_id
    LEFT JOIN organisation_post po ON po.level_id = u.level_id AND po.is_lead
    LEFT JOIN organisation_appointment a ON a.unit_id = u.id AND a.post_id = po.code AND {in_force("a")}
    LEFT JOIN people_person pe ON pe.id = a.person_id
"""
_ORDER = "ORDER BY p.path, (a.id IS NULL), po.wing_id IS NOT NULL, po.code, a.began_at, a.id"


def prefixes(path: str) -> list[str]:
    """The paths of the units above, from the top, and the path itself last."""
    return [path[:end] for end in range(STEP, len(path) + 1, STEP)]


@dataclass(frozen=True, slots=True)
class _Held:
    unit_id: UUID
    names: Words
    level: str
    post: Words
    person: Words


class Leads:
    """The lead posts at some units and at all units above them, asked once."""

    def __init__(self, rows: Iterable[tuple[Any, ...]]) -> None:
        self.at: dict[str, _Held] = {}
        for path, unit, names, level, post, person in rows:
            # the first row of a path is the filled lead post, where one is
            self.at.setdefault(path, _Held(unit, names, level, post or {}, person or {}))

    def of(self, path: str) -> Lead:
        """Who answers for the unit at ``path``; a path that nobody knows has nobody."""
        own = self.at.get(path)
        vacant = own.post if own and not own.person else {}
        for above in reversed(prefixes(path)):
            held = self.at.get(above)
            if held and held.person:
                return Lead(held.post, held.person, held.unit_id, held.names, above == path, vacant)
        return Lead({}, {}, None, {}, False, vacant)

    def names_between(self, top: str, path: str) -> tuple[Words, ...]:
        """The names of the units strictly between ``top`` and ``path``, from above."""
        return tuple(self.at[p].names for p in prefixes(path)[:-1] if len(p) > len(top) and p in self.at)


def get_place(unit_id: UUID, tree: str = "") -> Place:
    """The unit with the line above it in ``tree`` (empty: the main one). OutOfReach for one that does not hang there.

    Who answers for a unit follows the main tree wherever the unit hangs there.
    """
    rows = _fetch_leads(
        f"""
        WITH me AS (SELECT path FROM organisation_placement
                    WHERE unit_id = %(unit)s AND tree_id = {_TREE} AND ended_on IS NULL)
        SELECT (SELECT jsonb_object_agg(code, jsonb_build_array(names, plural_names)) FROM organisation_level),
               p.path, {_LEADS}
        WHERE p.tree_id = {_TREE} AND p.ended_on IS NULL AND p.path = ANY(ARRAY(
              SELECT left(me.path, n * {STEP}) FROM me, generate_series(1, length(me.path) / {STEP}) n))
        {_ORDER}
        """,  # noqa: S608 - only our own constants are put together
        {"unit": unit_id, "tree": tree, "now": now()},
        tree,
    )
    if not rows:
        raise OutOfReach
    levels: dict[str, list[Words]] = rows[0][0]
    along = Leads(row[1:] for row in rows)
    at = [(held.unit_id, path) for path, held in sorted(along.at.items())]
    leads, main = list_leads(at, tree, along=along)
    line = tuple(
        Crumb(held.unit_id, held.names, levels[held.level][0], path, leads[held.unit_id])
        for path, held in sorted(along.at.items())
    )
    return Place(
        line=line,
        level_code=along.at[line[-1].path].level,
        levels={code: names for code, (names, _plural) in levels.items()},
        plural_levels={code: plural for code, (_names, plural) in levels.items()},
        tree=tree,
        main_path=main.get(unit_id, ""),
    )


def list_leads(
    units: Sequence[tuple[UUID, str]], tree: str = "", *, along: Leads | None = None
) -> tuple[dict[UUID, Lead], dict[UUID, str]]:
    """Who answers for each of ``units`` (id and path in ``tree``), and their paths in the main tree.

    A vacant post is answered for by the nearest filled one above in the main tree, as reminders and
    escalations go; where a unit does not hang there, above in ``tree``. Three queries at most.
    """
    if not tree:
        held = along or get_leads(path for _unit, path in units)
        return {unit: held.of(path) for unit, path in units}, dict(units)
    main = get_paths(unit for unit, _path in units)
    held = get_leads(main.values())
    others = along or get_leads((path for unit, path in units if unit not in main), tree)
    return {unit: held.of(main[unit]) if unit in main else others.of(path) for unit, path in units}, main


def get_leads(paths: Iterable[str], tree: str = "") -> Leads:
    """The lead posts at the units of these paths of ``tree`` and at all above them. One query, none for no path."""
    wanted = sorted({above for path in paths for above in prefixes(path)})
    if not wanted:
        return Leads(())
    return Leads(
        _fetch_leads(
            f"SELECT p.path, {_LEADS} WHERE p.tree_id = {_TREE} AND p.ended_on IS NULL"
            f" AND p.path = ANY(%(paths)s) {_ORDER}",
            {"paths": wanted, "tree": tree, "now": now()},
            tree,
        )
    )


def _fetch_leads(sql: str, params: dict[str, Any], tree: str) -> list[tuple[Any, ...]]:
    """In another tree than the main one as the system: who holds a seat's post lies below nobody in the main tree.

    Of these only names are shown, and only on boards that the reader may open (``boards.open_board``).
    """
    with acting_as(SYSTEM) if tree else nullcontext():
        return fetch(sql, params)


def get_paths(unit_ids: Iterable[UUID]) -> dict[UUID, str]:
    """Main-tree paths of these units; those without a place there are missing."""
    return dict(
        fetch(
            f"SELECT unit_id, path FROM organisation_placement"  # noqa: S608
            f" WHERE unit_id = ANY(%(units)s) AND tree_id = {_MAIN} AND ended_on IS NULL",
            {"units": list(unit_ids)},
        )
    )


def find_unit_at(path: str, tree: str = "") -> UUID | None:
    """The unit at a path of ``tree`` (empty: the main one), or None."""
    rows = fetch(
        f"SELECT unit_id FROM organisation_placement"  # noqa: S608
        f" WHERE tree_id = {_TREE} AND path = %(path)s AND ended_on IS NULL",
        {"path": path, "tree": tree},
    )
    return rows[0][0] if rows else None


def find_path(unit_id: UUID, tree: str = "") -> str | None:
    """Where a unit hangs in ``tree`` (empty: the main one), or None."""
    rows = fetch(
        f"SELECT path FROM organisation_placement"  # noqa: S608
        f" WHERE tree_id = {_TREE} AND unit_id = %(unit)s AND ended_on IS NULL",
        {"unit": unit_id, "tree": tree},
    )
    return rows[0][0] if rows else None


def list_units_within(tree: str, roots: Sequence[str], tops: Sequence[str], *, limit: int = 20) -> list[UUID]:
    """The highest units of ``tree`` below ``roots`` (its paths) that hang in the main tree below ``tops``."""
    rows = fetch(
        f"""
        SELECT p.unit_id FROM organisation_placement m
        JOIN organisation_placement p ON p.unit_id = m.unit_id AND p.tree_id = %(tree)s AND p.ended_on IS NULL
        WHERE m.tree_id = {_MAIN} AND m.ended_on IS NULL
          AND EXISTS (SELECT 1 FROM unnest(%(tops)s::text[]) t WHERE m.path >= t AND m.path < t || 'g')
          AND EXISTS (SELECT 1 FROM unnest(%(roots)s::text[]) r WHERE p.path >= r AND p.path < r || 'g')
        ORDER BY length(p.path), p.path LIMIT %(limit)s
        """,  # noqa: S608 - only our own constants are put together
        {"tree": tree, "roots": list(roots), "tops": list(tops), "limit": limit},
    )
    return [row[0] for row in rows]
