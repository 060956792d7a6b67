from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import OuterRef, Subquery

from pankti.base.clock import now
from pankti.cascade.audience import main_tree
from pankti.cascade.fold import ANSWERS_OF_DISPATCH, CEILING, NEW_ANSWERS, fold_sql
from pankti.cascade.models import FoldPosition, Standing, Tally, TallyTime
from pankti.fieldsync.actions.epoch import begin_epoch
from pankti.organisation.models import TreeLevel

BATCH = 50_000


@dataclass(frozen=True, slots=True)
class Folded:
    """What one fold did."""

    answers: int
    standings: int


@transaction.atomic
def fold_answers(*, limit: int = BATCH) -> Folded:
    """Fold up to ``limit`` new answers into standings and tallies, and move the position, in one transaction.

    Exact and repeatable: one runner at a time holds the position's row, and no answer is
    skipped (see ``fold.CEILING``).
    """
    position, _ = FoldPosition.objects.select_for_update().get_or_create(id=1)
    _follow_cluster(position)
    with connection.cursor() as cursor:
        cursor.execute(CEILING)
        (ceiling,) = cursor.fetchone()
    if ceiling <= position.seq:
        return Folded(answers=0, standings=0)
    fold_no = position.fold_no + 1
    read, last, changed = _run(
        NEW_ANSWERS, {"seq": position.seq, "ceiling": ceiling, "limit": limit, "fold_no": fold_no}
    )
    # Numbers that were drawn and given up leave gaps: a batch that was not full ends at the ceiling.
    position.seq = last if read == limit else ceiling
    position.fold_no = fold_no if changed else position.fold_no
    position.folded_at = now()
    position.save(update_fields=["seq", "fold_no", "folded_at"])
    return Folded(answers=read, standings=changed)


@transaction.atomic
def rebuild_tallies(*, dispatch_id: UUID) -> Folded:
    """Throw a dispatch's standings and tallies away and fold its answers anew: the figures come out the same.

    Used after a reorganisation, a changed deadline, and to prove the roll-up.
    """
    position, _ = FoldPosition.objects.select_for_update().get_or_create(id=1)
    for model in (TallyTime, Tally, Standing):
        model.objects.filter(dispatch_id=dispatch_id).delete()
    read, _last, changed = _run(
        ANSWERS_OF_DISPATCH, {"seq": position.seq, "dispatch": dispatch_id, "fold_no": position.fold_no + 1}
    )
    FoldPosition.objects.filter(id=1).update(fold_no=position.fold_no + 1)
    return Folded(answers=read, standings=changed)


def _run(batch: str, params: dict[str, Any]) -> tuple[Any, ...]:
    with connection.cursor() as cursor:
        # The commit waits for the disk: a phone may read the fold's number at once, and a crash must not take it back.
        cursor.execute("SET LOCAL work_mem = '256MB'")
        cursor.execute(
            fold_sql(batch, is_anew=batch == ANSWERS_OF_DISPATCH),
            {**params, "main": main_tree(), "above_cells": _levels_above_cells()},
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


def _levels_above_cells() -> list[str]:
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
