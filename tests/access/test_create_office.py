from __future__ import annotations

import io
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from pankti.access.queries import actor_for_person
from pankti.organisation.models import Appointment, Organisation, Unit
from pankti.people.queries import find_person_by_phone
from tests.makers.organisation import make_cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def password(tmp_path: Path) -> str:
    file = tmp_path / "password"
    file.write_text("the river is wide\n", encoding="utf-8")
    return str(file)


def create(password: str, **more: str) -> str:
    said = io.StringIO()
    options = {
        "organisation_hi": "जन सेवा संघ",
        "name_hi": "आशा देवी",
        "phone": "9000000001",
        "scheme": "union",
        "kind": "union",
        "password_file": password,
    }
    call_command("create_office", **(options | more), stdout=said)
    return said.getvalue()


def test_a_fresh_server_gets_its_first_office(password: str) -> None:
    create(password)

    organisation = Organisation.objects.get()
    assert (organisation.names, organisation.scheme) == ({"hi": "जन सेवा संघ"}, "union")
    person = find_person_by_phone("+919000000001")
    assert person is not None
    assert actor_for_person(person.id).may("organisation.manage", "00001")
    client = Client()
    answer = client.post("/console/sign-in/", {"phone": "9000000001", "password": "the river is wide"})
    assert answer.status_code == 302
    assert answer["Location"] == "/console/account/security/set-up/", "an office sets up its second step first"

    create(password)
    assert (Organisation.objects.count(), Unit.objects.count(), Appointment.objects.count()) == (1, 1, 1)


def test_it_makes_no_second_manager(password: str) -> None:
    make_cast()
    with pytest.raises(CommandError):
        create(password)
    assert find_person_by_phone("+919000000001") is None


@pytest.mark.parametrize(
    "wrong",
    [{"phone": "12"}, {"scheme": "nothing"}, {"level": "nothing"}, {"name_hi": ""}, {"organisation_hi": ""}],
    ids=str,
)
def test_bad_input_leaves_nothing_behind(password: str, wrong: dict[str, str]) -> None:
    with pytest.raises(CommandError):
        create(password, **wrong)
    assert not Organisation.objects.exists()


def test_a_weak_password_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "password"
    file.write_text("password", encoding="utf-8")
    with pytest.raises(CommandError):
        create(str(file))
    with pytest.raises(CommandError):
        create(str(tmp_path / "missing"))
    assert not Organisation.objects.exists()


def test_a_password_is_set_anew_at_the_machine(password: str, tmp_path: Path) -> None:
    create(password)
    file = tmp_path / "new"
    file.write_text("the hill is high", encoding="utf-8")
    call_command("set_password", phone="90000 00001", password_file=str(file), stdout=io.StringIO())
    answer = Client().post("/console/sign-in/", {"phone": "9000000001", "password": "the hill is high"})
    assert answer.status_code == 302
    with pytest.raises(CommandError):
        call_command("set_password", phone="9000000002", password_file=str(file), stdout=io.StringIO())
