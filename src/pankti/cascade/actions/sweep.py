from __future__ import annotations

from datetime import timedelta

from django.db.models import F, Q

from pankti.base.clock import now
from pankti.cascade.actions.headcount import count_shape
from pankti.cascade.actions.tally import rebuild_tallies, tree_epoch
from pankti.cascade.models import Dispatch, Shape
from pankti.cascade.types import DispatchState

VACANCIES_HOLD = timedelta(minutes=10)


def recount_shapes() -> int:
    """Count again the shapes of live dispatches whose tree has changed, or whose vacancies are old. Returns how many.

    Then every live dispatch whose tallies stand along an older tree is advanced to today's.
    """
    epoch = tree_epoch()
    if not epoch:
        return 0
    live = Dispatch.objects.filter(state=DispatchState.LIVE)
    stale = Shape.objects.filter(
        Q(counted_epoch=None)
        | Q(id__in=live.values("shape_id")) & (~Q(counted_epoch=epoch) | Q(counted_at__lt=now() - VACANCIES_HOLD))
    ).order_by(F("counted_at").asc(nulls_first=True))
    counted = 0
    for shape in stale:
        count_shape(shape_id=shape.id)
        counted += 1
    for dispatch_id in live.exclude(tallied_epoch=epoch).values_list("id", flat=True):
        rebuild_tallies(dispatch_id=dispatch_id)
    return counted
