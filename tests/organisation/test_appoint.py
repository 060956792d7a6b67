"""A post given, handed over, rested and ended: who may, what is refused, and what is kept of it."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from threading import Barrier
from uuid import UUID

import pytest
from django.db import connection, transaction

from pankti.access.actions.reach import work_out_reach
from pankti.access.models import Scope
from pankti.access.queries import actor_for_person
from pankti.audit.models import Event
from pankti.base.actor import SYSTEM, Actor, Grant
from pankti.base.clock import frozen, now
from pankti.base.errors import DomainError, OutOfReach
from pankti.base.sight import acting_as
from pankti.organisation.actions.appoint import appoint
from pankti.organisation.actions.end_appointment import end_appointment
from pankti.organisation.actions.hand_over import hand_over
from pankti.organisation.actions.suspend import resume, suspend
from pankti.organisation.errors import (
    AlreadyHeld,
    AlreadySuspended,
    AppointmentOver,
    MoreThanOwnRights,
    NotSuspended,
    NotYoursToFill,
    PersonUnknown,
    PostFilled,
    PostOfOtherLevel,
    PostRetired,
    PostUnknown,
    ReasonNeeded,
    SamePerson,
    TeamFull,
    TermBackwards,
    UnitClosed,
)
from pankti.organisation.models import Appointment, Level, Order, Organisation, Post, Unit, UnitStrength, Wing
from pankti.organisation.queries import lead_of
from tests.makers.organisation import Cast, actor_of, make_cast, make_person, path_of

NOON = datetime(2026, 11, 22, 6, 30, tzinfo=UTC)  # noon in India


@pytest.fixture
def cast(db: None) -> Cast:
    cast = make_cast()
    Post.objects.create(
        code="member", level_id="middle", names={"hi": "सदस्य", "en": "Member"}, rights=["directive.view"], strength=2
    )
    return cast


def manager(cast: Cast, *rights: str, at: Unit | None = None, wing: str | None = None) -> Actor:
    """Somebody with just these rights over the officer's unit (or ``at``)."""
    path = path_of(at or cast.middle)
    return Actor(person_id=make_person().id, grants=tuple(Grant(right, path, wing) for right in rights))


def give(cast: Cast, actor: Actor | None = None, **wish: object) -> UUID:
    person = wish.pop("person_id", None) or make_person().id
    values = {"post": "member", "unit_id": cast.middle.id, **wish}
    return appoint(actor=actor or actor_of(cast.officer), person_id=person, **values)  # type: ignore[arg-type]


def test_an_appointment_is_kept_with_its_order_and_recorded(cast: Cast) -> None:
    person = make_person()

    with frozen(NOON):
        made = give(cast, person_id=person.id, reason="Knows every lane")

    row = Appointment.objects.get(id=made)
    assert (row.person_id, row.post_id, row.unit_id, row.began_at, row.ended_at) == (
        person.id,
        "member",
        cast.middle.id,
        NOON,
        None,
    )
    assert row.path == path_of(cast.middle)
    order = Order.objects.get(appointment=row)
    assert (order.kind, order.ordered_by, order.takes_effect_at, order.reason) == (
        "appointed",
        cast.officer.person_id,
        NOON,
        "Knows every lane",
    )
    event = Event.objects.get(type="organisation.appointment.made")
    assert (event.actor_id, event.subject_id, event.details["reason"]) == (
        cast.officer.person_id,
        person.id,
        "Knows every lane",
    )


def test_asked_again_by_the_same_person_it_is_the_same_appointment(cast: Cast) -> None:
    person = make_person()

    first = give(cast, person_id=person.id)

    assert give(cast, person_id=person.id) == first
    assert Appointment.objects.filter(person=person).count() == Order.objects.count() == 1


def test_asked_by_somebody_else_it_says_since_when(cast: Cast) -> None:
    person = make_person()
    give(cast, person_id=person.id)

    with pytest.raises(AlreadyHeld, match="Member"):
        give(cast, actor_of(cast.colleague), person_id=person.id)


def test_the_stranger_cannot_appoint(cast: Cast) -> None:
    stranger = manager(cast, "people.manage", at=cast.other_middle)

    with pytest.raises(OutOfReach):
        give(cast, stranger)
    assert not Order.objects.exists()


def test_seeing_people_is_not_filling_posts(cast: Cast) -> None:
    with pytest.raises(OutOfReach):
        give(cast, manager(cast, "people.view", "directive.view"))


def test_nobody_gives_more_than_they_have(cast: Cast) -> None:
    small = manager(cast, "people.manage")

    with pytest.raises(MoreThanOwnRights, match="See the board"):
        give(cast, small)
    give(cast, manager(cast, "people.manage", "directive.view"))


def test_answering_for_a_unit_is_given_by_whoever_fills_the_post(cast: Cast) -> None:
    made = give(cast, manager(cast, "people.manage"), post="last-lead", unit_id=cast.booths[1].id)

    assert lead_of([cast.booths[1].id])[cast.booths[1].id].appointment_id == made


def test_the_lead_of_a_unit_is_appointed_from_above(cast: Cast) -> None:
    Post.objects.filter(code="middle-lead").update(rights=["directive.view"])

    with pytest.raises(NotYoursToFill, match="Convenor"):
        give(cast, manager(cast, "people.manage", "directive.view"), post="middle-lead")
    give(cast, manager(cast, "people.manage", "directive.view", at=cast.top), post="middle-lead")


def test_a_wings_manager_fills_that_wings_posts_only(cast: Cast) -> None:
    Wing.objects.create(code="it", names={"en": "IT"})
    Wing.objects.create(code="youth", names={"en": "Youth"})
    Post.objects.create(code="it-member", level_id="middle", wing_id="it", names={"en": "IT member"})
    Post.objects.create(code="youth-member", level_id="middle", wing_id="youth", names={"en": "Youth member"})
    it = manager(cast, "people.manage", "directive.view", wing="it")

    give(cast, it, post="it-member")
    for other in ("youth-member", "member"):
        with pytest.raises(NotYoursToFill):
            give(cast, it, post=other)


@pytest.mark.parametrize(
    ("spoil", "error"),
    [
        (lambda c: {"post": "nobody-knows-it"}, PostUnknown),
        (lambda c: {"post": "last-lead"}, PostOfOtherLevel),
        (lambda c: {"person_id": UUID(int=7)}, PersonUnknown),
        (lambda c: {"until": date(2020, 1, 1)}, TermBackwards),
        (lambda c: Post.objects.filter(code="member").update(retired_on=date(2026, 1, 1)) and {}, PostRetired),
        (lambda c: Unit.objects.filter(id=c.middle.id).update(closed_on=date(2026, 1, 1)) and {}, UnitClosed),
        (lambda c: {"unit_id": UUID(int=7)}, OutOfReach),
    ],
)
def test_what_cannot_be_says_why(
    cast: Cast, spoil: Callable[[Cast], dict[str, object]], error: type[DomainError]
) -> None:
    wish = spoil(cast)

    with pytest.raises(error) as raised:
        give(cast, None, **wish)
    assert "%" not in str(raised.value)
    assert not Order.objects.exists()


def test_a_post_with_one_holder_refuses_a_second(cast: Cast) -> None:
    Post.objects.filter(code="member").update(is_single=True)
    give(cast)

    with pytest.raises(PostFilled):
        give(cast)


def test_beyond_the_strength_only_where_the_organisation_allows_it(cast: Cast) -> None:
    give(cast)
    give(cast)
    with pytest.raises(TeamFull, match="2"):
        give(cast)

    Organisation.objects.update(allows_overfull=True)
    give(cast)

    assert Appointment.objects.filter(post="member").count() == 3


def test_a_unit_may_have_a_strength_of_its_own(cast: Cast) -> None:
    UnitStrength.objects.create(unit=cast.middle, post_id="member", strength=1)
    give(cast)

    with pytest.raises(TeamFull):
        give(cast)


def test_a_term_ends_with_its_last_day_in_the_organisations_zone(cast: Cast) -> None:
    with frozen(NOON):
        made = Appointment.objects.get(id=give(cast, until=date(2026, 12, 31)))

    assert made.ended_at == datetime(2026, 12, 31, 18, 30, tzinfo=UTC)


def test_a_posts_term_counts_where_none_is_given(cast: Cast) -> None:
    Post.objects.filter(code="member").update(term_months=36)
    with frozen(NOON):
        made = Appointment.objects.get(id=give(cast))

    assert made.ended_at == datetime(2029, 11, 21, 18, 30, tzinfo=UTC)


def test_a_term_to_come_takes_the_place_when_the_present_one_ends(cast: Cast) -> None:
    Post.objects.filter(code="member").update(is_single=True)
    with frozen(NOON):
        give(cast, until=date(2026, 12, 31))
        give(cast, began_at=datetime(2027, 1, 1, tzinfo=UTC))
        with pytest.raises(PostFilled):
            give(cast, began_at=datetime(2026, 12, 1, tzinfo=UTC), until=date(2026, 12, 15))


def test_an_end_is_dated_and_said_why_and_never_written_over(cast: Cast) -> None:
    made = give(cast)
    officer = actor_of(cast.officer)
    with pytest.raises(ReasonNeeded):
        end_appointment(actor=officer, appointment_id=made, reason=" ")

    end_appointment(actor=officer, appointment_id=made, reason="Moved away")
    ended = Appointment.objects.get(id=made).ended_at
    end_appointment(actor=officer, appointment_id=made, reason="Moved away")

    with pytest.raises(AppointmentOver):
        end_appointment(actor=officer, appointment_id=made, reason="Something else")
    assert Appointment.objects.get(id=made).ended_at == ended
    assert list(Order.objects.order_by("number").values_list("kind", flat=True)) == ["appointed", "ended"]


def test_one_may_step_down_but_not_end_others(cast: Cast) -> None:
    worker = Actor(person_id=cast.worker.person_id)

    with pytest.raises(OutOfReach):
        end_appointment(actor=worker, appointment_id=cast.stranger.id, reason="No")
    end_appointment(actor=worker, appointment_id=cast.worker.id, reason="No time")

    assert lead_of([cast.booths[0].id])[cast.booths[0].id].is_vacant


def test_a_scheduled_end_is_no_vacancy_yet(cast: Cast) -> None:
    end_appointment(actor=SYSTEM, appointment_id=cast.worker.id, reason="Term over", at=now() + timedelta(days=2))
    booth = cast.booths[0].id

    assert lead_of([booth])[booth].person_id == cast.worker.person_id
    with frozen(now() + timedelta(days=3)):
        assert lead_of([booth])[booth].is_vacant


def test_handed_over_in_one_moment(cast: Cast) -> None:
    heir = make_person()
    officer = actor_of(cast.officer)

    with frozen(NOON):
        new = hand_over(actor=officer, appointment_id=cast.worker.id, to_person_id=heir.id, reason="Exams")
        assert hand_over(actor=officer, appointment_id=cast.worker.id, to_person_id=heir.id, reason="Exams") == new

    old, begun = Appointment.objects.get(id=cast.worker.id), Appointment.objects.get(id=new)
    assert old.ended_at == begun.began_at == NOON
    assert begun.person_id == heir.id
    with pytest.raises(SamePerson):
        hand_over(actor=officer, appointment_id=new, to_person_id=heir.id, reason="?")
    with pytest.raises(OutOfReach):
        hand_over(
            actor=manager(cast, "people.manage", at=cast.other_middle),
            appointment_id=new,
            to_person_id=make_person().id,
            reason="?",
        )


def test_a_suspended_holders_rights_rest_until_resumed(cast: Cast) -> None:
    chief = actor_of(cast.chief)
    officer = cast.officer.person_id
    assert actor_for_person(officer).grants

    suspend(actor=chief, appointment_id=cast.officer.id, reason="A complaint is looked into")
    assert not actor_for_person(officer).grants
    with pytest.raises(AlreadySuspended):
        suspend(actor=chief, appointment_id=cast.officer.id, reason="Again")
    resume(actor=chief, appointment_id=cast.officer.id, reason="Nothing in it")

    assert actor_for_person(officer).grants
    with pytest.raises(NotSuspended):
        resume(actor=chief, appointment_id=cast.officer.id, reason="Again")
    kept = Order.objects.filter(appointment=cast.officer).order_by("number")
    assert [(o.kind, o.reason) for o in kept] == [
        ("suspended", "A complaint is looked into"),
        ("resumed", "Nothing in it"),
    ]


def test_a_suspension_until_a_day_lifts_by_itself(cast: Cast) -> None:
    with frozen(NOON):
        suspend(actor=actor_of(cast.chief), appointment_id=cast.officer.id, reason="Leave", until=date(2026, 11, 30))
        assert not actor_for_person(cast.officer.person_id).grants
    with frozen(datetime(2026, 12, 1, tzinfo=UTC)):
        assert actor_for_person(cast.officer.person_id).grants


def test_orders_run_through_one_row_of_numbers(cast: Cast) -> None:
    for level in Level.objects.all():
        assert level.code
    give(cast)
    give(cast)

    first, second = Order.objects.order_by("number").values_list("number", flat=True)
    assert second == first + 1


@pytest.mark.django_db(transaction=True)
def test_given_twice_at_once_by_two_people_there_is_one_row_and_a_sentence() -> None:
    cast = make_cast()
    Post.objects.create(code="member", level_id="middle", names={"hi": "सदस्य", "en": "Member"}, is_single=True)
    person = make_person()
    gate = Barrier(2)

    def attempt(actor: Actor) -> str:
        try:
            with transaction.atomic():
                gate.wait(timeout=10)
                give(cast, actor, person_id=person.id)
        except DomainError as error:
            return error.code
        finally:
            connection.close()
        return "made"

    with ThreadPoolExecutor(2) as pool:
        said = sorted(pool.map(attempt, [actor_of(cast.officer), actor_of(cast.colleague)]))

    assert said == ["already_held", "made"]
    assert Appointment.objects.filter(person=person).count() == 1


def test_a_suspended_holders_phone_asks_for_nothing_of_the_unit(cast: Cast) -> None:
    worker = cast.worker.person_id
    assert work_out_reach(worker).units == (cast.booths[0].id,)

    suspend(actor=actor_of(cast.officer), appointment_id=cast.worker.id, reason="Looked into")

    assert not Scope.objects.filter(person=worker).exists()
    assert work_out_reach(worker).units == ()


def test_orders_are_seen_by_whom_they_concern_and_from_above_and_by_nobody_else(cast: Cast) -> None:
    suspend(actor=actor_of(cast.chief), appointment_id=cast.officer.id, reason="Looked into")

    def seen(actor: Actor) -> int:
        with acting_as(actor):
            return Order.objects.count()

    assert seen(actor_of(cast.chief)) == 1
    assert seen(Actor(person_id=cast.officer.person_id)) == 1
    for other in (cast.worker, cast.stranger):
        assert seen(actor_of(other)) == 0


def test_a_holder_without_reach_steps_down_by_the_databases_own_leave(cast: Cast) -> None:
    worker = actor_of(cast.worker)
    with acting_as(worker):
        end_appointment(actor=worker, appointment_id=cast.worker.id, reason="Moving away")

    assert Appointment.objects.get(id=cast.worker.id).ended_at is not None


def test_appointing_works_under_the_databases_own_filter(cast: Cast) -> None:
    person = make_person()
    type(person).objects.filter(id=person.id).update(home_path=path_of(cast.booths[0]))
    officer = manager(cast, "people.manage", "directive.view")
    with acting_as(officer):
        made = give(cast, officer, person_id=person.id)

    assert Appointment.objects.get(id=made).person_id == person.id
