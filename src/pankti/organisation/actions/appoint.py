from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Q

from pankti.base.actor import Actor
from pankti.base.clock import now
from pankti.base.errors import OutOfReach
from pankti.organisation.actions.orders import give_order
from pankti.organisation.authority import check_may_fill, said
from pankti.organisation.errors import (
    AlreadyHeld,
    PersonUnknown,
    PostFilled,
    PostOfOtherLevel,
    PostRetired,
    PostUnknown,
    TeamFull,
    TermBackwards,
    UnitClosed,
)
from pankti.organisation.models import Appointment, Order, Organisation, Post, Unit, UnitStrength
from pankti.organisation.queries import find_reach
from pankti.organisation.types import OrderKind
from pankti.people.models import Person


@dataclass(frozen=True, slots=True)
class Term:
    """From when until when (exclusive; None: until further notice)."""

    began_at: datetime
    ended_at: datetime | None


def appoint(
    *,
    actor: Actor,
    person_id: UUID,
    post: str,
    unit_id: UUID,
    began_at: datetime | None = None,
    until: date | None = None,
    reason: str = "",
) -> UUID:
    """Give the person the post at the unit from ``began_at`` (now) until the end of the day ``until``.

    Without ``until`` the post's own term counts, where it has one. Returns the
    appointment's id. Repeat-safe: who asks again for what they did already gets the
    same id. Two people who appoint at once come one after the other; to the second,
    AlreadyHeld, PostFilled or TeamFull says what the first did.

    Raises OutOfReach, NotYoursToFill, MoreThanOwnRights; PostUnknown, PostOfOtherLevel,
    PostRetired, UnitClosed, PersonUnknown; TermBackwards.
    """
    with transaction.atomic():
        unit, path = lock_unit(unit_id)
        wanted = get_post(post)
        check_may_fill(actor, wanted, path)
        check_fits(wanted, unit)
        term = term_of(wanted, began_at or now(), until)
        if not Person.objects.filter(id=person_id, erased_at=None).exists():
            raise PersonUnknown
        if earlier := _find_same(actor, person_id, wanted, unit, term):
            return earlier
        check_room(wanted, unit, term)
        row = Appointment.objects.create(
            person_id=person_id, post=wanted, unit=unit, path=path, began_at=term.began_at, ended_at=term.ended_at
        )
        give_order(
            actor=actor,
            kind=OrderKind.APPOINTED,
            appointment=row,
            at=term.began_at,
            until=term.ended_at,
            reason=reason,
        )
        return row.id


def lock_unit(unit_id: UUID) -> tuple[Unit, str]:
    """The unit and its path of reach, held until the transaction ends: whoever else changes its team waits."""
    unit = Unit.objects.select_for_update(no_key=True).filter(id=unit_id).first()
    if unit is None:
        raise OutOfReach
    return unit, find_reach(unit_id)


def get_post(code: str) -> Post:
    """The post; PostUnknown when there is none."""
    found = Post.objects.filter(code=code).first()
    if found is None:
        raise PostUnknown
    return found


def check_fits(post: Post, unit: Unit) -> None:
    """Raise unless holders of ``post`` can be appointed at ``unit`` at all."""
    name = said(post.names)
    if unit.closed_on is not None:
        raise UnitClosed
    if post.level_id != unit.level_id:
        raise PostOfOtherLevel(post=name, level=said(post.level.names))
    if post.retired_on is not None:
        raise PostRetired(post=name)


def term_of(post: Post, began_at: datetime, until: date | None) -> Term:
    """The term, whose last day ends at midnight in the organisation's zone. Raises TermBackwards."""
    zone = ZoneInfo(Organisation.objects.values_list("time_zone", flat=True).first() or "Asia/Kolkata")
    last = until
    if last is None and post.term_months:
        last = _add_months(began_at.astimezone(zone).date(), post.term_months) - timedelta(days=1)
    if last is None:
        return Term(began_at, None)
    try:
        ended_at = datetime.combine(last + timedelta(days=1), time(), zone)
    except OverflowError:
        return Term(began_at, None)
    if ended_at <= began_at:
        raise TermBackwards
    return Term(began_at, ended_at)


def strength_of(post: Post, unit: Unit) -> int | None:
    """How many holders this unit should have: its own figure, else the post's."""
    own = UnitStrength.objects.filter(unit=unit, post=post).values_list("strength", flat=True).first()
    return post.strength if own is None else own


def check_room(post: Post, unit: Unit, term: Term, leaving: int = 0) -> None:
    """Raise PostFilled or TeamFull when the term finds no free place; ``leaving`` of the holders make room.

    The caller holds the unit's lock.
    """
    others = Appointment.objects.filter(overlaps(term), post=post, unit=unit).count() - leaving
    name = said(post.names)
    if post.is_single and others > 0:
        raise PostFilled(post=name)
    strength = strength_of(post, unit)
    if strength is None or others < strength:
        return
    if not Organisation.objects.filter(allows_overfull=True).exists():
        raise TeamFull(post=name, strength=strength)


def overlaps(term: Term) -> Q:
    """Appointments that run at some moment of ``term``."""
    begun = Q() if term.ended_at is None else Q(began_at__lt=term.ended_at)
    return begun & (Q(ended_at=None) | Q(ended_at__gt=term.began_at))


def _find_same(actor: Actor, person_id: UUID, post: Post, unit: Unit, term: Term) -> UUID | None:
    """What the same actor did before; AlreadyHeld when somebody else did it, or with another end."""
    held = (
        Appointment.objects.filter(overlaps(term), person_id=person_id, post=post, unit=unit)
        .order_by("began_at")
        .first()
    )
    if held is None:
        return None
    given = Order.objects.filter(appointment=held, kind=OrderKind.APPOINTED.value).first()
    if given is not None and given.ordered_by == actor.person_id and held.ended_at == term.ended_at:
        return held.id
    raise AlreadyHeld(post=said(post.names), since=held.began_at.date().isoformat())


def _add_months(day: date, months: int) -> date:
    year, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + year, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))
