from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from pankti.cascade.audience import main_tree
from pankti.cascade.fold import ANSWERS_OF_DISPATCH, NEW_ANSWERS, fold_sql
from pankti.cascade.models import FoldPosition, Standing, Tally, TallyTime
from pankti.fieldsync.actions.epoch import begin_epoch

BATCH = 20_000


@dataclass(frozen=True, slots=True)
class Folded:
    """What one fold did."""

    answers: int
    standings: int


@transaction.atomic
def fold_answers(*, limit: int = BATCH) -> Folded:
    """Fold up to ``limit`` new answers into standings and tallies, and move the position, in one transaction.

    Exact and repeatable: one runner at a time holds the position's row; no answer is
    skipped, because only those below the transaction horizon are read.
    """
    position, _ = FoldPosition.objects.select_for_update().get_or_create(id=1)
    _follow_cluster(position)
    read, changed, txid, seq, *_ = _run(
        NEW_ANSWERS, {"txid": position.txid, "seq": position.seq, "limit": limit, "fold_no": position.fold_no + 1}
    )
    if read:
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE cascade_foldposition SET txid = %s, seq = %s, fold_no = fold_no + %s, folded_at = now()"
                " WHERE id = 1",
                [txid, seq, 1 if changed else 0],
            )
    return Folded(answers=read, standings=changed)


@transaction.atomic
def rebuild_tallies(*, dispatch_id: UUID) -> Folded:
    """Throw a dispatch's standings and tallies away and fold its answers anew: the figures come out the same.

    Used after a reorganisation, a changed deadline, and to prove the roll-up.
    """
    position, _ = FoldPosition.objects.select_for_update().get_or_create(id=1)
    for model in (TallyTime, Tally, Standing):
        model.objects.filter(dispatch_id=dispatch_id).delete()
    read, changed, *_ = _run(
        ANSWERS_OF_DISPATCH,
        {"txid": position.txid, "seq": position.seq, "dispatch": dispatch_id, "fold_no": position.fold_no + 1},
    )
    FoldPosition.objects.filter(id=1).update(fold_no=position.fold_no + 1)
    return Folded(answers=read, standings=changed)


def _run(batch: str, params: dict[str, Any]) -> tuple[Any, ...]:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL work_mem = '128MB'")
        cursor.execute(fold_sql(batch), {**params, "main": main_tree()})
        row = cursor.fetchone()
    return tuple(row)


def _follow_cluster(position: FoldPosition) -> None:
    """After a restore into another database cluster, transaction numbers begin anew: number what came along.

    Answers that were folded there get number 0, waiting ones 1, and the position stands between.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT system_identifier::text FROM pg_control_system()")
        (cluster,) = cursor.fetchone()
        if cluster == position.cluster:
            return
        if position.cluster:
            cursor.execute(
                "UPDATE cascade_answer SET txid = ((txid, seq) > (%s, %s))::int", [position.txid, position.seq]
            )
            position.txid, position.seq = 1, 0
            begin_epoch()
        position.cluster = cluster
    position.save(update_fields=["txid", "seq", "cluster"])
