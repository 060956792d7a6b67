"""A whole team anew: beside today's, checked, heard, decided by a second person, in office at one moment."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest

from pankti.audit.models import Event
from pankti.base.actor import Actor
from pankti.base.errors import OutOfReach
from pankti.organisation.actions.appoint import appoint
from pankti.organisation.actions.decide_reconstitution import approve_reconstitution, return_reconstitution
from pankti.organisation.actions.end_appointment import end_appointment
from pankti.organisation.actions.reconstitute import (
    add_member,
    drop_member,
    drop_reconstitution,
    keep_holder,
    open_reconstitution,
    propose_reconstitution,
    remove_holder,
)
from pankti.organisation.errors import (
    NotHeard,
    NothingProposed,
    ReasonNeeded,
    ReconstitutionClosed,
    SecondPersonNeeded,
    TeamChanged,
    TeamDoesNotFit,
)
from pankti.organisation.models import Appointment, Order, Post, Reconstitution, ReconstitutionLine, Unit
from pankti.organisation.queries import get_team
from pankti.organisation.queries.reconstitutions import list_findings
from pankti.people.models import Person
from tests.makers.organisation import Cast, actor_of, make_appointment, make_cast, make_person, path_of


@pytest.fixture
def cast(db: None) -> Cast:
    cast = make_cast()
    Post.objects.filter(code="last-lead").update(strength=1, is_single=True)
    Post.objects.create(
        code="last-member", level_id="last", names={"hi": "सदस्य", "en": "Member"}, rights=["answer.give"], strength=2
    )
    return cast


@pytest.fixture
def booth(cast: Cast) -> Unit:
    return cast.booths[0]


@pytest.fixture
def officer(cast: Cast) -> Actor:
    return actor_of(cast.officer)


@pytest.fixture
def chief(cast: Cast) -> Actor:
    return actor_of(cast.chief)


def line_of(reconstitution: UUID, person: Person | UUID) -> UUID:
    wanted = person if isinstance(person, UUID) else person.id
    return ReconstitutionLine.objects.get(reconstitution=reconstitution, person=wanted).id


def hear(officer: Actor, line: UUID) -> None:
    remove_holder(actor=officer, line_id=line, heard_on=date(2026, 1, 2), heard="I have exams.")


def proposed(cast: Cast, officer: Actor, booth: Unit, heir: Person) -> UUID:
    """The worker goes, the heir comes to the lead post."""
    made = open_reconstitution(actor=officer, unit_id=booth.id)
    hear(officer, line_of(made, cast.worker.person_id))
    add_member(actor=officer, reconstitution_id=made, person_id=heir.id, post="last-lead")
    propose_reconstitution(actor=officer, reconstitution_id=made, note="A fresh start")
    return made


def test_it_is_put_in_office_at_one_moment_with_a_letter_for_each(
    cast: Cast, officer: Actor, chief: Actor, booth: Unit
) -> None:
    heir = make_person()
    member = make_appointment(unit=booth, post="last-member")
    made = proposed(cast, officer, booth, heir)

    given = approve_reconstitution(actor=chief, reconstitution_id=made, decision="Good")

    assert given == 2
    row = Reconstitution.objects.get(id=made)
    assert (row.state, row.decided_by) == ("applied", cast.chief.person_id)
    old = Appointment.objects.get(id=cast.worker.id)
    new = Appointment.objects.get(person=heir)
    assert old.ended_at == new.began_at == row.decided_at
    assert (old.end_reason, new.post_id) == ("A fresh start", "last-lead")
    assert Appointment.objects.get(id=member.id).ended_at is None
    assert row.decided_at is not None
    assert {o.kind for o in Order.objects.filter(takes_effect_at=row.decided_at)} == {"ended", "appointed"}
    assert Event.objects.filter(type="organisation.reconstitution.applied").count() == 1
    assert [seat.filled for seat in get_team(booth.id).seats] == [1, 1]


def test_nobody_is_removed_unheard(cast: Cast, officer: Actor, booth: Unit) -> None:
    made = open_reconstitution(actor=officer, unit_id=booth.id)
    line = line_of(made, cast.worker.person_id)

    for day, words in ((None, "Said"), (date(2026, 1, 2), "  "), (date(2999, 1, 1), "Said")):
        with pytest.raises(NotHeard):
            remove_holder(actor=officer, line_id=line, heard_on=day, heard=words)
    ReconstitutionLine.objects.filter(id=line).update(kind="remove")
    with pytest.raises(TeamDoesNotFit, match="has not been heard"):
        propose_reconstitution(actor=officer, reconstitution_id=made, note="Quickly")


def test_who_proposed_it_does_not_decide_and_who_stands_below_neither(
    cast: Cast, officer: Actor, chief: Actor, booth: Unit
) -> None:
    made = proposed(cast, officer, booth, make_person())

    with pytest.raises(SecondPersonNeeded):
        approve_reconstitution(actor=officer, reconstitution_id=made)
    for outside in (actor_of(cast.stranger), actor_of(cast.worker)):
        with pytest.raises(OutOfReach):
            approve_reconstitution(actor=outside, reconstitution_id=made)
    beside = actor_of(cast.colleague)
    assert approve_reconstitution(actor=beside, reconstitution_id=made) == 2
    with pytest.raises(ReconstitutionClosed):
        approve_reconstitution(actor=chief, reconstitution_id=made)


def test_of_ones_own_unit_somebody_above_decides(cast: Cast, officer: Actor, chief: Actor) -> None:
    made = open_reconstitution(actor=officer, unit_id=cast.middle.id)
    hear(officer, line_of(made, cast.colleague.person_id))
    propose_reconstitution(actor=officer, reconstitution_id=made, note="Smaller")

    with pytest.raises(SecondPersonNeeded):
        approve_reconstitution(actor=actor_of(cast.colleague), reconstitution_id=made)
    approve_reconstitution(actor=chief, reconstitution_id=made)


def test_a_team_that_changed_meanwhile_is_looked_at_again(
    cast: Cast, officer: Actor, chief: Actor, booth: Unit
) -> None:
    heir = make_person()
    made = proposed(cast, officer, booth, heir)
    newcomer = make_person()
    appoint(actor=officer, person_id=newcomer.id, post="last-member", unit_id=booth.id)

    with pytest.raises(TeamChanged):
        approve_reconstitution(actor=chief, reconstitution_id=made)
    with pytest.raises(ReasonNeeded):
        return_reconstitution(actor=chief, reconstitution_id=made, why=" ")
    return_reconstitution(actor=chief, reconstitution_id=made, why="Somebody new is there")

    assert open_reconstitution(actor=officer, unit_id=booth.id) == made
    assert ReconstitutionLine.objects.get(reconstitution=made, person=newcomer).kind == "keep"
    propose_reconstitution(actor=officer, reconstitution_id=made, note="With them")
    assert approve_reconstitution(actor=chief, reconstitution_id=made) == 2


def test_who_left_meanwhile_falls_out_of_the_draft(cast: Cast, officer: Actor, booth: Unit) -> None:
    made = open_reconstitution(actor=officer, unit_id=booth.id)
    end_appointment(actor=officer, appointment_id=cast.worker.id, reason="Moved")

    open_reconstitution(actor=officer, unit_id=booth.id)

    assert not ReconstitutionLine.objects.filter(reconstitution=made).exists()


def test_two_for_one_seat_cannot_be_proposed(cast: Cast, officer: Actor, booth: Unit) -> None:
    made = open_reconstitution(actor=officer, unit_id=booth.id)
    line = add_member(actor=officer, reconstitution_id=made, person_id=make_person().id, post="last-lead")

    with pytest.raises(TeamDoesNotFit, match="one holder"):
        propose_reconstitution(actor=officer, reconstitution_id=made, note="Both")
    drop_member(actor=officer, line_id=line)
    with pytest.raises(NothingProposed):
        propose_reconstitution(actor=officer, reconstitution_id=made, note="Nobody")


def test_it_tells_of_posts_held_twice_or_elsewhere_homes_outside_and_empty_seats(
    cast: Cast, officer: Actor, booth: Unit
) -> None:
    made = open_reconstitution(actor=officer, unit_id=booth.id)
    busy = Person.objects.get(id=cast.stranger.person_id)
    Person.objects.filter(id=busy.id).update(home_path=path_of(cast.other_middle))
    Person.objects.filter(id=cast.worker.person_id).update(home_path=path_of(booth))
    add_member(actor=officer, reconstitution_id=made, person_id=busy.id, post="last-member")

    found = {finding.code: finding for finding in list_findings(Reconstitution.objects.get(id=made))}

    assert set(found) == {"elsewhere", "outside", "below"}
    assert not any(finding.forbids for finding in found.values())


def test_dropped_it_changes_nothing_and_another_can_begin(cast: Cast, officer: Actor, booth: Unit) -> None:
    made = open_reconstitution(actor=officer, unit_id=booth.id)
    line = line_of(made, cast.worker.person_id)
    hear(officer, line)
    keep_holder(actor=officer, line_id=line)
    assert ReconstitutionLine.objects.get(id=line).heard == ""
    drop_reconstitution(actor=officer, reconstitution_id=made)

    assert Appointment.objects.get(id=cast.worker.id).ended_at is None
    with pytest.raises(ReconstitutionClosed):
        propose_reconstitution(actor=officer, reconstitution_id=made, note="Late")
    assert open_reconstitution(actor=officer, unit_id=booth.id) != made


def test_the_stranger_cannot_open_or_change_it(cast: Cast, officer: Actor, booth: Unit) -> None:
    made = open_reconstitution(actor=officer, unit_id=booth.id)
    stranger = actor_of(make_appointment(unit=cast.other_middle))
    line = line_of(made, cast.worker.person_id)

    with pytest.raises(OutOfReach):
        open_reconstitution(actor=stranger, unit_id=booth.id)
    with pytest.raises(OutOfReach):
        hear(stranger, line)
    with pytest.raises(OutOfReach):
        add_member(actor=stranger, reconstitution_id=made, person_id=make_person().id, post="last-member")
