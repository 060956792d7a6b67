from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.db.models import Q

from pankti.audit.actions.record import record
from pankti.base.actor import SYSTEM, Actor
from pankti.base.clock import now
from pankti.base.errors import OutOfReach
from pankti.base.sight import acting_as
from pankti.people.actions.change_person import refresh_keys
from pankti.people.errors import MergedAlready, MergeNotLast, SamePerson
from pankti.people.merging import Holding, carry, carry_back, list_holdings
from pankti.people.models import ContactPoint, Lookalike, Merge, Person
from pankti.people.queries import get_person
from pankti.people.types import MANAGE, Decision


def merge_people(*, actor: Actor, kept_id: UUID, merged_id: UUID) -> UUID:
    """Join the merged person's history to the kept one's: posts, homes, numbers, phones, the account, names to
    be found by. The merge's id.

    Nothing is deleted: the record of the merge says what moved, and ``undo_merge`` gives it back. The merged row
    stays as history. Raises SamePerson, MergedAlready, and OutOfReach unless the actor manages both.
    """
    if kept_id == merged_id:
        raise SamePerson
    get_person(actor, kept_id, MANAGE)
    get_person(actor, merged_id, MANAGE)
    with transaction.atomic(), acting_as(SYSTEM):  # the whole history, also what lies beyond the actor's reach
        both = Person.objects.select_for_update().filter(pk__in=[kept_id, merged_id]).order_by("pk")
        if any(person.merged_into_id is not None for person in both):
            raise MergedAlready
        moved = {holding.key: carry(holding, merged_id, kept_id) for holding in _all()}
        merge = Merge.objects.create(kept_id=kept_id, merged_id=merged_id, moved=moved, merged_by=actor.person_id)
        Person.objects.filter(pk=merged_id).update(merged_into=kept_id)
        refresh_keys(kept_id)
        _decide(kept_id, merged_id, Decision.MERGED, actor)
        record(
            actor=actor, type="people.person.merged", subject_kind="person", subject_id=kept_id, merged=str(merged_id)
        )
        record(actor=actor, type="people.person.merged", subject_kind="person", subject_id=merged_id, kept=str(kept_id))
    return merge.id


def undo_merge(*, actor: Actor, merge_id: UUID) -> None:
    """Give everything back to the person who was merged; what came since stays with the kept one.

    Repeat-safe. Raises MergeNotLast where a later merge stands above it, and OutOfReach.
    """
    known = Merge.objects.filter(pk=merge_id).first()
    if known is None:
        raise OutOfReach
    get_person(actor, known.kept_id, MANAGE)
    with transaction.atomic(), acting_as(SYSTEM):
        merge = Merge.objects.select_for_update().get(pk=merge_id)
        if merge.undone_at is not None:
            return
        later = Merge.objects.filter(undone_at=None, merged_at__gt=merge.merged_at)
        if later.filter(Q(kept=merge.kept_id) | Q(merged=merge.kept_id)).exists():
            raise MergeNotLast
        Person.objects.filter(pk=merge.merged_id).update(merged_into=None)
        for holding in reversed(_all()):
            carry_back(holding, merge.merged_id, merge.kept_id, merge.moved.get(holding.key, {}))
        Merge.objects.filter(pk=merge_id).update(undone_at=now(), undone_by=actor.person_id)
        refresh_keys(merge.kept_id)
        _decide(merge.kept_id, merge.merged_id, Decision.DIFFERENT, actor)
        for person_id in (merge.kept_id, merge.merged_id):
            record(actor=actor, type="people.merge.undone", subject_kind="person", subject_id=person_id)


def _all() -> list[Holding]:
    return [Holding("people_contactpoint", stays=_held_by_both), *list_holdings()]


def _held_by_both(merged_id: UUID, kept_id: UUID) -> list[UUID]:
    """The merged person's numbers that the kept one has too: they stay where they are."""
    theirs = {(p.kind, bytes(p.blind_index)) for p in ContactPoint.objects.filter(person_id=kept_id)}
    points = ContactPoint.objects.filter(person_id=merged_id)
    return [point.id for point in points if (point.kind, bytes(point.blind_index)) in theirs]


def _decide(one: UUID, other: UUID, decision: Decision, actor: Actor) -> None:
    first, second = sorted((one, other))
    Lookalike.objects.filter(first=first, second=second).update(
        decision=decision, decided_at=now(), decided_by=actor.person_id
    )
