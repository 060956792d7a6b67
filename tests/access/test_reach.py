from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from pankti.access.actions.devices import note_contact
from pankti.access.actions.reach import forget_reach, work_out_reach
from pankti.access.models import Scope
from pankti.access.queries import actor_for_person, find_device, get_me
from pankti.base.clock import frozen, now
from pankti.base.http import ANONYMOUS
from pankti.base.ids import new_id
from pankti.organisation.models import Organisation, Post, Tree
from tests.makers.access import sign_in_device
from tests.makers.organisation import Cast, actor_of, make_appointment, make_cast, make_person, path_of, place_unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def test_the_actor_has_what_their_posts_give(cast: Cast) -> None:
    built = actor_for_person(cast.officer.person_id)

    assert set(built.grants) == set(actor_of(cast.officer).grants)
    assert built.appointments == (cast.officer.id,)
    assert built.may("directive.view", path_of(cast.booths[0]))
    assert not built.may("directive.view", path_of(cast.other_booths[0]))
    assert not built.may("directive.view", path_of(cast.top))


def test_a_stranger_and_nobody_have_nothing(cast: Cast) -> None:
    stranger = actor_for_person(cast.stranger.person_id)

    assert not stranger.may("answer.give", path_of(cast.booths[0]))
    assert actor_for_person(new_id()) is ANONYMOUS
    assert actor_for_person(make_person().id).grants == ()


def test_an_ended_appointment_gives_nothing(cast: Cast) -> None:
    cast.worker.ended_at = now()
    cast.worker.save(update_fields=["ended_at"])

    assert actor_for_person(cast.worker.person_id).grants == ()


def test_the_reach_holds_all_units_above_in_every_tree(cast: Cast) -> None:
    other = Tree.objects.create(code="other", names={}, rank=1)
    place_unit(unit=cast.other_middle, parent=None, tree=other.code)
    place_unit(unit=cast.booths[0], parent=cast.other_middle, tree=other.code)

    reach = work_out_reach(cast.worker.person_id)

    assert set(reach.ancestors) == {cast.top.id, cast.middle.id, cast.other_middle.id, cast.booths[0].id}
    assert reach.units == reach.leads == (cast.booths[0].id,)


def test_the_kept_reach_is_found_with_the_device(cast: Cast) -> None:
    _client, token = sign_in_device(cast.worker.person)

    first = find_device(token)
    assert first is not None
    assert first.reach is None
    reach = work_out_reach(cast.worker.person_id)
    again = find_device(token)
    assert again is not None
    assert again.reach == reach
    assert find_device("another") is None


def test_whatever_changes_the_reach_drops_what_was_kept(cast: Cast) -> None:
    _client, token = sign_in_device(cast.worker.person)
    person_id = cast.worker.person_id

    def is_kept() -> bool:
        device = find_device(token)
        assert device is not None
        return device.reach is not None

    before = work_out_reach(person_id)
    work_out_reach(cast.stranger.person_id)
    second = make_appointment(unit=cast.booths[1], person=cast.worker.person)
    assert not is_kept()
    assert Scope.objects.filter(person_id=cast.stranger.person_id).exists()

    assert work_out_reach(person_id).digest != before.digest
    second.ended_at = now()
    second.save(update_fields=["ended_at"])
    assert not is_kept()
    assert work_out_reach(person_id).digest == before.digest

    Organisation.objects.update(tree_epoch=2)
    assert not is_kept()

    work_out_reach(person_id)
    Post.objects.filter(code="last-lead").update(rights=[])
    assert not is_kept()
    assert work_out_reach(person_id).units == ()

    forget_reach([person_id])
    assert not is_kept()


def test_a_reach_ends_when_a_dated_appointment_does(cast: Cast) -> None:
    _client, token = sign_in_device(cast.worker.person)
    cast.worker.ended_at = now() + timedelta(days=1)
    cast.worker.save(update_fields=["ended_at"])
    assert work_out_reach(cast.worker.person_id).units

    with frozen(now() + timedelta(days=2)):
        device = find_device(token)
        assert device is not None
        assert device.reach is None
        assert work_out_reach(cast.worker.person_id).units == ()


def test_me_is_what_the_phone_shows(cast: Cast) -> None:
    me = get_me(cast.worker.person_id)

    (holding,) = me["appointments"]
    assert holding["unit"]["id"] == str(cast.booths[0].id)
    assert holding["may_answer"] is True
    assert [unit["id"] for unit in holding["above"]] == [str(cast.top.id), str(cast.middle.id)]
    assert holding["post"]["names"]["en"] == "Convenor"
    assert me["organisation"]["names"]["en"] == "Jan Seva Sangh"


def test_an_idle_poll_writes_nothing(cast: Cast, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    _client, token = sign_in_device(cast.worker.person)
    with django_assert_num_queries(1):
        device = find_device(token)
    assert device is not None
    note_contact(device=device, clock_offset_ms=500)
    device = find_device(token)
    assert device is not None
    assert device.first_pull_at is not None

    with django_assert_num_queries(0):
        note_contact(device=device, clock_offset_ms=900)
    with django_assert_num_queries(1):
        note_contact(device=device, clock_offset_ms=9_000)


def test_a_signed_out_phone_stays_out(cast: Cast) -> None:
    client, _token = sign_in_device(cast.worker.person)

    assert client.post("/api/v1/sign-out").status_code == 204
    refused = client.post("/api/v1/sign-out")
    assert refused.status_code == 401
    assert refused["Content-Type"] == "application/problem+json"
    assert refused.json()["code"] == "device_revoked"
    assert Client().post("/api/v1/sign-out").json()["code"] == "signed_out"
    stranger = Client(headers={"Authorization": "Bearer nonsense"})
    assert stranger.post("/api/v1/sign-out").json()["code"] == "signed_out"
