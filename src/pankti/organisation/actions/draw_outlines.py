from __future__ import annotations

from uuid import UUID

from shapely.geometry.base import BaseGeometry

from pankti.organisation.importing.outlines import simplify
from pankti.organisation.models import Boundary


def store_outlines(outlines: dict[UUID, BaseGeometry]) -> int:
    """Simplify and keep outlines by unit, inside the caller's transaction; how many are new or changed."""
    held = dict(Boundary.objects.filter(unit__in=list(outlines)).values_list("unit_id", "geometry"))
    fresh = {unit: simplify(outline) for unit, outline in outlines.items()}
    changed = {unit: geometry for unit, geometry in fresh.items() if held.get(unit) != geometry}
    Boundary.objects.bulk_create(
        (Boundary(unit_id=unit, geometry=geometry) for unit, geometry in changed.items()),
        update_conflicts=True,
        unique_fields=["unit"],
        update_fields=["geometry"],
        batch_size=200,
    )
    return len(changed)
