from __future__ import annotations

import io
import json
import zipfile
from datetime import timedelta

import pytest

from pankti.access.errors import PasswordRefused
from pankti.access.queries import actor_for_person
from pankti.audit.models import Event
from pankti.base.actor import SYSTEM
from pankti.base.clock import frozen, now
from pankti.base.errors import OutOfReach
from pankti.base.sight import acting_as
from pankti.people.actions.set_phone import set_phone
from pankti.privacy.actions.export import ask_export, confirm_export, make_export, open_export, redo_unmade
from pankti.privacy.actions.forget import apply_retention
from pankti.privacy.errors import ExportNotReady, ExportUnderWay
from pankti.privacy.models import DataExport
from tests.makers.access import PASSWORD, english_client, make_account
from tests.makers.organisation import Cast, make_cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    cast = make_cast()
    set_phone(actor=SYSTEM, person_id=cast.officer.person_id, phone="9000000010")
    make_account(cast.officer.person)
    return cast


def test_two_steps_then_everything_that_is_theirs_and_nobody_elses(cast: Cast) -> None:
    officer = actor_for_person(cast.officer.person_id)
    with acting_as(officer):
        export_id = ask_export(actor=officer)
        with pytest.raises(ExportUnderWay):
            ask_export(actor=officer)
        with pytest.raises(ExportNotReady):
            open_export(actor=officer, export_id=export_id)
        with pytest.raises(PasswordRefused):
            confirm_export(actor=officer, export_id=export_id, password="a guess")
    make_export(export_id=export_id)
    assert not DataExport.objects.get().made_at, "not confirmed"
    with acting_as(officer):
        confirm_export(actor=officer, export_id=export_id, password=PASSWORD)
        confirm_export(actor=officer, export_id=export_id, password=PASSWORD)
    assert redo_unmade() == 1
    assert redo_unmade() == 0
    made = DataExport.objects.get()
    make_export(export_id=export_id)
    assert DataExport.objects.get().made_at == made.made_at
    assert b"9000000010" not in bytes(made.ciphertext or b""), "sealed"

    with acting_as(officer):
        packed = zipfile.ZipFile(io.BytesIO(open_export(actor=officer, export_id=export_id)))
    told = json.loads(packed.read("data.json"))
    text = json.dumps(told, ensure_ascii=False)
    assert "+919000000010" in text
    assert "M1" in text
    assert "C1" not in text, "the stranger's unit"
    page = packed.read("data.html").decode()
    assert "+919000000010" in page
    assert "<script" not in page
    assert [e.type for e in Event.objects.filter(type__startswith="privacy.").order_by("at", "id")] == [
        "privacy.export.asked",
        "privacy.export.confirmed",
        "privacy.export.made",
        "privacy.export.downloaded",
    ]


def test_nobody_else_takes_it_and_after_a_week_it_is_gone(cast: Cast) -> None:
    officer, chief = actor_for_person(cast.officer.person_id), actor_for_person(cast.chief.person_id)
    with acting_as(officer):
        export_id = ask_export(actor=officer)
        confirm_export(actor=officer, export_id=export_id, password=PASSWORD)
    make_export(export_id=export_id)
    with acting_as(chief):
        assert not DataExport.objects.exists()
    for who in (chief, actor_for_person(cast.stranger.person_id)):
        with pytest.raises(OutOfReach):
            open_export(actor=who, export_id=export_id)  # the filter alone
    with frozen(now() + timedelta(days=7, hours=1)):
        with pytest.raises(OutOfReach):
            open_export(actor=officer, export_id=export_id)
        assert apply_retention()["privacy.exports"] == 1
        assert apply_retention() == {}
    assert not DataExport.objects.exists()


def test_what_nobody_confirms_lapses(cast: Cast) -> None:
    officer = actor_for_person(cast.officer.person_id)
    ask_export(actor=officer)
    with frozen(now() + timedelta(days=1, hours=1)):
        assert apply_retention() == {"privacy.exports": 1}
    ask_export(actor=officer)


def test_the_console_walks_both_steps(cast: Cast) -> None:
    client = english_client(cast.officer.person)
    english = {"Accept-Language": "en"}
    assert client.get("/console/account/data/", headers=english).status_code == 200
    address = client.post("/console/account/data/export/", headers=english)["Location"]
    assert client.post(address, {"password": "x"}, headers=english).status_code == 422
    assert client.post(address, {"password": PASSWORD}, headers=english).status_code == 302
    make_export(export_id=DataExport.objects.get().id)
    answer = client.get(address + "file/", headers=english)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/zip"
    assert english_client(cast.chief.person).get(address + "file/", headers=english).status_code == 404
