"""The silent by name: audience less Standing, page by page in tree order, with who answers for each."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from pankti.base.actor import Actor
from pankti.cascade.audience import main_tree
from pankti.cascade.queries import Frame, list_subjects
from pankti.cascade.types import DispatchView
from pankti.insights.queries.boards import open_board
from pankti.insights.queries.places import get_leads, list_leads
from pankti.insights.types import Place, SilentPage, SilentRow

STATES = ("silent", "unsettled")
"""``silent``: no answer at all; ``unsettled``: has not done what counts, so is late once the deadline is over."""


def list_silent(
    actor: Actor,
    dispatch_id: UUID,
    unit_id: UUID,
    *,
    state: str = "silent",
    after: str = "",
    limit: int = 50,
    tree: str = "",
) -> tuple[DispatchView, Place, SilentPage]:
    """One page of the silent below a unit, after path ``after``. Raises OutOfReach as ``open_board`` does."""
    dispatch, frame, place = open_board(actor, dispatch_id, unit_id, tree)
    return dispatch, place, _page(frame, place, (state, after, limit))


def iterate_silent(
    actor: Actor, dispatch_id: UUID, unit_id: UUID, *, state: str = "silent", batch: int = 500, tree: str = ""
) -> tuple[DispatchView, Place, Iterator[SilentRow]]:
    """All of them, read in batches as they are asked for. The right is asked at once, not at the first row."""
    dispatch, frame, place = open_board(actor, dispatch_id, unit_id, tree)

    def rows() -> Iterator[SilentRow]:
        after = ""
        while True:
            page = _page(frame, place, (state, after, batch))
            yield from page.rows
            after = page.next_after
            if not after:
                return

    return dispatch, place, rows()


def _page(frame: Frame, place: Place, ask: tuple[str, str, int]) -> SilentPage:
    """Whoever may open the board may see all of its units: ``open_board`` has asked for each."""
    state, after, limit = ask
    along = (place.tree or main_tree()) if frame.is_direct else None
    found = list_subjects(
        frame.dispatch, place.path, state=state, after=after, limit=limit + 1, frame=frame, along=along
    )
    next_after = found[limit - 1].path if len(found) > limit else ""
    found = found[:limit]
    held = get_leads((row.path for row in found), place.tree)
    leads, _main = list_leads([(row.unit_id, row.path) for row in found], place.tree, along=held)
    rows = (SilentRow(row, held.names_between(place.path, row.path), leads[row.unit_id]) for row in found)
    return SilentPage(tuple(rows), next_after)
