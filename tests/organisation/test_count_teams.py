"""Kept strength is what a plain recount says, whatever happened to posts, holders and the tree, and whenever."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from threading import Thread
from typing import Any

import pytest
from django.db import connection, connections, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pankti.base.actor import SYSTEM
from pankti.base.clock import frozen, now
from pankti.base.errors import DomainError
from pankti.organisation.actions.appoint import appoint
from pankti.organisation.actions.count_teams import count_teams, recount_teams
from pankti.organisation.actions.end_appointment import end_appointment
from pankti.organisation.actions.hand_over import hand_over
from pankti.organisation.actions.posts import allow_overfull, restore_post, retire_post, set_unit_strength
from pankti.organisation.actions.suspend import resume, suspend
from pankti.organisation.models import Appointment, Placement, Post, TeamCount, TeamMark, TeamSum, Unit, UnitStrength
from pankti.organisation.queries import count_strength, count_subtree, list_teams_below
from pankti.organisation.tasks import count_teams_job, recount_teams_job
from pankti.people.actions.merge import merge_people
from tests.makers.organisation import Cast, make_appointment, make_cast, make_person, make_unit, path_of
from tests.makers.plans import close, merge, move, open_, part, reorganise, split

PLAIN = """
SELECT p.unit_id, p.path, p.level_id, sum(x.strength), sum(x.filled),
       sum(greatest(x.strength - x.filled, 0)), sum(greatest(x.filled - x.strength, 0))
FROM organisation_placement p
JOIN organisation_post o ON o.level_id = p.level_id AND o.retired_on IS NULL AND o.strength IS NOT NULL
CROSS JOIN LATERAL (
  SELECT coalesce((SELECT s.strength FROM organisation_unitstrength s
                   WHERE s.unit_id = p.unit_id AND s.post_id = o.code), o.strength) AS strength,
         (SELECT count(*) FROM organisation_appointment a WHERE a.unit_id = p.unit_id AND a.post_id = o.code
            AND a.began_at <= %(now)s AND (a.ended_at IS NULL OR a.ended_at > %(now)s)) AS filled
) x
WHERE p.tree_id = 'main' AND p.ended_on IS NULL GROUP BY 1, 2, 3
"""
Figures = tuple[int, ...]
START = datetime(2026, 6, 1, 6, tzinfo=UTC)


@pytest.fixture
def cast(db: None) -> Cast:
    return make_world()


def make_world() -> Cast:
    cast = make_cast()
    Post.objects.filter(code="middle-lead").update(strength=1)
    Post.objects.filter(code="last-lead").update(strength=1)
    Post.objects.create(code="member", level_id="middle", names={"hi": "स", "en": "M"}, strength=2)
    Post.objects.create(code="helper", level_id="last", names={"hi": "स", "en": "H"}, strength=2, term_months=1)
    return cast


def recount() -> dict[str, tuple[str, Figures]]:
    """By path: level, strength, filled, vacant, overfull of each team, by plain SQL."""
    with connection.cursor() as cursor:
        cursor.execute(PLAIN, {"now": now()})
        return {path: (level, tuple(map(int, sums))) for _unit, path, level, *sums in cursor.fetchall()}


def kept() -> dict[str, tuple[str, Figures]]:
    return {
        row.path: (row.level, (row.strength, row.filled, row.vacant, row.overfull)) for row in TeamCount.objects.all()
    }


def sums_of(teams: dict[str, tuple[str, Figures]]) -> dict[tuple[str, str], Figures]:
    """What the upper units' figures have to be."""
    found: dict[tuple[str, str], Figures] = {}
    for path, (level, figures) in teams.items():
        one = (1, *figures, int(figures[2] == 0))
        for end in range(5, len(path), 5):
            before = found.get((path[:end], level), (0,) * 6)
            found[path[:end], level] = tuple(a + b for a, b in zip(before, one, strict=True))
    return found


def check() -> None:
    assert count_teams() is None
    teams = recount()
    assert kept() == teams
    assert {
        (row.path, row.level): (row.units, row.strength, row.filled, row.vacant, row.overfull, row.whole)
        for row in TeamSum.objects.filter(units__gt=0)
    } == sums_of(teams)
    assert not TeamSum.objects.filter(units=0).exclude(strength=0, filled=0, vacant=0, overfull=0, whole=0).exists()


# --- anything, in any order ------------------------------------------------------------------------

Pick = Callable[[list[Any]], Any]


def _units(level: str) -> list[Unit]:
    return list(Unit.objects.filter(level=level, closed_on=None).order_by("code", "id"))


def _held() -> list[Appointment]:
    return list(Appointment.objects.order_by("began_at", "id"))


def _appoint(pick: Pick) -> None:
    unit = pick(_units("middle") + _units("last"))
    post = pick(list(Post.objects.filter(level=unit.level_id, retired_on=None).order_by("code")))
    began = now() + timedelta(days=pick([0, 0, 0, 3, -3]))
    until = pick([None, None, (now() + timedelta(days=9)).date()])
    appoint(actor=SYSTEM, person_id=make_person().id, post=post.code, unit_id=unit.id, began_at=began, until=until)


def _end(pick: Pick) -> None:
    at = pick([None, now() + timedelta(days=2), now() + timedelta(days=30)])
    end_appointment(actor=SYSTEM, appointment_id=pick(_held()).id, reason="random", at=at)


def _hand_over(pick: Pick) -> None:
    hand_over(actor=SYSTEM, appointment_id=pick(_held()).id, to_person_id=make_person().id, reason="random")


def _suspend(pick: Pick) -> None:
    suspend(actor=SYSTEM, appointment_id=pick(_held()).id, reason="r", until=pick([None, now().date()]))


def _resume(pick: Pick) -> None:
    resume(actor=SYSTEM, appointment_id=pick(_held()).id, reason="r")


def _own_strength(pick: Pick) -> None:
    strength = pick([None, 0, 1, 4])
    set_unit_strength(actor=SYSTEM, unit_id=pick(_units("middle")).id, post="member", strength=strength)


def _post_strength(pick: Pick) -> None:
    Post.objects.filter(code=pick(["member", "helper", "last-lead"])).update(strength=pick([None, 1, 3]))


def _retire(pick: Pick) -> None:
    code = pick(["member", "helper"])
    pick([retire_post, restore_post])(actor=SYSTEM, code=code)


def _move(pick: Pick) -> None:
    reorganise(move(pick(_units("last")), to=pick(_units("middle"))))


def _merge(pick: Pick) -> None:
    one, other = pick(_units("middle")), pick(_units("middle"))
    reorganise(merge(one, other))


def _split(pick: Pick) -> None:
    unit = pick(_units("middle"))
    places = Placement.objects.filter(parent=unit, tree="main", ended_on=None).order_by("path")
    children = [Unit.objects.get(id=place.unit_id) for place in places]
    reorganise(split(unit, part(f"P{Unit.objects.count()}", *children[:1])))


def _close(pick: Pick) -> None:
    reorganise(close(pick(_units("last"))))


def _open(pick: Pick) -> None:
    reorganise(open_("last", pick(_units("middle")), f"N{Unit.objects.count()}"))


def _merge_people(pick: Pick) -> None:
    merge_people(actor=SYSTEM, kept_id=pick(_held()).person_id, merged_id=pick(_held()).person_id)


def _forget(pick: Pick) -> None:
    """What no action does, but a hand at the database may."""
    Appointment.objects.filter(id=pick(_held()).id).update(unit=pick(_units("last")), post="last-lead")


def _count(pick: Pick) -> None:
    count_teams(most=pick([0, 1, 3, 100, None]))


ACTS = (
    _appoint, _appoint, _appoint, _end, _end, _hand_over, _suspend, _resume, _own_strength, _post_strength, _retire,
    _move, _move, _merge, _split, _close, _open, _merge_people, _forget, _count, _count,
)  # fmt: skip


@pytest.mark.django_db
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_any_history_leaves_the_figures_of_a_plain_recount(data: st.DataObject) -> None:
    def pick(options: list[Any]) -> Any:
        return options[data.draw(st.integers(0, 99)) % len(options)]

    with transaction.atomic():
        at = START
        with frozen(at):
            make_world()
            allow_overfull(actor=SYSTEM, allowed=pick([True, False]))
            if pick([True, False]):
                check()
        for _step in range(data.draw(st.integers(1, 14))):
            at += pick([timedelta(0), timedelta(hours=5), timedelta(days=1), timedelta(days=5), timedelta(days=40)])
            with frozen(at):
                try:
                    with transaction.atomic():
                        pick(list(ACTS))(pick)
                except DomainError:
                    pass
                if pick([True, False, False]):
                    check()
        with frozen(at):
            check()
            before = (kept(), sums_of(kept()))
            recount_teams()
            check()
            assert (kept(), sums_of(kept())) == before
        transaction.set_rollback(True)


# --- what a page sees ------------------------------------------------------------------------------


def test_a_change_marks_its_units_alone(cast: Cast) -> None:
    count_teams()
    make_appointment(unit=cast.booths[1])
    assert set(TeamMark.objects.values_list("unit_id", flat=True)) == {cast.booths[1].id}
    count_teams()
    Post.objects.filter(code="member").update(names={"hi": "क", "en": "K"})
    Unit.objects.filter(id=cast.middle.id).update(names={"hi": "क", "en": "K"})
    Appointment.objects.update(path="0")
    assert not TeamMark.objects.exists()


def test_what_is_too_much_for_a_look_is_told_and_left_to_the_worker(cast: Cast) -> None:
    count_teams()
    before = kept()
    for booth in cast.booths:
        Appointment.objects.filter(unit=booth).update(ended_at=now())
        make_appointment(unit=booth, post="helper")

    since = count_teams(most=2)

    assert since is not None
    assert abs(now() - since) < timedelta(minutes=1)
    assert kept() == before
    count_teams_job(0)
    assert count_teams(most=2) is None
    check()


def test_what_comes_due_is_counted_without_anybody_writing(cast: Cast) -> None:
    Appointment.objects.filter(id=cast.worker.id).update(ended_at=now() + timedelta(days=1))
    count_teams()
    with frozen(now() + timedelta(days=1, minutes=1)):
        assert count_teams(most=0) is not None
        check()
        assert count_strength(path_of(cast.booths[0]))["last"].filled == 0


def test_the_night_counts_everything_anew(cast: Cast) -> None:
    count_teams()
    TeamSum.objects.update(filled=99)
    TeamCount.objects.filter(unit_id=cast.middle.id).delete()
    TeamSum.objects.create(
        path="fffff", level="last", units=0, strength=0, filled=0, vacant=0, overfull=0, whole=0
    )  # what a moved unit leaves behind
    recount_teams_job(0)
    check()
    assert not TeamSum.objects.filter(path="fffff").exists()


def test_a_page_of_vacancies_is_one_level_or_all_and_goes_on_where_it_ended(cast: Cast) -> None:
    count_teams()
    everything = list_teams_below(path_of(cast.top))
    last = list_teams_below(path_of(cast.top), level="last")

    assert [row.path for row in everything] == sorted(path for path, (_, f) in recount().items() if f[2])
    assert {row.level for row in last} == {"last"}
    assert last == [row for row in everything if row.level == "last"]
    pages, after = [], ""
    while page := list_teams_below(path_of(cast.top), after=after, limit=3):
        pages += page
        after = page[-1].path
    assert pages == everything


def test_children_and_levels_add_up(cast: Cast) -> None:
    make_appointment(unit=cast.middle, post="member")
    count_teams()

    counts = count_subtree(path_of(cast.top))

    assert set(counts.children) == {path_of(cast.middle), path_of(cast.other_middle)}
    for level, whole in counts.levels.items():
        parts = [child[level] for child in counts.children.values() if level in child]
        assert sum(one.vacant for one in parts) == whole.vacant
        assert sum(one.filled for one in parts) == whole.filled
    assert counts.levels == count_strength(path_of(cast.top))
    booth = count_subtree(path_of(cast.booths[0]))
    assert booth.levels["last"].sanctioned == 3
    assert booth.children == {}


def test_a_unit_that_is_gone_leaves_nothing_behind(cast: Cast) -> None:
    count_teams()
    UnitStrength.objects.create(unit=cast.booths[2], post_id="helper", strength=7)
    check()
    Placement.objects.filter(unit=cast.booths[2]).delete()
    check()
    make_unit(level="last", parent=cast.other_middle)
    check()


@pytest.mark.django_db(transaction=True)
def test_two_who_appoint_while_a_third_counts_lose_nothing() -> None:
    cast = make_world()
    count_teams()

    def work(number: int) -> None:
        try:
            for turn in range(12):
                if number == 2:
                    count_teams(most=100)
                else:
                    booth = (cast.booths, cast.other_booths)[number][turn % 3]
                    with transaction.atomic():
                        make_appointment(unit=booth, post="helper")
                        make_appointment(unit=(cast.booths, cast.other_booths)[1 - number][turn % 3], post="helper")
        finally:
            connections.close_all()

    threads = [Thread(target=work, args=(number,)) for number in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    check()
    assert count_strength(path_of(cast.top))["last"].filled == 2 + 48
