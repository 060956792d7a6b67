"""The rows of an export."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from pankti.base.actor import PATH_END
from pankti.organisation.queries.rows import current_placements
from pankti.organisation.queries.units import find_placement

EXPORT_HEADER = (
    "level", "code", "name_hi", "name_en", "parent", "parent_level", "parent_source", "source", "latitude", "longitude",
    "path",
)  # fmt: skip
"""The mapping ``export`` reads the same columns back."""


def iterate_export(*, tree: str | None = None, under: UUID | None = None) -> Iterator[tuple[object, ...]]:
    """The rows of an export, from the top down in the order of paths, read in portions."""
    rows = current_placements(tree)
    if under is not None:
        placed = find_placement(under, tree)
        if placed is None:
            return
        rows = rows.filter(path__gte=placed.path, path__lt=placed.path + PATH_END)
    fields = rows.order_by("path").values_list(
        "level_id", "unit__code", "unit__names", "parent__code", "parent__level_id", "parent__source", "unit__source",
        "unit__latitude", "unit__longitude", "path",
    )  # fmt: skip
    for level, code, names, *rest in fields.iterator(chunk_size=5_000):
        yield level, code, names.get("hi", ""), names.get("en", ""), *rest
