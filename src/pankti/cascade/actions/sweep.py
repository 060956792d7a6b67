from __future__ import annotations

from datetime import timedelta

from django.db.models import F, Q

from pankti.base.clock import now
from pankti.cascade.actions.headcount import count_shape
from pankti.cascade.actions.tally import rebuild_tallies
from pankti.cascade.models import Dispatch, Shape
from pankti.cascade.types import DispatchState
from pankti.organisation.models import Organisation

VACANCIES_HOLD = timedelta(minutes=10)


def recount_shapes() -> int:
    """Count again the shapes of live dispatches whose tree has changed, or whose vacancies are old. Returns how many.

    Where the tree changed, the dispatches' tallies are rebuilt along today's ancestors.
    """
    epoch = Organisation.objects.values_list("tree_epoch", flat=True).first()
    if epoch is None:
        return 0
    live = Dispatch.objects.filter(state=DispatchState.LIVE).values("shape_id")
    stale = Shape.objects.filter(
        Q(counted_epoch=None) | Q(id__in=live) & (~Q(counted_epoch=epoch) | Q(counted_at__lt=now() - VACANCIES_HOLD))
    ).order_by(F("counted_at").asc(nulls_first=True))
    counted = 0
    for shape in stale:
        was = shape.counted_epoch
        count_shape(shape_id=shape.id)
        counted += 1
        if was is not None and was != epoch:
            for dispatch_id in Dispatch.objects.filter(shape=shape, state=DispatchState.LIVE).values_list(
                "id", flat=True
            ):
                rebuild_tallies(dispatch_id=dispatch_id)
    return counted
