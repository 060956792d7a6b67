"""A forgotten password is replaced by number and second step; what is lost too, the office above gives anew."""

from __future__ import annotations

import base64
import re
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from django.test import Client
from pytest_django import Settings

from pankti.access import limits, senders
from pankti.access.actions.code_app import begin_app, confirm_app
from pankti.access.actions.recovery_codes import make_recovery_codes
from pankti.access.actions.renew_sign_in import may_renew, renew_sign_in
from pankti.access.models import Account, CodeApp, OfficeSession, OneTimeCode, RecoveryCode
from pankti.access.queries import actor_for_person
from pankti.audit.models import Event
from pankti.base.actor import SYSTEM
from pankti.base.clock import frozen, now
from pankti.base.errors import OutOfReach
from pankti.base.sight import acting_as
from pankti.organisation.models import Post
from pankti.people.actions.add_contact import add_contact
from pankti.people.actions.set_phone import set_phone
from pankti.people.models import Person
from pankti.people.types import Contact, ContactKind
from tests.makers.access import PASSWORD, console_client, english_client, make_account
from tests.makers.organisation import Cast, make_appointment, make_cast, make_person

pytestmark = pytest.mark.django_db

PHONE = "9000000001"
FORGOTTEN = "/console/sign-in/forgotten/"
CODE = "/console/sign-in/forgotten/code/"
NEW = "/console/sign-in/forgotten/new/"
WANTED = "seven grey herons by the weir"


@pytest.fixture(autouse=True)
def _second_factor(settings: Settings) -> None:
    settings.SECOND_FACTOR = "demanded"


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> list[str]:
    """Codes as they go to phones."""
    codes: list[str] = []
    settings.CODE_SENDER = "listening"
    monkeypatch.setitem(senders._senders, "listening", lambda _phone, code, _language: codes.append(code))
    return codes


@pytest.fixture
def cast() -> Cast:
    cast = make_cast()
    set_phone(actor=SYSTEM, person_id=cast.officer.person_id, phone=PHONE)
    return cast


@pytest.fixture
def account(cast: Cast) -> Account:
    return make_account(cast.officer.person)


@pytest.fixture
def recovery(account: Account) -> list[str]:
    return make_recovery_codes(actor=SYSTEM, account_id=account.id)


def prove(client: Client, sent: list[str], phone: str = PHONE) -> Any:
    client.post(FORGOTTEN, {"phone": phone})
    return client.post(CODE, {"phone": phone, "code": sent[-1]})


def choose(client: Client, step: str, wanted: str = WANTED, **more: str) -> Any:
    return client.post(NEW, {"step": step, "wanted": wanted, "again": wanted, **more})


def test_number_and_recovery_code(account: Account, recovery: list[str], sent: list[str]) -> None:
    elsewhere = console_client(account.person)
    assert elsewhere.get("/console/account/").status_code == 200
    client = Client()
    assert prove(client, sent)["Location"] == NEW
    assert client.get("/console/account/").status_code == 302, "the number alone opens nothing"

    answer = choose(client, recovery[0])

    assert answer.status_code == 302
    account.refresh_from_db()
    assert account.check_password(WANTED)
    assert client.get("/console/account/").status_code == 200
    assert elsewhere.get("/console/account/").status_code == 302
    assert OfficeSession.objects.filter(ended_at=None).count() == 1
    told = Event.objects.get(type="access.password.reset")
    assert (told.actor_id, told.subject_id, told.details["factor"]) == (
        account.person_id,
        account.person_id,
        "recovery",
    )
    assert client.get(NEW).status_code == 410, "once"


def test_number_and_the_apps_code(account: Account, sent: list[str]) -> None:
    at = now()
    secret = begin_app(account_id=account.id)
    assert secret is not None
    totp = TOTP(base64.b32decode(secret), 6, SHA1(), 30)  # noqa: S303
    confirm_app(actor=SYSTEM, account_id=account.id, code=totp.generate(int(at.timestamp())).decode())
    client = Client()
    with frozen(at + timedelta(minutes=5)):
        prove(client, sent)
        answer = choose(client, totp.generate(int(now().timestamp())).decode())

    assert answer["Location"] == "/console/account/"
    assert OfficeSession.objects.get(ended_at=None).factor == "app"


def test_the_number_alone_sets_nothing(account: Account, recovery: list[str], sent: list[str]) -> None:
    client = Client()
    assert client.get(NEW).status_code == 410
    prove(client, sent)

    assert choose(client, "000000").status_code == 422
    assert choose(client, recovery[0] + "x").status_code == 422
    account.refresh_from_db()
    assert account.check_password(PASSWORD)
    assert Event.objects.filter(type="access.step.refused").count() == 2


def test_a_weak_password_uses_up_no_code(account: Account, recovery: list[str], sent: list[str]) -> None:
    client = Client()
    prove(client, sent)

    assert choose(client, recovery[0], "password123").status_code == 422
    assert client.post(NEW, {"step": recovery[0], "wanted": WANTED, "again": "another"}).status_code == 422
    assert RecoveryCode.objects.filter(used_at=None).count() == 10
    assert choose(client, recovery[0]).status_code == 302


def test_nobody_learns_who_has_an_account(account: Account, cast: Cast, sent: list[str]) -> None:
    set_phone(actor=SYSTEM, person_id=cast.worker.person_id, phone="9000000002")  # a holder without an account

    def said(answer: Any) -> str:
        return re.sub(r'value="[^"]*"|[A-Za-z0-9]{64}', "", answer.content.decode())

    pages = {said(Client().post(FORGOTTEN, {"phone": phone})) for phone in (PHONE, "9000000002", "9123456780")}
    assert len(pages) == 1
    assert len(sent) == 1
    refused = {
        said(Client().post(CODE, {"phone": phone, "code": "000000"})) for phone in (PHONE, "9000000002", "9123456780")
    }
    assert len(refused) == 1
    assert Client().post(FORGOTTEN, {"phone": "12"}).status_code == 422


def test_codes_of_signing_in_and_of_this_never_meet(account: Account, recovery: list[str], sent: list[str]) -> None:
    client = Client()
    client.post("/api/v1/sign-in/code", {"phone": PHONE}, content_type="application/json")
    assert client.post(CODE, {"phone": PHONE, "code": sent[-1]}).status_code == 422
    client.post(FORGOTTEN, {"phone": PHONE})
    body = {"phone": PHONE, "code": sent[-1], "device_name": "phone"}
    assert client.post("/api/v1/sign-in", body, content_type="application/json").status_code == 422


def test_codes_and_tries_are_limited_but_not_for_who_was_here(account: Account, sent: list[str]) -> None:
    """A stranger who asks and guesses does not lock out the browser that signed in before."""
    client = Client()
    codes = [client.post(FORGOTTEN, {"phone": PHONE}).status_code for _ in range(limits.CODES_OF_NETWORK.most + 1)]
    assert codes == [200] * limits.CODES_OF_NETWORK.most + [429]
    wrong = [client.post(CODE, {"phone": PHONE, "code": "000000"}).content for _ in range(limits.CODE_TRIES + 1)]
    assert client.post(CODE, {"phone": PHONE, "code": sent[-1]}).status_code == 422, "all tries are used"
    assert len(wrong) == limits.CODE_TRIES + 1
    assert Event.objects.filter(type="access.reset.refused").exists()
    assert OneTimeCode.objects.filter(used_at=None).count() == limits.CODES_OF_NETWORK.most


def test_steps_are_limited(account: Account, recovery: list[str], sent: list[str]) -> None:
    client = Client()
    prove(client, sent)
    for _ in range(limits.STEPS_OF_ACCOUNT.most):
        choose(client, "000000")

    assert choose(client, recovery[0]).status_code == 429
    account.refresh_from_db()
    assert account.check_password(PASSWORD)


def test_the_proof_of_the_number_lasts_a_quarter_of_an_hour(
    account: Account, recovery: list[str], sent: list[str]
) -> None:
    client = Client()
    at = now()
    with frozen(at):
        prove(client, sent)
    with frozen(at + timedelta(minutes=16)):
        assert choose(client, recovery[0]).status_code == 410


def test_a_family_says_who(account: Account, cast: Cast, recovery: list[str], sent: list[str]) -> None:
    other = make_account(cast.colleague.person)
    Person.objects.filter(pk=cast.colleague.person_id).update(names={"hi": "रमेश", "en": "Ramesh"})
    shared = Contact(ContactKind.PHONE, PHONE, shared_reason="one phone at home")
    add_contact(actor=SYSTEM, person_id=cast.colleague.person_id, contact=shared)
    client = Client()
    client.cookies["django_language"] = "en"
    prove(client, sent)
    assert "Ramesh" in client.get(NEW).content.decode()

    assert choose(client, recovery[0]).status_code == 422
    assert choose(client, recovery[0], whose=str(other.id)).status_code == 422, "another's codes"
    assert choose(client, recovery[0], whose=str(UUID(int=1))).status_code == 422
    assert choose(client, recovery[0], whose=str(account.id)).status_code == 302


# --- the second step is lost too


def test_the_office_above_gives_a_recovery_code(
    cast: Cast, account: Account, recovery: list[str], sent: list[str]
) -> None:
    above = english_client(cast.chief.person)
    sign_ins = f"/console/people/{account.person_id}/sign-ins/"
    assert "renew/" in above.get(sign_ins).content.decode()
    own = console_client(account.person)

    page = above.post(f"{sign_ins}renew/").content.decode()

    code = re.search(r"<li><code>([^<]+)</code>", page)[1]  # type: ignore[index]
    account.refresh_from_db()
    assert not account.has_usable_password()
    assert own.get("/console/account/").status_code == 302
    assert not CodeApp.objects.exists()
    assert Event.objects.get(type="access.step.renewed").actor_id == cast.chief.person_id
    client = Client()
    prove(client, sent)
    assert choose(client, recovery[0]).status_code == 422, "the earlier ones are void"
    assert choose(client, code)["Location"] == "/console/account/security/set-up/"
    assert client.get("/console/account/security/set-up/").status_code == 200


def test_who_may_give_one(cast: Cast, account: Account) -> None:
    """Whoever could appoint to all their posts: from above, with all the rights that they have."""
    peer = make_account(cast.colleague.person)
    assert may_renew(actor_for_person(cast.chief.person_id), account.person_id)
    for appointment in (cast.worker, cast.stranger, cast.officer):
        actor = actor_for_person(appointment.person_id)
        with acting_as(actor), pytest.raises(OutOfReach):
            renew_sign_in(actor=actor, person_id=account.person_id)
    far = actor_for_person(make_appointment(unit=cast.other_middle, person=make_person("Far")).person_id)
    with acting_as(far), pytest.raises(OutOfReach):
        renew_sign_in(actor=far, person_id=account.person_id)
    beside = actor_for_person(account.person_id)
    with acting_as(beside), pytest.raises(OutOfReach):  # a lead post of one's own unit is filled from above
        renew_sign_in(actor=beside, person_id=peer.person_id)


def test_no_more_rights_than_ones_own(cast: Cast, account: Account) -> None:
    """A manager of people above who lacks a right of theirs could take it by their sign-in: refused."""
    Post.objects.filter(code="top-lead").update(rights=["people.manage", "people.view"])
    assert not may_renew(actor_for_person(cast.chief.person_id), account.person_id)


def test_without_an_account_there_is_nothing_to_renew(cast: Cast) -> None:
    chief = actor_for_person(cast.chief.person_id)
    assert not may_renew(chief, cast.worker.person_id)
    with acting_as(chief), pytest.raises(OutOfReach):
        renew_sign_in(actor=chief, person_id=cast.worker.person_id)
