"""How many were expected, at any unit: head counts of the shape, cut to the dispatch's roots."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from pankti.base.clock import now
from pankti.base.errors import OutOfReach
from pankti.cascade.audience import HOLDS
from pankti.cascade.queries.dispatches import COLUMNS, WIDTH, view_of
from pankti.cascade.queries.rows import fetch
from pankti.cascade.types import DispatchView, SubjectKind


@dataclass(frozen=True, slots=True)
class _Root:
    path: str
    is_excluded: bool
    below: int
    vacant: int
    is_subject: bool
    own_vacant: bool

    @property
    def total(self) -> int:
        return self.below + self.is_subject

    @property
    def total_vacant(self) -> int:
        return self.vacant + (self.is_subject and self.own_vacant)


@dataclass(frozen=True, slots=True)
class Frame:
    """What every expected count of one dispatch needs, read once: its roots with their head counts.

    ``is_current``: head counts and tallies stand along the tree as it is today.
    """

    dispatch: DispatchView
    shape_id: UUID
    as_of: datetime
    is_counted: bool
    is_direct: bool
    is_current: bool
    traits: dict[str, str]
    roots: tuple[_Root, ...]

    def expected(self, path: str, below: int, vacant: int) -> tuple[int | None, int | None]:
        """(expected, vacant) strictly below the unit at ``path``, whose shape's head count is ``below``."""
        if not self.is_counted:
            return None, None
        if self.is_direct:
            return below, vacant
        out = [r for r in self.roots if r.is_excluded]
        if any(path.startswith(x.path) for x in out):
            return 0, 0
        inside = [x for x in out if x.path.startswith(path)]
        if any(path.startswith(r.path) for r in self.roots if not r.is_excluded):
            return below - sum(x.total for x in inside), vacant - sum(x.total_vacant for x in inside)
        under = [r for r in self.roots if not r.is_excluded and r.path.startswith(path)]
        return (
            sum(r.total for r in under) - sum(x.total for x in inside),
            sum(r.total_vacant for r in under) - sum(x.total_vacant for x in inside),
        )

    def holds(self, path: str, level: str, traits: dict[str, str]) -> bool:
        """Whether the unit at ``path`` is itself a subject (of a dispatch that counts units)."""
        return (
            self.dispatch.subject_kind is SubjectKind.UNIT
            and level in self.dispatch.levels
            and all(traits.get(k) == v for k, v in self.traits.items())
            and any(path.startswith(r.path) for r in self.roots if not r.is_excluded)
            and not any(path.startswith(r.path) for r in self.roots if r.is_excluded)
        )


def get_frame(dispatch: DispatchView) -> Frame:
    """The frame of a dispatch that is already at hand: one query, whatever the size of the tree."""
    return open_frame(dispatch.id)


SHAPE_HOLDS = HOLDS.replace("%(posts)s::text[]", "s.posts").replace("%(wings)s::text[]", "s.wings")


def open_frame(dispatch_id: UUID) -> Frame:
    """The dispatch with its roots and their head counts, in one query; OutOfReach when there is none."""
    found = open_frames([dispatch_id])
    if dispatch_id not in found:
        raise OutOfReach
    return found[dispatch_id]


def open_frames(dispatch_ids: Sequence[UUID]) -> dict[UUID, Frame]:
    """The frames of those dispatches that exist, in one query."""
    rows = fetch(
        f"""
        SELECT {COLUMNS}, s.id, d.as_of, s.counted_epoch, s.roots <> '{{}}', s.traits,
               coalesce(s.counted_epoch = g.tree_epoch AND d.tallied_epoch = g.tree_epoch, false),
               p.path, r.is_excluded, coalesce(h.n, 0), coalesce(h.vacant, 0),
               d.subject_kind = 'unit' AND p.level_id = ANY(s.levels) AND u.traits @> s.traits, NOT {SHAPE_HOLDS}
        FROM cascade_dispatch d
        JOIN cascade_shape s ON s.id = d.shape_id
        LEFT JOIN organisation_organisation g ON true
        LEFT JOIN (cascade_root r
                   JOIN organisation_unit u ON u.id = r.unit_id
                   JOIN organisation_placement p ON p.unit_id = r.unit_id AND p.ended_on IS NULL)
             ON r.dispatch_id = d.id AND p.tree_id = d.tree
        LEFT JOIN cascade_headcount h ON h.shape_id = s.id AND h.unit_id = r.unit_id
             AND h.began_at <= d.as_of AND (h.ended_at IS NULL OR h.ended_at > d.as_of)
        WHERE d.id = ANY(%(ids)s)
        """,
        {"ids": list(dispatch_ids), "now": now()},
    )
    of: dict[UUID, list[tuple[Any, ...]]] = {}
    for row in rows:
        of.setdefault(row[0], []).append(row)
    return {dispatch_id: _frame(those) for dispatch_id, those in of.items()}


def _frame(rows: list[tuple[Any, ...]]) -> Frame:
    shape_id, as_of, epoch, is_direct, traits, is_current = rows[0][WIDTH : WIDTH + 6]
    return Frame(
        dispatch=view_of(rows[0]),
        shape_id=shape_id,
        as_of=as_of,
        is_counted=epoch is not None,
        is_direct=is_direct,
        is_current=is_current,
        traits=traits,
        roots=tuple(_Root(*row[WIDTH + 6 :]) for row in rows if row[WIDTH + 6] is not None),
    )
