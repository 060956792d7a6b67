"""Who answers for a unit."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from pankti.base.clock import now
from pankti.organisation.models import Appointment, Post, Unit
from pankti.organisation.queries.units import list_ancestors
from pankti.organisation.tenure import forceful
from pankti.organisation.types import Lead


def lead_of(unit_ids: Iterable[UUID]) -> dict[UUID, Lead]:
    """For each unit the post that answers for it and its holder, or the vacancy.

    Three queries, however many units. Of several holders the longest-serving is named.
    """
    units = {row.id: row for row in Unit.objects.filter(id__in=list(unit_ids)).only("id", "names", "level_id")}
    posts = {row.level_id: row for row in Post.objects.filter(is_lead=True)}
    holders: dict[UUID, Appointment] = {}
    held = Appointment.objects.filter(forceful(now()), unit__in=list(units), post__is_lead=True)
    for row in held.select_related("person").order_by("began_at", "id"):
        unit = units[row.unit_id]
        post = posts.get(unit.level_id)
        if post is not None and row.post_id == post.code:
            holders.setdefault(row.unit_id, row)
    return {unit.id: _lead(unit, posts.get(unit.level_id), holders.get(unit.id)) for unit in units.values()}


def nearest_filled_lead_above(unit_id: UUID) -> Lead | None:
    """The lead of the nearest unit above in the main tree whose lead post is filled, or None."""
    above = list_ancestors(unit_id)
    leads = lead_of([unit.id for unit in above])
    for unit in reversed(above):
        if not leads[unit.id].is_vacant:
            return leads[unit.id]
    return None


def _lead(unit: Unit, post: Post | None, held: Appointment | None) -> Lead:
    names: dict[str, Any] = held.person.names if held else {}
    return Lead(
        unit_id=unit.id,
        unit_names=unit.names,
        post=post.code if post else "",
        post_names=post.names if post else {},
        person_id=held.person_id if held else None,
        person_names=names,
        appointment_id=held.id if held else None,
    )
