from __future__ import annotations

from uuid import UUID

from django.db import transaction

from pankti.base.actor import Actor
from pankti.base.clock import now
from pankti.organisation.actions.appoint import appoint
from pankti.organisation.actions.end_appointment import close
from pankti.organisation.actions.reconstitute import check_whole, get_open, tell
from pankti.organisation.authority import check_may_fill, may_decide
from pankti.organisation.errors import ReasonNeeded, SecondPersonNeeded, TeamChanged
from pankti.organisation.events import RECONSTITUTION_APPLIED, RECONSTITUTION_RETURNED
from pankti.organisation.models import Appointment, Reconstitution, ReconstitutionLine
from pankti.organisation.tenure import running


def approve_reconstitution(*, actor: Actor, reconstitution_id: UUID, decision: str = "") -> int:
    """Apply the proposed team: all ends and all beginnings at one moment, in one transaction. How many orders it gave.

    Raises OutOfReach, ReconstitutionClosed, SecondPersonNeeded; TeamChanged when today's
    team is no longer the one that was looked at; TeamDoesNotFit; and as ``appoint`` does.
    """
    with transaction.atomic():
        row, path = get_open(actor, reconstitution_id, "proposed")
        _check_second(actor, row, path)
        lines = list(row.lines.select_related("post__level", "person", "appointment__post", "appointment__unit"))
        _check_today(row, lines)
        check_whole(row)
        at = now()
        leaving = [line for line in lines if line.kind == "remove"]
        coming = sorted((line for line in lines if line.kind == "add"), key=lambda line: line.post.rank)
        for line in (*leaving, *coming):
            check_may_fill(actor, line.post, path)
        for line in leaving:
            if line.appointment is not None:
                close(actor=actor, row=line.appointment, at=at, reason=row.note)
        for line in coming:
            appoint(
                actor=actor,
                person_id=line.person_id,
                post=line.post_id,
                unit_id=row.unit_id,
                began_at=at,
                reason=row.note,
            )
        row.state, row.decided_by, row.decided_at = "applied", actor.person_id, at
        row.decision = decision.strip()[:2000]
        row.save(update_fields=["state", "decided_by", "decided_at", "decision"])
        kept = sum(line.kind == "keep" for line in lines)
        tell(actor, RECONSTITUTION_APPLIED, row, kept=kept, removed=len(leaving), added=len(coming))
        return len(leaving) + len(coming)


def return_reconstitution(*, actor: Actor, reconstitution_id: UUID, why: str) -> None:
    """Send a proposed team back to be drafted anew. Raises OutOfReach, ReconstitutionClosed, ReasonNeeded."""
    with transaction.atomic():
        row, _path = get_open(actor, reconstitution_id, "proposed")
        if not why.strip():
            raise ReasonNeeded
        row.state, row.decision = "draft", why.strip()[:2000]
        row.save(update_fields=["state", "decision"])
        tell(actor, RECONSTITUTION_RETURNED, row, why=row.decision)


def _check_second(actor: Actor, row: Reconstitution, path: str) -> None:
    """Another person than the proposer, and from above the unit; over a top unit, who manages the organisation."""
    if actor.is_system:
        return
    if actor.person_id == row.proposed_by or not may_decide(actor, path):
        raise SecondPersonNeeded


def _check_today(row: Reconstitution, lines: list[ReconstitutionLine]) -> None:
    today = set(Appointment.objects.filter(running(now()), unit=row.unit_id).values_list("id", flat=True))
    if today != {line.appointment_id for line in lines if line.appointment_id}:
        raise TeamChanged
