"""Seeding: whole, once, and with people to sign in as."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection
from pytest_django import Settings

from pankti.access.models import Account
from pankti.cascade.queries import get_dispatch
from pankti.directives.models import Directive
from pankti.organisation.models import Appointment, Organisation, Placement, Unit
from pankti.people.queries import find_person_by_phone
from pankti.project.demo import cast
from pankti.project.demo.seed import NotADemo, OtherSize, seed

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _data_dir(settings: Settings, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path


def test_a_small_demo_is_whole(tmp_path: Path) -> None:
    done = seed(size="tiny")

    organisation = Organisation.objects.get()
    assert done.is_new
    assert organisation.is_demo
    assert set(organisation.names) == {"hi", "en"}
    assert Unit.objects.filter(level__traits__contains=["acknowledges"]).count() == 12
    for tree in ("organisation", "electoral", "local"):
        assert Placement.objects.filter(tree_id=tree, ended_on=None).exists()
    assert Appointment.objects.count() == done.holdings
    assert json.loads((tmp_path / cast.FILE).read_text(encoding="utf-8")) == done.hints


def test_the_cast_can_sign_in() -> None:
    hints = seed(size="tiny").hints

    for hint in hints:
        person = find_person_by_phone(str(hint["phone"]))
        assert person is not None
        assert person.names == hint["names"]
        if hint["password"]:
            assert Account.objects.get(person=person).check_password(str(hint["password"]))
    assert hints[-2]["password"] is None
    assert "another branch" in str(hints[-1]["role"])


def test_the_second_time_it_only_says_so() -> None:
    first = seed(size="tiny")
    units = Unit.objects.count()

    second = seed(size="tiny")

    assert not second.is_new
    assert second.hints == first.hints
    assert Unit.objects.count() == units


def test_a_newcomer_finds_one_directive_out_and_one_draft() -> None:
    seed(size="tiny")

    issued, draft = Directive.objects.order_by("-issued_at")[::-1]
    assert (issued.state, draft.state) == ("issued", "draft")
    assert set(issued.titles) == set(draft.titles) == {"hi", "en"}
    assert get_dispatch(issued.id).levels == ("booth",)


def test_lost_hints_are_given_again() -> None:
    seed(size="tiny")
    cast.hints_path().unlink()

    again = seed()

    assert again.hints
    assert cast.read_hints() == again.hints


def test_another_size_is_refused_with_a_sentence() -> None:
    seed(size="tiny")

    with pytest.raises(OtherSize, match="tiny"):
        seed(size="small")
    with pytest.raises(CommandError, match="tiny"):
        call_command("seed_demo", "--size", "small")


def test_a_real_organisation_is_left_alone() -> None:
    seed(size="tiny")
    Organisation.objects.update(is_demo=False)

    with pytest.raises(NotADemo):
        seed(size="tiny")


def test_every_foreign_key_holds_after_a_big_load(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pankti.project.demo.load.MANY", 1)

    seed(size="tiny")

    assert not Appointment.objects.filter(person=None).exists()
    unit = Unit.objects.all()[0]
    Appointment.objects.create(person_id=unit.id, unit=unit, post_id="booth-convenor")
    with pytest.raises(IntegrityError):
        connection.check_constraints()


def test_real_lists_get_invented_people(tmp_path: Path) -> None:
    rows = [f"27,{part},PRIMARY SCHOOL SORANPUR ROOM {part},1,1,0,2\n" for part in range(1, 31)]
    header = "ac_no,part_no,polling_station_name,electors_male,electors_female,electors_other,electors_total\n"
    file = tmp_path / "up_invented.csv"
    file.write_text(header + "".join(rows), encoding="utf-8")

    done = seed(files=[file])

    assert done.size == "lists"
    assert Unit.objects.filter(level__traits__contains=["acknowledges"]).count() == 30
    assert Unit.objects.filter(level_id="cluster").count() >= 4
    assert Appointment.objects.filter(unit__level__traits__contains=["acknowledges"]).exists()
    assert done.hints[-1]["phone"]
    assert not seed(files=[file]).is_new
