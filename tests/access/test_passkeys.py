from __future__ import annotations

import json
from contextlib import suppress
from typing import Any

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pankti.access.errors import PasskeyRefused
from pankti.access.models import Account, OfficeSession, Passkey
from pankti.access.passkeys import Site, begin_registration, begin_sign_in, finish_registration, finish_sign_in
from pankti.audit.models import Event
from tests.makers.access import console_client
from tests.makers.organisation import Cast, make_cast
from tests.makers.passkey import SoftKey

pytestmark = pytest.mark.django_db

SECURITY = "/console/account/security/"
KEYS = f"{SECURITY}passkeys/"
SIGN_IN = "/console/sign-in/passkey/"
JSON = {"Accept": "application/json", "Accept-Language": "en"}


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def post(client: Client, path: str, body: dict[str, Any] | None = None, **more: Any) -> Any:
    return client.post(path, json.dumps(body or {}), content_type="application/json", headers=JSON, **more)


def add(client: Client, key: SoftKey, name: str = "My phone") -> Any:
    options = post(client, f"{KEYS}begin/").json()
    return post(client, KEYS, {"credential": key.create(options), "name": name})


def sign_in(client: Client, key: SoftKey, path: str = SIGN_IN) -> Any:
    options = post(client, f"{SIGN_IN}begin/").json()
    return post(client, path, {"credential": key.get(options)})


def test_a_passkey_is_made_named_used_and_removed(cast: Cast) -> None:
    office = console_client(cast.officer.person)
    key = SoftKey()
    assert add(office, key).json() == {"next": SECURITY}
    row = Passkey.objects.get()
    assert row.name == "My phone"
    assert key.owner == row.account.id.bytes, "what the key keeps is no number and no name of ours"

    elsewhere = Client()
    done = sign_in(elsewhere, key, f"{SIGN_IN}?next=/console/account/%3Fa%3D1")
    assert done.json() == {"next": "/console/account/?a=1"}
    assert elsewhere.get("/console/account/").status_code == 200, "finger or PIN: both steps at once"
    assert OfficeSession.objects.latest("opened_at").factor == "passkey"

    office.post(f"{KEYS}{row.id}/name/", {"name": "  Old\u202e phone\n"})
    row.refresh_from_db()
    assert row.name == "Old phone"
    assert row.used_at is not None
    assert "Old phone" in office.get(SECURITY).content.decode()
    second = SoftKey()
    add(office, second)
    office.post(f"{KEYS}{row.id}/remove/")
    assert sign_in(Client(), key).json()["code"] == "passkey_refused"
    assert sign_in(Client(), second).status_code == 200
    kinds = set(Event.objects.values_list("type", flat=True))
    assert {"access.passkey.added", "access.passkey.renamed", "access.passkey.removed"} <= kinds


def test_an_office_keeps_its_last_passkey(cast: Cast) -> None:
    office = console_client(cast.officer.person)
    add(office, SoftKey())
    office.post(f"{KEYS}{Passkey.objects.get().id}/remove/")
    assert Passkey.objects.count() == 1


def test_nobody_touches_anothers_passkey(cast: Cast) -> None:
    add(console_client(cast.officer.person), SoftKey())
    key = Passkey.objects.get()
    for other in (cast.stranger, cast.colleague, cast.chief):
        client = console_client(other.person)
        assert client.post(f"{KEYS}{key.id}/remove/").status_code == 404
        assert client.post(f"{KEYS}{key.id}/name/", {"name": "mine"}).status_code == 404
    assert Passkey.objects.get().name == "My phone"


def test_what_is_refused_looks_alike(cast: Cast) -> None:
    office = console_client(cast.officer.person)
    lazy = SoftKey(verifies=False)
    assert add(office, lazy).json()["code"] == "passkey_refused", "without finger or PIN it is no second step"
    assert add(office, SoftKey(origin="http://testserver.example")).json()["code"] == "passkey_refused"
    key = SoftKey()
    add(office, key)
    assert add(office, key).json()["code"] == "passkey_known"

    stranger = SoftKey(id=key.id, owner=key.owner)
    assert sign_in(Client(), stranger).json()["code"] == "passkey_refused", "the id is public, the key is not"
    key.origin = "http://evil.example"
    assert sign_in(Client(), key).json()["code"] == "passkey_refused"
    key.origin = "http://testserver"
    key.verifies = False
    assert sign_in(Client(), key).json()["code"] == "passkey_refused"
    key.verifies = True
    assert sign_in(Client(), key).status_code == 200


def test_a_challenge_is_good_once_and_here_only(cast: Cast) -> None:
    key = SoftKey()
    add(console_client(cast.officer.person), key)
    client = Client()
    options = post(client, f"{SIGN_IN}begin/").json()
    signed = key.get(options)
    assert post(Client(), SIGN_IN, {"credential": signed}).json()["code"] == "passkey_refused", "not in another browser"
    assert post(client, SIGN_IN, {"credential": signed}).status_code == 200
    client.post("/console/sign-out/")
    assert post(client, SIGN_IN, {"credential": signed}).json()["code"] == "passkey_refused"


def test_a_copied_key_is_refused_and_told(cast: Cast) -> None:
    key = SoftKey()
    add(console_client(cast.officer.person), key)
    assert sign_in(Client(), key).status_code == 200
    copy = SoftKey(id=key.id, owner=key.owner, private=key.private, count=0)
    assert sign_in(Client(), key).status_code == 200
    assert sign_in(Client(), copy).json()["code"] == "passkey_refused"
    assert Event.objects.filter(type="access.passkey.copied").count() == 1


def test_keys_that_do_not_count_work(cast: Cast) -> None:
    key = SoftKey(counts=False)
    add(console_client(cast.officer.person), key)
    for _ in range(2):
        assert sign_in(Client(), key).status_code == 200


def test_a_switched_off_account_opens_nothing(cast: Cast) -> None:
    key = SoftKey()
    add(console_client(cast.officer.person), key)
    Account.objects.update(is_active=False)
    assert sign_in(Client(), key).json()["code"] == "passkey_refused"


def test_a_bare_address_is_told_so(cast: Cast) -> None:
    said = post(Client(), f"{SIGN_IN}begin/", SERVER_NAME="127.0.0.1")
    assert said.status_code == 422
    assert said.json()["code"] == "passkey_place"
    page = console_client(cast.officer.person).get("/console/account/security/", SERVER_NAME="127.0.0.1")
    assert "data-passkey" not in page.content.decode()


@given(st.dictionaries(st.sampled_from(["id", "rawId", "type", "response"]), st.recursive(
    st.none() | st.booleans() | st.integers() | st.sampled_from([10**12, "public-key", "AAAA"]) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(
        st.sampled_from(["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]), inner
    ),
    max_leaves=6,
)))  # fmt: skip
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_rubbish_is_refused_and_breaks_nothing(rubbish: dict[str, Any]) -> None:
    site = Site("testserver", "http://testserver")
    key = SoftKey()
    options, remembered = begin_registration(site, account_id=Account().id, owner="x", known=[])
    made = finish_registration(site, remembered, key.create(options))
    options, remembered = begin_sign_in(site)
    whole = key.get(options)
    for broken in (rubbish, {**whole, **rubbish}, {**whole, "response": {**whole["response"], **rubbish}}):
        if broken == whole:
            continue
        with suppress(PasskeyRefused):
            finish_sign_in(site, remembered, broken, credential=made.credential)
        with suppress(PasskeyRefused):
            finish_registration(site, remembered, broken)


@pytest.mark.parametrize("name", ["clientDataJSON", "authenticatorData", "signature", "userHandle"])
def test_a_number_in_place_of_a_text_takes_no_memory(name: str) -> None:
    """The library would make a million million zeros of it."""
    site, key = Site("testserver", "http://testserver"), SoftKey()
    options, remembered = begin_registration(site, account_id=Account().id, owner="x", known=[])
    made = finish_registration(site, remembered, key.create(options))
    options, remembered = begin_sign_in(site)
    whole = key.get(options)
    broken = {**whole, "response": {**whole["response"], name: 10**12}}
    with pytest.raises(PasskeyRefused):
        finish_sign_in(site, remembered, broken, credential=made.credential)


def test_an_answer_that_breaks_off_is_refused() -> None:
    site = Site("testserver", "http://testserver")
    key = SoftKey()
    options, asked = begin_registration(site, account_id=Account().id, owner="x", known=[])
    created = key.create(options)
    made = finish_registration(site, asked, created)
    options, challenge = begin_sign_in(site)
    signed = key.get(options)
    for whole in (created, signed):
        for part, text in whole["response"].items():
            for end in range(0, len(text) - 1, 3 if part == "clientDataJSON" else 1):
                cut = {**whole, "response": {**whole["response"], part: text[:end]}}
                with suppress(PasskeyRefused):
                    finish_registration(site, asked, cut)
                    assert whole is created, "what is cut behind what is signed may pass"
                if part != "userHandle":
                    with pytest.raises(PasskeyRefused):
                        finish_sign_in(site, challenge, cut, credential=made.credential)
