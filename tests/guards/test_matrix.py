"""The permission matrix: every door and every phone command × the cast, with both guards and with one alone.

``test_doors`` lists the doors. Here each of the cast knocks at each of them: who has its right over the thing gets
in, the others get what they would get if the thing did not exist. Then one of the two guards is taken away, and the
other holds.
"""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client

from pankti.access import doors as access_doors
from pankti.access import middleware
from pankti.base import actor as base_actor
from pankti.base.actor import SYSTEM, Actor
from pankti.base.sight import ALL, seeing
from pankti.fieldsync.registry import list_commands
from pankti.people.actions.set_phone import set_phone
from pankti.people.models import Person
from tests.guards.doors import Who
from tests.guards.test_doors import knocks
from tests.makers.access import console_client, sign_in_device
from tests.makers.organisation import Cast, make_appointment, make_cast, make_person

pytestmark = pytest.mark.django_db

ABOVE = ("chief", "officer", "colleague")
"""They hold every right over what the samples are about."""
BELOW = ("worker", "stranger", "stranger_officer")
"""They hold none of it: the stranger officer has every right, in another branch."""

COMMANDS = {
    "answer.give": "answers for a unit that one of the caller's own posts may answer for",
    "attendance.come": "notes the caller themselves, by the code of a door (tests/attendance/test_arrivals.py)",
    "attendance.take": "notes somebody at a meeting whose attendance the caller takes",
    "attendance.take_back": "as above",
    "minute.add": "writes into a record that the caller may write",
    "minute.change": "as above",
    "session.register": "says how many come of a unit that the caller answers for (tests/conferences/test_plans.py)",
    "session.report": "reports a session that the caller hosts, or whose unit the caller leads (test_phones.py there)",
}
"""What phones push, and to whom it is open; refusals: tests/access/test_own_unit_only.py, tests/minutes/test_phone.py,
tests/conferences/test_phones.py."""


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def person_of(cast: Cast, who: str) -> Person:
    if who == "stranger_officer":
        return make_appointment(unit=cast.other_middle, person=make_person("Stranger officer")).person
    return getattr(cast, who).person  # type: ignore[no-any-return]


@pytest.mark.parametrize("who", BELOW)
def test_without_the_right_there_is_nothing_there(who: str, cast: Cast) -> None:
    client = console_client(person_of(cast, who))
    wrong = []
    for knock in knocks(client, cast, Who.HOLDER):
        door = knock.door
        somewhere = who == "stranger_officer" and not door.sample  # about nothing in particular
        if not somewhere and who not in door.also and knock.answer.status_code != 404:
            wrong.append(str(knock))
    assert not wrong, f"The {who} was let in"


@pytest.mark.parametrize("who", ABOVE)
def test_with_the_right_one_gets_in(who: str, cast: Cast) -> None:
    client = console_client(person_of(cast, who))
    wrong = []
    for knock in knocks(client, cast, Who.HOLDER, methods=("GET",)):
        got_in = knock.answer.status_code in (200, 302, 409, 422)
        if got_in != (who in (ABOVE if knock.door.only is None else knock.door.only)) or knock.leads_to_sign_in:
            wrong.append(str(knock))
    assert not wrong, f"For the {who} it should be otherwise"


def test_every_phone_command_is_listed() -> None:
    assert set(list_commands()) == set(COMMANDS), "Say in COMMANDS to whom a new command is open, and test its refusal."


# --- one guard alone


def test_filters_alone_keep_the_stranger_out(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """The database shows everybody everything; the doors still do not."""
    monkeypatch.setattr(middleware, "acting_as", lambda _actor: seeing(ALL))
    monkeypatch.setattr(access_doors, "sight_of", lambda _actor: ALL)
    found = list(knocks(console_client(cast.stranger.person), cast, Who.HOLDER))
    leaning = [str(knock) for knock in found if knock.answer.status_code != 404]
    assert not leaning, "These doors lean on the database alone"


HIDDEN = ("Hiddenofficer", "Hiddencolleague", "Hiddenworker", "90000077")


@pytest.fixture
def named(cast: Cast) -> Cast:
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_security_active('people_person')")
        if not cursor.fetchone()[0]:
            pytest.skip("the serving role owns the tables here: name two roles to test what guards them")
    for number, (who, name) in enumerate(zip(("officer", "colleague", "worker"), HIDDEN, strict=False)):
        person = getattr(cast, who).person
        Person.objects.filter(pk=person.pk).update(names={"hi": name, "en": name})
        set_phone(actor=SYSTEM, person_id=person.pk, phone=f"900000770{number}")
    return cast


@pytest.fixture
def _no_filters(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every question about a right is answered yes, for everybody, everywhere."""
    monkeypatch.setattr(Actor, "may", lambda _self, _right, _path: True)
    monkeypatch.setattr(Actor, "roots", lambda _self, _right: ("00001",))
    monkeypatch.setattr(base_actor, "require_right", lambda _actor, _right, _path: None)


@pytest.mark.usefixtures("_no_filters")
def test_the_database_alone_shows_the_stranger_nobody(named: Cast) -> None:
    """Doors stand open; no page names a person of the other branch or a number of theirs."""
    client = console_client(named.stranger.person)
    client.raise_request_exception = False  # a page may well break over what it does not get to see
    shown, opened = [], 0
    for knock in knocks(client, named, Who.HOLDER, Who.SIGNED_IN, methods=("GET",)):
        opened += knock.answer.status_code == 200
        said = knock.text
        shown += [f"{knock} says {word}" for word in HIDDEN if word in said]
    assert not shown, "Put what these read under row-level security"
    assert opened > 20, "The doors were not open: this test proves nothing"


@pytest.mark.usefixtures("_no_filters")
def test_the_database_alone_tells_the_strangers_phone_nobody(named: Cast) -> None:
    _client, token = sign_in_device(named.stranger.person)
    answer = Client(headers={"Authorization": f"Bearer {token}"}).post(
        "/api/v1/sync", {"cursor": None, "sent_at": "2026-11-22T05:00:00Z"}, content_type="application/json"
    )
    assert answer.status_code == 200
    assert not [word for word in HIDDEN if word in answer.content.decode()]
