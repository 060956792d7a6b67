from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.backends.utils import CursorWrapper
from django.db.models import F

from pankti.base.clock import now
from pankti.cascade.actions.dispatch import find_or_make_shape
from pankti.cascade.actions.headcount import count_shape
from pankti.cascade.actions.tally import SLACK, levels_above_cells, tree_epoch
from pankti.cascade.advance import (
    COUNT_ON,
    EMPTY,
    FAST_TALLIES,
    FAST_TIMES,
    HEADCOUNTS,
    PAIRS,
    SHIFTS,
    SLOW_MAIN,
    SLOW_OTHER,
    TABLES,
    TO_STAND_INS,
    named_pairs_sql,
    retell_sql,
)
from pankti.cascade.audience import audience_of_shape, main_tree, paths_of
from pankti.cascade.models import Dispatch, FoldPosition, Named, Root, Shape
from pankti.cascade.types import DispatchState, SubjectKind
from pankti.organisation.queries.as_of import list_stand_ins
from pankti.organisation.reorganising.following import Batch


class OpenDispatches:
    """Keeps the live dispatches exact while units move: their tallies, head counts and roots (rule 10).

    Made inside the reorganisation's transaction, it holds the roll-up's position and the
    shapes until that ends: no answer is folded and none is counted in between, and answers
    go on being written. Dispatches that have ended are not touched.
    """

    def __init__(self, at: datetime) -> None:
        self.at = at
        self.main = main_tree()
        FoldPosition.objects.get_or_create(id=1)
        FoldPosition.objects.select_for_update().get(id=1)
        live = Dispatch.objects.filter(state=DispatchState.LIVE).values("shape_id")
        self.epoch = epoch = tree_epoch()
        shapes = list(Shape.objects.select_for_update().filter(id__in=live).order_by("id"))
        plain = [s for s in shapes if s.tree == self.main and s.subject_kind == SubjectKind.UNIT]
        self.kept = [s.id for s in plain if s.counted_epoch == epoch]
        # The others are counted anew at the end; what is stale already, or not counted yet, waits for the sweep.
        self.anew = {s.id for s in shapes if s not in plain and s.counted_epoch == epoch}
        self.has_named = Dispatch.objects.filter(state=DispatchState.LIVE, has_named=True).exists()
        self.params: dict[str, Any] = {
            "main": self.main,
            "above_cells": levels_above_cells(),
            "shapes": self.kept,
            "at": at,
            "now": at,
        }
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL work_mem = '128MB'")
            cursor.execute("SET LOCAL jit = off")  # compiling would take longer than the statements do
            for table in TABLES:
                cursor.execute(table)

    def before(self, batch: Batch) -> None:
        """Take the old places' share away; what moves as a whole is told at its new place at once."""
        self._shift(batch)
        with connection.cursor() as cursor:
            if batch.is_main:
                cursor.execute(PAIRS, self.params)
                self._pair_named(cursor, "old_path")
                cursor.execute("ANALYZE advance_shift, advance_pair")
                cursor.execute(FAST_TALLIES, self.params)
                cursor.execute(FAST_TIMES, self.params)
                cursor.execute(SLOW_MAIN, self.params)
                if any(shift.old_path is not None for shift in batch.shifts):
                    self._count_on()
            cursor.execute(SLOW_OTHER, {**self.params, "tree": batch.tree})
        self._retell(batch.tree, "old_path", -1)

    def after(self, batch: Batch) -> None:
        """Tell at the new places what entered an audience or runs along another tree."""
        if any(shift.old_path is None for shift in batch.shifts):
            self._shift(batch)  # a new unit was not there before
            with connection.cursor() as cursor:
                if batch.is_main:
                    cursor.execute(PAIRS, self.params)
                    self._pair_named(cursor, "new_path")
                    cursor.execute(SLOW_MAIN, self.params)
                    self._count_on()
                cursor.execute(SLOW_OTHER, {**self.params, "tree": batch.tree})
        self._retell(batch.tree, "new_path", 1)

    def widen(self, unit_id: UUID, tree: str, by: tuple[UUID, ...], heir_id: UUID | None) -> None:
        """What was addressed to (or kept from) the unit goes on to ``by``; to the heir where nothing else is left."""
        roots = Root.objects.filter(unit_id=unit_id, dispatch__state=DispatchState.LIVE, dispatch__tree=tree)
        for root in roots:
            takes_over = by
            if not by and heir_id is not None and self._is_alone(root):
                takes_over = (heir_id,)
                self._enter(root, tree, heir_id)
            Root.objects.bulk_create(
                (
                    Root(
                        dispatch_id=root.dispatch_id,
                        unit_id=one,
                        is_excluded=root.is_excluded,
                        change_no=root.change_no,
                    )
                    for one in takes_over
                ),
                ignore_conflicts=True,
            )

    def succeed(self, heirs: dict[UUID, UUID]) -> None:
        """Roots go over to the successors; they have been counted nowhere yet."""
        roots = Root.objects.filter(unit_id__in=heirs, dispatch__state=DispatchState.LIVE)
        for dispatch_id, unit in list(roots.values_list("dispatch_id", "unit_id")):
            Root.objects.filter(dispatch=dispatch_id, unit_id=unit).update(unit_id=heirs[unit])
        self.anew |= set(self.kept)
        self.kept.clear()

    def end(self, tree_epoch: int) -> None:
        """Set the roots in order, move ``as_of`` on, and count what must be counted anew.

        Tallies that stood along the tree before stand along this one now, and answers that
        are still on their way are asked once more whether they are addressed (ADR 51).
        """
        self._set_roots_in_order()
        live = Dispatch.objects.filter(state=DispatchState.LIVE)
        for unit, stand_in in list_stand_ins(live.values_list("by_unit_id", flat=True).distinct()).items():
            live.filter(by_unit_id=unit).update(by_unit_id=stand_in)
        self._hand_over_named()
        live.filter(tallied_epoch=self.epoch).update(tallied_epoch=tree_epoch, recheck_before=now() + SLACK)
        Shape.objects.filter(id__in=self.kept).update(counted_epoch=tree_epoch, counted_at=self.at)
        live.filter(shape__in=self.kept, tallied_epoch=tree_epoch).update(as_of=self.at)
        for shape_id in sorted(self.anew):
            count_shape(shape_id=shape_id)
        FoldPosition.objects.filter(id=1).update(fold_no=F("fold_no") + 1, folded_at=self.at)

    def _shift(self, batch: Batch) -> None:
        with connection.cursor() as cursor:
            for statement in EMPTY:
                cursor.execute(statement)
            cursor.execute(
                SHIFTS,
                {
                    "units": [shift.unit_id for shift in batch.shifts],
                    "old": [shift.old_path for shift in batch.shifts],
                    "new": [shift.new_path for shift in batch.shifts],
                },
            )

    def _pair_named(self, cursor: CursorWrapper, path: str) -> None:
        if self.has_named:
            cursor.execute("ANALYZE advance_shift, advance_pair")
            cursor.execute(named_pairs_sql(path), self.params)

    def _hand_over_named(self) -> None:
        """Whom a live dispatch names under a unit that is closed is counted under its heir from now on."""
        if not self.has_named:
            return
        named = Named.objects.filter(dispatch__state=DispatchState.LIVE).values_list("unit_id", flat=True)
        heirs = list_stand_ins(named.distinct())
        if heirs:
            with connection.cursor() as cursor:
                cursor.execute(
                    TO_STAND_INS, {**self.params, "gone": list(heirs), "heirs": [heirs[unit] for unit in heirs]}
                )

    def _retell(self, tree: str, path: str, sign: int) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT EXISTS (SELECT 1 FROM advance_slow)")
            if cursor.fetchone()[0]:
                cursor.execute("ANALYZE advance_slow")
                cursor.execute(retell_sql(path, sign), {**self.params, "tree": tree})

    def _count_on(self) -> None:
        if not self.kept:
            return
        with connection.cursor() as cursor:
            cursor.execute(HEADCOUNTS, self.params)
            for statement in COUNT_ON:
                cursor.execute(statement, self.params)

    def _is_alone(self, root: Root) -> bool:
        others = Root.objects.filter(dispatch=root.dispatch_id, is_excluded=root.is_excluded)
        return not others.exclude(unit_id=root.unit_id).exists()

    def _enter(self, root: Root, tree: str, heir_id: UUID) -> None:
        """The heir's subtree enters (or is kept from) an audience without moving: its standings are told anew."""
        path = paths_of(tree, [heir_id]).get(heir_id)
        if path is None:
            return
        with connection.cursor() as cursor:
            for statement in EMPTY:
                cursor.execute(statement)
            cursor.execute("INSERT INTO advance_slow VALUES (%s, %s, %s, %s)", [root.dispatch_id, heir_id, path, path])
        self._retell(tree, "old_path", -1)
        Root.objects.bulk_create(
            [
                Root(
                    dispatch_id=root.dispatch_id,
                    unit_id=heir_id,
                    is_excluded=root.is_excluded,
                    change_no=root.change_no,
                )
            ],
            ignore_conflicts=True,
        )
        self._retell(tree, "new_path", 1)

    def _set_roots_in_order(self) -> None:
        """Take away roots that hang nowhere any more or lie inside others; give other trees' dispatches their shape."""
        with connection.cursor() as cursor:
            cursor.execute(
                """
                SELECT d.id, r.unit_id, r.is_excluded, q.path
                FROM cascade_dispatch d JOIN cascade_root r ON r.dispatch_id = d.id
                LEFT JOIN organisation_placement q
                       ON q.unit_id = r.unit_id AND q.tree_id = d.tree AND q.ended_on IS NULL
                WHERE d.state = 'live' ORDER BY d.id
                """
            )
            rows = cursor.fetchall()
        found: dict[UUID, list[tuple[UUID, bool, str | None]]] = {}
        for dispatch_id, unit, is_excluded, path in rows:
            found.setdefault(dispatch_id, []).append((unit, is_excluded, path))
        for dispatch_id, roots in found.items():
            idle = _idle(roots)
            if idle and len(idle) < len(roots):
                Root.objects.filter(dispatch=dispatch_id, unit_id__in=idle).delete()
        others = Dispatch.objects.filter(state=DispatchState.LIVE).exclude(tree=self.main).select_related("shape")
        for dispatch in others:
            self._reshape(dispatch)

    def _reshape(self, dispatch: Dispatch) -> None:
        """A dispatch along another tree is counted for its own roots: other roots are another shape."""
        roots = Root.objects.filter(dispatch=dispatch)
        now = {kind: tuple(sorted(r.unit_id for r in roots if r.is_excluded is kind)) for kind in (False, True)}
        shape = dispatch.shape
        if now[False] == tuple(sorted(shape.roots)) and now[True] == tuple(sorted(shape.excluded)):
            return
        was = audience_of_shape(shape)
        audience = type(was)(
            tree=was.tree,
            roots=now[False],
            levels=was.levels,
            excluded=now[True],
            posts=was.posts,
            wings=was.wings,
            traits=was.traits,
            subject_kind=was.subject_kind,
        )
        dispatch.shape = find_or_make_shape(audience, self.main)
        dispatch.save(update_fields=["shape"])
        self.anew.add(dispatch.shape_id)


def _idle(roots: Sequence[tuple[UUID, bool, str | None]]) -> list[UUID]:
    """Roots without a place, or that change nothing: inside another of their kind, or an exclusion outside all."""
    wanted = [path for _unit, is_excluded, path in roots if path is not None and not is_excluded]
    barred = [path for _unit, is_excluded, path in roots if path is not None and is_excluded]
    if not wanted:
        return []
    idle = []
    for unit, is_excluded, path in roots:
        same, other = (barred, wanted) if is_excluded else (wanted, barred)
        is_inside = path is not None and _lies_in(path, other, strictly=False)
        if path is None or _lies_in(path, same, strictly=True) or is_inside is not is_excluded:
            idle.append(unit)
    kept = {unit for unit, is_excluded, _path in roots if not is_excluded} - set(idle)
    return idle if kept else []


def _lies_in(path: str, others: Iterable[str], *, strictly: bool) -> bool:
    return any(path.startswith(other) and (path != other or not strictly) for other in others)
