"""Lists of people: whatever office wrote them, taken in once, refused in words, taken out within reach."""

from __future__ import annotations

import csv
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from pankti.audit.models import Event
from pankti.base.actor import SYSTEM, Actor
from pankti.base.csv import stream_csv
from pankti.base.errors import OutOfReach
from pankti.base.sight import acting_as
from pankti.organisation.actions.export_people import export_people
from pankti.organisation.actions.import_people import PeopleResult, import_people
from pankti.organisation.importing.drafts import Remark
from pankti.organisation.importing.people_list import make_people_plan
from pankti.organisation.importing.plan import ColumnForbidden
from pankti.organisation.importing.tables import FileRefused
from pankti.organisation.models import Appointment, Residence
from pankti.organisation.queries.people_export import PEOPLE_HEADER
from pankti.people.actions.add_contact import add_contact
from pankti.people.models import ContactPoint, Person
from pankti.people.queries import find_names, find_phone, list_people_by_phone
from pankti.people.types import Contact, ContactKind
from tests.makers.organisation import Cast, actor_of, make_cast, make_person, path_of

pytestmark = pytest.mark.django_db

TEAMS = """नाम,मोबाइल,इकाई कोड,पद,निवास
संजय कुमार,९००००००००१,B1,संयोजक,B2
Asha Devi,"+91 90000-00002 / 9000000003",B2,last-lead,
मोहन लाल,+977 984-1234567,B3,Convenor,
"""


@pytest.fixture
def cast() -> Cast:
    made = make_cast()
    Appointment.objects.filter(pk=made.worker.pk).delete()
    return made


def take(
    tmp_path: Path, text: str, actor: Actor = SYSTEM, *, dry_run: bool = False, **more: object
) -> tuple[PeopleResult, list[Remark]]:
    path = tmp_path / "list.csv"
    path.write_text(text, encoding="utf-8")
    remarks: list[Remark] = []
    plan = make_people_plan(path, columns=more.get("columns"))  # type: ignore[arg-type]
    result = import_people(
        actor=actor,
        plan=plan,
        under=more.get("under"),  # type: ignore[arg-type]
        dry_run=dry_run,
        report=lambda _file, remark: remarks.append(remark),
    )
    return result, remarks


def test_a_list_of_teams_is_taken_in_and_again_changes_nothing(tmp_path: Path, cast: Cast) -> None:
    before = Person.objects.count()
    result, remarks = take(tmp_path, TEAMS, actor_of(cast.officer))
    assert remarks == []
    assert (result.rows, result.new, result.appointed, result.rejected) == (3, 3, 3, 0)
    sanjay = list_people_by_phone("+919000000001")[0]
    assert sanjay.names == {"hi": "संजय कुमार", "en": "Sanjay Kumar"}
    assert sanjay.suggested == ["en"]
    assert sanjay.home_path == path_of(cast.booths[1])
    assert Residence.objects.get(person=sanjay).unit == cast.booths[1]
    assert Appointment.objects.get(person=sanjay).unit == cast.booths[0]
    assert find_phone(list_people_by_phone("+919000000003")[0].id) == "+919000000002"
    assert len(list_people_by_phone("+9779841234567")) == 1
    assert {one.person_id for one in find_names("snajay", (path_of(cast.booths[0]),))} == {sanjay.id}

    again, remarks = take(tmp_path, TEAMS, actor_of(cast.officer))
    assert remarks == []
    assert (again.new, again.changed, again.unchanged, again.appointed) == (0, 0, 3, 0)
    assert Person.objects.count() == before + 3
    assert ContactPoint.objects.count() == 4
    assert Event.objects.filter(type="organisation.people.imported").count() == 2


def test_a_dry_run_says_the_same_and_keeps_nothing(tmp_path: Path, cast: Cast) -> None:
    before = Person.objects.count()
    result, _ = take(tmp_path, TEAMS, dry_run=True)
    assert (result.new, result.appointed) == (3, 3)
    assert Person.objects.count() == before
    assert not Event.objects.filter(type="organisation.people.imported").exists()


@pytest.mark.parametrize(
    ("row", "column", "reason"),
    [
        (",9000000005,B1,", "name", "no_name"),
        ("Asha,12345,B1,", "phone", "phone_unreadable"),
        ("Asha,9000000005,NOWHERE,", "unit", "unit_unknown"),
        ("Asha,9000000005,C1,", "unit", "unit_unknown"),
        ("Asha,9000000005,,", "unit", "unit_missing"),
        ("Asha,9000000005,B1,Astronaut", "post", "post_unknown"),
        ("Asha,9000000009,B1,", "phone", "phone_taken"),
        ("Asha,9000000008,B1,", "phone", "phone_elsewhere"),
        (f"{'a' * 201},9000000005,B1,", "name", "too_long"),
    ],
)
def test_what_cannot_be_taken_is_said_with_row_column_and_value(
    row: str, column: str, reason: str, tmp_path: Path, cast: Cast
) -> None:
    officer = actor_of(cast.officer)
    for person, number in ((cast.colleague.person, "9000000009"), (cast.stranger.person, "9000000008")):
        Person.objects.filter(pk=person.id).update(names={"hi": "रत्नाकर"}, name_keys=["rtnkr"])
        add_contact(actor=SYSTEM, person_id=person.id, contact=Contact(ContactKind.PHONE, number))
    with acting_as(officer):
        result, remarks = take(tmp_path, f"name,phone,unit,post\n{row}\nMohan,9000000006,B2,\n", officer)
    assert [(one.row, one.column, one.reason, one.is_rejected) for one in remarks] == [(2, column, reason, True)]
    assert (result.new, result.rejected, result.rows) == (1, 1, 2)


def test_one_name_and_one_number_are_one_person_and_that_is_said(tmp_path: Path, cast: Cast) -> None:
    result, remarks = take(tmp_path, "name,phone,unit\nAsha Devi,9000000005,B1\nआशा देवी,9000000005,B2\n")
    assert (result.new, result.unchanged) == (1, 1)
    assert [(one.row, one.reason, one.extra, one.is_rejected) for one in remarks] == [(3, "same_person", "2", False)]


def test_a_family_number_needs_its_reason(tmp_path: Path, cast: Cast) -> None:
    text = "name,phone,unit,shared\nAsha Devi,9000000005,B1,\nMohan Lal,9000000005,B1,family\nRekha,9000000005,B1,\n"
    result, remarks = take(tmp_path, text)
    assert (result.new, result.rejected) == (2, 1)
    assert [(one.row, one.reason) for one in remarks] == [(4, "phone_taken")]
    assert len(list_people_by_phone("+919000000005")) == 2
    again, _ = take(tmp_path, text)
    assert (again.new, again.unchanged) == (0, 2)


def test_without_numbers_people_are_known_by_name_and_place(tmp_path: Path, cast: Cast) -> None:
    take(tmp_path, "name,unit\nAsha Devi,B1\nAsha Devi,B2\n")
    result, _ = take(tmp_path, "name,unit,phone\nआशा देवी,B1,9000000005\nAsha Devi,B2,\n")
    assert (result.new, result.changed, result.unchanged) == (0, 1, 1)
    other, _ = take(tmp_path, "name,unit,phone\nAsha Devi,B1,9000000006\n")
    assert other.new == 1


def test_a_post_that_cannot_be_given_keeps_the_person(tmp_path: Path, cast: Cast) -> None:
    result, remarks = take(tmp_path, "name,phone,unit,post\nRekha,9000000005,M1,middle-lead\n", actor_of(cast.officer))
    assert result.new == 1
    assert result.appointed in (0, 1)
    assert all(one.reason == "post_refused" and not one.is_rejected for one in remarks)


@pytest.mark.parametrize("column", ["Religion", "जाति", "Caste Category", "vote intention", "EPIC No", "Father Name"])
def test_a_list_that_tells_what_nobody_may_keep_is_refused_whole(column: str, tmp_path: Path, cast: Cast) -> None:
    before = Person.objects.count()
    with pytest.raises(ColumnForbidden):
        take(tmp_path, f"name,phone,unit,{column}\nAsha,9000000005,B1,x\n")
    path = tmp_path / "list.csv"
    with pytest.raises(CommandError, match="refused as a whole"):
        call_command("import_people", str(path), "--yes")
    assert Person.objects.count() == before


def test_a_list_without_names_is_refused_and_columns_can_be_settled(tmp_path: Path, cast: Cast) -> None:
    with pytest.raises(FileRefused):
        take(tmp_path, "wer,phone\nRekha,9000000005\n")
    with pytest.raises(FileRefused):
        take(tmp_path, "wer,phone\nRekha,9000000005\n", columns={"name": "who"})
    result, _ = take(tmp_path, "wer,phone\nRekha,9000000005\n", columns={"name": "wer"}, under=cast.middle.id)
    assert result.new == 1
    assert list_people_by_phone("+919000000005")[0].home_path == path_of(cast.middle)


def test_only_who_manages_people_takes_lists_in(tmp_path: Path, cast: Cast) -> None:
    with pytest.raises(OutOfReach):
        take(tmp_path, TEAMS, actor_of(cast.stranger))
    with pytest.raises(OutOfReach):
        take(tmp_path, TEAMS, actor_of(cast.officer), under=cast.other_middle.id)


def test_the_command_writes_a_reject_file(tmp_path: Path, cast: Cast, capsys: pytest.CaptureFixture[str]) -> None:
    path, rejects = tmp_path / "people.csv", tmp_path / "rejects.csv"
    path.write_text('name,phone,unit\n=cmd(),9000000005,B1\nAsha,"-1",B1\n', encoding="utf-8")
    call_command("import_people", str(path), "--yes", "--reject-file", str(rejects))
    assert "1 people new" in capsys.readouterr().out
    lines = list(csv.reader(rejects.read_text(encoding="utf-8-sig").splitlines()))
    assert lines[1][:4] == ["people.csv", "3", "phone", "'-1"]


def test_people_are_taken_out_within_reach_audited_and_safe(cast: Cast) -> None:
    risky = make_person("=HYPERLINK()")
    Person.objects.filter(pk=risky.id).update(home_path=path_of(cast.booths[0]))
    add_contact(actor=SYSTEM, person_id=risky.id, contact=Contact(ContactKind.PHONE, "9000000005"))
    officer = actor_of(cast.officer)
    with acting_as(officer):
        text = "".join(stream_csv(PEOPLE_HEADER, export_people(actor=officer, unit_id=cast.middle.id)))
    lines = list(csv.DictReader(StringIO(text.removeprefix("\ufeff"))))
    assert [line["name_hi"] for line in lines if "HYPER" in line["name_hi"]] == ["'=HYPERLINK()"]
    assert {line["phone"] for line in lines if line["phone"]} == {"'+919000000005"}
    assert {line["unit"] for line in lines} == {"M1", ""}
    assert Event.objects.filter(type="organisation.people.exported", subject_id=cast.middle.id).count() == 1
    for actor, unit in ((cast.stranger, cast.middle), (cast.officer, cast.top)):
        with pytest.raises(OutOfReach):
            export_people(actor=actor_of(actor), unit_id=unit.id)


def test_what_was_taken_out_can_be_taken_in_again(tmp_path: Path, cast: Cast) -> None:
    take(tmp_path, TEAMS)
    path = tmp_path / "out.csv"
    call_command("export_people", str(path), "--under", "M1")
    result, remarks = take(tmp_path, path.read_text(encoding="utf-8"))
    assert [one for one in remarks if one.is_rejected] == []
    assert result.new == 0
