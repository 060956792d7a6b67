from __future__ import annotations

import base64
import re
from datetime import datetime, timedelta
from html import unescape
from typing import Any
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from django.conf import settings as live
from django.core.management import CommandError, call_command
from django.test import Client
from pytest_django import Settings

from pankti.access import limits
from pankti.access.actions.code_app import begin_app, reseal_apps
from pankti.access.actions.reset_step import reset_step
from pankti.access.checks import check_second_factor
from pankti.access.factors import RECOVERY_CODES, find_step, new_secret
from pankti.access.models import Account, CodeApp, KnownBrowser, OfficeSession, RecoveryCode
from pankti.audit.models import Event
from pankti.base.actor import SYSTEM
from pankti.base.clock import frozen, now
from pankti.base.errors import OutOfReach
from pankti.organisation.models import Post
from pankti.people.actions.set_phone import set_phone
from tests.makers.access import PASSWORD, console_client, make_account
from tests.makers.organisation import Cast, actor_of, make_cast

pytestmark = pytest.mark.django_db

PHONE = "9000000001"
SIGN_IN = "/console/sign-in/"
SECOND = "/console/sign-in/second/"
SET_UP = "/console/account/security/set-up/"
SECURITY = "/console/account/security/"
ACCOUNT = "/console/account/"


@pytest.fixture
def cast() -> Cast:
    cast = make_cast()
    set_phone(actor=SYSTEM, person_id=cast.officer.person_id, phone=PHONE)
    make_account(cast.officer.person)
    return cast


def app_code(secret: str, at: datetime) -> str:
    return TOTP(base64.b32decode(secret), 6, SHA1(), 30).generate(int(at.timestamp())).decode()  # noqa: S303


def first_step(client: Client, address: str = "192.0.2.1") -> Any:
    return client.post(SIGN_IN, {"phone": PHONE, "password": PASSWORD}, REMOTE_ADDR=address)


def account_id() -> UUID:
    return Account.objects.get().id


def set_up(client: Client, at: datetime) -> tuple[str, list[str]]:
    """Set the app up from the page, as a person does: the secret it shows and the recovery codes."""
    with frozen(at):
        first_step(client)
        page = client.get(SET_UP).content.decode()
        secret = unescape(re.search(r'class="secret">([^<]+)<', page)[1]).replace(" ", "")  # type: ignore[index]
        assert "data:image/svg+xml" in page
        done = client.post(SET_UP, {"code": app_code(secret, at)})
    assert done.status_code == 200
    return secret, re.findall(r"<li><code>([^<]+)</code>", done.content.decode())


def test_an_office_sets_up_its_second_step_at_first_sign_in(cast: Cast) -> None:
    client = Client()
    answer = client.post(SIGN_IN, {"phone": PHONE, "password": PASSWORD, "next": "/console/account/?a=1"})
    assert answer["Location"] == f"{SET_UP}?next=%2Fconsole%2Faccount%2F%3Fa%3D1"
    assert client.get(ACCOUNT).status_code == 302, "until then nothing opens"
    assert client.get("/console/").status_code == 302
    assert not KnownBrowser.objects.exists(), "nor is the browser known"

    at = now()
    secret, codes = set_up(client, at)
    assert len(set(codes)) == RECOVERY_CODES
    assert client.get(ACCOUNT).status_code == 200
    assert KnownBrowser.objects.count() == 1
    assert secret.encode() not in bytes(CodeApp.objects.get().ciphertext)
    assert not any(bytes(row.code_hash).find(codes[0].encode()) >= 0 for row in RecoveryCode.objects.all())

    elsewhere = Client()
    assert first_step(elsewhere)["Location"] == SECOND
    assert elsewhere.get(ACCOUNT).status_code == 302
    assert elsewhere.get(SET_UP).status_code == 302, "who has a second step takes it, and does not set up another"
    assert elsewhere.post("/console/account/security/recovery/").status_code == 302
    assert RecoveryCode.objects.filter(used_at=None).count() == RECOVERY_CODES
    with frozen(at + timedelta(minutes=1)):
        assert elsewhere.post(SECOND, {"code": app_code(secret, at + timedelta(minutes=1))})["Location"] == "/console/"
        assert elsewhere.get(ACCOUNT).status_code == 200
    kinds = list(Event.objects.filter(type__startswith="access").order_by("at").values_list("type", flat=True))
    assert kinds == [
        *("access.session.half_opened", "access.session.half_opened"),
        *("access.app.added", "access.session.opened", "access.recovery.made"),
        *("access.session.half_opened", "access.session.opened"),
    ]


def test_a_code_is_taken_once(cast: Cast) -> None:
    at = now()
    secret, _codes = set_up(Client(), at)
    client, thief = Client(), Client()
    later = at + timedelta(seconds=60)
    with frozen(later):
        first_step(client)
        first_step(thief)
        code = app_code(secret, later)
        assert client.post(SECOND, {"code": code}).status_code == 302
        thief.cookies["django_language"] = "en"
        said = thief.post(SECOND, {"code": code})
        assert said.status_code == 422
        assert "used already" in said.content.decode()
        older = thief.post(SECOND, {"code": app_code(secret, later - timedelta(seconds=30))})
        assert older.status_code == 422, "nor one from before it"
    with frozen(later + timedelta(seconds=30)):
        hindi = app_code(secret, later + timedelta(seconds=30)).translate(str.maketrans("0123456789", "०१२३४५६७८९"))
        assert thief.post(SECOND, {"code": f" {hindi[:3]} {hindi[3:]}"}).status_code == 302


def test_recovery_codes_open_once_each(cast: Cast) -> None:
    _secret, codes = set_up(Client(), now())
    client = Client()
    first_step(client)
    assert client.post(SECOND, {"code": "zzzz-zzzz-zzz"}).status_code == 422
    assert client.post(SECOND, {"code": codes[3].upper().replace("-", " ")}).status_code == 302
    assert client.get(ACCOUNT).status_code == 200
    again = Client()
    first_step(again)
    assert again.post(SECOND, {"code": codes[3]}).status_code == 422
    assert again.post(SECOND, {"code": codes[4]}).status_code == 302

    fresh = client.post(f"{SECURITY}recovery/")
    new = re.findall(r"<li><code>([^<]+)</code>", fresh.content.decode())
    third = Client()
    first_step(third)
    assert third.post(SECOND, {"code": codes[5]}).status_code == 422, "older ones are void"
    file = client.post(f"{SECURITY}recovery/file/", {"codes": [*new, "not a code"]})
    assert file["Content-Disposition"].startswith("attachment")
    assert all(code in file.content.decode() for code in new)
    assert "not a code" not in file.content.decode()


def test_guessing_stops_but_not_for_the_owner(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody who has learnt the password guesses from everywhere; the owner's browser has tries of its own."""
    monkeypatch.setattr(limits, "STEPS_OF_ACCOUNT", limits.Limit("test", 4, timedelta(days=1)))
    at = now()
    owner = Client()
    secret, codes = set_up(owner, at)
    owner.post("/console/sign-out/")
    for n in range(4):
        thief = Client()
        first_step(thief, address=f"198.51.100.{n}")
        assert thief.post(SECOND, {"code": "000000"}).status_code == 422
    thief = Client()
    first_step(thief, address="198.51.100.9")
    assert thief.post(SECOND, {"code": codes[0]}).status_code == 429, "even a right one"
    with frozen(at + timedelta(minutes=2)):
        first_step(owner)
        assert owner.post(SECOND, {"code": app_code(secret, at + timedelta(minutes=2))}).status_code == 302


def test_half_a_session_lasts_a_quarter_of_an_hour(cast: Cast) -> None:
    at = now()
    secret, _codes = set_up(Client(), at)
    client = Client()
    first_step(client)
    with frozen(at + timedelta(minutes=17)):
        answer = client.post(SECOND, {"code": app_code(secret, at + timedelta(minutes=17))})
        assert answer["Location"] == SIGN_IN
        assert client.get(ACCOUNT).status_code == 302


def test_who_gains_an_office_is_led_to_the_second_step(cast: Cast) -> None:
    make_account(cast.worker.person)
    client = console_client(cast.worker.person, factor="none")  # type: ignore[arg-type]
    assert client.get(ACCOUNT).status_code == 200
    post = Post.objects.get(code="last-lead")
    Post.objects.filter(pk=post.pk).update(rights=["answer.give", "something.new"])
    answer = client.get(ACCOUNT)
    assert answer.status_code == 302, "an unknown right is an office's"
    assert client.get(answer["Location"])["Location"].startswith(SET_UP)
    with frozen(now() + timedelta(hours=1)):
        led = client.get(ACCOUNT, follow=True)
        assert led.redirect_chain[-1][0].startswith("/console/account/confirm/"), "long ago: the password first"
        done = client.post("/console/account/confirm/", {"password": PASSWORD, "next": SET_UP}, follow=True)
        assert done.redirect_chain[-1][0] == SET_UP
        assert done.status_code == 200


def test_field_posts_need_none_and_the_demo_only_offers_it(cast: Cast, settings: Settings) -> None:
    set_phone(actor=SYSTEM, person_id=cast.worker.person_id, phone="9000000002")
    make_account(cast.worker.person)
    client = Client()
    assert client.post(SIGN_IN, {"phone": "9000000002", "password": PASSWORD})["Location"] == "/console/"
    assert client.get(ACCOUNT).status_code == 200

    settings.SECOND_FACTOR = "offered"
    officer = Client()
    assert first_step(officer)["Location"] == "/console/"
    assert officer.get(ACCOUNT).status_code == 200
    assert officer.get(SET_UP).status_code == 200
    set_up(officer, now())
    assert first_step(Client())["Location"] == SECOND, "who has set it up is asked, there too"


def test_a_real_server_demands_it(settings: Settings) -> None:
    assert live.SECOND_FACTOR == "demanded", "what is not the demo demands it unasked"
    assert check_second_factor() == []
    settings.SECOND_FACTOR = "offered"
    assert [problem.id for problem in check_second_factor()] == ["access.E002"]


def test_an_office_keeps_at_least_one_way(cast: Cast, settings: Settings) -> None:
    client = Client()
    set_up(client, now())
    assert client.post(f"{SECURITY}app/remove/", follow=True).status_code == 200
    assert CodeApp.objects.exists()
    settings.SECOND_FACTOR = "offered"
    client.post(f"{SECURITY}app/remove/")
    assert not CodeApp.objects.exists()
    assert not RecoveryCode.objects.exists()


def test_changes_ask_for_the_password_again(cast: Cast) -> None:
    at = now()
    client = Client()
    set_up(client, at)
    with frozen(at + timedelta(minutes=20)):
        led = client.post(f"{SECURITY}recovery/")
        assert led["Location"].startswith("/console/account/confirm/?next=")
        assert client.post("/console/account/confirm/", {"password": "wrong"}).status_code == 422
        done = client.post("/console/account/confirm/", {"password": PASSWORD, "next": SECURITY})
        assert done["Location"] == SECURITY
        assert client.get(SECURITY).status_code == 200


def test_sessions_are_listed_and_ended(cast: Cast) -> None:
    here, there = console_client(cast.officer.person), console_client(cast.officer.person)
    stranger = console_client(cast.stranger.person)
    page = here.get(ACCOUNT, headers={"Accept-Language": "en"}).content.decode()
    own = UUID(here.session["office"])
    other = UUID(there.session["office"])
    assert f"/sessions/{other}/end/" in page
    assert f"/sessions/{own}/end/" not in page
    assert stranger.post(f"{ACCOUNT}sessions/{other}/end/").status_code == 404
    assert there.get(ACCOUNT).status_code == 200
    assert here.post(f"{ACCOUNT}sessions/{other}/end/").status_code == 302
    assert there.get(ACCOUNT).status_code == 302
    third = console_client(cast.officer.person)
    assert here.post(f"{ACCOUNT}sessions/end-others/").status_code == 302
    assert third.get(ACCOUNT).status_code == 302
    assert here.get(ACCOUNT).status_code == 200
    with frozen(now() + timedelta(hours=13)):
        assert here.get(ACCOUNT).status_code == 302, "a session lasts half a day"
    assert OfficeSession.objects.filter(ended_at=None).count() == 2


def test_secrets_follow_the_ring_of_keys(cast: Cast, settings: Settings) -> None:
    old = base64.b64encode(b"o" * 32).decode()
    new = base64.b64encode(b"n" * 32).decode()
    settings.FIELD_KEYS = f"1:{old}"
    secret = begin_app(account_id=account_id())
    assert begin_app(account_id=account_id()) == secret, "the page may be loaded twice"
    settings.FIELD_KEYS = f"1:{old},2:{new}"
    assert reseal_apps() == 1
    assert reseal_apps() == 0
    settings.FIELD_KEYS = f"2:{new}"
    assert begin_app(account_id=account_id()) == secret


def test_the_step_of_rfc_6238() -> None:
    """The RFC's own example, its eight digits cut to six."""
    secret = base64.b32encode(b"12345678901234567890").decode()
    at = datetime.fromtimestamp(1111111109, tz=now().tzinfo)
    assert find_step(secret, "081804", at) == 1111111109 // 30
    assert find_step(secret, "081804", at + timedelta(seconds=30)) == 1111111109 // 30
    assert find_step(secret, "081804", at + timedelta(seconds=91)) is None
    assert find_step(secret, "", at) is None
    assert len(base64.b32decode(new_secret())) == 20


def test_who_has_lost_everything_is_helped_at_the_machine(cast: Cast) -> None:
    client = Client()
    set_up(client, now())
    call_command("reset_second_step", phone=PHONE)
    assert client.get(ACCOUNT).status_code == 302
    assert first_step(Client())["Location"] == SET_UP
    assert Event.objects.filter(type="access.step.reset").exists()
    with pytest.raises(CommandError):
        call_command("reset_second_step", phone="9000000009")
    with pytest.raises(OutOfReach):
        reset_step(actor=actor_of(cast.chief), person_id=cast.officer.person_id)
