from __future__ import annotations

from uuid import UUID

from pankti.organisation.models import Placement, TreeLevel

NONE = "00000000-0000-0000-0000-000000000000"


def find_top(tree: str, under: UUID | None) -> tuple[str, int]:
    """The unit, and its rank, that takes what names no parent: ``under``, or the only root of the tree.

    The nil id and a rank below all others where there is none.
    """
    placed = Placement.objects.filter(tree=tree, ended_on=None)
    placed = placed.filter(unit=under) if under is not None else placed.filter(parent=None)
    rows = list(placed.values_list("unit_id", "level_id")[:2])
    if len(rows) != 1:
        return NONE, 99
    return str(rows[0][0]), TreeLevel.objects.values_list("rank", flat=True).get(tree=tree, level=rows[0][1])
