from __future__ import annotations

import json
import logging
import threading
from datetime import timedelta
from ipaddress import IPv6Address
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from pankti.access import limits
from pankti.access.actions.sweep import sweep_sign_in
from pankti.access.checks import check_sender
from pankti.access.marks import network_of
from pankti.access.models import Device, OneTimeCode
from pankti.access.senders import print_code, register_sender
from pankti.audit.models import Event
from pankti.base.actor import SYSTEM
from pankti.base.clock import frozen, now
from pankti.people.actions.add_contact import add_contact
from pankti.people.actions.set_phone import set_phone
from pankti.people.types import Contact, ContactKind
from tests.makers.organisation import Cast, make_appointment, make_cast, make_person

pytestmark = pytest.mark.django_db

PHONE = "9000000001"
LANGUAGE = {"Accept-Language": "en"}


class Inbox:
    """The owner's phone: what was sent to it."""

    def __init__(self) -> None:
        self.codes: list[tuple[str, str, str]] = []

    def __call__(self, phone: str, code: str, language: str) -> None:
        self.codes.append((phone, code, language))

    @property
    def last(self) -> str:
        return self.codes[-1][1]

    @property
    def wrong(self) -> str:
        return "000000" if self.last != "000000" else "000001"


@pytest.fixture
def inbox(settings: Settings) -> Inbox:
    box = Inbox()
    register_sender("test", box)
    settings.CODE_SENDER = "test"
    return box


@pytest.fixture
def cast() -> Cast:
    cast = make_cast()
    set_phone(actor=SYSTEM, person_id=cast.worker.person_id, phone=PHONE)
    return cast


def ask(client: Client, phone: str = PHONE, address: str = "192.0.2.1") -> int:
    return int(_post(client, "/api/v1/sign-in/code", {"phone": phone}, address).status_code)


def give(client: Client, code: str, phone: str = PHONE, address: str = "192.0.2.1") -> tuple[int, str]:
    answer = _post(client, "/api/v1/sign-in", {"phone": phone, "code": code, "device_name": "Redmi"}, address)
    return answer.status_code, answer.json().get("code", "")


def _post(client: Client, path: str, body: dict[str, str], address: str) -> Any:
    return client.post(path, body, content_type="application/json", headers=LANGUAGE, REMOTE_ADDR=address)


def test_a_holder_signs_in_with_the_code_sent(cast: Cast, inbox: Inbox, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    client = Client()
    assert ask(client, "90000 00001") == 204
    assert inbox.codes == [("+919000000001", inbox.last, "hi")]

    answer = _post(client, "/api/v1/sign-in", {"phone": PHONE, "code": inbox.last, "device_name": "Redmi"}, "192.0.2.1")
    assert answer.status_code == 200
    body = answer.json()
    assert body["me"]["appointments"][0]["unit"]["id"] == str(cast.booths[0].id)
    assert Device.objects.get().id.hex == body["device_id"].replace("-", "")
    assert give(client, inbox.last) == (422, "code_expired"), "used once"
    phone = Client(headers={"Authorization": f"Bearer {body['token']}"})
    assert phone.post("/api/v1/sign-out").status_code == 204

    kinds = list(Event.objects.order_by("at").values_list("type", flat=True))
    assert kinds[-4:] == [
        "access.code.sent",
        "access.device.signed_in",
        "access.code.refused",
        "access.device.signed_out",
    ] or (kinds[-3:] == ["access.code.sent", "access.device.signed_in", "access.device.signed_out"])
    kept = repr(list(Event.objects.values())) + repr(list(Device.objects.values()))
    logged = " ".join(r.getMessage() for r in caplog.records if not r.name.startswith("django.db"))
    for secret in (inbox.last, "9000000001", body["token"]):
        assert secret not in kept
        assert secret not in logged


def test_devanagari_digits_are_digits(cast: Cast, inbox: Inbox) -> None:
    client = Client()
    ask(client, "९००००००००१")
    assert give(client, inbox.last.translate(str.maketrans("0123456789", "०१२३४५६७८९")))[0] == 200


def test_nobody_can_tell_who_has_a_number_here(cast: Cast, inbox: Inbox) -> None:
    without_post = make_person("मोहन")
    set_phone(actor=SYSTEM, person_id=without_post.id, phone="9000000003")
    stories = []
    for phone in (PHONE, "9000000002", "9000000003"):
        client = Client()
        story: list[object] = [ask(client, phone) for _ in range(6)]
        story += [give(client, "abc", phone) for _ in range(7)]
        stories.append(story)
    assert stories[0] == stories[1] == stories[2]
    assert {phone for phone, _code, _language in inbox.codes} == {"+919000000001"}


def test_wrong_codes_use_up_the_tries(cast: Cast, inbox: Inbox) -> None:
    client = Client()
    ask(client)
    for left in (4, 3, 2, 1, 0):
        answer = _post(client, "/api/v1/sign-in", {"phone": PHONE, "code": inbox.wrong}, "192.0.2.1")
        assert answer.status_code == 422
        assert answer.json()["tries_left"] == left
        assert str(left) in answer.json()["title"]
    assert give(client, inbox.last) == (422, "code_expired")
    assert ask(client) == 204
    assert give(client, inbox.last)[0] == 200


def test_a_code_dies_after_ten_minutes(cast: Cast, inbox: Inbox) -> None:
    client, start = Client(), now()
    ask(client)
    with frozen(start + timedelta(minutes=11)):
        assert give(client, inbox.last) == (422, "code_expired")


def test_unreadable_numbers_are_told_so(cast: Cast, inbox: Inbox) -> None:
    assert ask(Client(), "12") == 422
    assert give(Client(), "123456", "12") == (422, "phone_unreadable")
    answer = Client().post("/api/v1/sign-in/code", {"nothing": 1}, content_type="application/json")
    assert answer.json()["code"] == "not_understood"
    assert answer["Content-Type"] == "application/problem+json"
    broken = Client().post("/api/v1/sign-in/code", "{", content_type="application/json")
    assert broken.json()["code"] == "not_understood"


def test_asking_has_a_limit_and_the_last_code_still_works(cast: Cast, inbox: Inbox) -> None:
    client = Client()
    assert [ask(client) for _ in range(6)] == [204] * 5 + [429]
    assert len(inbox.codes) == 5
    assert give(client, inbox.codes[2][1])[0] == 200, "any code still open will do"


def test_a_stranger_cannot_lock_out_a_phone_that_was_here_before(cast: Cast, inbox: Inbox) -> None:
    owner, start = Client(), now()
    ask(owner)
    assert give(owner, inbox.last)[0] == 200

    with frozen(start + timedelta(hours=1)):
        for n in range(20):
            stranger = Client()
            ask(stranger, address=f"198.51.100.{n}")
            for _ in range(6):
                give(stranger, inbox.wrong, address=f"198.51.100.{n}")
                give(Client(), inbox.wrong, address=f"198.51.100.{n}")
        assert ask(owner, address="198.51.100.7") == 204
        give(Client(), inbox.wrong, address="198.51.100.7")
        assert give(owner, inbox.last, address="198.51.100.7")[0] == 200
        assert len(inbox.codes) <= 1 + limits.CODES_OF_NUMBER.most + 1


def test_a_stranger_cannot_use_up_the_tries_of_a_first_sign_in(cast: Cast, inbox: Inbox) -> None:
    owner = Client()
    ask(owner)
    for _ in range(8):
        give(Client(), inbox.wrong, address="192.0.2.1")
    stranger = Client()
    stranger.cookies["pankti_browser"] = "made-up"
    assert give(stranger, inbox.last) == (422, "code_expired"), "another browser's code is not mine"
    assert give(owner, inbox.last)[0] == 200


def test_guessing_stops_for_the_day(cast: Cast, inbox: Inbox) -> None:
    start, guessed = now(), 0
    for round_no in range(40):
        with frozen(start + timedelta(minutes=11 * round_no)):
            client = Client()
            if ask(client) == 204:
                guessed += sum(give(client, inbox.wrong)[1] == "code_wrong" for _ in range(5))
    assert guessed == limits.WRONG_CODES_OF_NUMBER.most


def test_one_network_cannot_send_without_end(cast: Cast, inbox: Inbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "CODES_OF_WHOLE_NETWORK", limits.Limit("test", 20, timedelta(hours=1)))
    for n in range(20):
        assert ask(Client(), f"+9190000{n:05}", address="203.0.113.9") == 204
    assert ask(Client(), "+919000099999", address="203.0.113.9") == 204, "a number's first code always goes"
    assert ask(Client(), "+919000099999", address="203.0.113.9") == 429


def test_a_code_is_stored_only_as_a_keyed_hash(cast: Cast, inbox: Inbox) -> None:
    ask(Client())
    row = OneTimeCode.objects.get()
    assert inbox.last.encode() not in bytes(row.code_hash)
    assert b"9000000001" not in bytes(row.phone_index)


def test_without_a_sender_a_real_server_says_so(cast: Cast, settings: Settings) -> None:
    for sender, demo in (("", False), ("demo", False), ("typo", True), ("command", False)):
        settings.CODE_SENDER, settings.DEMO = sender, demo
        assert ask(Client()) == 409
        assert [problem.id for problem in check_sender()] == ["access.E001" if sender else "access.W001"]
    assert not OneTimeCode.objects.exists()


def test_the_demo_prints_the_code_on_its_own_console(
    cast: Cast, settings: Settings, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    settings.CODE_SENDER, settings.DEMO = "demo", True
    assert check_sender() == []
    client = Client()
    ask(client)
    line = capsys.readouterr().out.strip()
    assert line.startswith("code for ••••0001: ")
    assert give(client, line[-6:])[0] == 200
    assert line[-6:] not in caplog.text
    settings.DEMO = False
    with pytest.raises(Exception, match="no way to send"):
        print_code("+919000000001", "123456", "hi")


@given(st.ip_addresses(v=6))
def test_an_ipv6_line_is_one_network(address: IPv6Address) -> None:
    assert len(network_of(str(address))) in (4, 8)
    assert network_of("2001:db8::1") == network_of("2001:db8::ffff:1") != network_of("2001:db8:0:1::1")
    assert network_of("::ffff:192.0.2.1") == network_of("192.0.2.1")
    assert network_of("nonsense") == b""


def test_an_operators_program_gets_the_code_on_its_standard_input(
    cast: Cast, settings: Settings, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    program, got = tmp_path / "send", tmp_path / "got"
    program.write_text(f"#!/bin/sh\ncat > {got}.part\nmv {got}.part {got}\nexit 3\n", encoding="utf-8")
    program.chmod(0o700)
    settings.CODE_SENDER, settings.CODE_COMMAND = "command", str(program)
    assert check_sender() == []
    client = Client()
    assert ask(client) == 204
    for thread in threading.enumerate():
        if thread.daemon and thread.name.startswith("Thread-"):
            thread.join(10)
    told = json.loads(got.read_text(encoding="utf-8"))
    assert told["phone"] == "+919000000001"
    assert told["code"] in told["text"]
    assert give(client, told["code"])[0] == 200
    assert "ended with 3" in caplog.text
    assert told["code"] not in caplog.text
    assert "9000000001" not in caplog.text


def test_old_codes_and_counts_are_swept(cast: Cast, inbox: Inbox) -> None:
    start = now()
    ask(Client())
    assert sweep_sign_in() == 0
    with frozen(start + timedelta(days=3)):
        assert sweep_sign_in() >= 2
        assert not OneTimeCode.objects.exists()
        assert sweep_sign_in() == 0


def test_a_family_that_shares_a_number_says_who_it_is(cast: Cast, inbox: Inbox) -> None:
    brother, idle = make_appointment(unit=cast.booths[1]).person, make_person("निशा")
    for person in (brother, idle):
        shared = Contact(ContactKind.PHONE, PHONE, shared_reason="one phone at home")
        add_contact(actor=SYSTEM, person_id=person.id, contact=shared)
    client = Client()
    ask(client)
    body = {"phone": PHONE, "code": inbox.wrong, "device_name": "Redmi"}
    assert _post(client, "/api/v1/sign-in", body, "192.0.2.1").json()["code"] == "code_wrong", "nobody else is told"
    body["code"] = inbox.last
    said = _post(client, "/api/v1/sign-in", body, "192.0.2.1")
    assert (said.status_code, said.json()["code"]) == (409, "whose_number")
    assert {one["id"] for one in said.json()["people"]} == {str(cast.worker.person_id), str(brother.id)}
    body["person_id"] = str(idle.id)
    assert _post(client, "/api/v1/sign-in", body, "192.0.2.1").json()["code"] == "whose_number", "who holds no post"
    body["person_id"] = str(brother.id)
    done = _post(client, "/api/v1/sign-in", body, "192.0.2.1")
    assert done.json()["me"]["person"]["id"] == str(brother.id)
    assert Device.objects.get().person_id == brother.id
    assert _post(client, "/api/v1/sign-in", body, "192.0.2.1").json()["code"] == "code_expired"
