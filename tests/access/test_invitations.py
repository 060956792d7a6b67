from __future__ import annotations

import re
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from pytest_django import Settings

from pankti.access import limits, senders
from pankti.access.actions.invitations import make_invitation, revoke_invitation, undo_invitation
from pankti.access.errors import InvitationTaken
from pankti.access.models import Account, Invitation, OneTimeCode
from pankti.access.queries import actor_for_person
from pankti.audit.models import Event
from pankti.base.actor import SYSTEM
from pankti.base.clock import frozen, now
from pankti.base.errors import OutOfReach
from pankti.organisation.errors import MoreThanOwnRights, NotYoursToFill, PostFilled, PostOfOtherLevel
from pankti.organisation.models import Appointment, Post
from pankti.people.actions.set_phone import set_phone
from pankti.people.errors import PhoneUnreadable
from pankti.people.models import Person
from pankti.people.queries import find_person_by_phone
from tests.makers.access import console_client
from tests.makers.organisation import Cast, actor_of, make_appointment, make_cast

pytestmark = pytest.mark.django_db

NEW = "/console/invitations/new/"
LIST = "/console/invitations/"
PAGE = "/invitation/"
TAKE = "/invitation/take/"
WELCOME = "/invitation/welcome/"
PHONE = "9000000001"


@pytest.fixture
def cast() -> Cast:
    cast = make_cast()
    Post.objects.create(code="helper", level_id="last", names={"hi": "सहायक", "en": "Helper"}, rights=["answer.give"])
    return cast


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> list[tuple[str, str, str]]:
    """Each code that went out: number, code, language."""
    out: list[tuple[str, str, str]] = []
    monkeypatch.setitem(senders._senders, "test", lambda *sent: out.append(sent))
    settings.CODE_SENDER = "test"
    return out


def invite(cast: Cast, **more: Any) -> str:
    """The officer invites a helper to the first booth; the token of the link."""
    return make_invitation(actor=actor_of(cast.officer), unit_id=cast.booths[0].id, post="helper", **more).token


def opened(token: str) -> Client:
    """Somebody's phone that has opened the link."""
    client = Client(headers={"Accept-Language": "en"})
    assert client.get(f"/i/{token}/")["Location"] == PAGE
    client.cookies["django_language"] = "en"
    return client


def ask(client: Client, phone: str = PHONE, name: str = "सुनीता") -> Any:
    return client.post(PAGE, {"name_hi": name, "phone": phone})


def take(client: Client, code: str, phone: str = PHONE, name: str = "सुनीता") -> Any:
    return client.post(TAKE, {"name_hi": name, "phone": phone, "code": code})


def test_a_link_makes_a_holder(cast: Cast, sent: list[tuple[str, str, str]]) -> None:
    office = console_client(cast.officer.person)
    form = office.get(f"{NEW}?unit={cast.booths[0].id}").content.decode()
    assert 'value="helper"' in form
    made = office.post(NEW, {"unit": cast.booths[0].id, "post": "helper", "note": "सुनीता जी", "days": "7"})
    page = made.content.decode()
    address = re.search(r'value="(http://testserver/i/[\w-]+/)"', page)
    assert address is not None
    assert "data:image/svg+xml" in page
    assert "no-store" in made["Cache-Control"]
    assert address[1].split("/")[-2].encode() not in bytes(Invitation.objects.get().token_hash)

    guest = Client(headers={"Accept-Language": "en"})
    guest.get(address[1])
    first = guest.get(PAGE)
    assert '<html lang="hi">' in first.content.decode(), "in the organisation's first language, whatever the phone's is"
    guest.cookies["django_language"] = "en"
    shown = guest.get(PAGE).content.decode()
    for words in ("Jan Seva Sangh", "Helper", "B1", "Invited by: Convenor, M1"):
        assert words in shown
    assert cast.officer.person.names["hi"] not in shown, "by post, not by name"

    assert ask(guest, "+91 ९०००० ००००१").status_code == 200
    assert sent[0][0] == "+919000000001"
    done = take(guest, sent[0][1])
    assert done["Location"] == WELCOME
    person = find_person_by_phone("+919000000001")
    assert person is not None
    assert person.names == {"hi": "सुनीता"}
    held = Appointment.objects.get(person=person)
    assert (held.post_id, held.unit_id, held.ended_at) == ("helper", cast.booths[0].id, None)
    assert "Open the field app" in guest.get(WELCOME).content.decode()
    assert "password" not in guest.get(WELCOME).content.decode(), "a field post needs none"

    listed = office.get(LIST).content.decode()
    assert "सुनीता जी" in listed
    assert f"/{Invitation.objects.get().id}/undo/" in listed
    kinds = set(Event.objects.values_list("type", flat=True))
    assert {"access.invitation.made", "access.invitation.taken"} <= kinds


def test_the_phone_needs_no_second_code(cast: Cast, sent: list[tuple[str, str, str]]) -> None:
    """Who has just shown the code is signed in to the field app in that browser: once, for a quarter of an hour."""
    invited = "/api/v1/sign-in/invited"

    def sign_in(client: Client) -> Any:
        return client.post(invited, {"device_name": "Android"}, content_type="application/json")

    client = opened(invite(cast))
    assert sign_in(client).json()["code"] == "code_expired", "not before the code"
    ask(client)
    at = now()
    with frozen(at):
        take(client, sent[0][1])
    assert "/app/#/invited" in client.get(WELCOME).content.decode()
    with frozen(at + timedelta(minutes=16)):
        assert sign_in(client).status_code == 422
    assert sign_in(Client()).status_code == 422, "another browser"

    done = sign_in(client)

    assert done.status_code == 200
    me = done.json()["me"]
    assert me["person"]["names"]["hi"] == "सुनीता"
    bearer = Client(headers={"Authorization": f"Bearer {done.json()['token']}"})
    assert [one["name"] for one in bearer.get("/api/v1/devices").json()] == ["Android"]
    assert sign_in(client).status_code == 422, "once"
    assert client.get(WELCOME).status_code == 200
    assert Event.objects.filter(type="access.device.signed_in", subject_id=me["person"]["id"]).count() == 1


def test_the_phone_needs_the_post(cast: Cast, sent: list[tuple[str, str, str]]) -> None:
    client = opened(invite(cast))
    ask(client)
    take(client, sent[0][1])
    Appointment.objects.filter(person=Event.objects.get(type="access.invitation.taken").actor_id).update(ended_at=now())
    assert client.post("/api/v1/sign-in/invited", {}, content_type="application/json").status_code == 422


def test_forwarded_to_forty_the_first_one_has_it(cast: Cast, sent: list[tuple[str, str, str]]) -> None:
    token = invite(cast)
    forty = [(opened(token), f"90000000{n:02}") for n in range(10, 50)]
    for client, phone in forty:
        assert ask(client, phone).status_code == 200
    assert len({code for _phone, code, _language in sent}) > 30
    winner, phone = forty[7]
    assert take(winner, sent[7][1], phone).status_code == 302
    for n, (client, phone) in enumerate(forty):
        if n != 7:
            late = take(client, sent[n][1], phone)
            assert late.status_code == 410
            assert "used already: it is good for one person" in late.content.decode()
    assert Appointment.objects.filter(post_id="helper").count() == 1
    assert Person.objects.count() == 6

    office = console_client(cast.officer.person)
    row = Invitation.objects.get()
    assert office.post(f"{LIST}{row.id}/revoke/", follow=True).status_code == 200
    assert Appointment.objects.get(post_id="helper").ended_at is None, "used is used"
    look = office.get(f"{LIST}{row.id}/undo/", headers={"Accept-Language": "en"})
    assert look.status_code == 200
    assert office.post(f"{LIST}{row.id}/undo/", {"reason": "भूल से"})["Location"] == f"{NEW}?unit={cast.booths[0].id}"
    ended = Appointment.objects.get(post_id="helper")
    assert ended.ended_at is not None
    assert ended.end_reason == "भूल से"
    assert office.post(f"{LIST}{row.id}/undo/").status_code == 302, "twice is once"
    assert opened(token).get(PAGE).status_code == 410


def test_bound_to_a_number_it_is_of_no_use_to_others(cast: Cast, sent: list[tuple[str, str, str]]) -> None:
    token = invite(cast, phone="90000 00001")
    thief = opened(token)
    refused = ask(thief, "9000000002")
    assert refused.status_code == 422
    assert "for another number" in refused.content.decode()
    assert not sent
    assert PHONE.encode() not in bytes(Invitation.objects.get().number_hash or b"")
    for n in range(limits.NUMBERS_OF_INVITATION.most):
        refused = ask(thief, f"90000001{n:02}")
    assert refused.status_code == 429, "numbers are not tried out"
    owner = opened(token)
    assert ask(owner).status_code == 200, "that keeps nobody else out"
    assert take(owner, sent[0][1]).status_code == 302


def test_a_code_guessed(cast: Cast, sent: list[tuple[str, str, str]]) -> None:
    token = invite(cast)
    client = opened(token)
    ask(client)
    wrong = "000000" if sent[0][1] != "000000" else "111111"
    for left in range(limits.CODE_TRIES - 1, 0, -1):
        said = take(client, wrong)
        assert said.status_code == 422
        assert f"Tries left: {left}." in said.content.decode()
    take(client, wrong)
    assert "no longer good" in take(client, sent[0][1]).content.decode()
    assert not Appointment.objects.filter(post_id="helper").exists()
    ask(client)
    assert take(client, "".join(chr(0x966 + int(c)) for c in sent[1][1])).status_code == 302, "Devanagari digits"


def test_its_code_opens_nothing_else(cast: Cast, sent: list[tuple[str, str, str]]) -> None:
    set_phone(actor=SYSTEM, person_id=cast.worker.person_id, phone=PHONE)
    client = opened(invite(cast))
    ask(client)
    body = {"phone": PHONE, "code": sent[0][1], "device_name": "x"}
    assert client.post("/api/v1/sign-in", body, content_type="application/json").json()["code"] == "code_expired"
    other = opened(invite(cast))
    assert take(other, sent[0][1]).status_code == 422
    assert take(client, sent[0][1]).status_code == 302
    assert Appointment.objects.get(post_id="helper").person_id == cast.worker.person_id, (
        "a known number is its person's"
    )
    assert Person.objects.get(pk=cast.worker.person_id).names["hi"] != "सुनीता"


@pytest.mark.parametrize(
    ("phone", "kept"),
    [("९००००००००१", "+919000000001"), ("+44 7400 123456", "+447400123456"), ("+977 984-1234567", "+9779841234567")],
)
def test_numbers_as_people_write_them(cast: Cast, sent: list[tuple[str, str, str]], phone: str, kept: str) -> None:
    client = opened(invite(cast))
    assert ask(client, phone).status_code == 200
    assert take(client, sent[0][1], phone).status_code == 302
    assert find_person_by_phone(kept) is not None


@pytest.mark.parametrize("phone", ["12345", "not a number", "+999 12345678", "9" * 39])
def test_numbers_that_cannot_be_called(cast: Cast, sent: list[tuple[str, str, str]], phone: str) -> None:
    refused = ask(opened(invite(cast)), phone)
    assert refused.status_code == 422
    assert "not a phone number that can be called" in refused.content.decode()
    assert not sent


def test_a_name_is_needed(cast: Cast, sent: list[tuple[str, str, str]]) -> None:
    assert ask(opened(invite(cast)), name="  ").status_code == 422
    assert not sent


def test_what_is_over_says_so(cast: Cast, sent: list[tuple[str, str, str]]) -> None:
    token = invite(cast, days=1)
    client = opened(token)
    ask(client)
    with frozen(now() + timedelta(days=1, minutes=1)):
        assert client.get(PAGE).status_code == 410
    revoked = invite(cast)
    row = Invitation.objects.latest("made_at")
    revoke_invitation(actor=actor_of(cast.chief), invitation_id=row.id)
    over = opened(revoked).get(PAGE)
    assert over.status_code == 410
    assert "no longer good" in over.content.decode()
    assert opened("never-made").get(PAGE).status_code == 404
    assert Client().get(PAGE).status_code == 404
    assert Client().get(WELCOME).status_code == 404


def test_it_is_worth_as_much_as_its_makers_right(cast: Cast, sent: list[tuple[str, str, str]]) -> None:
    client = opened(invite(cast))
    ask(client)
    Appointment.objects.filter(pk=cast.officer.pk).update(ended_at=now() - timedelta(seconds=1))
    late = take(client, sent[0][1])
    assert late.status_code == 410
    assert "no longer good" in late.content.decode()
    assert not Appointment.objects.filter(post_id="helper").exists()
    assert find_person_by_phone("+919000000001") is None, "and nobody was added"


def test_nobody_invites_beyond_their_reach(cast: Cast) -> None:
    officer = actor_of(cast.officer)
    with pytest.raises(OutOfReach):
        make_invitation(actor=officer, unit_id=cast.other_booths[0].id, post="helper")
    with pytest.raises(OutOfReach):
        make_invitation(actor=actor_of(cast.worker), unit_id=cast.booths[0].id, post="helper")
    with pytest.raises(PostOfOtherLevel):
        make_invitation(actor=officer, unit_id=cast.middle.id, post="helper")
    Post.objects.filter(code="middle-lead").update(rights=["people.manage", "directive.view"])
    mandal = actor_for_person(cast.officer.person_id)
    with pytest.raises(NotYoursToFill):
        make_invitation(actor=mandal, unit_id=cast.middle.id, post="middle-lead")
    Post.objects.filter(code="helper").update(rights=["directive.issue"])
    with pytest.raises(MoreThanOwnRights):
        make_invitation(actor=mandal, unit_id=cast.booths[0].id, post="helper")
    with pytest.raises(PhoneUnreadable):
        make_invitation(actor=officer, unit_id=cast.booths[1].id, post="last-lead", phone="12")
    assert not Invitation.objects.exists()


def test_a_filled_post_is_not_offered(cast: Cast, sent: list[tuple[str, str, str]]) -> None:
    early = opened(invite(cast))
    ask(early)
    Post.objects.filter(code="helper").update(is_single=True)
    make_appointment(unit=cast.booths[0], post="helper")
    late = take(early, sent[0][1])
    assert late.status_code == 409, "filled meanwhile: said, and the code stays good"
    assert OneTimeCode.objects.get().used_at is None
    with pytest.raises(PostFilled):
        invite(cast)
    office = console_client(cast.officer.person)
    office.cookies["django_language"] = "en"
    form = office.get(f"{NEW}?unit={cast.booths[0].id}")
    assert "Helper: filled" in form.content.decode()


def test_others_neither_see_nor_touch_them(cast: Cast) -> None:
    invite(cast, note="a secret note")
    row = Invitation.objects.get()
    for other in (cast.stranger, cast.worker):
        client = console_client(other.person)
        assert client.get(LIST).status_code == 404
        assert client.post(f"{LIST}{row.id}/revoke/").status_code == 404
    Post.objects.filter(code="last-lead").update(rights=["answer.give", "people.manage"])
    stranger = console_client(cast.stranger.person)
    assert "a secret note" not in stranger.get(LIST).content.decode()
    assert stranger.post(f"{LIST}{row.id}/revoke/").status_code == 404
    assert stranger.get(f"{LIST}{row.id}/undo/").status_code == 404
    assert stranger.get(f"{NEW}?unit={cast.booths[0].id}").status_code == 404
    assert str(cast.middle.id) not in stranger.get(f"{NEW}?find=M1").content.decode()
    found = console_client(cast.officer.person).get(f"{NEW}?find=B1").content.decode()
    assert f"?unit={cast.booths[0].id}" in found
    assert console_client(cast.officer.person).get(f"{NEW}?unit=x").status_code == 404
    for state in ("open", "taken", "expired", "revoked", "undone", "rubbish"):
        shown = console_client(cast.officer.person).get(f"{LIST}?state={state}").content.decode()
        assert ("a secret note" in shown) == (state in ("open", "rubbish"))


def test_an_office_gets_its_password_and_second_step(cast: Cast, sent: list[tuple[str, str, str]]) -> None:
    Post.objects.create(
        code="editor", level_id="middle", names={"hi": "संपादक", "en": "Editor"}, rights=["directive.issue"]
    )
    made = make_invitation(actor=actor_of(cast.chief), unit_id=cast.middle.id, post="editor")
    client = opened(made.token)
    ask(client)
    take(client, sent[0][1])
    assert client.post(WELCOME, {"wanted": "password123", "again": "password123"}).status_code == 422
    done = client.post(WELCOME, {"wanted": "the river is wide", "again": "the river is wide"})
    assert done["Location"] == "/console/sign-in/"
    account = Account.objects.get()
    assert account.check_password("the river is wide")
    assert client.post(WELCOME, {"wanted": "another one now", "again": "another one now"}).status_code == 404
    led = client.post("/console/sign-in/", {"phone": PHONE, "password": "the river is wide"})
    assert led["Location"] == "/console/account/security/set-up/"


def test_asking_is_limited(cast: Cast, sent: list[tuple[str, str, str]], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "CODES_OF_INVITATION", limits.Limit("test", 3, timedelta(days=1)))
    token = invite(cast)
    codes = [ask(opened(token), f"90000000{n:02}").status_code for n in range(4)]
    assert codes == [200, 200, 200, 429]
    monkeypatch.setattr(limits, "INVITATIONS_OF_PERSON", limits.Limit("test2", 1, timedelta(days=1)))
    office = console_client(cast.officer.person)
    body = {"unit": cast.booths[0].id, "post": "helper", "days": "7"}
    assert [office.post(NEW, body).status_code for _ in range(2)] == [200, 429]
    assert OneTimeCode.objects.count() == 3


def test_undo_is_for_what_was_taken(cast: Cast) -> None:
    invite(cast)
    row = Invitation.objects.get()
    with pytest.raises(OutOfReach):
        undo_invitation(actor=actor_of(cast.officer), invitation_id=row.id, reason="x")
    with pytest.raises(OutOfReach):
        revoke_invitation(actor=actor_of(cast.officer), invitation_id=UUID(int=1))
    Invitation.objects.update(taken_at=now())
    with pytest.raises(InvitationTaken):
        revoke_invitation(actor=actor_of(cast.officer), invitation_id=row.id)
