"""Dispatches as other rooms may read them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from pankti.base.errors import OutOfReach
from pankti.cascade.queries.rows import fetch
from pankti.cascade.types import DispatchState, DispatchView, Proof, SubjectKind


def get_dispatch(dispatch_id: UUID) -> DispatchView:
    """The dispatch, or OutOfReach. Rights are the caller's to ask for."""
    found = find_dispatches([dispatch_id])
    if not found:
        raise OutOfReach
    return found[0]


def find_dispatches(dispatch_ids: Sequence[UUID]) -> list[DispatchView]:
    """Those that exist, newest first."""
    return [
        view_of(row)
        for row in fetch(
            _DISPATCH + " WHERE d.id = ANY(%(ids)s) ORDER BY d.issued_at DESC", {"ids": list(dispatch_ids)}
        )
    ]


COLUMNS = """
    d.id, d.kind, d.tree, d.subject_kind, d.proof, d.payload, d.by_unit_id, d.issued_at, d.asked_ats,
    d.deadline_at, d.version, d.asked_versions, d.state, d.change_no, s.levels, s.posts, s.wings,
    ARRAY(SELECT r.unit_id FROM cascade_root r WHERE r.dispatch_id = d.id AND NOT r.is_excluded),
    ARRAY(SELECT r.unit_id FROM cascade_root r WHERE r.dispatch_id = d.id AND r.is_excluded)
"""
"""What ``view_of`` reads, of a dispatch ``d`` and its shape ``s``."""
WIDTH = 19
_DISPATCH = f"SELECT {COLUMNS} FROM cascade_dispatch d JOIN cascade_shape s ON s.id = d.shape_id"


def view_of(row: tuple[Any, ...]) -> DispatchView:
    """A row of ``COLUMNS`` as its value."""
    return DispatchView(
        id=row[0],
        kind=row[1],
        tree=row[2],
        subject_kind=SubjectKind(row[3]),
        proof=Proof(row[4]),
        payload=row[5],
        by_unit_id=row[6],
        issued_at=row[7],
        asked_at=row[8][-1],
        deadline_at=row[9],
        version=row[10],
        asked=row[11][-1],
        state=DispatchState(row[12]),
        change_no=row[13],
        levels=tuple(row[14]),
        posts=tuple(row[15]),
        wings=tuple(row[16]),
        roots=tuple(row[17]),
        excluded=tuple(row[18]),
    )


def list_dispatches_over(unit_ids: Sequence[UUID], *, limit: int = 50) -> list[DispatchView]:
    """Live dispatches with a root among ``unit_ids`` (a unit and its ancestors), newest first."""
    return [
        view_of(row)
        for row in fetch(
            _DISPATCH
            + " WHERE d.state = 'live' AND d.id IN (SELECT r.dispatch_id FROM cascade_root r"
            + " WHERE r.unit_id = ANY(%(units)s) AND NOT r.is_excluded) ORDER BY d.issued_at DESC LIMIT %(limit)s",
            {"units": list(unit_ids), "limit": limit},
        )
    ]
