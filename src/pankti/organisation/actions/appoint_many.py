from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Q

from pankti.base.actor import Actor
from pankti.base.clock import now
from pankti.base.errors import DomainError
from pankti.base.ids import new_id
from pankti.organisation.actions.appoint import Term, appoint, check_fits, term_of
from pankti.organisation.authority import check_may_fill
from pankti.organisation.models import Appointment, Order, Organisation, Post, Unit, UnitStrength
from pankti.organisation.types import OrderKind
from pankti.people.models import Person

Seat = tuple[UUID, str]


@dataclass(frozen=True, slots=True)
class Wish:
    """One person for one post at one unit. ``path`` is the unit's path of reach; ``began_at`` None: now."""

    person_id: UUID
    post: str
    unit_id: UUID
    path: str
    began_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class _Held:
    person_id: UUID
    term: Term


def appoint_many(*, actor: Actor, wishes: Sequence[Wish]) -> list[UUID | DomainError | None]:
    """What ``appoint`` does for each in turn, as a few statements for all: the appointment's id, what was refused, or
    None where the person holds the post there already.

    Each appointment has its order and number; who asks records one event for all. What is not plainly free goes through
    ``appoint`` itself, and so do the later wishes for that seat, so that the outcome is that of one after the other.
    Within the caller's transaction; the units stay locked until it ends.
    """
    with transaction.atomic():
        room = _Room(actor, wishes)
        outcome: list[UUID | DomainError | None] = [None] * len(wishes)
        fresh: list[Appointment] = []
        doubtful: list[int] = []
        closed: set[Seat] = set()
        for at, wish in enumerate(wishes):
            if room.holds(wish):
                continue
            seat = (wish.unit_id, wish.post)
            term = None if seat in closed else room.find_term(wish)
            if term is None:
                closed.add(seat)
                doubtful.append(at)
                continue
            row = Appointment(
                id=new_id(), person_id=wish.person_id, post_id=wish.post, unit_id=wish.unit_id, path=wish.path,
                began_at=term.began_at, ended_at=term.ended_at,
            )  # fmt: skip
            room.take(wish, term)
            fresh.append(row)
            outcome[at] = row.id
        _write(actor, fresh)
        for at in doubtful:
            if not room.holds(wishes[at]):
                outcome[at] = _one_by_one(actor, wishes[at], room)
        return outcome


class _Room:
    """What stands in the way of the wishes: read once for all of them, and kept up while they are granted."""

    def __init__(self, actor: Actor, wishes: Sequence[Wish]) -> None:
        self.actor, self.at = actor, now()
        units = {wish.unit_id for wish in wishes}
        locked = Unit.objects.select_for_update(no_key=True).filter(id__in=units).order_by("id")
        self.units = {unit.id: unit for unit in locked}
        codes = {wish.post for wish in wishes}
        self.posts = {post.code: post for post in Post.objects.select_related("level").filter(code__in=codes)}
        own = UnitStrength.objects.filter(unit__in=units, post__in=codes)
        self.own = {(unit, post): n for unit, post, n in own.values_list("unit_id", "post_id", "strength")}
        people = Person.objects.filter(id__in={wish.person_id for wish in wishes}, erased_at=None)
        self.people = set(people.values_list("id", flat=True))
        self.allows_overfull = Organisation.objects.filter(allows_overfull=True).exists()
        earliest = min((wish.began_at or self.at for wish in wishes), default=self.at)
        rows = Appointment.objects.filter(Q(ended_at=None) | Q(ended_at__gt=min(earliest, self.at)), unit__in=units)
        self.held: dict[Seat, list[_Held]] = {}
        for unit, post, person, began, ended in rows.filter(post__in=codes).values_list(
            "unit_id", "post_id", "person_id", "began_at", "ended_at"
        ):
            self.held.setdefault((unit, post), []).append(_Held(person, Term(began, ended)))

    def holds(self, wish: Wish) -> bool:
        """Whether the person has the post there now or will have it."""
        return any(
            one.person_id == wish.person_id and (one.term.ended_at is None or one.term.ended_at > self.at)
            for one in self.held.get((wish.unit_id, wish.post), ())
        )

    def find_term(self, wish: Wish) -> Term | None:
        """The term of a wish that nothing stands against; None where ``appoint`` itself has to say."""
        post, unit = self.posts.get(wish.post), self.units.get(wish.unit_id)
        if post is None or unit is None or wish.person_id not in self.people:
            return None
        try:
            check_may_fill(self.actor, post, wish.path)
            check_fits(post, unit)
            term = self._term(post, wish)
        except DomainError:
            return None
        others = [one for one in self.held.get((wish.unit_id, wish.post), ()) if _meet(one.term, term)]
        if any(one.person_id == wish.person_id for one in others) or (post.is_single and others):
            return None
        strength = self.own.get((wish.unit_id, wish.post), post.strength)
        is_free = strength is None or len(others) < strength or self.allows_overfull
        return term if is_free else None

    def take(self, wish: Wish, term: Term) -> None:
        self.held.setdefault((wish.unit_id, wish.post), []).append(_Held(wish.person_id, term))

    def _term(self, post: Post, wish: Wish) -> Term:
        began = wish.began_at or self.at
        return term_of(post, began, None) if post.term_months else Term(began, None)


def _meet(one: Term, other: Term) -> bool:
    """Whether two terms run at the same time at some moment."""
    return (other.ended_at is None or one.began_at < other.ended_at) and (
        one.ended_at is None or one.ended_at > other.began_at
    )


def _write(actor: Actor, rows: Sequence[Appointment]) -> None:
    """The appointments and their orders, numbered in this order."""
    if not rows:
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('organisation_order_number') FROM generate_series(1, %s)", [len(rows)])
        numbers = sorted(int(row[0]) for row in cursor.fetchall())
    Appointment.objects.bulk_create(rows)
    Order.objects.bulk_create(
        Order(
            number=number,
            kind=OrderKind.APPOINTED.value,
            appointment=row,
            ordered_by=actor.person_id,
            takes_effect_at=row.began_at,
            until=row.ended_at,
        )
        for number, row in zip(numbers, rows, strict=True)
    )


def _one_by_one(actor: Actor, wish: Wish, room: _Room) -> UUID | DomainError:
    try:
        with transaction.atomic():
            made = appoint(
                actor=actor, person_id=wish.person_id, post=wish.post, unit_id=wish.unit_id, began_at=wish.began_at
            )
    except DomainError as error:
        return error
    row = Appointment.objects.get(id=made)
    room.take(wish, Term(row.began_at, row.ended_at))
    return made
