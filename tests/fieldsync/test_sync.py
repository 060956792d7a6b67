from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from pankti.base.actor import SYSTEM
from pankti.base.clock import now
from pankti.base.ids import new_id
from pankti.cascade.actions.dispatch import withdraw_dispatch
from pankti.cascade.models import Answer
from pankti.organisation.models import Appointment
from tests.makers.access import sign_in_device
from tests.makers.cascade import fold_all, make_dispatch
from tests.makers.organisation import make_cast

pytestmark = pytest.mark.django_db(transaction=True)


def command(dispatch_id: UUID, appointment: Appointment, state: str = "acknowledged", **body: Any) -> dict[str, Any]:
    return {
        "id": str(new_id()),
        "name": "answer.give",
        "made_at": (now() + timedelta(seconds=1)).isoformat(),
        "body": {
            "dispatch_id": str(dispatch_id),
            "version": 1,
            "subject_id": str(appointment.unit_id),
            "appointment_id": str(appointment.id),
            "state": state,
            **body,
        },
    }


def sync(client: Client, *commands: dict[str, Any], cursor: str | None = None) -> dict[str, Any]:
    body = {"cursor": cursor, "sent_at": now().isoformat(), "commands": list(commands)}
    response = client.post("/api/v1/sync", body, content_type="application/json")
    assert response.status_code == 200, response.content
    found: dict[str, Any] = response.json()
    return found


def test_a_phone_pulls_what_addresses_it_and_its_answer_comes_back_as_a_standing() -> None:
    cast = make_cast()
    client, _ = sign_in_device(cast.worker.person)
    first = sync(client)
    assert first["full"]
    assert first["dispatches"] == []

    dispatch_id = make_dispatch(roots=[cast.top])
    second = sync(client, cursor=first["cursor"])
    assert not second["full"]
    [dispatch] = second["dispatches"]
    assert dispatch["subjects"] == [{"subject_id": str(cast.worker.unit_id), "appointment_id": str(cast.worker.id)}]

    third = sync(client, command(dispatch_id, cast.worker), cursor=second["cursor"])
    assert [r["status"] for r in third["results"]] == ["accepted"]
    fold_all()
    fourth = sync(client, cursor=third["cursor"])
    assert [(s["state"], s["by_me"]) for s in fourth["standings"]] == [("acknowledged", True)]

    idle = sync(client, cursor=fourth["cursor"])
    assert set(idle) == {"now", "full", "cursor"}


def test_the_stranger_neither_reads_nor_answers() -> None:
    cast = make_cast()
    dispatch_id = make_dispatch(roots=[cast.middle])
    client, _ = sign_in_device(cast.stranger.person)

    pulled = sync(client, command(dispatch_id, cast.worker), command(dispatch_id, cast.stranger))

    assert pulled["dispatches"] == []
    assert [r["code"] for r in pulled["results"]] == ["not_addressed", "not_addressed"]
    assert not Answer.objects.exists()


def test_a_repeat_returns_the_first_result_even_after_a_withdrawal() -> None:
    cast = make_cast()
    dispatch_id = make_dispatch(roots=[cast.top])
    client, _ = sign_in_device(cast.worker.person)
    given, refused = command(dispatch_id, cast.worker), command(dispatch_id, cast.worker, "refused")
    assert [r["status"] for r in sync(client, given, refused)["results"]] == ["accepted", "refused"]

    withdraw_dispatch(actor=SYSTEM, dispatch_id=dispatch_id, payload={})
    again = sync(client, given, refused)["results"]

    assert [(r["status"], r.get("code")) for r in again] == [("accepted", None), ("refused", "reason_missing")]


def test_an_idle_pull_is_small_and_asks_the_database_little() -> None:
    cast = make_cast()
    make_dispatch(roots=[cast.top])
    client, _ = sign_in_device(cast.worker.person)
    cursor = sync(client)["cursor"]

    with CaptureQueriesContext(
        connection,
    ) as queries:
        response = client.post(
            "/api/v1/sync", {"cursor": cursor, "sent_at": now().isoformat()}, content_type="application/json"
        )

    assert len(queries) <= 4
    assert len(response.content) < 300


def test_what_cannot_be_read_is_refused_and_the_rest_goes_on() -> None:
    cast = make_cast()
    dispatch_id = make_dispatch(roots=[cast.top])
    client, _ = sign_in_device(cast.worker.person)
    broken = {**command(dispatch_id, cast.worker), "body": {"state": "perhaps"}}
    unknown = {**command(dispatch_id, cast.worker), "name": "house.paint"}

    results = sync(client, broken, unknown, command(dispatch_id, cast.worker))["results"]

    assert [r.get("code") for r in results] == ["command_unreadable", "command_unreadable", None]
