from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.utils import timezone

from pankti.access.actions.delegate import delegate_right, end_delegation
from pankti.access.actions.reach import work_out_reach
from pankti.access.errors import DelegationBackwards, DelegationTooLong, NotLentOn, ToOneself
from pankti.access.lending import list_loans, list_watchers
from pankti.access.models import Delegation, Scope
from pankti.access.queries import actor_for_person
from pankti.base.actor import SYSTEM, Actor
from pankti.base.clock import now
from pankti.base.errors import OutOfReach
from pankti.base.sight import acting_as
from pankti.organisation.models import Appointment
from pankti.people.actions.set_phone import set_phone
from pankti.people.models import Person
from tests.makers.access import console_client, sign_in_device
from tests.makers.organisation import Cast, make_appointment, make_cast, make_person, path_of

pytestmark = pytest.mark.django_db
WEEK = timedelta(days=7)


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def actor(appointment: Appointment) -> Actor:
    return actor_for_person(appointment.person_id)


def test_a_lent_right_reaches_one_unit_and_no_other_right_comes_with_it(cast: Cast) -> None:
    booth = path_of(cast.booths[1])
    assert not actor(cast.worker).may("people.manage", booth)
    delegate_right(
        actor=actor(cast.officer),
        person_id=cast.worker.person_id,
        right="people.manage",
        unit_id=cast.booths[1].id,
        until=now() + WEEK,
        reason="fills the team",
    )
    lent = actor(cast.worker)
    assert lent.may("people.manage", booth)
    assert not lent.may("people.view", booth)
    assert not lent.may("people.manage", path_of(cast.booths[2]))
    given, held = list_loans(actor(cast.officer)), list_loans(lent)
    assert [(g.id, g.is_given) for g in given] == [(h.id, True) for h in held]
    assert held[0].reason == "fills the team"


def test_the_database_shows_what_the_loan_reaches(cast: Cast) -> None:
    member = Person.objects.create(names={"en": "Member"}, home_path=path_of(cast.booths[1]))
    with acting_as(actor(cast.worker)):
        assert not Person.objects.filter(id=member.id).exists()
    lend(cast)
    with acting_as(actor(cast.worker)):
        assert Person.objects.filter(id=member.id).exists()


def lend(cast: Cast, **more: object) -> UUID:
    order = {
        "actor": actor(cast.officer),
        "person_id": cast.worker.person_id,
        "right": "people.view",
        "unit_id": cast.booths[1].id,
        "until": now() + WEEK,
    }
    return delegate_right(**{**order, **more})  # type: ignore[arg-type]


def test_it_ends_on_its_day(cast: Cast) -> None:
    loan = lend(cast)
    at = now() - timedelta(seconds=1)
    Delegation.objects.filter(id=loan).update(began_at=at - WEEK, until=at)
    assert not actor(cast.worker).may("people.view", path_of(cast.booths[1]))
    assert list_loans(actor(cast.officer)) == []


def test_it_ends_with_its_givers_post(cast: Cast) -> None:
    lend(cast)
    work_out_reach(cast.worker.person_id)
    Appointment.objects.filter(id=cast.officer.id).update(ended_at=now() - timedelta(seconds=1))
    assert not actor(cast.worker).may("people.view", path_of(cast.booths[1]))
    assert not Scope.objects.filter(person_id=cast.worker.person_id).exists(), "what its phones were told stays"


@pytest.mark.parametrize("who", ["officer", "worker", "chief"])
def test_giver_holder_and_whoever_is_above_take_it_back(cast: Cast, who: str) -> None:
    loan = lend(cast)
    for _twice in range(2):
        end_delegation(actor=actor(getattr(cast, who)), delegation_id=loan)
    assert not actor(cast.worker).may("people.view", path_of(cast.booths[1]))


def test_the_stranger_ends_nothing_and_lends_nothing(cast: Cast) -> None:
    loan = lend(cast)
    with pytest.raises(OutOfReach):
        end_delegation(actor=actor(cast.stranger), delegation_id=loan)
    with pytest.raises(OutOfReach):
        lend(cast, actor=actor(cast.stranger), person_id=cast.stranger.person_id)
    with pytest.raises(OutOfReach):
        lend(cast, unit_id=cast.other_booths[0].id)
    with pytest.raises(OutOfReach):
        lend(cast, person_id=uuid4())
    with pytest.raises(OutOfReach):
        lend(cast, right="everything")


def test_what_is_lent_is_not_lent_on_so_there_is_no_cycle(cast: Cast) -> None:
    lend(cast)
    with pytest.raises(NotLentOn, match="pass it on"):
        lend(cast, actor=actor(cast.worker), person_id=cast.officer.person_id)


def test_sentences_for_dates_and_oneself(cast: Cast) -> None:
    with pytest.raises(DelegationBackwards):
        lend(cast, until=now() - WEEK)
    with pytest.raises(DelegationTooLong):
        lend(cast, until=now() + timedelta(days=500))
    with pytest.raises(ToOneself):
        lend(cast, person_id=cast.officer.person_id)


def test_the_same_loan_again_changes_its_end_only(cast: Cast) -> None:
    first = lend(cast, until=(until := now() + WEEK))
    assert lend(cast, until=until) == first
    second = lend(cast, until=until + WEEK)
    assert second != first
    assert [loan.id for loan in list_loans(actor(cast.worker))] == [second]


def test_the_pages(cast: Cast) -> None:
    set_phone(actor=SYSTEM, person_id=cast.worker.person_id, phone="9000000011")
    client = console_client(cast.officer.person)
    page = client.get("/console/delegations/new/?q=B2", headers={"Accept-Language": "en"}).content.decode()
    assert str(cast.booths[1].id) in page
    day = (timezone.localdate() + WEEK).isoformat()
    order = {"phone": "९००००००011", "right": "people.view", "unit": str(cast.booths[1].id), "until": day}
    wrong = client.post("/console/delegations/new/?q=B2", {**order, "phone": "9000000099"})
    assert wrong.status_code == 422
    done = client.post("/console/delegations/new/?q=B2", order)
    assert done.status_code == 302, done.content.decode()
    listed = client.get("/console/delegations/").content.decode()
    assert "Take back" in listed or "वापस" in listed or str(Delegation.objects.get().id) in listed


def test_who_sees_me_names_every_right_that_reaches_me(cast: Cast) -> None:
    lend(cast, person_id=make_appointment(unit=cast.booths[2], person=make_person("Loaned")).person_id)
    resident = make_appointment(unit=cast.booths[1], person=make_person("Resident"))
    seen = {(str(w.person_names["en"]), w.rights) for w in list_watchers(resident.person_id)}
    assert ("Loaned", ("people.view",)) in seen
    posts = [w for w in list_watchers(resident.person_id) if w.post_names]
    assert [w.unit_names["en"] for w in posts] == ["T", "M1", "M1"]
    page = console_client(resident.person).get("/console/account/who-sees-me/").content.decode()
    assert "Loaned" in page
    # and it is the truth: each of them does see the person, the stranger does not
    for appointment in (cast.chief, cast.officer, cast.colleague):
        with acting_as(actor(appointment)):
            assert Person.objects.filter(id=resident.person_id).exists()
    with acting_as(actor(cast.stranger)):
        assert not Person.objects.filter(id=resident.person_id).exists()


def test_each_phone_can_ask_who_sees_its_owner(cast: Cast) -> None:
    client, _token = sign_in_device(cast.worker.person)
    answer = client.get("/api/v1/who-sees-me", headers={"Accept-Language": "en"})
    assert answer.status_code == 200
    assert [one["unit_names"]["en"] for one in answer.json()] == ["T", "M1", "M1"]
    assert "See people" in answer.json()[0]["rights"]
