"""The road's promise at its door: a holder of one unit neither reads nor answers for another, however it is asked."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from pankti.access.actions.devices import revoke_device
from pankti.access.models import Device
from pankti.access.queries import actor_for_person
from pankti.base.clock import now
from pankti.base.ids import new_id
from pankti.cascade.models import Answer
from tests.makers.access import sign_in_device
from tests.makers.cascade import make_dispatch
from tests.makers.organisation import Cast, make_appointment, make_cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return make_cast()


@pytest.fixture
def dispatch_id(cast: Cast) -> UUID:
    return make_dispatch(roots=[cast.middle])


def push(client: Client, dispatch_id: UUID, subject_id: UUID, appointment_id: UUID) -> dict[str, Any]:
    at = now().isoformat()
    body = {
        "dispatch_id": str(dispatch_id),
        "version": 1,
        "subject_id": str(subject_id),
        "appointment_id": str(appointment_id),
        "state": "acknowledged",
    }
    command = {"id": str(new_id()), "name": "answer.give", "made_at": at, "body": body}
    answer = client.post(
        "/api/v1/sync", {"cursor": None, "sent_at": at, "commands": [command]}, content_type="application/json"
    )
    assert answer.status_code == 200
    (result,) = answer.json()["results"]
    assert isinstance(result, dict)
    return result


def test_a_holder_answers_for_their_own_unit_only(cast: Cast, dispatch_id: UUID) -> None:
    beside = make_appointment(unit=cast.booths[1])
    client, _token = sign_in_device(cast.worker.person)
    booth, other = cast.booths[0].id, cast.booths[1].id

    for subject, appointment in (
        (other, cast.worker.id),  # another unit, by one's own post
        (other, beside.id),  # by another's post
        (booth, beside.id),
        (cast.middle.id, cast.worker.id),
        (cast.middle.id, cast.officer.id),
        (new_id(), cast.worker.id),
        (booth, new_id()),
    ):
        assert push(client, dispatch_id, subject, appointment)["code"] == "not_addressed"
    assert not Answer.objects.exists()
    assert push(client, dispatch_id, booth, cast.worker.id)["status"] == "accepted"
    assert Answer.objects.count() == 1


def test_the_stranger_and_the_officer_answer_for_no_booth(cast: Cast, dispatch_id: UUID) -> None:
    for holder in (cast.stranger, cast.officer, cast.colleague, cast.chief):
        client, _token = sign_in_device(holder.person)
        assert push(client, dispatch_id, cast.booths[0].id, cast.worker.id)["code"] == "not_addressed"
        assert push(client, dispatch_id, cast.booths[0].id, holder.id)["code"] == "not_addressed"


def test_a_lost_phone_neither_reads_nor_answers(cast: Cast, dispatch_id: UUID) -> None:
    client, _token = sign_in_device(cast.worker.person)
    push(client, dispatch_id, cast.booths[0].id, cast.worker.id)
    revoke_device(actor=actor_for_person(cast.worker.person_id), device_id=Device.objects.get().id)

    answer = client.post(
        "/api/v1/sync", {"cursor": None, "sent_at": now().isoformat()}, content_type="application/json"
    )
    assert answer.status_code == 401
    assert answer.json()["code"] == "device_revoked"


def test_an_ended_post_reads_nothing_more(cast: Cast, dispatch_id: UUID) -> None:
    client, _token = sign_in_device(cast.worker.person)

    def pull() -> dict[str, Any]:
        body = {"cursor": None, "sent_at": now().isoformat()}
        pulled: dict[str, Any] = client.post("/api/v1/sync", body, content_type="application/json").json()
        return pulled

    assert [d["id"] for d in pull()["dispatches"]] == [str(dispatch_id)]
    cast.worker.ended_at = now()
    cast.worker.save(update_fields=["ended_at"])
    gone = pull()
    assert gone["dispatches"] == []
    assert gone["me"]["appointments"] == []
