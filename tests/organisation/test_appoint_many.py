"""Many appointed at once are appointed as one after the other would be, with the same refusals, orders and counts."""

from __future__ import annotations

import csv
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pankti.audit.models import Event
from pankti.base.actor import SYSTEM, Actor
from pankti.base.clock import frozen, now
from pankti.base.errors import DomainError
from pankti.organisation.actions.appoint import appoint
from pankti.organisation.actions.appoint_many import Wish, appoint_many
from pankti.organisation.actions.count_teams import count_teams
from pankti.organisation.actions.group_units import group_units
from pankti.organisation.actions.import_people import import_people
from pankti.organisation.errors import PostFilled, TeamFull
from pankti.organisation.importing.people_list import make_people_plan
from pankti.organisation.models import Appointment, Order, Organisation, Placement, Post, Tree, Unit, UnitStrength
from pankti.organisation.queries import count_strength
from pankti.people.models import Person
from tests.makers.organisation import Cast, actor_of, make_appointment, make_cast, make_person, path_of
from tests.organisation.lists import bring_in, make_organisation
from tests.organisation.test_real_lists import DATA, HELPERS

Outcome = list[str]


@pytest.fixture
def cast(db: None) -> Cast:
    return make_world()


def make_world() -> Cast:
    cast = make_cast()
    Post.objects.create(code="member", level_id="middle", names={"hi": "सदस्य", "en": "M"}, strength=2, rights=[])
    Post.objects.create(
        code="clerk", level_id="middle", names={"hi": "लिपिक", "en": "C"}, is_single=True, term_months=6
    )
    Post.objects.create(code="old", level_id="middle", names={"hi": "पुराना", "en": "O"}, retired_on="2026-01-01")
    return cast


def one_by_one(actor: Actor, wishes: list[Wish]) -> Outcome:
    """What the ordinary action makes of them, one after the other, as the import once did it."""
    found: Outcome = []
    for wish in wishes:
        held = Appointment.objects.filter(person=wish.person_id, post=wish.post, unit=wish.unit_id)
        if any(row.ended_at is None or row.ended_at > now() for row in held):
            found.append("held")
            continue
        try:
            with transaction.atomic():
                appoint(
                    actor=actor, person_id=wish.person_id, post=wish.post, unit_id=wish.unit_id, began_at=wish.began_at
                )
            found.append("made")
        except DomainError as error:
            found.append(error.code)
    return found


def together(actor: Actor, wishes: list[Wish]) -> Outcome:
    return [
        "held" if done is None else "made" if isinstance(done, UUID) else done.code
        for done in appoint_many(actor=actor, wishes=wishes)
    ]


def stand() -> set[tuple[object, ...]]:
    rows = Order.objects.values_list(
        "appointment__person_id", "appointment__post_id", "appointment__unit_id", "appointment__path",
        "appointment__began_at", "appointment__ended_at", "ordered_by", "takes_effect_at", "until", "kind", "reason",
    )  # fmt: skip
    return set(rows)


@pytest.mark.django_db
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_all_at_once_is_one_after_the_other(data: st.DataObject) -> None:
    with frozen(now()), transaction.atomic():
        cast = make_world()
        Organisation.objects.update(allows_overfull=data.draw(st.booleans()))
        if data.draw(st.booleans()):
            UnitStrength.objects.create(unit=cast.middle, post_id="member", strength=1)
        Unit.objects.filter(id=cast.booths[2].id).update(closed_on=now().date())
        people = [make_person() for _ in range(4)]
        Person.objects.filter(id=people[3].id).update(erased_at=now())
        moments = [None, *(now() + timedelta(days=days) for days in (-400, -30, 30))]
        for person in people[:2]:
            began = data.draw(st.sampled_from(moments)) or now()
            row = make_appointment(unit=cast.middle, post="member", person=person, began_at=began - timedelta(days=500))
            if data.draw(st.booleans()):
                Appointment.objects.filter(id=row.id).update(ended_at=began)
        actor = data.draw(st.sampled_from([SYSTEM, actor_of(cast.chief), actor_of(cast.officer)]))
        wishes = [
            Wish(person.id, post, unit.id, path_of(unit), began)
            for person, post, unit, began in data.draw(
                st.lists(
                    st.tuples(
                        st.sampled_from(people),
                        st.sampled_from(["member", "member", "clerk", "old", "middle-lead", "last-lead"]),
                        st.sampled_from([cast.middle, cast.middle, cast.other_middle, cast.booths[2], cast.booths[1]]),
                        st.sampled_from(moments),
                    ),
                    max_size=9,
                )
            )
        ]
        results = []
        for way in (one_by_one, together):
            inner = transaction.savepoint()
            results.append((way(actor, wishes), stand()))
            transaction.savepoint_rollback(inner)
        assert results[0] == results[1]
        transaction.set_rollback(True)


def test_refusals_say_what_the_ordinary_action_says(cast: Cast) -> None:
    path = path_of(cast.middle)
    wishes = [Wish(make_person().id, post, cast.middle.id, path) for post in ("member",) * 3 + ("clerk",) * 2]

    done = appoint_many(actor=actor_of(cast.chief), wishes=wishes)

    assert [type(one) for one in done] == [UUID, UUID, TeamFull, UUID, PostFilled]
    orders = Order.objects.order_by("number")
    assert [order.appointment_id for order in orders] == [done[0], done[1], done[3]]
    assert orders[0].ordered_by == cast.chief.person_id
    assert orders[2].until is not None
    assert not Event.objects.filter(type="organisation.appointment.made").exists()


def test_it_asks_as_often_for_many_as_for_few(cast: Cast) -> None:
    Post.objects.filter(code="member").update(strength=None)

    def asked(count: int) -> int:
        wishes = [Wish(make_person().id, "member", cast.middle.id, path_of(cast.middle)) for _ in range(count)]
        with CaptureQueriesContext(connection) as queries:
            assert all(appoint_many(actor=SYSTEM, wishes=wishes))
        return len(queries)

    assert asked(2) == asked(40)


@pytest.mark.real_data
@pytest.mark.skipif(not DATA.exists(), reason="the real lists are not beside this repository (../shared/data)")
@pytest.mark.django_db
def test_the_teams_of_uttar_pradesh_from_a_list(tmp_path: Path) -> None:
    """The real tree, invented people: seven for each mandal, fifteen for each district, somebody for each cluster."""
    make_organisation()
    bring_in(DATA / "polling-stations-up-2014/up_polling_stations_2014.csv.gz", *HELPERS)
    for level in ("cluster", "mandal"):
        group_units(actor=SYSTEM, level=level)
    path, rows = write_teams(tmp_path / "teams.csv")

    result = import_people(actor=SYSTEM, plan=make_people_plan(path))

    assert rows > 20_000
    assert (result.rows, result.new, result.appointed, result.remarks) == (rows, rows, rows, 0)
    assert Order.objects.count() == Appointment.objects.count() == rows
    count_teams()
    top = Placement.objects.get(tree__is_main=True, parent=None, ended_on=None).path
    assert sum(one.filled for one in count_strength(top).values()) == rows
    again = import_people(actor=SYSTEM, plan=make_people_plan(path))
    assert (again.new, again.appointed, again.unchanged) == (0, 0, rows)


def write_teams(path: Path) -> tuple[Path, int]:
    """A row for each place that the posts above the last level sanction; how many."""
    main = Tree.objects.get(is_main=True).code
    posts: dict[str, list[Post]] = {}
    for post in Post.objects.filter(retired_on=None, strength__isnull=False):
        posts.setdefault(post.level_id, []).append(post)
    units = Placement.objects.filter(tree=main, ended_on=None).exclude(level__traits__contains=["acknowledges"])
    count = 0
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file)
        out.writerow(["name", "phone", "unit", "post"])
        for level, code in units.order_by("path").values_list("level", "unit__code"):
            for post in posts.get(level, ()):
                for _ in range(post.strength or 0):
                    words = (count // 676 % 26, count // 26 % 26, count % 26)
                    name = "".join("kgcjtdnpbmyrlvszhqwxfkgcjt"[word] + "aeiou"[word % 5] for word in words)
                    out.writerow([f"{name.title()} Devi", str(9_100_000_000 + count), f"{level}:{code}", post.code])
                    count += 1
    return path, count
