"""How far a directive has come at a reader's place, and the address of its board."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from pankti.base.actor import Actor
from pankti.cascade.queries import Frame, get_tallies, list_visible, open_frames
from pankti.cascade.types import Counts, DispatchView
from pankti.directives.types import VIEW

Progress = tuple[Counts | None, str]
"""The counts at a unit (None: not for this reader), and the address of the board."""


def get_progress(actor: Actor, dispatch: DispatchView, unit_id: UUID) -> Progress:
    """The counts at the unit, and where its board is.

    Along another tree than the main one the board itself chooses the highest unit that the
    reader may see; None where the unit's figures hold units beyond their reach.
    """
    return list_progress(actor, [(dispatch.id, unit_id)])[0]


def list_progress(actor: Actor, places: Sequence[tuple[UUID, UUID]]) -> list[Progress]:
    """``get_progress`` of (dispatch, unit) pairs: three queries, and one more for each along another tree."""
    frames = open_frames([dispatch_id for dispatch_id, _ in places])
    counts = get_tallies([(frames[dispatch_id], unit_id) for dispatch_id, unit_id in places])
    return [
        _progress(actor, frames[dispatch_id], unit_id, found)
        for (dispatch_id, unit_id), found in zip(places, counts, strict=True)
    ]


def _progress(actor: Actor, frame: Frame, unit_id: UUID, counts: Counts) -> Progress:
    board = f"/console/board/{frame.dispatch.id}/"
    if not frame.is_direct:
        return counts, f"{board}{unit_id}/"
    return counts if unit_id in list_visible(actor, VIEW, frame, [unit_id]) else None, board
