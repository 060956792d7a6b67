"""The daily filling of calendars, and what became of reviews that are over."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.db.models import Q

from pankti.base.actor import SYSTEM
from pankti.base.clock import now
from pankti.base.errors import DomainError
from pankti.meetings.queries.sessions import find_fates
from pankti.reviews.actions.cadences import fill_cadence
from pankti.reviews.models import Cadence, Review
from pankti.reviews.types import SETTLE_AFTER, ReviewState

LATELY = timedelta(days=60)
"""So long it may still be said that a review was held."""
STEP = 5000


def fill_all() -> int:
    """Every running cadence; one that cannot be filled (its level is gone) does not hold up the others. How many."""
    made = 0
    for cadence_id in Cadence.objects.filter(ended_at=None).values_list("id", flat=True):
        try:
            made += fill_cadence(actor=SYSTEM, cadence_id=cadence_id)
        except DomainError:
            continue
    return made


@transaction.atomic
def settle_reviews() -> int:
    """Read what became of reviews whose hour is over, set-wise. Repeat-safe. How many changed.

    Held: then what was missed before it is made up. Called off, or a day after its end not held: owed. Moved: its
    new hour.
    """
    at = now()
    waiting = Q(state=ReviewState.PLANNED, ends_at__lt=at) | Q(state=ReviewState.MISSED, ends_at__gt=at - LATELY)
    rows = list(Review.objects.select_for_update().filter(waiting).order_by("ends_at")[:STEP])
    fates = find_fates([row.id for row in rows])
    changed = []
    for row in rows:
        fate = fates.get(row.id)
        before = (row.state, row.starts_at, row.ends_at)
        if fate is None or fate.state == "cancelled":
            row.state = ReviewState.MISSED
        elif fate.state == "held":
            row.state, row.starts_at, row.ends_at = ReviewState.HELD, fate.starts_at, fate.ends_at
        else:
            row.starts_at, row.ends_at = fate.starts_at, fate.ends_at
            is_late = fate.ends_at + SETTLE_AFTER <= at
            row.state = ReviewState.MISSED if is_late else ReviewState.PLANNED
        if before != (row.state, row.starts_at, row.ends_at):
            changed.append(row)
    Review.objects.bulk_update(changed, ["state", "starts_at", "ends_at"], batch_size=1000)
    for row in changed:
        if row.state == ReviewState.HELD:
            earlier = Review.objects.filter(
                cadence=row.cadence_id, unit=row.unit_id, state=ReviewState.MISSED, due_on__lt=row.due_on
            )
            earlier.update(state=ReviewState.MADE_UP)
    return len(changed)
