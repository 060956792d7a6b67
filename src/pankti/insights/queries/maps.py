"""The children of a unit on the map: outlines where they were imported, else the points that are known."""

from __future__ import annotations

from uuid import UUID

from pankti.base.actor import Actor
from pankti.insights.queries.boards import list_rows, open_board
from pankti.insights.types import Place, Row
from pankti.organisation.models import Boundary, Unit

Geometry = dict[str, object]


def list_shapes(
    actor: Actor, dispatch_id: UUID, unit_id: UUID, *, tree: str = ""
) -> tuple[Place, list[tuple[Row, Geometry]]]:
    """Each reached child that has a place on the map. Raises OutOfReach as ``open_board`` does."""
    _dispatch, frame, place = open_board(actor, dispatch_id, unit_id, tree)
    rows = list_rows(frame, place)
    ids = [row.unit_id for row in rows]
    shapes: dict[UUID, Geometry] = dict(Boundary.objects.filter(unit_id__in=ids).values_list("unit_id", "geometry"))
    if not shapes:
        points = Unit.objects.filter(pk__in=ids, latitude__isnull=False, longitude__isnull=False)
        for unit, latitude, longitude in points.values_list("pk", "latitude", "longitude"):
            shapes[unit] = {"type": "Point", "coordinates": [longitude, latitude]}
    return place, [(row, shapes[row.unit_id]) for row in rows if row.unit_id in shapes]


def has_map(unit_ids: list[UUID]) -> bool:
    """Whether any of these units can be drawn."""
    return (
        Boundary.objects.filter(unit_id__in=unit_ids).exists()
        or Unit.objects.filter(pk__in=unit_ids, latitude__isnull=False).exists()
    )
