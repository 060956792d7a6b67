from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.hashers import make_password
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from pankti.access import limits
from pankti.access.models import Account, Device, OfficeSession
from pankti.audit.models import Event
from pankti.base.actor import SYSTEM
from pankti.base.clock import frozen, now
from pankti.people.actions.add_contact import add_contact
from pankti.people.actions.set_phone import set_phone
from pankti.people.models import Person
from pankti.people.types import Contact, ContactKind
from tests.makers.access import PASSWORD, console_client, make_account, sign_in_device
from tests.makers.organisation import Cast, make_cast

pytestmark = pytest.mark.django_db

PHONE = "9000000001"
SIGN_IN = "/console/sign-in/"
ACCOUNT = "/console/account/"


@pytest.fixture(autouse=True)
def _second_factor(settings: Settings) -> None:
    settings.SECOND_FACTOR = "offered"  # the second step has its own tests


@pytest.fixture
def cast() -> Cast:
    cast = make_cast()
    set_phone(actor=SYSTEM, person_id=cast.officer.person_id, phone=PHONE)
    make_account(cast.officer.person)
    return cast


def sign_in(
    client: Client, password: str = PASSWORD, *, phone: str = PHONE, address: str = "192.0.2.1", **more: str
) -> int:
    body = {"phone": phone, "password": password, **more}
    return client.post(SIGN_IN, body, REMOTE_ADDR=address).status_code


def test_an_officer_signs_in_and_out(cast: Cast) -> None:
    client = Client()
    asked = client.get(ACCOUNT + "?a=1")
    assert asked.status_code == 302
    assert asked["Location"] == "/console/sign-in/?next=%2Fconsole%2Faccount%2F%3Fa%3D1"
    page = client.get(asked["Location"])
    assert 'name="next" value="/console/account/?a=1"' in page.content.decode()
    before = client.cookies.get("sessionid")

    answer = client.post(SIGN_IN, {"phone": "90000 00001", "password": PASSWORD, "next": "/console/account/?a=1"})
    assert answer["Location"] == "/console/account/?a=1"
    assert client.cookies["sessionid"] != before
    assert client.get(ACCOUNT).status_code == 200
    assert client.get(SIGN_IN).status_code == 302

    assert client.get("/console/sign-out/").status_code == 405
    assert client.post("/console/sign-out/").status_code == 302
    assert client.get(ACCOUNT).status_code == 302
    kinds = list(Event.objects.filter(type__startswith="access").order_by("at").values_list("type", flat=True))
    assert kinds == ["access.session.opened", "access.session.closed"]


def test_nobody_is_led_to_another_site(cast: Cast) -> None:
    for elsewhere in ("https://example.org/", "//example.org/", "javascript:alert(1)", "\\\\example.org"):
        answer = Client().post(SIGN_IN, {"phone": PHONE, "password": PASSWORD, "next": elsewhere})
        assert answer["Location"] == "/console/"


def test_wrong_number_and_wrong_password_look_alike(cast: Cast) -> None:
    pages = []
    for phone, password in ((PHONE, "wrong"), ("9000000002", PASSWORD), ("9000000002", "wrong")):
        answer = Client(headers={"Accept-Language": "en"}).post(SIGN_IN, {"phone": phone, "password": password})
        assert answer.status_code == 422
        assert "do not belong together" in answer.content.decode()
        assert "sessionid" not in answer.cookies
        pages.append(len(answer.content))
    assert len(set(pages)) <= 2
    assert sign_in(Client(), "") == 422
    assert sign_in(Client(), phone="12") == 422


def test_a_switched_off_account_is_out_at_once(cast: Cast) -> None:
    client = console_client(cast.officer.person)
    assert client.get(ACCOUNT).status_code == 200
    Account.objects.update(is_active=False)
    assert client.get(ACCOUNT).status_code == 302
    assert sign_in(Client()) == 422


def test_tries_are_limited_without_locking_others_out(cast: Cast) -> None:
    owner = Client()
    assert sign_in(owner, address="192.0.2.9") == 302
    owner.post("/console/sign-out/")

    most = limits.WRONG_PASSWORDS_OF_NETWORK_AND_NUMBER.most
    codes = [sign_in(Client(), "wrong", address="198.51.100.1") for _ in range(most + 2)]
    assert codes == [422] * most + [429] * 2
    assert sign_in(Client(), address="198.51.100.1") == 429, "even the right one, from there"
    assert sign_in(Client(), address="192.0.2.1") == 302, "from elsewhere it works"
    assert sign_in(owner, address="198.51.100.1") == 302, "and from there in a browser that was here before"
    with frozen(now() + timedelta(minutes=16)):
        assert sign_in(Client(), address="198.51.100.1") == 302


def test_guessing_from_everywhere_stops_but_not_for_the_owner(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "WRONG_PASSWORDS_OF_NUMBER", limits.Limit("test", 5, timedelta(days=1)))
    owner = Client()
    assert sign_in(owner) == 302
    for n in range(5):
        assert sign_in(Client(), "wrong", address=f"198.51.100.{n}") == 422
    assert sign_in(Client(), address="198.51.100.77") == 429
    assert sign_in(owner, address="198.51.100.77") == 302


def test_forms_from_elsewhere_are_refused(cast: Cast) -> None:
    client = Client(enforce_csrf_checks=True)
    answer = client.post(SIGN_IN, {"phone": PHONE, "password": PASSWORD})
    assert answer.status_code == 403
    assert "sessionid" not in answer.cookies


def test_the_account_page_lists_and_ends_own_phones(cast: Cast) -> None:
    client = console_client(cast.officer.person)
    phone, _token = sign_in_device(cast.officer.person)
    stranger_phone, _token = sign_in_device(cast.stranger.person)
    own = Device.objects.get(person=cast.officer.person)
    other = Device.objects.get(person=cast.stranger.person)
    assert f"/devices/{own.id}/end/" in client.get(ACCOUNT).content.decode()
    assert str(other.id) not in client.get(ACCOUNT).content.decode()

    assert client.post(f"{ACCOUNT}devices/{own.id}/end/").status_code == 302
    assert phone.post("/api/v1/sign-out").json()["code"] == "device_revoked"
    assert client.post(f"{ACCOUNT}devices/{other.id}/end/").status_code == 404
    assert stranger_phone.post("/api/v1/sign-out").status_code == 204
    assert str(own.id) not in client.get(ACCOUNT).content.decode()


def test_a_changed_password_ends_the_other_sessions(cast: Cast) -> None:
    here, there = console_client(cast.officer.person), console_client(cast.officer.person)

    def change(present: str, wanted: str, again: str = "") -> int:
        body = {"present": present, "wanted": wanted, "again": again or wanted}
        return here.post(f"{ACCOUNT}password/", body).status_code

    assert change("wrong", "the river is wide") == 422
    assert change(PASSWORD, "password123") == 422
    assert change(PASSWORD, "short") == 422
    assert change(PASSWORD, "aaaaaaaaaaaaaaaa") == 422
    assert change(PASSWORD, "the river is wide", "the river is deep") == 422
    assert there.get(ACCOUNT).status_code == 200
    assert change(PASSWORD, "the river is wide") == 302
    assert here.get(ACCOUNT).status_code == 200
    assert there.get(ACCOUNT).status_code == 302
    assert sign_in(Client(), "the river is wide") == 302


def test_a_person_chooses_their_language(cast: Cast) -> None:
    client = console_client(cast.officer.person)
    assert 'lang="hi"' in client.get(ACCOUNT).content.decode()
    assert client.post(f"{ACCOUNT}language/", {"language": "en"}).status_code == 302
    assert Person.objects.get(pk=cast.officer.person_id).language == "en"
    assert "My phones" in client.get(ACCOUNT).content.decode()
    elsewhere = console_client(cast.officer.person)
    assert "My phones" in elsewhere.get(ACCOUNT).content.decode()
    assert client.post(f"{ACCOUNT}language/", {"language": "xx"}).status_code == 404


def test_phones_never_look_at_the_session(cast: Cast, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    client = console_client(cast.officer.person)
    with django_assert_num_queries(0):
        assert client.post("/api/v1/sign-out").status_code == 401


def test_each_of_a_family_signs_in_with_their_own_password(cast: Cast) -> None:
    shared = Contact(ContactKind.PHONE, PHONE, shared_reason="one phone at home")
    add_contact(actor=SYSTEM, person_id=cast.colleague.person_id, contact=shared)
    Account.objects.create(person=cast.colleague.person, password=make_password("another long walk"))
    for person, password in ((cast.officer.person, PASSWORD), (cast.colleague.person, "another long walk")):
        client = Client()
        assert sign_in(client, password) == 302
        assert OfficeSession.objects.latest("opened_at").account.person_id == person.id
