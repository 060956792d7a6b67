"""How far the directives that decisions became have come: one set of queries for any number of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from pankti.base.clock import now
from pankti.cascade.queries import get_tallies, open_frames, sum_numbers
from pankti.cascade.types import Counts, DispatchState
from pankti.minutes.types import Progress, Stage
from pankti.organisation.models import Placement


@dataclass(frozen=True, slots=True)
class Asked:
    """One decision: its directive, the unit at whose meeting it was taken, and the number to reach."""

    directive_id: UUID | None
    unit_id: UUID
    target: int | None


_STAGES = {DispatchState.WITHDRAWN: Stage.WITHDRAWN, DispatchState.CLOSED: Stage.CLOSED}


def list_progress(asked: Sequence[Asked]) -> list[Progress]:
    """What became of each: five queries at most, none where nothing became a directive."""
    ids = [one.directive_id for one in asked if one.directive_id]
    if not ids:
        return [Progress(target=one.target) for one in asked]
    frames = open_frames(ids)
    issued = [(frames[one.directive_id], one) for one in asked if one.directive_id in frames]
    above = _above({one.unit_id for frame, one in issued if one.unit_id in frame.dispatch.roots})
    counts = iter(get_tallies([(frame, above.get(one.unit_id, one.unit_id)) for frame, one in issued]))
    numbers = sum_numbers([frame.dispatch.id for frame, one in issued if one.target is not None])
    found = []
    for one in asked:
        if one.directive_id is None:
            found.append(Progress(target=one.target))
        elif one.directive_id not in frames:
            found.append(Progress(Stage.DRAFT, target=one.target))
        else:
            dispatch, tally = frames[one.directive_id].dispatch, next(counts)
            overdue = dispatch.deadline_at is not None and dispatch.deadline_at < now()
            stage = _STAGES.get(dispatch.state) or _running(tally, overdue=overdue)
            reached = None if one.target is None else int(numbers.get(dispatch.id, 0))
            found.append(Progress(stage, tally, reached, one.target))
    return found


def _running(counts: Counts, *, overdue: bool) -> Stage:
    if counts.expected and counts.done >= counts.expected:
        return Stage.DONE
    return Stage.LATE if overdue and counts.settled < (counts.expected or 1) else Stage.RUNNING


def _above(units: set[UUID]) -> dict[UUID, UUID]:
    """The parents of these units: a tally counts what lies below, and a meeting may charge its own unit's holder.

    Only what is addressed is counted, so looking from one step higher adds nobody.
    """
    rows = Placement.objects.filter(tree__is_main=True, ended_on=None, unit__in=units, parent__isnull=False)
    return dict(rows.values_list("unit_id", "parent_id")) if units else {}
