from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import OuterRef, Q, Subquery

from pankti.base.clock import now
from pankti.base.jobs import defer
from pankti.cascade.audience import main_tree
from pankti.cascade.errors import AnswersGone
from pankti.cascade.fold import ANSWERS_OF_DISPATCH, CEILING, NEW_ANSWERS, fold_sql
from pankti.cascade.models import Dispatch, FoldPosition, Standing, Tally, TallyTime
from pankti.cascade.types import GRACE, DispatchState
from pankti.fieldsync.actions.epoch import begin_epoch
from pankti.organisation.models import Organisation, TreeLevel

BATCH = 50_000
TRIES = 5
SLACK = timedelta(minutes=5)
"""How far the clocks of two servers may stand apart."""


@dataclass(frozen=True, slots=True)
class Folded:
    """What one fold did."""

    answers: int
    standings: int


class _TreeMoved(Exception):
    """The tree changed while a fold was reading it; nothing of that fold may stand."""


def fold_answers(*, limit: int = BATCH) -> Folded:
    """Fold up to ``limit`` new answers into standings and tallies, and move the position, in one transaction.

    Exact and repeatable: one runner at a time holds the position's row, and no answer is
    skipped (see ``fold.CEILING``). A dispatch whose tallies stand along an older tree is
    advanced to today's first, and a fold during which the tree changes begins anew: so a
    unit that moves takes along what it said, whatever is still on its way.
    """
    return _in_one_tree(lambda position, epoch: _fold(position, epoch, limit)) or Folded(answers=0, standings=0)


def rebuild_tallies(*, dispatch_id: UUID) -> Folded:
    """Throw a dispatch's standings and tallies away and fold its answers anew: the figures come out the same.

    Used after a reorganisation, a changed deadline, and to prove the roll-up. Raises
    AnswersGone once its answers are being deleted: the figures then stay as they are.
    """
    return _in_one_tree(lambda position, epoch: _advance(position, epoch, dispatch_id, position.seq)) or Folded(0, 0)


def _in_one_tree(act: Callable[[FoldPosition, int], Folded]) -> Folded | None:
    """Run ``act`` under the roll-up's lock, again if the tree changed meanwhile; None: it keeps changing."""
    for _ in range(TRIES):
        with suppress(_TreeMoved), transaction.atomic():
            position, _made = FoldPosition.objects.select_for_update().get_or_create(id=1)
            _follow_cluster(position)
            epoch = tree_epoch()
            done = act(position, epoch)
            if tree_epoch() != epoch:
                raise _TreeMoved
            return done
    return None


def _fold(position: FoldPosition, epoch: int, limit: int) -> Folded:
    with connection.cursor() as cursor:
        cursor.execute(CEILING)
        (ceiling,) = cursor.fetchone()
    if ceiling <= position.seq:
        return Folded(answers=0, standings=0)
    batch = {"seq": position.seq, "ceiling": ceiling, "limit": limit}
    for dispatch_id in _list_left_behind(batch, epoch):
        _advance(position, epoch, dispatch_id, position.seq)
    fold_no = position.fold_no + 1
    read, last, changed = _run(NEW_ANSWERS, {**batch, "fold_no": fold_no})
    # Numbers that were drawn and given up leave gaps: a batch that was not full ends at the ceiling.
    position.seq = last if read == limit else ceiling
    position.fold_no = fold_no if changed else position.fold_no
    position.folded_at = now()
    position.save(update_fields=["seq", "fold_no", "folded_at"])
    return Folded(answers=read, standings=changed)


def _list_left_behind(batch: dict[str, Any], epoch: int) -> list[UUID]:
    """The dispatches among a batch's answers whose tallies hold along an older tree; one cheap look where none does."""
    may_be = Q(state=DispatchState.LIVE) | Q(ended_at__gt=now() - GRACE - SLACK)
    older = Dispatch.objects.filter(may_be, answers_gone_to=None).exclude(tallied_epoch=epoch)
    ids = list(older.values_list("id", flat=True))
    if not ids:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT DISTINCT n.dispatch_id FROM ({NEW_ANSWERS}) n WHERE n.dispatch_id = ANY(%(ids)s)",
            {**batch, "ids": ids},
        )
        return sorted(row[0] for row in cursor.fetchall())


def _advance(position: FoldPosition, epoch: int, dispatch_id: UUID, seq: int) -> Folded:
    """Fold a dispatch's answers up to ``seq`` anew along the tree of ``epoch``, and say that it stands there now."""
    dispatch = Dispatch.objects.select_related("shape").get(id=dispatch_id)
    if dispatch.answers_gone_to is not None:
        raise AnswersGone
    for model in (TallyTime, Tally, Standing):
        model.objects.filter(dispatch_id=dispatch_id).delete()
    fold_no = position.fold_no + 1
    read, _last, changed = _run(
        ANSWERS_OF_DISPATCH,
        {"from": dispatch.answers_from, "seq": seq, "dispatch": dispatch_id, "fold_no": fold_no},
    )
    position.fold_no = fold_no
    position.save(update_fields=["fold_no"])
    if dispatch.tallied_epoch != epoch:
        dispatch.tallied_epoch, dispatch.recheck_before = epoch, now() + SLACK
        if dispatch.shape.counted_epoch == epoch:  # else it moves on when its heads are counted
            dispatch.as_of = now()
        elif dispatch.state != DispatchState.LIVE:
            defer("cascade.count_shape", lock=f"shape-{dispatch.shape_id}", shape_id=str(dispatch.shape_id))
        dispatch.save(update_fields=["tallied_epoch", "recheck_before", "as_of"])
    return Folded(answers=read, standings=changed)


def tree_epoch() -> int:
    """The number of the tree as it is now; it grows with every change of a placement."""
    return Organisation.objects.values_list("tree_epoch", flat=True).first() or 0


def _run(batch: str, params: dict[str, Any]) -> tuple[Any, ...]:
    with connection.cursor() as cursor:
        # The commit waits for the disk: a phone may read the fold's number at once, and a crash must not take it back.
        cursor.execute("SET LOCAL work_mem = '256MB'; SET LOCAL jit = off")
        cursor.execute(
            fold_sql(batch, is_anew=batch == ANSWERS_OF_DISPATCH),
            {**params, "main": main_tree(), "above_cells": levels_above_cells()},
        )
        row = cursor.fetchone()
    return tuple(row)


def _follow_cluster(position: FoldPosition) -> None:
    """After a restore into another database cluster, phones may have read further than we now know: all pull afresh."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT system_identifier::text FROM pg_control_system()")
        (cluster,) = cursor.fetchone()
    if cluster != position.cluster:
        if position.cluster:
            begin_epoch()
        position.cluster = cluster
        position.save(update_fields=["cluster"])


def levels_above_cells() -> list[str]:
    """The levels whose units belong to no cell: those that stand over the cell level in some tree."""
    return list(
        TreeLevel.objects.filter(
            tree__in=TreeLevel.objects.filter(level__traits__contains=["cell"]).values("tree"),
            rank__lt=Subquery(
                TreeLevel.objects.filter(tree=OuterRef("tree"), level__traits__contains=["cell"]).values("rank")[:1]
            ),
        )
        .values_list("level_id", flat=True)
        .distinct()
    )
