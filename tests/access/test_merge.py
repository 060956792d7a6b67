"""Phones, the office account and lent rights follow who was entered twice, and come back when that is undone."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from pankti.access.actions.reach import work_out_reach
from pankti.access.models import Account, Delegation, Device, Scope
from pankti.access.queries import actor_for_person, find_device
from pankti.base.actor import SYSTEM
from pankti.base.clock import now
from pankti.base.sight import acting_as
from pankti.organisation.models import Unit
from pankti.people.actions.merge import merge_people, undo_merge
from pankti.people.models import Merge, Person
from tests.makers.access import console_client, make_account, sign_in_device
from tests.makers.organisation import Cast, actor_of, make_appointment, make_cast, make_person, path_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return make_cast()


@pytest.fixture
def twins(cast: Cast) -> tuple[Person, Person]:
    """The kept one leads the middle unit, the merged one a booth."""
    merged = make_appointment(unit=cast.booths[1]).person
    return cast.officer.person, merged


def lend(unit: Unit, person: Person, giver: Person, right: str = "people.view") -> Delegation:
    return Delegation.objects.create(
        right=right, unit=unit, person=person, given_by=giver, until=now() + timedelta(days=9)
    )


def stand() -> list[Any]:
    return [
        sorted(Device.objects.values_list("id", "person_id", "revoked_at")),
        sorted(Account.objects.values_list("id", "person_id", "is_active")),
        sorted(Delegation.objects.values_list("id", "person_id", "given_by_id", "ended_at")),
    ]


def test_a_phone_and_an_account_go_on_as_the_kept_person(cast: Cast, twins: tuple[Person, Person]) -> None:
    kept, merged = twins
    _phone, token = sign_in_device(merged)
    office = console_client(merged)
    before = stand()
    merge_id = merge_people(actor=actor_of(cast.chief), kept_id=kept.id, merged_id=merged.id)

    found = find_device(token)
    assert found is not None
    assert found.person_id == kept.id
    assert Account.objects.get().person == kept
    assert office.get(f"/console/units/{cast.middle.id}/team/").status_code == 200
    assert actor_for_person(kept.id).may("people.manage", path_of(cast.middle))

    undo_merge(actor=actor_of(cast.chief), merge_id=merge_id)
    assert stand() == before
    assert office.get(f"/console/units/{cast.middle.id}/team/").status_code == 404


def test_of_two_accounts_the_kept_ones_stays_open(cast: Cast, twins: tuple[Person, Person]) -> None:
    kept, merged = twins
    own, office = console_client(kept), console_client(merged)
    before = stand()
    merge_id = merge_people(actor=SYSTEM, kept_id=kept.id, merged_id=merged.id)

    assert set(Account.objects.values_list("person_id", "is_active")) == {(kept.id, True), (merged.id, False)}
    assert own.get(f"/console/units/{cast.middle.id}/team/").status_code == 200
    assert office.get("/console/")["Location"].startswith("/console/sign-in")

    undo_merge(actor=SYSTEM, merge_id=merge_id)
    assert stand() == before


def test_an_account_that_was_closed_before_stays_closed(twins: tuple[Person, Person]) -> None:
    kept, merged = twins
    make_account(kept)
    account = make_account(merged)
    Account.objects.filter(id=account.id).update(is_active=False)
    undo_merge(actor=SYSTEM, merge_id=merge_people(actor=SYSTEM, kept_id=kept.id, merged_id=merged.id))
    assert not Account.objects.get(id=account.id).is_active


def test_what_phones_ask_with_is_worked_out_anew(cast: Cast, twins: tuple[Person, Person]) -> None:
    kept, merged = twins
    for one in twins:
        work_out_reach(one.id)
    merge_id = merge_people(actor=SYSTEM, kept_id=kept.id, merged_id=merged.id)
    assert not Scope.objects.exists()
    assert cast.booths[1].id in work_out_reach(kept.id).units
    undo_merge(actor=SYSTEM, merge_id=merge_id)
    assert not Scope.objects.exists()


def test_lent_rights_follow_without_anybody_lending_to_themselves(cast: Cast, twins: tuple[Person, Person]) -> None:
    kept, merged = twins
    chief, other = cast.chief.person, make_person()
    lend(cast.other_middle, merged, chief)
    lend(cast.middle, merged, chief)
    lend(cast.middle, kept, chief)  # the same, lent twice
    lend(cast.middle, merged, kept)  # by oneself
    lend(cast.booths[1], other, merged)
    lend(cast.booths[1], kept, merged)
    before = stand()
    merge_id = merge_people(actor=SYSTEM, kept_id=kept.id, merged_id=merged.id)

    lent = set(Delegation.objects.values_list("unit__code", "person_id", "given_by_id"))
    assert ("M2", kept.id, chief.id) in lent
    assert ("B2", other.id, kept.id) in lent
    assert all(person != giver for _unit, person, giver in lent)
    assert actor_for_person(kept.id).may("people.view", path_of(cast.other_middle))
    assert set(Merge.objects.get().moved) >= {"access_device", "access_account", "access_delegation.given_by_id"}

    undo_merge(actor=SYSTEM, merge_id=merge_id)
    assert stand() == before


def test_a_manager_joins_what_lies_beyond_their_sight_too(cast: Cast, twins: tuple[Person, Person]) -> None:
    kept, merged = twins
    _phone, token = sign_in_device(merged)
    make_appointment(unit=cast.other_booths[0], person=merged)
    officer = actor_of(cast.colleague)
    with acting_as(officer):
        merge_people(actor=officer, kept_id=kept.id, merged_id=merged.id)
    found = find_device(token)
    assert found is not None
    assert found.person_id == kept.id
