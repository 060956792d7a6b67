"""Outlines for the map: degrees, polygons alone, and no more points than a map of that size shows."""

from __future__ import annotations

from typing import Any

import orjson
import pyproj
import shapely
from shapely.geometry import mapping as as_geojson
from shapely.geometry import shape as from_geojson
from shapely.geometry.base import BaseGeometry

_MOST_BYTES = 2_000
_COARSEST = 0.1
_to_degrees = pyproj.Transformer.from_crs("EPSG:3857", "EPSG:4326", always_xy=True)


def read_outline(geometry: Any) -> BaseGeometry | None:
    """The polygons of a GeoJSON geometry in degrees; None for an empty or unreadable one.

    Coordinates far beyond 360 are taken for Web Mercator metres (EPSG:3857).
    """
    if not geometry:
        return None
    try:
        found = shapely.force_2d(from_geojson(geometry))
        west, south, east, north = found.bounds
        if max(abs(west), abs(south), abs(east), abs(north)) > 400:
            found = shapely.transform(found, _to_degrees.transform, interleaved=False)
        if not found.is_valid:
            found = shapely.make_valid(found)
    except (ValueError, TypeError, KeyError, AttributeError, IndexError, shapely.errors.ShapelyError):
        return None
    return join_outlines([found])


def join_outlines(shapes: list[BaseGeometry]) -> BaseGeometry | None:
    """All polygons in ``shapes`` as one; lines and points in them are dropped."""
    parts = [part for whole in shapes for part in _polygons(whole)]
    if not parts:
        return None
    return shapely.union_all(parts) if len(parts) > 1 else parts[0]


def _polygons(whole: BaseGeometry) -> list[BaseGeometry]:
    if whole.geom_type == "Polygon":
        return [] if whole.is_empty else [whole]
    return [part for piece in getattr(whole, "geoms", ()) for part in _polygons(piece)]


def simplify(outline: BaseGeometry) -> dict[str, Any]:
    """GeoJSON of at most about two kilobytes, rounded to some ten metres."""
    tolerance = max(outline.bounds[2] - outline.bounds[0], outline.bounds[3] - outline.bounds[1]) / 400
    while True:
        thin = shapely.set_precision(outline.simplify(tolerance, preserve_topology=True), 0.0001)
        geometry = as_geojson(_largest(thin) if thin.geom_type != "Polygon" and tolerance > _COARSEST / 10 else thin)
        rounded = _rounded(geometry)
        if len(orjson.dumps(rounded)) <= _MOST_BYTES or tolerance > _COARSEST:
            return rounded
        tolerance *= 1.6


def _largest(thin: BaseGeometry) -> BaseGeometry:
    """The parts that are at least a hundredth of the largest: islets make no map."""
    parts = sorted(_polygons(thin), key=lambda part: -float(part.area))
    if not parts:
        return thin
    kept = [part for part in parts if part.area * 100 >= parts[0].area]
    return shapely.MultiPolygon(kept) if len(kept) > 1 else kept[0]


def _rounded(geometry: dict[str, Any]) -> dict[str, Any]:
    def walk(value: Any) -> Any:
        return [walk(entry) for entry in value] if isinstance(value, list | tuple) else round(value, 4)

    return {"type": geometry["type"], "coordinates": walk(geometry["coordinates"])}
