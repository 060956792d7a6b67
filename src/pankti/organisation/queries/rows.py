"""How rows of units and placements become plain values; for the other files of this folder."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet

from pankti.organisation.models import Level, Placement, Unit
from pankti.organisation.queries.installation import get_main_tree
from pankti.organisation.types import PlacementView, UnitView


def current_placements(tree: str | None) -> QuerySet[Placement]:
    """Placements of ``tree`` (None: the main tree) that hold now."""
    rows = Placement.objects.filter(ended_on=None)
    return rows.filter(tree=get_main_tree().code if tree is None else tree)


def placed_units(tree: str | None) -> QuerySet[Placement]:
    """The same with their units and levels."""
    return current_placements(tree).select_related("unit", "level")


def unit_view(row: Placement) -> UnitView:
    """A unit where it hangs."""
    return _view(row.unit, row.level, tree=row.tree_id, path=row.path, parent_id=row.parent_id)


def unplaced_view(unit: Unit, tree: str) -> UnitView:
    """A unit that does not hang in ``tree``."""
    return _view(unit, unit.level, tree=tree, path="", parent_id=None)


def _view(unit: Unit, level: Level, *, tree: str, path: str, parent_id: UUID | None) -> UnitView:
    return UnitView(
        id=unit.id,
        names=unit.names,
        level=level.code,
        level_names=level.names,
        source=unit.source,
        code=unit.code,
        cell=unit.cell,
        traits=unit.traits,
        latitude=unit.latitude,
        longitude=unit.longitude,
        closed_on=unit.closed_on,
        tree=tree,
        path=path,
        parent_id=parent_id,
    )


def placement_view(row: Placement) -> PlacementView:
    """One place of a unit, held or past."""
    return PlacementView(
        tree=row.tree_id,
        unit_id=row.unit_id,
        parent_id=row.parent_id,
        level=row.level_id,
        path=row.path,
        began_on=row.began_on,
        ended_on=row.ended_on,
    )
