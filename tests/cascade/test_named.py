"""Calls over random trees: whom they name, expect, tally and miss equals a plain count, also while units move."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st

from pankti.base.actor import SYSTEM
from pankti.base.clock import frozen, now
from pankti.base.errors import DomainError
from pankti.base.ids import new_id
from pankti.cascade.actions.answer import append_answers
from pankti.cascade.actions.headcount import count_shape
from pankti.cascade.actions.sweep import recount_shapes
from pankti.cascade.actions.tally import fold_answers, rebuild_tallies
from pankti.cascade.errors import NobodyAddressed
from pankti.cascade.models import Dispatch, Named, NamedCount, Standing
from pankti.cascade.queries import (
    count_invitees,
    get_dispatch,
    get_frame,
    get_tally,
    list_child_tallies,
    list_invited,
    list_invitees,
)
from pankti.cascade.types import Invitees, Rank, Residents
from pankti.organisation.errors import PlanFaulty
from pankti.organisation.models import Appointment, Placement, Residence, Unit
from tests.cascade.test_expected import draw_audience
from tests.cascade.test_follow_moves import deeds, says, steps_of, stored, stored_times
from tests.makers.calls import make_call, make_home, make_reply
from tests.makers.cascade import fold_all, give
from tests.makers.forest import OTHER, Forest, Plan, make_forest, plans
from tests.makers.organisation import BEGAN_AT, BEGAN_ON, make_cast
from tests.makers.plans import merge, reorganise

pytestmark = pytest.mark.django_db(transaction=True)

few = settings(
    max_examples=12,
    deadline=None,
    derandomize=True,
    phases=[Phase.generate],  # shrinking asks the database for minutes; the seed stays the same
    suppress_health_check=[
        HealthCheck.function_scoped_fixture,
        HealthCheck.too_slow,
        HealthCheck.filter_too_much,
        HealthCheck.data_too_large,
    ],
)
COLUMNS = ("seen", "acknowledged", "refused", "done", "settled")


@dataclass
class People:
    """Who holds which posts, and where they live (person → unit)."""

    held: list[Appointment]
    homes: dict[UUID, UUID] = field(default_factory=dict)

    def height(self, appointment: Appointment) -> tuple[int, UUID]:
        place = Placement.objects.filter(unit=appointment.unit_id, tree="main", ended_on=None).first()
        return (len(place.path) if place else 0, appointment.id)


def settle(data: st.DataObject, forest: Forest) -> People:
    """Some hold a second post; some live anywhere."""
    held = list(forest.holders.values())
    assume(held)
    free = [unit for unit in forest.units if unit.id not in forest.holders]
    for unit in free:
        if data.draw(st.booleans(), "second post"):
            person = data.draw(st.sampled_from(held), "whose").person
            held.append(
                Appointment.objects.create(person=person, post_id=f"{unit.level_id}-lead", unit=unit, began_at=BEGAN_AT)
            )
    people = People(held)
    places = list(forest.parents["main"])
    for person in {a.person_id: a.person for a in held}.values():
        if data.draw(st.booleans(), "has a home"):
            home = data.draw(st.sampled_from(places), "home")
            people.homes[person.id] = home
            Residence.objects.create(person=person, unit_id=home, path=forest.paths["main"][home], began_on=BEGAN_ON)
    return people


def draw_invitees(data: st.DataObject, forest: Forest, people: People, tree: str) -> Invitees:
    places = list(forest.parents["main"])
    ids = [a.id for a in people.held]
    residents = [
        Residents(
            posts=tuple(data.draw(st.lists(st.sampled_from(["b-lead", "c-lead", "e-lead"]), max_size=2, unique=True))),
            live_in=tuple(data.draw(st.lists(st.sampled_from(places), min_size=1, max_size=2, unique=True))),
        )
        for _ in range(data.draw(st.integers(0, 2), "residents"))
    ]
    return Invitees(
        audience=draw_audience(data, forest, tree) if data.draw(st.booleans(), "by rule") else None,
        residents=tuple(residents),
        added=tuple(data.draw(st.lists(st.sampled_from(ids), max_size=3, unique=True), "added")),
        excepted=tuple(data.draw(st.lists(st.sampled_from(ids), max_size=3, unique=True), "excepted")),
    )


@dataclass
class Called:
    """By plain Python: appointment → the unit under which it is counted."""

    rule: dict[UUID, UUID]
    named: dict[UUID, UUID]
    excepted: set[UUID]

    @property
    def all(self) -> dict[UUID, UUID]:
        return {**{a: u for a, u in self.rule.items() if a not in self.excepted}, **self.named}


def naive(forest: Forest, people: People, invitees: Invitees) -> Called:
    person_of = {a.id: a.person_id for a in people.held}
    rule: dict[UUID, UUID] = {}
    if invitees.audience:
        inside = forest.subjects(
            invitees.audience.tree, invitees.audience.roots, invitees.audience.excluded, invitees.audience.levels
        )
        rule = {a.id: a.unit_id for a in people.held if a.unit_id in inside}
    barred = {person_of[a] for a in invitees.excepted}
    wanted: dict[UUID, list[tuple[Appointment, UUID]]] = {}
    for a in people.held:
        if a.id in invitees.added:
            wanted.setdefault(a.person_id, []).append((a, a.unit_id))
    for one in invitees.residents:
        for a in people.held:
            if one.posts and a.post_id not in one.posts:
                continue
            line = forest.line("main", home) if (home := people.homes.get(a.person_id)) else set()
            found = [place for place in one.live_in if place in line]
            if found:
                deepest = max(found, key=lambda place: len(forest.paths["main"][place]))
                wanted.setdefault(a.person_id, []).append((a, deepest))
    in_rule = {person_of[a] for a in rule}
    named = {}
    for person, choices in wanted.items():
        if person not in barred and person not in in_rule:
            best = min(choices, key=lambda choice: people.height(choice[0]))
            named[best[0].id] = best[1]
    return Called(rule, named, {a for a in rule if person_of[a] in barred})


def tellers(forest: Forest, tree: str, unit: UUID) -> set[UUID]:
    """Every unit that knows of a holding counted at ``unit``: itself, too."""
    lines = [forest.line(t, unit) for t in {"main", tree} if unit in forest.parents[t]]
    return set().union(*lines)


def say(dispatch_id: UUID, subjects: dict[UUID, UUID], said: Any, cell: int) -> None:
    who = sorted(subjects)
    issued = get_dispatch(dispatch_id).issued_at
    rows = []
    for _which, number, rank, round_no, after in said if who else ():
        at = (issued + timedelta(seconds=after + 0.3)).isoformat()
        subject = who[number % len(who)]
        rows.append(
            {
                "cell": cell,
                "id": str(new_id()),
                "dispatch_id": str(dispatch_id),
                "version": 1,
                "asked": 1,
                "round": round_no,
                "rank": rank,
                "subject_id": str(subject),
                "unit_id": str(subjects[subject]),
                "appointment_id": str(subject),
                "tapped_at": at,
                "counted_at": at,
                "received_at": at,
            }
        )
    append_answers(rows)


@few
@given(plan=plans(14), tree=st.sampled_from(["main", "main", OTHER]), said=says, data=st.data())
def test_whom_a_call_names_expects_and_misses_equals_a_plain_count(
    plan: Plan, tree: str, said: Any, data: st.DataObject
) -> None:
    forest = make_forest(plan, is_one_person=False)
    people = settle(data, forest)
    invitees = draw_invitees(data, forest, people, tree)
    called = naive(forest, people, invitees)
    try:
        count = count_invitees(invitees)
    except NobodyAddressed:  # a rule all of whose roots are taken out again
        return
    person_of = {a.id: a.person_id for a in people.held}
    assert count.persons == len({person_of[a] for a in called.all})
    assert count.holdings == len(called.all)
    assert (count.by_rule, count.excepted) == (len(called.rule), len(called.excepted))
    assert {i.appointment_id for i in list_invitees(SYSTEM, invitees, limit=1000)} == set(called.all)
    if invitees.audience:
        inside = forest.subjects(tree, invitees.audience.roots, invitees.audience.excluded, invitees.audience.levels)
        assert count.vacant == len(inside - {a.unit_id for a in people.held})
    try:
        call = make_call(invitees=invitees, by=forest.top)
    except DomainError:
        assert not called.named
        return
    assert dict(Named.objects.filter(dispatch=call, is_excepted=False).values_list("appointment_id", "unit_id")) == (
        called.named
    )
    assert set(Named.objects.filter(dispatch=call, is_excepted=True).values_list("appointment_id", flat=True)) == (
        called.excepted
    )

    say(call, called.all, said, forest.top.cell)
    fold_all()
    sent = get_dispatch(call)
    frame = get_frame(sent)
    standing = dict(Standing.objects.filter(dispatch_id=call).values_list("subject_id", "rank"))
    for unit in forest.parents["main"]:
        below = {a for a, place in called.all.items() if unit in tellers(forest, sent.tree, place)}
        counts = get_tally(sent, unit, frame=frame, tree="main")
        assert counts.expected == len(below)
        assert counts.answered == len(below & set(standing))
        assert counts.silent == len(below - set(standing))
    for unit in forest.parents["main"]:
        for child in list_child_tallies(sent, unit, frame=frame, tree="main"):
            assert child.counts == get_tally(sent, child.unit_id, frame=frame, tree="main")

    for state, ranks in {
        "silent": set(),
        "attending": {Rank.DONE},
        "deputy": {Rank.ACKNOWLEDGED},
        "declined": {Rank.REFUSED},
        "seen": {Rank.SEEN},
    }.items():
        wanted = {a for a, rank in standing.items() if rank in ranks} if ranks else set(called.all) - set(standing)
        pages: list[UUID] = []
        while page := list_invited(SYSTEM, call, state, limit=2, offset=len(pages)):
            pages += [row.appointment_id for row in page]
        assert len(pages) == len(set(pages))
        assert set(pages) == wanted, state
    tops = (forest.paths["main"][forest.units[0].id],)
    inside = {a for a, place in called.all.items() if forest.units[0].id in forest.line("main", place)}
    assert {row.appointment_id for row in list_invited(SYSTEM, call, "all", limit=1000, within=tops)} == inside


def recounted(call: UUID) -> tuple[dict[UUID, Counter[str]], dict[UUID, int]]:
    """Unit → tallies by its standings, and what the named add to it: by walking each one's line of today."""
    parents: dict[tuple[str, UUID], UUID | None] = {
        (p.tree_id, p.unit_id): p.parent_id for p in Placement.objects.filter(ended_on=None)
    }
    sent = get_dispatch(call)

    def above(unit: UUID) -> set[UUID]:
        found = set()
        for tree in {"main", sent.tree}:
            at: UUID | None = unit if (tree, unit) in parents else None
            while at is not None:
                found.add(at)
                at = parents[tree, at]
        return found

    named = {n.appointment_id: n for n in Named.objects.filter(dispatch=call)}
    held = {a.id: a for a in Appointment.objects.select_related("unit").filter(ended_at=None)}

    def in_rule(unit: UUID) -> bool:
        line, at = set(), unit if (sent.tree, unit) in parents else None
        while at is not None:
            line.add(at)
            at = parents[sent.tree, at]
        return bool(line & set(sent.roots)) and not line & set(sent.excluded)

    tallies: dict[UUID, Counter[str]] = {}
    for s in Standing.objects.filter(dispatch_id=call):
        if s.subject_id not in named and not in_rule(s.unit_id):
            continue
        state = {Rank.SEEN: "seen", Rank.REFUSED: "refused", Rank.DONE: "done"}.get(Rank(s.rank), "acknowledged")
        for unit in above(s.unit_id):
            tallies.setdefault(unit, Counter()).update({state: 1, "settled": int(s.settled_at is not None)})
    counts: Counter[UUID] = Counter()
    for n in named.values():
        if (holding := held.get(n.appointment_id)) is None:
            continue
        if n.is_excepted and not (in_rule(holding.unit_id) and holding.unit.level_id in sent.levels):
            continue
        for unit in above(n.unit_id):
            counts[unit] += -1 if n.is_excepted else 1
    return {unit: +tally for unit, tally in tallies.items() if +tally}, {u: n for u, n in counts.items() if n}


def assert_follows(call: UUID) -> None:
    fold_all()
    found = {
        unit: +Counter(dict(zip((*COLUMNS, "late"), row, strict=True)))
        for (_d, _a, unit), row in stored([call]).items()
    }
    tallies, counts = recounted(call)
    assert found == tallies
    assert dict(NamedCount.objects.filter(dispatch=call).values_list("unit_id", "n")) == counts
    before = stored([call]), stored_times([call])
    rebuild_tallies(dispatch_id=call)
    assert (stored([call]), stored_times([call])) == before
    count_shape(shape_id=Dispatch.objects.get(id=call).shape_id)
    assert dict(NamedCount.objects.filter(dispatch=call).values_list("unit_id", "n")) == counts


@few
@given(
    plan=plans(14),
    tree=st.sampled_from(["main", "main", OTHER]),
    done=st.lists(deeds, min_size=1, max_size=8),
    first=says,
    then=says,
    data=st.data(),
)
def test_the_named_follow_their_units(
    plan: Plan, tree: str, done: list[Any], first: Any, then: Any, data: st.DataObject
) -> None:
    forest = make_forest(plan, is_one_person=False)
    people = settle(data, forest)
    invitees = draw_invitees(data, forest, people, tree)
    called = naive(forest, people, invitees)
    try:
        call = make_call(invitees=invitees, by=forest.top)
    except DomainError:
        return
    recount_shapes()
    say(call, called.all, first, forest.top.cell)
    fold_answers(limit=max(1, len(first) // 2))  # the others are still in flight when the first units move
    for number, deed in enumerate(done):
        for step in steps_of(forest, [deed]):
            try:
                reorganise(step)
            except PlanFaulty:
                continue
        places = {n.appointment_id: n.unit_id for n in Named.objects.filter(dispatch=call, is_excepted=False)}
        living = set(Unit.objects.filter(closed_on=None).values_list("id", flat=True))
        say(call, {a: u for a, u in places.items() if u in living}, then[number::8], forest.top.cell)
    recount_shapes()
    assert_follows(call)


def test_whom_a_merged_place_held_is_counted_under_its_heir() -> None:
    cast = make_cast()
    make_home(cast.chief, cast.other_booths[2])
    call = make_call(invitees=Invitees(None, residents=(Residents((), (), (cast.other_middle.id,)),)), by=cast.top)
    assert Named.objects.get(dispatch=call).unit_id == cast.other_middle.id
    give(cast.chief, make_reply(dispatch_id=call, appointment=cast.chief))
    fold_all()
    late = make_reply(dispatch_id=call, appointment=cast.chief, state="declined", after=3)
    with frozen(now() + timedelta(seconds=5)):
        give(cast.chief, late)  # still on its way when the place is closed
    reorganise(merge(cast.other_middle, into=cast.middle))

    sent = get_dispatch(call)
    assert Named.objects.get(dispatch=call).unit_id == cast.middle.id
    fold_all()
    for unit, expected in ((cast.top, 1), (cast.middle, 1), (cast.booths[0], 0)):
        counts = get_tally(sent, unit.id)
        assert (counts.expected, counts.refused, counts.done) == (expected, expected, 0)
    assert_follows(call)
    [row] = list_invited(SYSTEM, call, "declined")
    assert (row.appointment_id, row.place_id) == (cast.chief.id, cast.middle.id)
