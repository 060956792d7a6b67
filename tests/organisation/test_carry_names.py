"""Where units move, people are found by name at the new places and nowhere else, as if all had been built anew."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from pankti.base.actor import SYSTEM
from pankti.base.clock import now
from pankti.organisation.actions.reorganise.apply import apply_plan
from pankti.organisation.actions.reorganise.drafts import approve_plan, undo_plan
from pankti.organisation.actions.repath import carry_many_paths, carry_paths
from pankti.organisation.models import Appointment, Plan, Unit
from pankti.people.actions.index_names import rebuild_names
from pankti.people.models import Person
from pankti.people.naming.sound import keys_of
from tests.makers.organisation import Cast, make_appointment, make_cast, path_of
from tests.makers.plans import merge, move, part, reorganise, split

pytestmark = pytest.mark.django_db(transaction=True)
Places = set[tuple[str, str]]


def places() -> Places:
    """Who is found where, over all keys and pairs of keys of all names."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT f.person_id::text, f.path FROM people_find(ARRAY[''],"
            " ARRAY(SELECT DISTINCT k FROM people_person p, people_name_rows(p.name_keys) AS k), 100000) f"
        )
        return set(cursor.fetchall())


def check() -> None:
    carried = places()
    rebuild_names()
    assert carried == places()
    assert carried


@pytest.fixture
def cast(db: None) -> Cast:
    cast = make_cast()
    for number, unit in enumerate((cast.middle, *cast.booths, *cast.other_booths)):
        held = make_appointment(unit=unit, person=person(f"रत्नाकर {'कखगघचछज'[number]}ल", unit))
        if unit != cast.booths[0]:
            make_appointment(unit=cast.booths[0], person=held.person)  # who has two posts and a home
    elsewhere = make_appointment(unit=cast.booths[1], person=person("सुधाकर राव", cast.other_middle))
    Appointment.objects.filter(id=elsewhere.id).update(ended_at=now())
    Person.objects.filter(id=make_appointment(unit=cast.booths[1]).person_id).update(erased_at=now())
    return cast


def person(name: str, home: Unit) -> Person:
    return Person.objects.create(
        names={"hi": name, "en": ""}, name_keys=keys_of({"hi": name}), home_path=path_of(home), language="hi"
    )


def test_moves_splits_merges_and_their_undoing_carry_names(cast: Cast) -> None:
    check()
    reorganise(move(*cast.booths[:2], to=cast.other_middle))
    check()
    reorganise(split(cast.other_middle, part("N1", cast.booths[0], cast.other_booths[0])))
    check()
    reorganise(merge(cast.middle, cast.other_middle))
    check()
    for plan in Plan.objects.filter(undoes=None).order_by("-applied_at"):
        undoing = undo_plan(actor=SYSTEM, plan_id=plan.id, title="back")
        approve_plan(actor=SYSTEM, plan_id=undoing)
        apply_plan(actor=SYSTEM, plan_id=undoing)
        check()


def test_many_at_once_are_carried_the_same(cast: Cast) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMP TABLE many AS SELECT %s AS from_path, %s AS to_path", [path_of(cast.middle), "00001fffff"]
        )
        carry_many_paths("many")
        cursor.execute("DROP TABLE many")

    assert {path for _, path in places() if path.startswith("00001fffff")}
    assert not {path for _, path in places() if path.startswith(path_of(cast.middle))}


def test_it_asks_as_often_for_many_holders_as_for_few(cast: Cast) -> None:
    def asked(new: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            carry_paths([(path_of(cast.booths[0]), new)])
        return len(queries)

    few = asked("000010000900001")
    for _n in range(20):
        make_appointment(unit=cast.booths[0])
    assert asked("000010000900002") == few


def test_triggers_work_again_afterwards(cast: Cast) -> None:
    carry_paths([(path_of(cast.booths[0]), "000010000900001")])
    Appointment.objects.filter(path="000010000900001").update(ended_at=now())
    check()
