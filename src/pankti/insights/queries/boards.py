"""A dispatch at a unit: what is expected, what came, how long it took, child by child. Cost grows with the children."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from pankti.base.actor import Actor, require_right
from pankti.base.clock import now
from pankti.base.errors import OutOfReach
from pankti.base.words import in_language
from pankti.cascade import buckets
from pankti.cascade.queries import (
    Frame,
    get_fold_mark,
    get_numbers,
    get_tally,
    list_child_tallies,
    open_frame,
)
from pankti.cascade.types import ChildTally, DispatchState, DispatchView
from pankti.insights.queries.places import STEP, find_unit_at, get_leads, get_place
from pankti.insights.types import SORTS, VIEW, Answerable, Board, Crumb, Marks, Place, Row

Opened = tuple[DispatchView, Frame, Place]
"""A dispatch, its frame and a unit, after the actor's right to see them together was asked."""


def open_board(actor: Actor, dispatch_id: UUID, unit_id: UUID) -> Opened:
    """The one door to every page, picture and file of a board.

    Raises OutOfReach unless the actor may view the unit's subtree and the dispatch has
    to do with it: some root of the audience lies at, above or below the unit.
    """
    place = get_place(unit_id)
    require_right(actor, VIEW, place.path)
    frame = open_frame(dispatch_id)
    dispatch = frame.dispatch
    if frame.is_direct:
        expected = get_tally(dispatch, unit_id, frame=frame).expected
        touches = bool(expected) or any(crumb.unit_id == dispatch.by_unit_id for crumb in place.line)
    else:
        touches = any(
            root.path.startswith(place.path) or place.path.startswith(root.path)
            for root in frame.roots
            if not root.is_excluded
        )
    if not touches:
        raise OutOfReach
    return dispatch, frame, place


def get_top_unit(actor: Actor, dispatch_id: UUID) -> UUID:
    """The highest unit of a dispatch that the actor may view. Raises OutOfReach without one."""
    frame = open_frame(dispatch_id)
    roots = [root.path for root in frame.roots if not root.is_excluded]
    tops = actor.roots(VIEW) if not actor.is_system else (min(roots, default="")[:STEP],)
    for top in sorted(tops, key=len):
        below = [path for path in roots if path.startswith(top)]
        if frame.is_direct or any(top.startswith(path) for path in roots):
            found = find_unit_at(top)
        elif below:
            found = find_unit_at(_common(min(below), max(below)))
        else:
            found = None
        if found is not None:
            return found
    raise OutOfReach


def _common(first: str, last: str) -> str:
    """The path of the lowest unit that stands above, or at, both."""
    end = 0
    while first[end : end + STEP] == last[end : end + STEP] and end < len(first):
        end += STEP
    return first[:end]


def get_board(actor: Actor, dispatch_id: UUID, unit_id: UUID, *, sort: str = "", descending: bool = False) -> Board:
    """The board of one unit. Raises OutOfReach as ``open_board`` does."""
    dispatch, frame, place = open_board(actor, dispatch_id, unit_id)
    rows = list_rows(dispatch, frame, unit_id)
    counts, times, (fold_no, folded_at) = get_numbers(frame, unit_id)
    own_state, is_subject = "", False
    if any(place.level_code == level for level in dispatch.levels) and len(place.line) > 1:
        own = next((r for r in list_rows(dispatch, frame, place.line[-2].unit_id) if r.unit_id == unit_id), None)
        if own is not None and own.is_subject:
            counts, own_state, is_subject = own.counts, own.own_state, True
    return Board(
        dispatch=dispatch,
        place=place,
        counts=counts,
        own_state=own_state,
        is_subject=is_subject,
        marks=get_marks(times, counts.expected),
        rows=tuple(sort_rows(rows, sort, descending, actor.language)),
        counted_at=folded_at,
        mark=_mark(dispatch, frame, fold_no),
    )


def get_mark(actor: Actor, dispatch_id: UUID, unit_id: UUID) -> str:
    """What ``Board.mark`` would be now, cheaper than the board."""
    dispatch, frame, _place = open_board(actor, dispatch_id, unit_id)
    return _mark(dispatch, frame, get_fold_mark()[0])


def _mark(dispatch: DispatchView, frame: Frame, fold_no: int) -> str:
    overdue = int(is_over(dispatch.deadline_at))
    return f"{fold_no}-{dispatch.change_no}-{int(frame.is_counted)}{overdue}"


def is_over(deadline_at: datetime | None) -> bool:
    return deadline_at is not None and deadline_at < now()


def is_moving(board: Board) -> bool:
    """Whether figures may still change: a withdrawn or closed dispatch stays as it is."""
    return board.dispatch.state is DispatchState.LIVE


def list_rows(dispatch: DispatchView, frame: Frame, unit_id: UUID) -> list[Row]:
    """The unit's children with their counts, in tree order, without those that the dispatch does not reach."""
    return [_row(child) for child in list_child_tallies(dispatch, unit_id, frame=frame) if _is_reached(child)]


def _is_reached(child: ChildTally) -> bool:
    return child.counts.expected is None or child.counts.expected > 0 or child.counts.answered > 0


def _row(child: ChildTally) -> Row:
    return Row(
        unit_id=child.unit_id,
        names=child.names,
        level=child.level,
        path=child.path,
        counts=child.counts,
        is_subject=child.is_subject,
        own_state=(child.own_state or "silent") if child.is_subject else "",
    )


def sort_rows(rows: list[Row], sort: str, descending: bool, language: str) -> list[Row]:
    """By a column of ``SORTS`` or by ``name``; anything else leaves the tree's own order."""
    if sort == "name":
        return sorted(rows, key=lambda row: in_language(row.names, language).casefold(), reverse=descending)
    if sort in SORTS:
        return sorted(rows, key=SORTS[sort], reverse=descending)
    return rows


def get_marks(times: dict[int, int], expected: int | None) -> Marks:
    """Percentiles of the expected, not of those who came: p90 is None while a tenth is missing."""
    if not expected:
        return Marks(None, None, None, None)
    return Marks(*(buckets.percentile(times, expected, part) for part in (0.5, 0.9, 0.99, 1.0)))


def get_curve(actor: Actor, dispatch_id: UUID, unit_id: UUID) -> tuple[list[tuple[float, int]], int, Marks]:
    """(points of (seconds, how many by then), expected, marks)."""
    _dispatch, frame, _place = open_board(actor, dispatch_id, unit_id)
    counts, times, _mark = get_numbers(frame, unit_id)
    return buckets.curve(times), counts.expected or 0, get_marks(times, counts.expected)


def list_answerable(
    actor: Actor, dispatch_id: UUID, unit_id: UUID, *, of: str
) -> tuple[DispatchView, Place, list[Crumb], list[Answerable]]:
    """Who answers for what is late (``of="late"``) or silent below a unit: its line upwards, its children one by one.

    Children with the most of it come first.
    """
    dispatch, frame, place = open_board(actor, dispatch_id, unit_id)
    measure = SORTS["late" if of == "late" else "silent"]
    rows = sorted(
        (row for row in list_rows(dispatch, frame, unit_id) if measure(row) > 0), key=lambda row: -measure(row)
    )
    leads = get_leads(row.path for row in rows)
    upwards = list(reversed(place.line))
    return dispatch, place, upwards, [Answerable(row, leads.of(row.path)) for row in rows]


def list_crumbs(place: Place, actor: Actor) -> list[tuple[Crumb, bool]]:
    """The line from the top; whether the actor may open each (units above one's reach are named, not linked)."""
    return [(crumb, actor.may(VIEW, crumb.path)) for crumb in place.line]


def list_children(actor: Actor, dispatch_id: UUID, unit_id: UUID) -> tuple[Place, list[Answerable]]:
    """All children in tree order with who answers for each, for export."""
    dispatch, frame, place = open_board(actor, dispatch_id, unit_id)
    rows = list_rows(dispatch, frame, unit_id)
    leads = get_leads(row.path for row in rows)
    return place, [Answerable(row, leads.of(row.path)) for row in rows]
