"""The tree as an audience is chosen in it: never more than the sender's reach."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from pankti.base.actor import PATH_END, Actor
from pankti.base.errors import OutOfReach
from pankti.base.words import Words
from pankti.cascade.actions.dispatch import require_right_over
from pankti.directives.types import ISSUE
from pankti.organisation.models import Post
from pankti.organisation.queries import (
    count_children,
    get_main_tree,
    get_unit,
    list_ancestors,
    list_children,
    list_levels,
    list_units,
    search_units,
)
from pankti.organisation.types import LevelView, UnitView, prefixes_of

CHILDREN_SHOWN = 60
FOUND_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Browse:
    """One step of clicking down a tree: where one stands, what lies right below, what a search found."""

    tree: str
    here: UnitView | None
    crumbs: tuple[UnitView, ...]
    children: tuple[UnitView, ...]
    more: int
    found: tuple[UnitView, ...] = ()


@dataclass(frozen=True, slots=True)
class PostChoice:
    code: str
    names: Words
    level: str


def list_tops(actor: Actor, tree: str, right: str = ISSUE) -> list[UnitView]:
    """Where the actor's reach begins in ``tree``: in the main tree their own units, else the highest level in reach."""
    roots = actor.roots(right)
    if not roots:
        return []
    main = get_main_tree().code
    if tree == main:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT unit_id FROM organisation_placement WHERE tree_id = %s AND ended_on IS NULL AND path = ANY(%s)",
                [main, list(roots)],
            )
            return list_units([row[0] for row in cursor.fetchall()], tree)
    for level in list_levels(tree):
        with connection.cursor() as cursor:
            cursor.execute(
                """
                SELECT p.unit_id FROM organisation_placement p
                JOIN organisation_placement m ON m.unit_id = p.unit_id AND m.tree_id = %(main)s AND m.ended_on IS NULL
                WHERE p.tree_id = %(tree)s AND p.ended_on IS NULL AND p.level_id = %(level)s
                  AND EXISTS (SELECT 1 FROM unnest(%(roots)s::text[]) r WHERE m.path >= r AND m.path < r || %(end)s)
                ORDER BY p.path LIMIT %(limit)s
                """,
                {
                    "main": main,
                    "tree": tree,
                    "level": level.code,
                    "roots": list(roots),
                    "end": PATH_END,
                    "limit": CHILDREN_SHOWN,
                },
            )
            found = [row[0] for row in cursor.fetchall()]
        if found:
            return list_units(found, tree)
    return []


def browse(actor: Actor, tree: str, here_id: UUID | None, *, text: str = "", right: str = ISSUE) -> Browse:
    """The children of a unit within reach; without a unit, the tops. Raises OutOfReach for a unit beyond it."""
    tops = list_tops(actor, tree, right)
    if here_id is None and len(tops) == 1:
        here_id = tops[0].id
    found = tuple(find_units(actor, tree, text, right)) if text.strip() else ()
    if here_id is None:
        return Browse(tree, None, (), tuple(tops[:CHILDREN_SHOWN]), max(0, len(tops) - CHILDREN_SHOWN), found)
    here = get_unit(here_id, tree)
    if not here.path:
        raise OutOfReach
    require_reach(actor, tree, [here.id], right)
    top_paths = [top.path for top in tops]
    crumbs = tuple(
        unit for unit in list_ancestors(here.id, tree) if any(unit.path.startswith(path) for path in top_paths)
    )
    children = tuple(list_children(here.id, tree, CHILDREN_SHOWN))
    more = 0 if len(children) < CHILDREN_SHOWN else count_children(here.id, tree) - CHILDREN_SHOWN
    return Browse(tree, here, crumbs, children, more, found)


def find_units(actor: Actor, tree: str, text: str, right: str = ISSUE) -> list[UnitView]:
    """Units within reach whose name or code holds ``text``."""
    if tree == get_main_tree().code:
        found = [unit for path in actor.roots(right) for unit in search_units(text, within=path, limit=FOUND_SHOWN)]
        return found[:FOUND_SHOWN]
    hits = search_units(text, tree=tree, limit=FOUND_SHOWN)
    return [unit for unit in hits if is_in_reach(actor, tree, unit.id, right)]


def require_reach(actor: Actor, tree: str, unit_ids: Sequence[UUID], right: str = ISSUE) -> None:
    """Raise OutOfReach unless the actor may issue (or has another ``right``) over every unit of ``tree``."""
    require_right_over(actor, tree, get_main_tree().code, unit_ids, right)


def is_in_reach(actor: Actor, tree: str, unit_id: UUID, right: str = ISSUE) -> bool:
    try:
        require_reach(actor, tree, [unit_id], right)
    except OutOfReach:
        return False
    return True


def list_chosen(tree: str, unit_ids: Sequence[UUID]) -> list[UnitView]:
    """The chosen units that hang in ``tree``, in tree order."""
    return list_units(unit_ids, tree) if unit_ids else []


def list_answering_levels(tree: str, right: str = ISSUE) -> list[LevelView]:
    """The levels of ``tree`` whose units can answer: they acknowledge, or have a post that may answer for them.

    With another ``right`` than to issue, people are called, not units asked: all levels that have posts.
    """
    answering = set(_posts(right).values_list("level_id", flat=True))
    return [level for level in list_levels(tree) if level.has("acknowledges") or level.code in answering]


def list_answering_posts(levels: Sequence[str], right: str = ISSUE) -> list[PostChoice]:
    """The posts at these levels whose holders can answer, or be called."""
    rows = _posts(right).filter(level_id__in=list(levels)).order_by("level_id", "-is_lead", "code")
    return [PostChoice(row.code, row.names, row.level_id) for row in rows]


def _posts(right: str) -> QuerySet[Post]:
    """Posts that an audience may name: a unit is answered for by right, a person can be called by any post."""
    answering = Post.objects.filter(rights__contains=["answer.give"])
    return answering if right == ISSUE else Post.objects.filter(retired_on=None)


def keep_apart(
    paths: dict[UUID, str], roots: Sequence[UUID], excluded: Sequence[UUID]
) -> tuple[list[UUID], list[UUID]]:
    """Chosen units made disjoint: of two where one lies inside the other the upper stays; an exclusion lies inside one.

    Units without a path (gone from the tree) fall away.
    """
    known = [unit for unit in dict.fromkeys(roots) if unit in paths]
    above = {paths[unit] for unit in known}
    kept = [unit for unit in known if not above.intersection(prefixes_of(paths[unit]))]
    inside = {paths[unit] for unit in kept}
    left_out = [
        unit for unit in dict.fromkeys(excluded) if unit in paths and inside.intersection(prefixes_of(paths[unit]))
    ]
    return kept, left_out
