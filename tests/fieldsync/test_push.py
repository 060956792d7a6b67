"""What the phones' door takes, what it refuses and with which sentence; what it costs."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from pankti.access.actions.devices import revoke_device
from pankti.access.models import Device
from pankti.base.clock import now
from pankti.base.ids import new_id
from pankti.base.models import StoredFile
from pankti.base.problems import NotUnderstood
from pankti.cascade.errors import ProofMissing
from pankti.cascade.models import Answer, Dispatch
from pankti.cascade.types import Proof
from pankti.organisation.models import Appointment, Placement, Unit
from tests.makers.access import sign_in_device
from tests.makers.cascade import make_dispatch
from tests.makers.organisation import BEGAN_ON, actor_of, make_cast, path_of
from tests.makers.phone import Phone

pytestmark = pytest.mark.django_db(transaction=True)


def phone_of(appointment: Appointment) -> Phone:
    client, _token = sign_in_device(appointment.person)
    return Phone(client)


def post(client: Client, body: object, **headers: str) -> Any:
    return client.post("/api/v1/sync", body, content_type="application/json", headers=headers)


ANSWERS: list[tuple[Proof, dict[str, Any], str | None]] = [
    (Proof.ACKNOWLEDGE, {"state": "acknowledged"}, None),
    (Proof.DONE, {"state": "done"}, None),
    (Proof.DONE, {"state": "refused", "reason": "The hall is locked"}, None),
    (Proof.DONE, {"state": "refused", "reason": "  "}, "reason_missing"),
    (Proof.DONE, {"state": "refused"}, "reason_missing"),
    (Proof.NUMBER, {"state": "done", "number": 0}, None),
    (Proof.NUMBER, {"state": "done", "number": "12.5"}, None),
    (Proof.NUMBER, {"state": "done"}, "proof_missing"),
    (Proof.NUMBER, {"state": "done", "number": None}, "proof_missing"),
    (Proof.NUMBER, {"state": "done", "number": "about ten"}, "number_unreadable"),
    (Proof.NUMBER, {"state": "done", "number": "NaN"}, "number_unreadable"),
    (Proof.NUMBER, {"state": "done", "number": "Infinity"}, "number_unreadable"),
    (Proof.NUMBER, {"state": "done", "number": "1e400"}, "number_unreadable"),
    (Proof.NUMBER, {"state": "done", "number": 10**20}, "number_unreadable"),
    (Proof.NUMBER, {"state": "done", "number": []}, "number_unreadable"),
    (Proof.NUMBER, {"state": "seen"}, None),
    (Proof.TEXT, {"state": "done", "text": "सब हो गया"}, None),
    (Proof.TEXT, {"state": "done", "text": " \n"}, "proof_missing"),
    (Proof.TEXT, {"state": "done", "text": "x" * 2001}, "text_too_long"),
    (Proof.TEXT, {"state": "done", "text": "half\u0000full"}, None),
    (Proof.PHOTO, {"state": "done", "photo": "a" * 64}, None),
    (Proof.PHOTO, {"state": "done", "photo": "b" * 64}, "photo_missing"),
    (Proof.PHOTO, {"state": "done"}, "proof_missing"),
    (Proof.PHOTO, {"state": "acknowledged"}, None),
    (Proof.DONE, {"state": "dancing"}, "command_unreadable"),
    (Proof.DONE, {"state": "done", "version": 2}, "version_unknown"),
    (Proof.DONE, {"state": "done", "version": 0}, "command_unreadable"),
    (Proof.DONE, {"state": "done", "version": 10**12}, "version_unknown"),
    (Proof.DONE, {"state": "done", "dispatch_id": str(new_id())}, "not_addressed"),
    (Proof.DONE, {"state": "done", "subject_id": str(new_id())}, "not_addressed"),
    (Proof.DONE, {"state": "done", "appointment_id": "mine"}, "command_unreadable"),
]


@pytest.mark.parametrize("proof", list(Proof))
def test_each_answer_is_taken_or_refused_with_a_sentence_that_says_what_to_do(proof: Proof) -> None:
    cast = make_cast()
    StoredFile.objects.create(sha256="a" * 64, size=1, media_type="image/jpeg")
    phone = phone_of(cast.worker)
    for said, code in [(said, code) for asked, said, code in ANSWERS if asked is proof]:
        dispatch_id = make_dispatch(roots=[cast.top], proof=proof, counted=False)
        body = dict(said)
        command = phone.command(dispatch_id, cast.worker, body.pop("state"), **body)
        good = phone.command(dispatch_id, cast.worker, "seen")

        [result, after] = phone.sync(command, good)

        assert result.get("code") == code, said
        assert result["status"] == ("refused" if code else "accepted")
        assert bool(result.get("sentence")) == bool(code)
        assert after["status"] == "accepted"  # whatever came before it
        assert Answer.objects.filter(dispatch_id=dispatch_id, rank=1).exists()


def test_the_number_comes_to_the_office_as_it_was_given() -> None:
    cast = make_cast()
    dispatch_id = make_dispatch(roots=[cast.top], proof=Proof.NUMBER)
    phone = phone_of(cast.worker)
    phone.sync(phone.command(dispatch_id, cast.worker, "done", number="12.5"))
    assert Answer.objects.get().body == {"number": 12.5}


def test_refusals_speak_the_language_of_the_phone() -> None:
    cast = make_cast()
    dispatch_id = make_dispatch(roots=[cast.top], proof=Proof.TEXT)
    phone = phone_of(cast.worker)
    for language in ("hi", "en"):
        command = phone.command(dispatch_id, cast.worker, "done")
        body = {"cursor": None, "sent_at": now().isoformat(), "commands": [command]}
        [result] = post(phone.client, body, **{"Accept-Language": language}).json()["results"]
        with override(language):
            assert result["sentence"] == str(ProofMissing.sentence)


NO_SYNC = [
    b"",
    b"{",
    b"[]",
    b"\xff\xfe",
    b"{}",
    b'{"cursor": 5, "sent_at": "2026-11-22T05:00:00Z"}',
    b'{"sent_at": "yesterday"}',
    b'{"sent_at": "2026-11-22T05:00:00"}',
    b'{"sent_at": "2026-11-22T05:00:00Z", "commands": [{"id": "1"}]}',
    b'{"sent_at": "2026-11-22T05:00:00Z", "commands": "all"}',
]


def test_what_is_no_sync_is_a_problem_document_in_the_phones_language() -> None:
    phone = phone_of(make_cast().worker)
    for body in NO_SYNC:
        for language in ("hi", "en"):
            response = phone.client.post(
                "/api/v1/sync", body, content_type="application/json", headers={"Accept-Language": language}
            )
            assert response.status_code == 422, body
            assert response["Content-Type"] == "application/problem+json"
            assert response["Content-Language"] == language
            assert response.json()["code"] == "not_understood"
            with override(language):
                assert response.json()["title"] == str(NotUnderstood.sentence)


def test_a_hundred_commands_are_taken_and_one_more_is_too_much() -> None:
    cast = make_cast()
    dispatch_id = make_dispatch(roots=[cast.top])
    phone = phone_of(cast.worker)
    commands = [phone.command(dispatch_id, cast.worker, "seen") for _ in range(101)]

    response = post(phone.client, {"cursor": None, "sent_at": now().isoformat(), "commands": commands})
    assert (response.status_code, response.json()["code"]) == (413, "too_many_commands")
    assert not Answer.objects.exists()

    assert {r["status"] for r in phone.sync(*commands[:100])} == {"accepted"}
    assert Answer.objects.count() == 100


def test_a_phone_whose_device_was_ended_is_told_to_forget() -> None:
    cast = make_cast()
    dispatch_id = make_dispatch(roots=[cast.top])
    phone = phone_of(cast.worker)
    phone.sync()
    command = phone.command(dispatch_id, cast.worker)
    device = Device.objects.get(person=cast.worker.person)
    revoke_device(actor=actor_of(cast.worker), device_id=device.id)

    response = post(phone.client, {"cursor": phone.cursor, "sent_at": now().isoformat(), "commands": [command]})

    assert (response.status_code, response.json()["code"]) == (401, "device_revoked")
    assert not Answer.objects.exists()


def test_one_of_two_holders_answers_for_the_unit_and_nobody_with_the_others_appointment() -> None:
    cast = make_cast()
    dispatch_id = make_dispatch(roots=[cast.top])
    worker, stranger, officer = phone_of(cast.worker), phone_of(cast.stranger), phone_of(cast.officer)

    for phone in (stranger, officer):
        [with_theirs] = phone.sync(phone.command(dispatch_id, cast.worker))
        assert with_theirs["code"] == "not_addressed"
    mine = stranger.command(dispatch_id, cast.stranger, subject_id=str(cast.worker.unit_id))
    [for_theirs] = stranger.sync(mine)
    assert for_theirs["code"] == "not_addressed"
    assert not Answer.objects.exists()
    assert worker.sync(worker.command(dispatch_id, cast.worker))[0]["status"] == "accepted"


def test_a_strangers_repeat_of_somebodys_command_is_refused_and_changes_nothing() -> None:
    cast = make_cast()
    dispatch_id = make_dispatch(roots=[cast.middle])
    worker, stranger = phone_of(cast.worker), phone_of(cast.stranger)
    command = worker.command(dispatch_id, cast.worker)
    stolen = {**command, "body": {**command["body"], "state": "done"}}
    worker.sync(command)
    stranger.sync(stolen)
    assert worker.sync(command)[0]["status"] == "accepted"
    assert Answer.objects.get().rank == 2


def cost_of(phone: Phone, *commands: dict[str, Any]) -> tuple[int, int]:
    """Queries, and bytes of the answer."""
    with CaptureQueriesContext(connection) as queries:
        phone.sync(*commands)
    return len(queries), phone.bytes


def test_a_sync_costs_the_same_however_much_is_sent_elsewhere() -> None:
    cast = make_cast()
    mine = make_dispatch(roots=[cast.middle])
    phone = phone_of(cast.worker)
    phone.sync()
    before = [cost_of(phone), cost_of(phone, phone.command(mine, cast.worker, "seen"))]
    first = Dispatch.objects.get(id=mine)
    for _ in range(40):
        make_dispatch(roots=[cast.other_middle], counted=False)
    assert Dispatch.objects.filter(shape=first.shape).count() == 41

    after = [cost_of(phone), cost_of(phone, phone.command(mine, cast.worker, "seen"))]

    assert [queries for queries, _ in after] == [queries for queries, _ in before]
    assert after[0][0] <= 4
    assert after[0][1] <= 300
    assert abs(after[1][1] - before[1][1]) <= 4


def test_many_answers_in_one_push_cost_as_many_queries_as_one() -> None:
    cast = make_cast()
    mine = make_dispatch(roots=[cast.middle])
    phone = phone_of(cast.worker)
    phone.sync()
    one, _ = cost_of(phone, phone.command(mine, cast.worker, "seen"))
    many, _ = cost_of(phone, *[phone.command(mine, cast.worker, "seen") for _ in range(50)])
    assert many == one


def test_a_push_opens_no_transaction_and_is_judged_and_appended_in_one_statement() -> None:
    cast = make_cast()
    mine = make_dispatch(roots=[cast.middle])
    phone = phone_of(cast.worker)
    phone.sync()
    idle, _ = cost_of(phone)
    pushed, _ = cost_of(phone, *[phone.command(mine, cast.worker, "seen") for _ in range(3)])
    assert pushed == idle + 1  # BEGIN, SAVEPOINT and COMMIT would be counted too


def test_to_publish_costs_the_same_for_three_booths_as_for_three_hundred() -> None:
    cast = make_cast()
    make_dispatch(roots=[cast.top], counted=False)

    def publish() -> tuple[int, int]:
        with CaptureQueriesContext(connection) as queries:
            make_dispatch(roots=[cast.middle], counted=False, deadline_at=now() + timedelta(days=1))
        written = sum(1 for q in queries.captured_queries if q["sql"].lstrip().upper().startswith("INSERT"))
        return len(queries), written

    few = publish()
    above = path_of(cast.middle)
    units = [Unit(level_id="last", names={"en": "B"}, source="many", code=str(n), cell=1) for n in range(300)]
    Unit.objects.bulk_create(units)
    Placement.objects.bulk_create(
        Placement(
            tree_id="main", unit=u, parent=cast.middle, level_id="last", path=f"{above}{n:05x}", began_on=BEGAN_ON
        )
        for n, u in enumerate(units, start=100)
    )
    assert publish() == few
    assert few[1] <= 2  # the dispatch and its root
