from __future__ import annotations

from uuid import UUID

from django.db import transaction

from pankti.base.actor import Actor
from pankti.base.clock import now
from pankti.base.errors import OutOfReach
from pankti.base.ids import new_id
from pankti.cascade.actions.answer import append_answers
from pankti.cascade.actions.dispatch import require_right_over_all
from pankti.cascade.errors import DispatchEnded
from pankti.cascade.models import Dispatch, Standing
from pankti.cascade.types import DispatchState, Rank


@transaction.atomic
def reopen_subject(*, actor: Actor, dispatch_id: UUID, subject_id: UUID, reason: str) -> None:
    """Send a proof back: a new round begins for this subject, in which it has acknowledged and not yet done.

    Repeat-safe within a round: the answer that opens it has an id of its own, and the
    second one folds into the same round. Raises OutOfReach where there is no such
    standing, or no right over the dispatch; DispatchEnded where nobody may answer any more.
    """
    dispatch = Dispatch.objects.filter(id=dispatch_id).first()
    if dispatch is None:
        raise OutOfReach
    require_right_over_all(actor, dispatch)
    standing = Standing.objects.filter(
        dispatch_id=dispatch_id, subject_id=subject_id, asked=dispatch.asked_versions[-1]
    ).first()
    if standing is None:
        raise OutOfReach
    if dispatch.state != DispatchState.LIVE:
        raise DispatchEnded
    at = now().isoformat()
    append_answers(
        [
            {
                "cell": standing.cell,
                "id": str(new_id()),
                "dispatch_id": str(dispatch_id),
                "version": standing.version,
                "asked": standing.asked,
                "round": standing.round + 1,
                "rank": int(Rank.REOPENED),
                "subject_id": str(subject_id),
                "unit_id": str(standing.unit_id),
                "appointment_id": None,
                "device_id": None,
                "tapped_at": at,
                "counted_at": at,
                "received_at": at,
                "body": {"reason": reason},
            }
        ]
    )
