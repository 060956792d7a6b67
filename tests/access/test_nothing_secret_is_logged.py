"""All ways in are walked with every logger at DEBUG: no code, number, token, password or shared secret is written.

Nor does one stand in the audit, nor in an address that a web server would log.
"""

from __future__ import annotations

import base64
import json
import logging
import re
from collections.abc import Iterator
from datetime import timedelta
from html import unescape
from typing import Any, cast

import pytest
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from django.conf import settings as live
from django.core.management import CommandError, call_command
from django.test import Client
from pytest_django import Settings

from pankti.access import senders
from pankti.access.actions.invitations import make_invitation
from pankti.audit.models import Event
from pankti.base.actor import SYSTEM
from pankti.base.clock import frozen, now
from pankti.organisation.models import Post
from pankti.people.actions.set_phone import set_phone
from tests.makers.access import PASSWORD, make_account
from tests.makers.organisation import Cast, actor_of, make_cast
from tests.makers.passkey import SoftKey

pytestmark = pytest.mark.django_db

OFFICER, WORKER, GUEST = "9000000001", "9000000002", "9876543210"
SET_UP = "/console/account/security/set-up/"


class Ear(logging.Handler):
    """Hears everything, as a careless operator's file would."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.setFormatter(logging.Formatter("%(name)s %(message)s"))
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))


@pytest.fixture
def ear() -> Iterator[Ear]:
    heard = Ear()
    root = logging.getLogger()
    # Those that would write a page's values: settings hold them back, whatever else is set.
    pinned = {"django.template", "django.db.backends"}
    assert pinned <= set(cast("dict[str, Any]", live.LOGGING)["loggers"])
    kept = {name: logging.getLogger(name).level for name in list(logging.root.manager.loggerDict) if name not in pinned}
    level = root.level
    root.addHandler(heard)
    root.setLevel(logging.DEBUG)
    for name in kept:
        logging.getLogger(name).setLevel(logging.DEBUG)
        logging.getLogger(name).propagate = True
    yield heard
    root.removeHandler(heard)
    root.setLevel(level)
    for name, old in kept.items():
        logging.getLogger(name).setLevel(old)


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> list[str]:
    codes: list[str] = []
    monkeypatch.setitem(senders._senders, "test", lambda _phone, code, _language: codes.append(code))
    settings.CODE_SENDER = "test"
    return codes


class Walk:
    """Goes through a door, and keeps the address as a web server's log would."""

    def __init__(self) -> None:
        self.client = Client(headers={"Accept": "text/html"})
        self.addresses: list[str] = []

    def post(self, path: str, body: dict[str, Any], *, as_json: bool = False, **more: Any) -> Any:
        self.addresses.append(path)
        if as_json:
            headers = {"Accept": "application/json", **more.pop("headers", {})}
            return self.client.post(path, json.dumps(body), content_type="application/json", headers=headers, **more)
        return self.client.post(path, body, **more)

    def get(self, path: str, **more: Any) -> Any:
        self.addresses.append(path)
        return self.client.get(path, **more)


def test_nothing_secret_is_written(ear: Ear, sent: list[str], settings: Settings) -> None:
    settings.DEBUG = False
    company = make_cast()
    Post.objects.create(code="helper", level_id="last", names={"hi": "सहायक"}, rights=["answer.give"])
    set_phone(actor=SYSTEM, person_id=company.officer.person_id, phone=OFFICER)
    set_phone(actor=SYSTEM, person_id=company.worker.person_id, phone=WORKER)
    make_account(company.officer.person)
    ear.lines.clear()
    secrets = {OFFICER, WORKER, GUEST, PASSWORD}
    addresses: list[str] = []
    for part in (_a_phone, _an_office, _a_passkey, _an_invitation):
        walk = Walk()
        secrets |= part(walk, company, sent)
        addresses += [one for one in walk.addresses if not one.startswith("/i/")]
    with pytest.raises(CommandError):
        call_command("reset_second_step", phone=GUEST[:-1] + "9")
    secrets |= set(sent)
    assert len(secrets) > 20, "this test itself must have seen them"
    assert len(ear.lines) > 15, "and must have heard something"

    written = {
        "log": ear.lines,
        "audit": [json.dumps(e.details, ensure_ascii=False) for e in Event.objects.all()],
        "address": addresses,
    }
    for place, lines in written.items():
        for secret in secrets:
            # Statements are logged at DEBUG with their values by Django itself, and only when DEBUG is set: not here.
            found = [line for line in lines if _names(line, secret)]
            assert not found, f"{place}: {found[0][:300]}"


def _names(line: str, secret: str) -> bool:
    """Six digits may stand inside a longer number by chance; anything else may stand nowhere."""
    if re.fullmatch(r"\d{6}", secret):
        return re.search(rf"(?<![0-9a-f.]){secret}(?![0-9a-f])", line) is not None
    return secret in line


def _a_phone(walk: Walk, company: Cast, sent: list[str]) -> set[str]:
    """Asked, refused, right, used again, signed out, forged."""
    walk.post("/api/v1/sign-in/code", {"phone": WORKER}, as_json=True)
    walk.post("/api/v1/sign-in/code", {"phone": GUEST}, as_json=True)
    walk.post("/api/v1/sign-in/code", {"phone": f"{GUEST}x" * 3}, as_json=True)
    body = {"phone": WORKER, "code": "000000", "device_name": "x"}
    walk.post("/api/v1/sign-in", body, as_json=True)
    walk.post("/api/v1/sign-in", {**body, "code": [sent[-1]]}, as_json=True)  # not understood
    walk.post("/api/v1/sign-in", {**body, "phone": OFFICER, "code": sent[-1]}, as_json=True)
    token = walk.post("/api/v1/sign-in", {**body, "code": sent[-1]}, as_json=True).json()["token"]
    walk.post("/api/v1/sign-in", {**body, "code": sent[-1]}, as_json=True)
    carried = {"headers": {"Authorization": f"Bearer {token}"}}
    walk.post("/api/v1/sync", {"cursor": None, "sent_at": "nonsense", "commands": [{}]}, as_json=True, **carried)
    walk.get("/api/v1/devices", **carried)
    walk.post("/api/v1/sign-out", {}, as_json=True, **carried)
    walk.post("/api/v1/sign-out", {}, as_json=True, **carried)
    for _ in range(8):
        walk.post("/api/v1/sign-in/code", {"phone": WORKER}, as_json=True)
    return {token}


def _an_office(walk: Walk, company: Cast, sent: list[str]) -> set[str]:
    """Wrong and right passwords, setting the app up, its codes, recovery codes, a changed password."""
    at = now()
    first = {"phone": OFFICER, "password": PASSWORD}
    walk.post("/console/sign-in/", {**first, "password": "wrong-password-given"})
    walk.post("/console/sign-in/", {**first, "next": "/console/account/"})
    page = walk.get(SET_UP).content.decode()
    found = re.search(r'class="secret">([^<]+)<', page)
    assert found is not None
    secret = unescape(found[1]).replace(" ", "")
    code = TOTP(base64.b32decode(secret), 6, SHA1(), 30).generate(int(at.timestamp())).decode()  # noqa: S303
    walk.post(SET_UP, {"code": "0000000"})
    with frozen(at):
        shown = walk.post(SET_UP, {"code": code}).content.decode()
    recovery = re.findall(r"<li><code>([^<]+)</code>", shown)
    assert len(recovery) == 10
    walk.post("/console/account/security/recovery/file/", {"codes": recovery})
    walk.post("/console/sign-out/", {})
    walk.post("/console/sign-in/", first)
    walk.post("/console/sign-in/second/", {"code": code})
    walk.post("/console/sign-in/second/", {"code": recovery[0]})
    with frozen(at + timedelta(minutes=20)):
        walk.post("/console/account/confirm/", {"password": PASSWORD})
    wanted = "the river is very wide"
    walk.post("/console/account/password/", {"present": PASSWORD, "wanted": wanted, "again": wanted})
    walk.post("/console/account/password/", {"present": wanted, "wanted": PASSWORD, "again": PASSWORD})
    return {secret, code, wanted, "wrong-password-given", *recovery}


def _a_passkey(walk: Walk, company: Cast, sent: list[str]) -> set[str]:
    """A forged one: its challenge and its answer are nobody's business."""
    options = walk.post("/console/sign-in/passkey/begin/", {}, as_json=True).json()
    answer = SoftKey().get(options)
    walk.post("/console/sign-in/passkey/", {"credential": answer}, as_json=True)
    walk.post("/console/sign-in/passkey/", {"credential": "rubbish"}, as_json=True)
    return {options["publicKey"]["challenge"], answer["response"]["signature"]}


def _an_invitation(walk: Walk, company: Cast, sent: list[str]) -> set[str]:
    """Made, opened, another number, a wrong code, taken, too late, and a link that never was."""
    made = make_invitation(actor=actor_of(company.officer), unit_id=company.booths[0].id, post="helper").token
    walk.get(f"/i/{made}/")
    given = {"name_hi": "सुनीता यादव", "phone": GUEST}
    walk.get("/invitation/")
    walk.post("/invitation/", {**given, "phone": "12"})
    walk.post("/invitation/", given)
    walk.post("/invitation/take/", {**given, "code": "000000"})
    walk.post("/invitation/take/", {**given, "code": sent[-1]})
    walk.get("/invitation/welcome/")
    late = Walk()
    late.get(f"/i/{made}/")
    late.get("/invitation/")
    late.get("/i/never-made-by-anybody/")
    late.get("/invitation/")
    walk.addresses += late.addresses
    return {made, "सुनीता यादव"}
