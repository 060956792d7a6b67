"""A new post, wing or strength in a minute: who may, what is refused, what a scheme leaves alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from pankti.access.queries import actor_for_person
from pankti.base.actor import SYSTEM
from pankti.base.clock import frozen, now
from pankti.base.errors import DomainError, OutOfReach
from pankti.organisation.actions.appoint import appoint
from pankti.organisation.actions.count_teams import count_teams
from pankti.organisation.actions.load_scheme import load_scheme
from pankti.organisation.actions.posts import (
    PostWish,
    allow_overfull,
    restore_post,
    retire_post,
    save_post,
    save_wing,
    set_unit_strength,
)
from pankti.organisation.errors import (
    CodeFaulty,
    CodeTaken,
    CountFaulty,
    LeadTaken,
    LevelFixed,
    LevelUnknown,
    NameNeeded,
    PostOfOtherLevel,
    RightUnknown,
    StillHeld,
    WingUnknown,
)
from pankti.organisation.models import Appointment, Organisation, Post, Wing
from pankti.organisation.queries import (
    count_strength,
    count_subtree,
    get_team,
    list_posts,
    list_teams_below,
)
from tests.makers.organisation import Cast, actor_of, make_appointment, make_cast, make_person, make_unit, path_of

NAMES = {"hi": "ऑपरेटर", "en": "Operator"}
WISH = PostWish(names=NAMES, level="middle", rights=("directive.view",), strength=2)


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


def test_a_new_post_can_be_filled_at_once(cast: Cast) -> None:
    chief = actor_of(cast.chief)

    code = save_post(actor=chief, code="middle-operator", wish=WISH, is_new=True)
    person = make_person()
    appoint(actor=chief, person_id=person.id, post=code, unit_id=cast.middle.id)

    assert [p.code for p in list_posts(level="middle")] == ["middle-lead", "middle-operator"]
    assert actor_for_person(person.id).may("directive.view", path_of(cast.booths[0]))


def test_a_changed_right_holds_for_those_in_the_post(cast: Cast) -> None:
    save_post(actor=SYSTEM, code="operator", wish=WISH, is_new=True)
    held = make_appointment(unit=cast.middle, post="operator")

    save_post(actor=actor_of(cast.chief), code="operator", wish=replace(WISH, rights=("people.view",)), is_new=False)

    assert [g.right for g in actor_for_person(held.person_id).grants] == ["people.view"]


def test_posts_are_the_whole_organisations_business(cast: Cast) -> None:
    for appointment in (cast.officer, cast.worker, cast.stranger):
        actor = actor_of(appointment)
        with pytest.raises(OutOfReach):
            save_post(actor=actor, code="own", wish=WISH, is_new=True)
        with pytest.raises(OutOfReach):
            retire_post(actor=actor, code="last-lead")
        with pytest.raises(OutOfReach):
            save_wing(actor=actor, code="it", names=NAMES, is_new=True)
        with pytest.raises(OutOfReach):
            allow_overfull(actor=actor, allowed=True)


@pytest.mark.parametrize(
    ("code", "wish", "error"),
    [
        ("Operator!", WISH, CodeFaulty),
        ("middle-lead", WISH, CodeTaken),
        ("operator", replace(WISH, names={"hi": " ", "en": "Operator"}), NameNeeded),
        ("operator", replace(WISH, level="moon"), LevelUnknown),
        ("operator", replace(WISH, wing="moon"), WingUnknown),
        ("operator", replace(WISH, rights=("all.of.it",)), RightUnknown),
        ("operator", replace(WISH, strength=0), CountFaulty),
        ("operator", replace(WISH, term_months=9999), CountFaulty),
        ("operator", replace(WISH, is_lead=True), LeadTaken),
    ],
)
def test_what_cannot_be_says_why(cast: Cast, code: str, wish: PostWish, error: type[DomainError]) -> None:
    with pytest.raises(error) as raised:
        save_post(actor=actor_of(cast.chief), code=code, wish=wish, is_new=True)
    assert "%" not in str(raised.value)


def test_a_post_that_was_held_keeps_its_level(cast: Cast) -> None:
    with pytest.raises(LevelFixed):
        save_post(
            actor=SYSTEM,
            code="middle-lead",
            wish=PostWish(names=NAMES, level="top"),
            is_new=False,
        )


def test_a_post_is_retired_when_nobody_holds_it_and_comes_back(cast: Cast) -> None:
    chief = actor_of(cast.chief)
    with pytest.raises(StillHeld):
        retire_post(actor=chief, code="middle-lead")
    Appointment.objects.filter(post="middle-lead").update(ended_at=now())

    retire_post(actor=chief, code="middle-lead")
    retire_post(actor=chief, code="middle-lead")

    assert not list_posts(level="middle")
    assert [p.is_retired for p in list_posts(level="middle", with_retired=True)] == [True]
    restore_post(actor=chief, code="middle-lead")
    assert [p.code for p in list_posts(level="middle")] == ["middle-lead"]


def test_wings_are_made_renamed_and_retired(cast: Cast) -> None:
    chief = actor_of(cast.chief)
    save_wing(actor=chief, code="sports", names={"hi": "खेल", "en": "Sports"}, is_new=True)
    with pytest.raises(CodeTaken):
        save_wing(actor=chief, code="sports", names=NAMES, is_new=True)
    save_wing(actor=chief, code="sports", names={"hi": "खेल", "en": "Games"}, is_new=False, is_retired=True)

    row = Wing.objects.get(code="sports")
    assert row.names["en"] == "Games"
    assert row.retired_on is not None


def test_loading_a_scheme_again_leaves_what_people_changed(db: None, tmp_path: Path) -> None:
    Organisation.objects.create(names=NAMES, actor_class="ngo", scheme="union", languages=["hi", "en"])
    load_scheme(actor=SYSTEM, code="union")
    Post.objects.filter(code="branch-safety-officer").update(
        strength=9, rights=["people.view"], term_months=12, names={"hi": "क", "en": "K"}
    )

    load_scheme(actor=SYSTEM, code="union")

    kept = Post.objects.get(code="branch-safety-officer")
    assert (kept.strength, kept.rights, kept.term_months, kept.names) == (
        9,
        ["people.view"],
        12,
        {"hi": "क", "en": "K"},
    )


# --- strength ------------------------------------------------------------------------------------


def strengthen() -> None:
    """One leader for each unit, and two operators in the middle."""
    Post.objects.update(strength=1)
    save_post(actor=SYSTEM, code="operator", wish=WISH, is_new=True)


def test_the_figures_are_those_of_a_recount(cast: Cast) -> None:
    strengthen()
    make_appointment(unit=cast.middle, post="operator")
    path = path_of(cast.top)
    count_teams()

    by_level = count_strength(path)

    # each middle unit should have 1 + 2; the officer's has two leaders (one too many) and one operator
    middle = by_level["middle"]
    assert (middle.units, middle.sanctioned, middle.filled, middle.vacant, middle.overfull, middle.full) == (
        2,
        6,
        3,
        4,
        1,
        0,
    )
    last = by_level["last"]
    assert (last.units, last.sanctioned, last.filled, last.vacant, last.full, last.below) == (6, 6, 2, 4, 2, 4)
    children = count_subtree(path).of_children()
    assert children[path_of(cast.middle)].vacant == 1 + 2
    assert children[path_of(cast.other_middle)].vacant == 3 + 2
    assert sum(c.vacant for c in children.values()) + by_level["top"].vacant == sum(s.vacant for s in by_level.values())


def test_a_dated_end_and_a_dated_start_count_when_they_come(cast: Cast) -> None:
    strengthen()
    Appointment.objects.filter(id=cast.worker.id).update(ended_at=now() + timedelta(days=1))
    make_appointment(unit=cast.booths[1], began_at=now() + timedelta(days=1))
    count_teams()

    assert count_strength(path_of(cast.booths[0]))["last"].filled == 1
    assert count_strength(path_of(cast.booths[1]))["last"].filled == 0
    with frozen(now() + timedelta(days=2)):
        count_teams()
    assert count_strength(path_of(cast.booths[0]))["last"].filled == 0
    assert count_strength(path_of(cast.booths[1]))["last"].filled == 1


def test_teams_below_strength_stand_with_their_age_and_who_answers_for_them(cast: Cast) -> None:
    strengthen()
    left = now() - timedelta(days=40)
    Appointment.objects.filter(id=cast.worker.id).update(ended_at=left)
    count_teams()

    rows = list_teams_below(path_of(cast.middle))

    assert [row.unit_id for row in rows] == [cast.middle.id, *(b.id for b in cast.booths)]
    first = next(row for row in rows if row.unit_id == cast.booths[0].id)
    assert (first.strength, first.filled, first.vacant, first.since) == (1, 0, 1, left)
    assert first.lead is not None
    assert first.lead.person_id in (cast.officer.person_id, cast.colleague.person_id)
    assert next(row for row in rows if row.unit_id == cast.booths[1].id).since is None
    after = list_teams_below(path_of(cast.middle), after=rows[1].path, limit=1)
    assert [row.unit_id for row in after] == [rows[2].unit_id]


def test_a_units_own_strength_counts(cast: Cast) -> None:
    strengthen()
    officer = actor_of(cast.officer)
    set_unit_strength(actor=officer, unit_id=cast.middle.id, post="operator", strength=0)
    count_teams()
    assert count_strength(path_of(cast.middle))["middle"].vacant == 0
    assert [seat.strength for seat in get_team(cast.middle.id).seats] == [1, 0]

    set_unit_strength(actor=officer, unit_id=cast.middle.id, post="operator", strength=None)
    count_teams()
    assert count_strength(path_of(cast.middle))["middle"].vacant == 2
    with pytest.raises(OutOfReach):
        set_unit_strength(actor=actor_of(cast.stranger), unit_id=cast.middle.id, post="operator", strength=5)
    with pytest.raises(PostOfOtherLevel):
        set_unit_strength(actor=officer, unit_id=cast.booths[0].id, post="operator", strength=5)


def test_a_team_shows_its_seats_and_who_sits_there(cast: Cast) -> None:
    strengthen()
    held = make_appointment(unit=cast.middle, post="operator")
    Appointment.objects.filter(id=held.id).update(rests_from=now() - timedelta(days=1))
    make_appointment(unit=cast.middle, post="operator", began_at=now() + timedelta(days=3))

    team = get_team(cast.middle.id)

    lead, operator = team.seats
    assert [h.state for h in operator.holders] == ["resting", "coming"]
    assert (lead.filled, lead.overfull, operator.filled, operator.vacant) == (2, 1, 1, 1)
    assert (team.strength, team.filled, team.vacant, team.overfull) == (3, 3, 1, 1)


def test_counting_asks_as_often_for_many_units_as_for_few(cast: Cast) -> None:
    strengthen()

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            count_teams()
            count_strength(path_of(cast.top))
            count_subtree(path_of(cast.top))
            list_teams_below(path_of(cast.top))
            get_team(cast.middle.id)
        return len(queries)

    few = asked()
    for _n in range(20):
        make_unit(level="last", parent=cast.middle)
        make_appointment(unit=cast.middle, post="operator")

    assert asked() == few
