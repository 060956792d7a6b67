"""How far a directive has come at a reader's place, and the address of its board."""

from __future__ import annotations

from uuid import UUID

from pankti.base.actor import Actor
from pankti.cascade.queries import get_tally, list_visible, open_frame
from pankti.cascade.types import Counts, DispatchView
from pankti.directives.types import VIEW


def get_progress(actor: Actor, dispatch: DispatchView, unit_id: UUID) -> tuple[Counts | None, str]:
    """The counts at the unit, and where its board is.

    Along another tree than the main one the board itself chooses the highest unit that the
    reader may see; None where the unit's figures hold units beyond their reach.
    """
    frame = open_frame(dispatch.id)
    if not frame.is_direct:
        return get_tally(dispatch, unit_id, frame=frame), f"/console/board/{dispatch.id}/{unit_id}/"
    is_visible = unit_id in list_visible(actor, VIEW, frame, [unit_id])
    return get_tally(dispatch, unit_id, frame=frame) if is_visible else None, f"/console/board/{dispatch.id}/"
