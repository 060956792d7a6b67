from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.db.models import Q

from pankti.audit.actions.erase_person import erase_person
from pankti.audit.actions.record import record
from pankti.base.actor import SYSTEM
from pankti.base.clock import now
from pankti.base.personal import list_sweeps
from pankti.privacy.models import DataExport, Erasure, Hold

A_WEEK = timedelta(days=7)
A_YEAR = timedelta(days=366)
UNCONFIRMED = timedelta(days=1)
BATCH, ROUNDS = 500, 40


def apply_retention() -> dict[str, int]:
    """Remove what was kept long enough, room by room, in small batches that each stand alone. Repeat-safe.

    What is left after ``ROUNDS`` batches waits for the next hour. One audit event for each kind that lost something.
    """
    gone: dict[str, int] = {}
    for sweep in list_sweeps():
        count = 0
        for _round in range(ROUNDS):
            with transaction.atomic():
                done = sweep.run(BATCH)
            count += done
            if done < BATCH:
                break
        if count:
            record(actor=SYSTEM, type="privacy.retention.applied", sweep=sweep.code, count=count)
            gone[sweep.code] = count
    return gone


def drop_exports(most: int) -> int:
    """Copies after their week, and wishes for one that nobody confirmed within a day."""
    at = now()
    ids = DataExport.objects.filter(Q(expires_at__lt=at) | Q(confirmed_at=None, asked_at__lt=at - UNCONFIRMED))
    return DataExport.objects.filter(id__in=list(ids.values_list("id", flat=True)[:most])).delete()[0]


def drop_holds(most: int) -> int:
    """Sealed records whose year is over."""
    ids = list(Hold.objects.filter(until__lt=now()).values_list("person_id", flat=True)[:most])
    return Hold.objects.filter(person_id__in=ids).delete()[0]


def empty_logs(most: int) -> int:
    """The details and addresses of those who were erased a year ago."""
    due = Erasure.objects.select_for_update(skip_locked=True).filter(done_at__lt=now() - A_YEAR, logs_emptied_at=None)
    count = 0
    for erasure in due.order_by("done_at")[:most]:
        erase_person(actor=SYSTEM, person_id=erasure.person_id)
        erasure.logs_emptied_at = now()
        erasure.save(update_fields=["logs_emptied_at"])
        count += 1
    return count
