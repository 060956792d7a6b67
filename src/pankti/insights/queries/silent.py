"""The silent by name: audience less Standing, page by page in tree order, with who answers for each."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from pankti.base.actor import Actor
from pankti.cascade.audience import paths_of
from pankti.cascade.queries import Frame, list_subjects
from pankti.cascade.types import DispatchView, SubjectRow
from pankti.insights.queries.boards import open_board
from pankti.insights.queries.places import Leads, get_leads, get_paths
from pankti.insights.types import VIEW, Place, SilentPage, SilentRow

STATES = ("silent", "unsettled")
"""``silent``: no answer at all; ``unsettled``: has not done what counts, so is late once the deadline is over."""


def list_silent(
    actor: Actor, dispatch_id: UUID, unit_id: UUID, *, state: str = "silent", after: str = "", limit: int = 50
) -> tuple[DispatchView, Place, SilentPage]:
    """One page of the silent below a unit, after path ``after``. Raises OutOfReach as ``open_board`` does."""
    dispatch, frame, place = open_board(actor, dispatch_id, unit_id)
    return dispatch, place, _page(actor, dispatch, frame, place, (state, after, limit))


def iterate_silent(
    actor: Actor, dispatch_id: UUID, unit_id: UUID, *, state: str = "silent", batch: int = 500
) -> tuple[DispatchView, Place, Iterator[SilentRow]]:
    """All of them, read in batches as they are asked for. The right is asked at once, not at the first row."""
    dispatch, frame, place = open_board(actor, dispatch_id, unit_id)

    def rows() -> Iterator[SilentRow]:
        after = ""
        while True:
            page = _page(actor, dispatch, frame, place, (state, after, batch))
            yield from page.rows
            after = page.next_after
            if not after:
                return

    return dispatch, place, rows()


def _page(actor: Actor, dispatch: DispatchView, frame: Frame, place: Place, ask: tuple[str, str, int]) -> SilentPage:
    state, after, limit = ask
    top = place.path if not frame.is_direct else paths_of(dispatch.tree, [place.unit_id]).get(place.unit_id)
    if top is None:
        return SilentPage((), "")
    found = list_subjects(dispatch, top, state=state, after=after, limit=limit + 1, frame=frame)
    next_after = found[limit - 1].path if len(found) > limit else ""
    found = found[:limit]
    paths = {row.unit_id: row.path for row in found}
    if frame.is_direct:  # the audience hangs in another tree, rights follow the main one
        paths = get_paths(row.unit_id for row in found)
        found = [row for row in found if actor.may(VIEW, paths.get(row.unit_id, ""))]
    leads = get_leads(paths[row.unit_id] for row in found)
    return SilentPage(tuple(_silent(row, place.path, paths[row.unit_id], leads) for row in found), next_after)


def _silent(row: SubjectRow, top: str, path: str, leads: Leads) -> SilentRow:
    return SilentRow(subject=row, above=leads.names_between(top, path), lead=leads.of(path))
