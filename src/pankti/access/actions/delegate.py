from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction

from pankti.access.errors import DelegatedAlready, DelegationBackwards, DelegationTooLong, NotLentOn, ToOneself
from pankti.access.models import Delegation
from pankti.access.queries import holds_right_by_post
from pankti.audit.actions.record import record
from pankti.base.actor import Actor
from pankti.base.clock import now
from pankti.base.errors import OutOfReach
from pankti.organisation.queries import find_placement
from pankti.organisation.rights import CODES
from pankti.people.models import Person

LONGEST = timedelta(days=366)


def delegate_right(
    *, actor: Actor, person_id: UUID, right: str, unit_id: UUID, until: datetime, reason: str = ""
) -> UUID:
    """Lend one right over one unit and below to one person until a moment.

    Only a right that the actor's own post gives over that unit: what was lent is never lent on, so there
    are no cycles. It dies with the giver's post. Repeat-safe: the same loan again with another end replaces it.

    Raises OutOfReach, NotLentOn, ToOneself, DelegationBackwards, DelegationTooLong, DelegatedAlready.
    """
    placed = find_placement(unit_id)
    if actor.person_id is None or placed is None or right not in CODES or not actor.may(right, placed.path):
        raise OutOfReach
    if not Person.objects.filter(pk=person_id, erased_at=None).exists():
        raise OutOfReach
    if person_id == actor.person_id:
        raise ToOneself
    if not holds_right_by_post(actor.person_id, right, placed.path):
        raise NotLentOn
    at = now()
    if until <= at:
        raise DelegationBackwards
    if until > at + LONGEST:
        raise DelegationTooLong
    with transaction.atomic():
        earlier = Delegation.objects.filter(
            person_id=person_id, unit_id=unit_id, right=right, given_by_id=actor.person_id, ended_at=None
        )
        if found := earlier.select_for_update().first():
            if found.until == until:
                return found.id
            earlier.update(ended_at=at)
        try:
            with transaction.atomic():
                made = Delegation.objects.create(
                    person_id=person_id,
                    unit_id=unit_id,
                    right=right,
                    given_by_id=actor.person_id,
                    until=until,
                    reason=reason.strip(),
                )
        except IntegrityError:
            raise DelegatedAlready from None
        record(
            actor=actor,
            type="access.right.delegated",
            subject_kind="person",
            subject_id=person_id,
            right=right,
            unit=str(unit_id),
            until=until.isoformat(),
        )
    return made.id


def end_delegation(*, actor: Actor, delegation_id: UUID) -> None:
    """Take a loan back: its giver, its holder, or whoever has the same right over the unit. Repeat-safe.

    Raises OutOfReach for everybody else.
    """
    with transaction.atomic():
        found = Delegation.objects.select_for_update(of=("self",)).filter(pk=delegation_id).first()
        placed = find_placement(found.unit_id) if found else None
        if found is None or not (
            actor.person_id in (found.given_by_id, found.person_id)
            or (placed is not None and holds_right_by_post(actor.person_id, found.right, placed.path))
        ):
            raise OutOfReach
        if found.ended_at is not None:
            return
        found.ended_at = max(now(), found.began_at)
        found.save(update_fields=["ended_at"])
        record(
            actor=actor,
            type="access.delegation.ended",
            subject_kind="person",
            subject_id=found.person_id,
            right=found.right,
            unit=str(found.unit_id),
        )
