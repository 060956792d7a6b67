"""Units and where they hang."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from uuid import UUID

from django.db import connection
from django.db.models import Exists, OuterRef, Q
from django.db.models.fields.json import KeyTextTransform

from pankti.base.actor import PATH_END
from pankti.base.errors import OutOfReach
from pankti.organisation.models import Placement, Unit
from pankti.organisation.queries.installation import get_main_tree
from pankti.organisation.queries.rows import (
    current_placements,
    placed_units,
    placement_view,
    unit_view,
    unplaced_view,
)
from pankti.organisation.types import PlacementView, UnitView, prefixes_of


def get_unit(unit_id: UUID, tree: str | None = None) -> UnitView:
    """The unit and its place in ``tree`` (None: the main tree); OutOfReach when there is no such unit."""
    placed = placed_units(tree).filter(unit=unit_id).first()
    if placed is not None:
        return unit_view(placed)
    unit = Unit.objects.select_related("level").filter(id=unit_id).first()
    if unit is None:
        raise OutOfReach
    return unplaced_view(unit, tree or get_main_tree().code)


def list_units(unit_ids: Iterable[UUID], tree: str | None = None) -> list[UnitView]:
    """Those of ``unit_ids`` that hang in ``tree`` now, in the order of their paths."""
    return [unit_view(row) for row in placed_units(tree).filter(unit__in=list(unit_ids)).order_by("path")]


def list_roots(tree: str | None = None) -> list[UnitView]:
    """The units of ``tree`` that hang under nothing."""
    return [unit_view(row) for row in placed_units(tree).filter(parent=None).order_by("path")]


def list_ancestors(unit_id: UUID, tree: str | None = None) -> list[UnitView]:
    """All units above, from the top down, without the unit itself; two queries, whatever the depth."""
    placed = find_placement(unit_id, tree)
    if placed is None:
        return []
    rows = placed_units(tree).filter(path__in=prefixes_of(placed.path)).order_by("path")
    return [unit_view(row) for row in rows]


def list_children(unit_id: UUID, tree: str | None = None, limit: int | None = None, offset: int = 0) -> list[UnitView]:
    """The units hanging right under, in the order of their paths."""
    rows = placed_units(tree).filter(parent=unit_id).order_by("path")
    end = None if limit is None else offset + limit
    return [unit_view(row) for row in rows[offset:end]]


def count_children(unit_id: UUID, tree: str | None = None) -> int:
    """How many units hang right under."""
    return placed_units(tree).filter(parent=unit_id).count()


def find_placement(unit_id: UUID, tree: str | None = None) -> PlacementView | None:
    """Where the unit hangs now in ``tree`` (None: the main tree), or None."""
    row = current_placements(tree).filter(unit=unit_id).first()
    return placement_view(row) if row else None


def find_reach(unit_id: UUID) -> str:
    """The path by which rights over the unit are judged: empty where nobody's reach holds it.

    That of the main tree; for a unit that hangs in another tree alone, the path of the nearest unit above it that
    hangs in the main tree, and a "/": it lies in that unit's subtree and in no other's.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT organisation_reach_path(%s)", [unit_id])
        return str(cursor.fetchone()[0])


def find_beside(unit_id: UUID) -> UnitView | None:
    """The place of a unit that hangs in another tree alone, in the first such tree; None for any other unit."""
    places = Placement.objects.filter(unit=unit_id, ended_on=None).select_related("unit", "level", "tree")
    rows = list(places.order_by("-tree__is_main", "tree__rank", "tree_id")[:1])
    return unit_view(rows[0]) if rows and not rows[0].tree.is_main else None


def list_children_beside(unit_id: UUID, limit: int, offset: int = 0) -> list[UnitView]:
    """Units right under this one in other trees that do not hang in the main tree: its seats, its wards."""
    main = Placement.objects.filter(unit=OuterRef("unit"), tree__is_main=True, ended_on=None)
    rows = Placement.objects.filter(~Exists(main), parent=unit_id, tree__is_main=False, ended_on=None)
    rows = rows.select_related("unit", "level").order_by("tree__rank", "tree_id", "path")
    return [unit_view(row) for row in rows[offset : offset + limit]]


def find_unit_at(path: str, tree: str | None = None) -> UnitView | None:
    """The unit whose current path is ``path``, or None."""
    row = placed_units(tree).filter(path=path).first()
    return unit_view(row) if row else None


def find_unit_by(text: str) -> UnitView | None:
    """The one unit whose id, code, or ``level:code`` is ``text``; None when there is none or more than one."""
    try:
        found = Unit.objects.filter(id=UUID(text))
    except ValueError:
        level, colon, code = text.partition(":")
        found = Unit.objects.filter(level=level, code=code) if colon else Unit.objects.filter(code=text)
    ids = list(found.values_list("id", flat=True)[:2])
    return get_unit(ids[0]) if len(ids) == 1 else None


def list_placements(unit_id: UUID) -> list[PlacementView]:
    """Every place the unit has and had, in all trees, newest first."""
    rows = Placement.objects.filter(unit=unit_id).order_by("tree_id", "-began_on")
    return [placement_view(row) for row in rows]


def search_units(
    text: str, *, within: str = "", tree: str | None = None, levels: Sequence[str] = (), limit: int = 20
) -> list[UnitView]:
    """Units of the subtree ``within`` (a path; empty: all) whose Hindi or English name or code holds ``text``.

    Upper units come first.
    """
    wanted = text.strip()
    if not wanted:
        return []
    rows = placed_units(tree).alias(
        name_hi=KeyTextTransform("hi", "unit__names"), name_en=KeyTextTransform("en", "unit__names")
    )
    if within:
        rows = rows.filter(path__gte=within, path__lt=within + PATH_END)
    if levels:
        rows = rows.filter(level__in=list(levels))
    found = rows.filter(
        Q(name_hi__icontains=wanted) | Q(name_en__icontains=wanted) | Q(unit__code__iexact=wanted)
    ).order_by("path")
    return sorted((unit_view(row) for row in found[:limit]), key=lambda unit: (len(unit.path), unit.path))
