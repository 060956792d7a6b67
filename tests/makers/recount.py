"""The plain recount: from raw answers to standings and tallies, one by one, without SQL."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from pankti.cascade.buckets import LAST, upper
from pankti.cascade.models import Answer, Dispatch, Standing, Tally, TallyTime
from pankti.cascade.queries import get_dispatch, get_times
from pankti.cascade.types import Proof, Rank
from tests.makers.forest import Forest

Key = tuple[int, UUID]  # (asked, subject or unit)
COLUMNS = ("seen", "acknowledged", "refused", "done", "settled", "late")


@dataclass(frozen=True)
class Stood:
    """What a subject's answers come to."""

    round: int
    rank: int
    answer_id: UUID
    said_at: datetime
    acknowledged_at: datetime | None
    settled_at: datetime | None
    is_late: bool
    bucket: int | None


def recount_standings(dispatch: Dispatch) -> dict[Key, Stood]:
    """Every subject's standing, by reading its raw answers."""
    said: dict[Key, list[Answer]] = {}
    for answer in Answer.objects.filter(dispatch_id=dispatch.id):
        said.setdefault((answer.asked, answer.subject_id), []).append(answer)
    return {key: _stand(dispatch, key[0], answers) for key, answers in said.items()}


def _stand(dispatch: Dispatch, asked: int, answers: list[Answer]) -> Stood:
    best = min(answers, key=lambda a: (-a.round, -a.rank, a.counted_at, a.id))
    if dispatch.proof == Proof.ATTENDANCE:
        best = max(answers, key=lambda a: (a.round, a.rank > Rank.SEEN, a.counted_at, a.id))
    acknowledged = min((a.counted_at for a in answers if a.rank >= Rank.ACKNOWLEDGED), default=None)
    settled = min(
        (a.counted_at for a in answers if a.round == best.round and a.rank >= dispatch.settle_rank), default=None
    )
    asked_at = dict(zip(dispatch.asked_versions, dispatch.asked_ats, strict=True))[asked]
    return Stood(
        round=best.round,
        rank=best.rank,
        answer_id=best.id,
        said_at=best.counted_at,
        acknowledged_at=acknowledged,
        settled_at=settled,
        is_late=bool(settled and dispatch.deadline_at and settled > dispatch.deadline_at),
        bucket=None if acknowledged is None else _bucket((acknowledged - asked_at).total_seconds()),
    )


def _bucket(seconds: float) -> int:
    return next((b for b in range(LAST) if seconds < upper(b)), LAST)


def columns_of(stood: Stood) -> Counter[str]:
    """The tally columns that one standing adds one to."""
    state = {Rank.SEEN: "seen", Rank.REFUSED: "refused", Rank.DONE: "done"}.get(Rank(stood.rank), "acknowledged")
    return Counter({state: 1, "settled": int(stood.settled_at is not None), "late": int(stood.is_late)})


def recount_tallies(
    dispatch: Dispatch, forest: Forest, standings: dict[Key, Stood]
) -> tuple[dict[Key, Counter[str]], dict[tuple[int, UUID, int], int]]:
    """Every unit's tally and time buckets: each standing told to each unit above it."""
    tallies: dict[Key, Counter[str]] = {}
    times: Counter[tuple[int, UUID, int]] = Counter()
    for (asked, subject), stood in standings.items():
        for unit in forest.tellers(dispatch.tree, subject):
            tallies.setdefault((asked, unit), Counter()).update(columns_of(stood))
            if stood.bucket is not None:
                times[asked, unit, stood.bucket] += 1
    return {key: +tally for key, tally in tallies.items()}, dict(times)


def stored_standings(dispatch_id: UUID) -> dict[Key, Stood]:
    return {
        (s.asked, s.subject_id): Stood(
            s.round, s.rank, s.answer_id, s.said_at, s.acknowledged_at, s.settled_at, s.is_late, s.bucket
        )
        for s in Standing.objects.filter(dispatch_id=dispatch_id)
    }


def stored_tallies(dispatch_id: UUID) -> tuple[dict[Key, Counter[str]], dict[tuple[int, UUID, int], int]]:
    """What the roll-up wrote, without rows that have come back to zero."""
    tallies = {
        (t.asked, t.unit_id): +Counter({name: getattr(t, name) for name in COLUMNS})
        for t in Tally.objects.filter(dispatch_id=dispatch_id)
    }
    dispatch = get_dispatch(dispatch_id)
    times = {
        (asked, unit, bucket): n
        for asked in {asked for asked, _unit in tallies}
        for unit in {unit for _asked, unit in tallies}
        for bucket, n in get_times(replace(dispatch, asked=asked), unit).items()
    }
    return {key: tally for key, tally in tallies.items() if tally}, times


def assert_exact(dispatch: Dispatch, forest: Forest) -> None:
    """Standings and tallies equal the recount, to the last column of the last unit."""
    standings = recount_standings(dispatch)
    assert stored_standings(dispatch.id) == standings
    assert not list(_negative(dispatch.id))
    assert stored_tallies(dispatch.id) == recount_tallies(dispatch, forest, standings)


def _negative(dispatch_id: UUID) -> Iterable[Tally | TallyTime]:
    yield from (t for t in Tally.objects.filter(dispatch_id=dispatch_id) if min(getattr(t, c) for c in COLUMNS) < 0)
    yield from TallyTime.objects.filter(dispatch_id=dispatch_id, n__lt=0)
