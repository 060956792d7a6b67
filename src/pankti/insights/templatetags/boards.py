"""Links from board to board that stay in their tree."""

from __future__ import annotations

from uuid import UUID

from django import template

from pankti.insights.addresses import board_address

register = template.Library()


@register.simple_tag
def board_url(name: str, dispatch_id: UUID, unit_id: UUID | None, tree: str = "") -> str:
    """``{% board_url "silent" dispatch.id place.unit_id place.tree %}``."""
    return board_address(name, dispatch_id, unit_id, tree)
