"""Where a board is found: every tree along which a dispatch runs has its own address."""

from __future__ import annotations

from uuid import UUID

from django.urls import reverse


def board_address(name: str, dispatch_id: UUID, unit_id: UUID | None, tree: str = "") -> str:
    """The address of a board's page or file ``name`` in ``tree`` (empty: the main one).

    Without a unit: the highest board that the reader may see there.
    """
    ids = [one for one in (dispatch_id, tree, unit_id) if one]
    return reverse(f"insights:{name}", args=ids)
