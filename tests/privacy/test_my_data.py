"""My data on a phone: what is kept, a copy, the erasure; the second step is a code to one's own number."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from pankti.access import limits, senders
from pankti.audit.models import Event
from pankti.base.actor import SYSTEM
from pankti.base.clock import frozen, now
from pankti.organisation.actions.end_appointment import end_appointment
from pankti.people.actions.set_phone import set_phone
from pankti.people.models import Person
from pankti.privacy.actions.erase import MANAGER_WAIT, ask_erasure, carry_out
from pankti.privacy.actions.export import make_export
from pankti.privacy.models import DataExport, Erasure
from tests.makers.access import sign_in_device
from tests.makers.organisation import Cast, actor_of, make_cast

pytestmark = pytest.mark.django_db

MY_DATA = "/api/v1/my-data"


@pytest.fixture
def cast() -> Cast:
    cast = make_cast()
    for number, who in enumerate((cast.worker, cast.stranger)):
        set_phone(actor=SYSTEM, person_id=who.person_id, phone=f"900000001{number}")
    return cast


@pytest.fixture
def phone(cast: Cast) -> Client:
    return sign_in_device(cast.worker.person)[0]


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> list[tuple[str, str]]:
    codes: list[tuple[str, str]] = []
    settings.CODE_SENDER = "listening"
    monkeypatch.setitem(senders._senders, "listening", lambda phone, code, _language: codes.append((phone, code)))
    return codes


def post(phone: Client, path: str, **body: str) -> Any:
    return phone.post(f"{MY_DATA}{path}", body, content_type="application/json")


def test_what_is_kept_is_shown(phone: Client, cast: Cast) -> None:
    said = phone.get(MY_DATA, headers={"Accept-Language": "en"}).json()

    shown = json.dumps(said["parts"], ensure_ascii=False)
    assert cast.worker.person.names["hi"] in shown
    assert "9000000010" in shown
    assert "9000000011" not in shown, "another's"
    assert said["exports"] == []
    assert said["erasure"] is None
    assert "post" in said["hindered"], "a post is still held"


def test_a_copy_in_two_steps(phone: Client, sent: list[tuple[str, str]]) -> None:
    export_id = post(phone, "/exports").json()["id"]
    assert post(phone, "/exports").status_code == 409
    assert post(phone, "/code").status_code == 204
    assert sent[0][0] == "+919000000010"

    wrong = post(phone, f"/exports/{export_id}/confirm", code="000000")
    assert (wrong.status_code, wrong.json()["code"]) == (422, "code_wrong")
    make_export(export_id=export_id)
    assert phone.get(f"{MY_DATA}/exports/{export_id}/file").status_code == 409
    assert post(phone, f"/exports/{export_id}/confirm", code=sent[0][1]).status_code == 204
    assert post(phone, f"/exports/{export_id}/confirm", code=sent[0][1]).status_code == 204, "a lost answer"

    make_export(export_id=export_id)
    file = phone.get(f"{MY_DATA}/exports/{export_id}/file")
    assert file["Content-Type"] == "application/zip"
    with zipfile.ZipFile(io.BytesIO(file.content)) as packed:
        assert "data.json" in packed.namelist()
    assert phone.get(MY_DATA).json()["exports"][0]["made_at"] is not None


def test_another_phone_gets_none_of_it(phone: Client, cast: Cast, sent: list[tuple[str, str]]) -> None:
    stranger = sign_in_device(cast.stranger.person)[0]
    export_id = post(phone, "/exports").json()["id"]
    post(stranger, "/code")

    assert post(stranger, f"/exports/{export_id}/confirm", code=sent[0][1]).status_code == 404
    assert stranger.get(f"{MY_DATA}/exports/{export_id}/file").status_code == 404
    assert DataExport.objects.get().confirmed_at is None


def test_guessing_stops(phone: Client, sent: list[tuple[str, str]]) -> None:
    export_id = post(phone, "/exports").json()["id"]
    for _ in range(limits.CODES_OF_KNOWN_BROWSER.most):
        assert post(phone, "/code").status_code == 204
    assert post(phone, "/code").status_code == 429
    for _ in range(limits.CODE_TRIES):
        post(phone, f"/exports/{export_id}/confirm", code="000000")

    refused = post(phone, f"/exports/{export_id}/confirm", code=sent[-1][1])

    assert (refused.status_code, refused.json()["code"]) == (422, "code_expired")
    assert Event.objects.filter(type="access.code.refused").count() == limits.CODE_TRIES + 1


def test_the_erasure_waits_a_night(phone: Client, cast: Cast, sent: list[tuple[str, str]]) -> None:
    assert post(phone, "/erasures").status_code == 409, "a post is still held"
    end_appointment(actor=actor_of(cast.worker), appointment_id=cast.worker.id, reason="enough")
    at = now()
    erasure_id = post(phone, "/erasures").json()["id"]
    assert phone.get(MY_DATA).json()["erasure"]["is_own"] is True
    post(phone, "/code")
    early = post(phone, f"/erasures/{erasure_id}/confirm", code=sent[-1][1])
    assert (early.status_code, early.json()["code"]) == (409, "erasure_too_soon")

    with frozen(at + timedelta(days=1, minutes=1)):
        post(phone, "/code")
        assert post(phone, f"/erasures/{erasure_id}/confirm", code="000000").status_code == 422
        assert post(phone, f"/erasures/{erasure_id}/confirm", code=sent[-1][1]).status_code == 204
        assert carry_out(erasure_id=Erasure.objects.get().id)
    assert Person.objects.get(pk=cast.worker.person_id).erased_at is not None
    assert phone.get(MY_DATA).status_code == 401


def test_an_offices_wish_is_seen_and_called_off(phone: Client, cast: Cast) -> None:
    end_appointment(actor=actor_of(cast.worker), appointment_id=cast.worker.id, reason="enough")
    asked = ask_erasure(actor=actor_of(cast.officer), person_id=cast.worker.person_id, note="a letter of 3 May")

    wish = phone.get(MY_DATA).json()["erasure"]
    assert wish["is_own"] is False
    stranger = sign_in_device(cast.stranger.person)[0]
    assert post(stranger, f"/erasures/{asked}/call-off").status_code == 404
    assert post(phone, f"/erasures/{asked}/call-off").status_code == 204
    assert phone.get(MY_DATA).json()["erasure"] is None
    assert timedelta(days=1) < MANAGER_WAIT


def test_an_office_decides_on_its_phone_about_itself_alone(cast: Cast, sent: list[tuple[str, str]]) -> None:
    set_phone(actor=SYSTEM, person_id=cast.officer.person_id, phone="9000000012")
    end_appointment(actor=actor_of(cast.worker), appointment_id=cast.worker.id, reason="enough")
    asked = ask_erasure(actor=actor_of(cast.officer), person_id=cast.worker.person_id, note="a letter of 3 May")
    office = sign_in_device(cast.officer.person)[0]
    with frozen(now() + timedelta(days=8)):
        post(office, "/code")
        assert post(office, f"/erasures/{asked}/confirm", code=sent[-1][1]).status_code == 404
