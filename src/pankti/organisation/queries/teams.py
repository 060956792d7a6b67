"""A unit's team, and what became of a post or of a person. The caller has asked for the right to see it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import Max, Q, QuerySet

from pankti.base.clock import now
from pankti.base.errors import OutOfReach
from pankti.organisation.models import Appointment, Order, Post, UnitStrength
from pankti.organisation.queries.posts import post_view
from pankti.organisation.queries.units import get_unit
from pankti.organisation.types import Holder, OrderKind, OrderView, Seat, Team


def get_team(unit_id: UUID) -> Team:
    """The unit's seats with all who hold or will hold them: a fixed number of queries, however large the tree."""
    unit = get_unit(unit_id)
    at = now()
    rows = _with_names(Appointment.objects.filter(Q(ended_at=None) | Q(ended_at__gt=at), unit=unit_id))
    held: dict[str, list[Holder]] = {}
    for row in rows.order_by("began_at", "id"):
        held.setdefault(row.post_id, []).append(holder_of(row, at))
    posts = (
        Post.objects.select_related("level", "wing")
        .filter(Q(retired_on=None) | Q(code__in=list(held)), level=unit.level)
        .order_by("-is_lead", "rank", "code")
    )
    own = dict(UnitStrength.objects.filter(unit=unit_id).values_list("post_id", "strength"))
    left = dict(
        Appointment.objects.filter(unit=unit_id, ended_at__lte=at).values_list("post_id").annotate(Max("ended_at"))
    )
    return Team(
        unit=unit,
        seats=tuple(
            Seat(
                post=post_view(post),
                strength=own.get(post.code, post.strength) if post.retired_on is None else 0,
                has_own_strength=post.code in own,
                holders=tuple(held.get(post.code, ())),
                vacant_since=left.get(post.code),
            )
            for post in posts
        ),
    )


def list_history_of_post(unit_id: UUID, post: str) -> list[Holder]:
    """Everybody who held the post at this unit, the latest first."""
    rows = _with_names(Appointment.objects.filter(unit=unit_id, post=post)).order_by("-began_at", "-id")
    at = now()
    return [holder_of(row, at) for row in rows[:500]]


def list_history_of_person(person_id: UUID) -> list[Appointment]:
    """Every post that the person has, had and will have, the latest first, with post and unit."""
    rows = Appointment.objects.filter(person=person_id).select_related("post", "unit__level", "person")
    return list(rows.order_by("-began_at", "-id")[:500])


def get_appointment(appointment_id: UUID) -> Appointment:
    """The appointment with its person, post and unit; OutOfReach when there is none."""
    found = (
        Appointment.objects.select_related("post__level", "post__wing", "unit__level", "person")
        .filter(id=appointment_id)
        .first()
    )
    if found is None:
        raise OutOfReach
    return found


def list_orders(appointment_ids: Iterable[UUID]) -> list[OrderView]:
    """All that was ordered about these appointments, the latest first."""
    rows = _orders().filter(appointment__in=list(appointment_ids)).order_by("-number")
    return [order_view(row) for row in rows]


def get_order(order_id: UUID) -> OrderView:
    """One order; OutOfReach when there is none."""
    row = _orders().filter(id=order_id).first()
    if row is None:
        raise OutOfReach
    return order_view(row)


def state_of(row: Appointment, at: datetime) -> str:
    """holds, coming, resting or ended."""
    if row.ended_at is not None and row.ended_at <= at:
        return "ended"
    if row.began_at > at:
        return "coming"
    if row.rests_from is not None and row.rests_from <= at and (row.rests_until is None or row.rests_until > at):
        return "resting"
    return "holds"


def holder_of(row: Appointment, at: datetime) -> Holder:
    """An appointment with its person, as it stands at ``at``."""
    state = state_of(row, at)
    return Holder(
        appointment_id=row.id,
        person_id=row.person_id,
        person_names=row.person.names,
        post=row.post_id,
        unit_id=row.unit_id,
        began_at=row.began_at,
        ended_at=row.ended_at,
        rests_until=row.rests_until if state == "resting" else None,
        end_reason=row.end_reason,
        state=state,
    )


def order_view(row: Order) -> OrderView:
    held = row.appointment
    return OrderView(
        id=row.id,
        number=row.number,
        kind=OrderKind(row.kind),
        appointment_id=held.id,
        person_id=held.person_id,
        person_names=held.person.names,
        post_names=held.post.names,
        unit_id=held.unit_id,
        unit_names=held.unit.names,
        ordered_at=row.ordered_at,
        ordered_by=row.ordered_by,
        takes_effect_at=row.takes_effect_at,
        until=row.until,
        reason=row.reason,
    )


def _orders() -> QuerySet[Order]:
    return Order.objects.select_related("appointment__person", "appointment__post", "appointment__unit")


def _with_names(rows: QuerySet[Appointment]) -> QuerySet[Appointment]:
    return rows.select_related("person")
