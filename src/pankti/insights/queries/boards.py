"""A dispatch at a unit: what is expected, what came, how long it took, child by child. Cost grows with the children."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from pankti.base.actor import Actor, require_right
from pankti.base.clock import now
from pankti.base.errors import OutOfReach
from pankti.base.words import in_language
from pankti.cascade import buckets
from pankti.cascade.audience import main_tree
from pankti.cascade.queries import (
    Frame,
    get_fold_mark,
    get_numbers,
    get_tally,
    list_child_tallies,
    list_visible,
    open_frame,
)
from pankti.cascade.types import ChildTally, DispatchState, DispatchView
from pankti.insights.queries.places import STEP, find_path, find_unit_at, get_place, list_leads, list_units_within
from pankti.insights.types import SORTS, VIEW, Along, Answerable, Board, Crumb, Marks, Place, Row
from pankti.organisation.queries import list_trees

LOOK = 20
"""How many units are tried at most for the highest that may be seen in another tree."""
Opened = tuple[DispatchView, Frame, Place]
"""A dispatch, its frame and a unit, after the actor's right to see them together was asked."""


def open_board(actor: Actor, dispatch_id: UUID, unit_id: UUID, tree: str = "") -> Opened:
    """The one door to every page, picture and file of a board, in the main tree or in the audience's own (``tree``).

    Raises OutOfReach unless the dispatch runs along that tree and has to do with the unit
    (some root of the audience lies at, above or below it), and the actor may view, in the main
    tree, everything whose figures the board holds.
    """
    frame = open_frame(dispatch_id)
    dispatch = frame.dispatch
    tree = along(frame, tree)
    place = get_place(unit_id, tree)
    if frame.is_direct:
        line = [crumb.unit_id for crumb in place.line]
        visible = list_visible(actor, VIEW, frame, line if tree else line[-1:])
        if unit_id not in visible:
            raise OutOfReach
        place = replace(place, visible=visible)
    else:
        require_right(actor, VIEW, place.path)
    if frame.is_direct and not tree:
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


def along(frame: Frame, tree: str) -> str:
    """The tree that an address names, empty for the main one. OutOfReach where the dispatch is not tallied along it."""
    if not tree or (frame.is_direct and tree == frame.dispatch.tree):
        return tree
    if tree != main_tree():
        raise OutOfReach
    return ""


def get_top_unit(actor: Actor, dispatch_id: UUID, tree: str | None = None) -> tuple[UUID, str]:
    """The highest unit of a dispatch that the actor may view, and the tree it stands in.

    ``tree`` None: the audience's own tree, else the main one. Raises OutOfReach without one.
    """
    frame = open_frame(dispatch_id)
    wanted = None if tree is None else along(frame, tree)
    if frame.is_direct and wanted != "":
        found = _find_top_along(actor, frame)
        if found is not None:
            return found, frame.dispatch.tree
        if wanted is not None:
            raise OutOfReach
    return _get_top_main(actor, frame), ""


def _find_top_along(actor: Actor, frame: Frame) -> UUID | None:
    tree = frame.dispatch.tree
    roots = sorted(root.path for root in frame.roots if not root.is_excluded)
    if not roots:
        return None
    paths = dict.fromkeys(path for path in (_common(roots[0], roots[-1]), *roots[:LOOK]) if path)
    units = [unit for path in paths if (unit := find_unit_at(path, tree)) is not None]
    for unit in units:
        if list_visible(actor, VIEW, frame, [unit]):
            return unit
    below = list_units_within(tree, roots, actor.roots(VIEW), limit=LOOK)
    return next((unit for unit in below if list_visible(actor, VIEW, frame, [unit])), None)


def _get_top_main(actor: Actor, frame: Frame) -> UUID:
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


def get_board(
    actor: Actor, dispatch_id: UUID, unit_id: UUID, *, sort: str = "", descending: bool = False, tree: str = ""
) -> Board:
    """The board of one unit. Raises OutOfReach as ``open_board`` does."""
    dispatch, frame, place = open_board(actor, dispatch_id, unit_id, tree)
    rows = list_rows(frame, place)
    counts, times, (fold_no, folded_at) = get_numbers(frame, unit_id, tree=place.tree or None)
    own_state, is_subject = "", False
    if any(place.level_code == level for level in dispatch.levels) and len(place.line) > 1:
        above = list_rows(frame, place, place.line[-2].unit_id)
        own = next((row for row in above if row.unit_id == unit_id), None)
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
        trees=tuple(_list_trees(frame, place)),
        mark=_mark(dispatch, frame, fold_no),
    )


def _list_trees(frame: Frame, place: Place) -> list[Along]:
    """The main tree and the audience's own, where they are two."""
    if not frame.is_direct:
        return []
    found = []
    for tree in list_trees():
        if tree.is_main or tree.code == frame.dispatch.tree:
            code = "" if tree.is_main else tree.code
            is_here = code == place.tree
            hangs = is_here or (bool(place.main_path) if tree.is_main else find_path(place.unit_id, code) is not None)
            found.append(Along(tree.code, tree.names, code, place.unit_id if hangs else None, is_here))
    return found


def get_mark(actor: Actor, dispatch_id: UUID, unit_id: UUID, *, tree: str = "") -> str:
    """What ``Board.mark`` would be now, cheaper than the board."""
    dispatch, frame, _place = open_board(actor, dispatch_id, unit_id, tree)
    return _mark(dispatch, frame, get_fold_mark()[0])


def _mark(dispatch: DispatchView, frame: Frame, fold_no: int) -> str:
    overdue = int(is_over(dispatch.deadline_at))
    return f"{fold_no}-{dispatch.change_no}-{int(frame.is_counted)}{overdue}"


def is_over(deadline_at: datetime | None) -> bool:
    return deadline_at is not None and deadline_at < now()


def is_moving(board: Board) -> bool:
    """Whether figures may still change: a withdrawn or closed dispatch stays as it is."""
    return board.dispatch.state is DispatchState.LIVE


def list_rows(frame: Frame, place: Place, unit_id: UUID | None = None) -> list[Row]:
    """A unit's children with their counts, in the order of the place's tree, without those that are not reached.

    ``unit_id`` None: the place's own.
    """
    children = list_child_tallies(frame.dispatch, unit_id or place.unit_id, frame=frame, tree=place.tree or None)
    return [_row(child) for child in children if _is_reached(child)]


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


def get_curve(
    actor: Actor, dispatch_id: UUID, unit_id: UUID, *, tree: str = ""
) -> tuple[list[tuple[float, int]], int, Marks]:
    """(points of (seconds, how many by then), expected, marks)."""
    _dispatch, frame, place = open_board(actor, dispatch_id, unit_id, tree)
    counts, times, _mark = get_numbers(frame, unit_id, tree=place.tree or None)
    return buckets.curve(times), counts.expected or 0, get_marks(times, counts.expected)


def list_answerable(
    actor: Actor, dispatch_id: UUID, unit_id: UUID, *, of: str, tree: str = ""
) -> tuple[DispatchView, Place, list[Crumb], list[Answerable]]:
    """Who answers for what is late (``of="late"``) or silent below a unit: its line upwards, its children one by one.

    Children with the most of it come first.
    """
    dispatch, frame, place = open_board(actor, dispatch_id, unit_id, tree)
    measure = SORTS["late" if of == "late" else "silent"]
    rows = sorted((row for row in list_rows(frame, place) if measure(row) > 0), key=lambda row: -measure(row))
    upwards = list(reversed(place.line))
    return dispatch, place, upwards, _answerable(rows, place)


def _answerable(rows: list[Row], place: Place) -> list[Answerable]:
    leads, _main = list_leads([(row.unit_id, row.path) for row in rows], place.tree)
    return [Answerable(row, leads[row.unit_id]) for row in rows]


def list_crumbs(place: Place, actor: Actor) -> list[tuple[Crumb, bool]]:
    """The line from the top; whether the actor may open each (units above one's reach are named, not linked)."""
    if place.tree:
        return [(crumb, crumb.unit_id in place.visible) for crumb in place.line]
    return [(crumb, actor.may(VIEW, crumb.path)) for crumb in place.line]


def list_children(actor: Actor, dispatch_id: UUID, unit_id: UUID, *, tree: str = "") -> tuple[Place, list[Answerable]]:
    """All children in tree order with who answers for each, for export."""
    _dispatch, frame, place = open_board(actor, dispatch_id, unit_id, tree)
    return place, _answerable(list_rows(frame, place), place)
