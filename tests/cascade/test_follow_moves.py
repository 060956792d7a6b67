"""Open dispatches follow the units that move: over random trees, audiences, answers and plans, equal to a recount."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from pankti.base.actor import SYSTEM
from pankti.base.clock import now
from pankti.base.errors import DomainError
from pankti.base.ids import new_id
from pankti.cascade.actions.answer import append_answers
from pankti.cascade.actions.dispatch import issue_dispatch
from pankti.cascade.actions.headcount import count_shape
from pankti.cascade.actions.sweep import recount_shapes
from pankti.cascade.actions.tally import fold_answers, rebuild_tallies
from pankti.cascade.models import Dispatch, Headcount, Tally, TallyTime
from pankti.cascade.types import Audience, DispatchOrder, Proof, SubjectKind
from pankti.organisation.errors import PlanFaulty
from pankti.organisation.reorganising.steps import Step
from tests.makers.cascade import fold_all
from tests.makers.forest import LEVELS, OTHER, SEAT, Forest, Plan, make_forest, plans
from tests.makers.plans import close, merge, move, open_, part, reorganise, split

pytestmark = pytest.mark.django_db(transaction=True)

few = settings(
    max_examples=15,
    deadline=None,
    derandomize=True,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)

RECOUNT = """
    WITH audience AS (
        SELECT d.id AS dispatch_id, h.unit_id, d.tree, d.subject_kind
        FROM cascade_dispatch d
        JOIN cascade_shape s ON s.id = d.shape_id
        JOIN organisation_placement h ON h.tree_id = d.tree AND h.ended_on IS NULL
        WHERE EXISTS (SELECT 1 FROM cascade_root r JOIN organisation_placement q ON q.unit_id = r.unit_id
                      WHERE r.dispatch_id = d.id AND NOT r.is_excluded AND q.tree_id = d.tree AND q.ended_on IS NULL
                        AND left(h.path, length(q.path)) = q.path)
          AND NOT EXISTS (SELECT 1 FROM cascade_root r JOIN organisation_placement q ON q.unit_id = r.unit_id
                          WHERE r.dispatch_id = d.id AND r.is_excluded AND q.tree_id = d.tree AND q.ended_on IS NULL
                            AND left(h.path, length(q.path)) = q.path)
          AND d.id = ANY(%(ids)s)
    ), told AS (
        SELECT DISTINCT a.dispatch_id, a.unit_id AS subject, up.unit_id AS teller
        FROM audience a
        JOIN organisation_placement p ON p.unit_id = a.unit_id AND p.ended_on IS NULL AND p.tree_id IN ('main', a.tree)
        JOIN organisation_placement up ON up.tree_id = p.tree_id AND up.ended_on IS NULL
             AND left(p.path, length(up.path)) = up.path
        WHERE up.unit_id <> a.unit_id OR a.subject_kind = 'appointment'
    )
    SELECT t.dispatch_id, s.asked, t.teller, count(*) FILTER (WHERE s.rank = 1),
           count(*) FILTER (WHERE s.rank IN (0, 2)),
           count(*) FILTER (WHERE s.rank = 3), count(*) FILTER (WHERE s.rank = 4), count(s.settled_at),
           count(*) FILTER (WHERE s.is_late)
    FROM told t JOIN cascade_standing s ON s.dispatch_id = t.dispatch_id AND s.unit_id = t.subject
    GROUP BY 1, 2, 3
"""
EXPECTED = """
    SELECT up.unit_id, count(*)::int FROM cascade_shape s
    JOIN organisation_placement p ON p.tree_id = s.tree AND p.ended_on IS NULL AND p.level_id = ANY(s.levels)
    JOIN organisation_placement m ON m.unit_id = p.unit_id AND m.tree_id = 'main' AND m.ended_on IS NULL
    JOIN organisation_placement up ON up.tree_id = 'main' AND up.ended_on IS NULL
         AND left(m.path, length(up.path)) = up.path AND up.unit_id <> m.unit_id
    WHERE s.id = %(shape)s GROUP BY 1
"""
COLUMNS = ("seen", "acknowledged", "refused", "done", "settled", "late")


def fetch(sql: str, params: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return list(cursor.fetchall())


def recounted(ids: list[UUID]) -> dict[tuple[UUID, int, UUID], tuple[int, ...]]:
    """By plain SQL: (dispatch, asked, unit) → what the standings of its subjects below come to."""
    return {(d, asked, unit): tuple(n) for d, asked, unit, *n in fetch(RECOUNT, {"ids": ids}) if any(n)}


def stored(ids: list[UUID]) -> dict[tuple[UUID, int, UUID], tuple[int, ...]]:
    found: dict[tuple[UUID, int, UUID], tuple[int, ...]] = {}
    for t in Tally.objects.filter(dispatch_id__in=ids):
        row = tuple(getattr(t, name) for name in COLUMNS)
        assert min(row) >= 0, t
        if any(row):
            found[t.dispatch_id, t.asked, t.unit_id] = row
    return found


def stored_times(ids: list[UUID]) -> dict[tuple[Any, ...], int]:
    rows = TallyTime.objects.filter(dispatch_id__in=ids).values_list("dispatch_id", "asked", "unit_id", "bucket", "n")
    assert all(n >= 0 for *_key, n in rows)
    return {tuple(key): n for *key, n in rows if n}


def counted(shape_id: UUID) -> dict[UUID, int]:
    return dict(Headcount.objects.filter(shape=shape_id, ended_at=None).values_list("unit_id", "n"))


def assert_exact(ids: list[UUID]) -> None:
    """Tallies equal the recount; times equal a rebuild's; head counts equal a count by plain SQL."""
    fold_all()
    assert stored(ids) == recounted(ids)
    before = stored(ids), stored_times(ids)
    for dispatch in Dispatch.objects.filter(id__in=ids).select_related("shape"):
        if dispatch.tree == "main" and dispatch.subject_kind == SubjectKind.UNIT:
            assert counted(dispatch.shape_id) == dict(fetch(EXPECTED, {"shape": dispatch.shape_id}))
        was = counted(dispatch.shape_id)
        count_shape(shape_id=dispatch.shape_id)
        assert counted(dispatch.shape_id) == was
        rebuild_tallies(dispatch_id=dispatch.id)
    assert (stored(ids), stored_times(ids)) == before


@dataclass(frozen=True)
class Aim:
    """An audience to be: its tree, levels, and which units (by index) are roots and left out."""

    tree: str
    levels: tuple[str, ...]
    roots: tuple[int, ...]
    excluded: tuple[int, ...]
    kind: SubjectKind


@dataclass(frozen=True)
class Deed:
    """A step to be: what, to which units (by index)."""

    verb: str
    who: int
    other: int
    more: int
    tree: str


some = st.integers(0, 1000)
aims = st.builds(
    Aim,
    tree=st.sampled_from(["main", "main", "main", OTHER]),
    levels=st.lists(st.sampled_from(LEVELS), min_size=1, max_size=5, unique=True).map(tuple),
    roots=st.lists(some, max_size=3).map(tuple),
    excluded=st.lists(some, max_size=2).map(tuple),
    kind=st.sampled_from([SubjectKind.UNIT, SubjectKind.UNIT, SubjectKind.APPOINTMENT]),
)
deeds = st.builds(
    Deed,
    verb=st.sampled_from(["move", "move", "move", "merge", "split", "close", "open"]),
    who=some,
    other=some,
    more=some,
    tree=st.sampled_from(["main", "main", OTHER]),
)
says = st.lists(st.tuples(some, some, st.integers(0, 4), st.integers(1, 2), st.integers(0, 400_000)), max_size=30)


def issue(forest: Forest, aim: Aim) -> Dispatch | None:
    units = sorted(forest.parents[aim.tree])
    roots = {units[i % len(units)] for i in aim.roots} or {u for u, p in forest.parents[aim.tree].items() if p is None}
    roots = {r for r in roots if not roots & set(forest.above(aim.tree, r))}
    order = DispatchOrder(
        new_id(),
        "directive",
        Audience(
            tree=aim.tree,
            roots=tuple(roots),
            levels=aim.levels,
            excluded=tuple({units[i % len(units)] for i in aim.excluded} - roots),
            subject_kind=aim.kind,
        ),
        Proof.ACKNOWLEDGE,
        {},
        forest.top.id,
        None,
        now() + timedelta(days=2),
    )
    try:
        issue_dispatch(actor=SYSTEM, order=order)
    except DomainError:
        return None
    dispatch = Dispatch.objects.get(id=order.id)
    count_shape(shape_id=dispatch.shape_id)
    return dispatch


def say(forest: Forest, dispatches: Sequence[Dispatch], said: Sequence[tuple[int, int, int, int, int]]) -> None:
    """Raw answers as the phones' door would append them: only of subjects that are addressed now."""
    for which, who, rank, round_no, after in said:
        dispatch = dispatches[which % len(dispatches)]
        subjects = sorted(u for (u,) in fetch(ADDRESSED, {"id": dispatch.id}))
        holder = None
        if dispatch.subject_kind == SubjectKind.APPOINTMENT:
            subjects = [u for u in subjects if u in forest.holders]
        if not subjects:
            continue
        unit = subjects[who % len(subjects)]
        holder = forest.holders[unit].id if dispatch.subject_kind == SubjectKind.APPOINTMENT else None
        at = (dispatch.issued_at + timedelta(seconds=after + 0.3)).isoformat()
        append_answers(
            [
                {
                    "cell": forest.top.cell,
                    "id": str(new_id()),
                    "dispatch_id": str(dispatch.id),
                    "version": 1,
                    "asked": 1,
                    "round": round_no,
                    "rank": rank,
                    "subject_id": str(holder or unit),
                    "unit_id": str(unit),
                    "appointment_id": None,
                    "device_id": None,
                    "tapped_at": at,
                    "counted_at": at,
                    "received_at": at,
                    "body": None,
                }
            ]
        )


ADDRESSED = """
    SELECT h.unit_id FROM cascade_dispatch d JOIN cascade_shape s ON s.id = d.shape_id
    JOIN organisation_placement h ON h.tree_id = d.tree AND h.ended_on IS NULL AND h.level_id = ANY(s.levels)
    WHERE d.id = %(id)s
      AND EXISTS (SELECT 1 FROM cascade_root r JOIN organisation_placement q ON q.unit_id = r.unit_id
                  WHERE r.dispatch_id = d.id AND NOT r.is_excluded AND q.tree_id = d.tree AND q.ended_on IS NULL
                    AND left(h.path, length(q.path)) = q.path)
      AND NOT EXISTS (SELECT 1 FROM cascade_root r JOIN organisation_placement q ON q.unit_id = r.unit_id
                      WHERE r.dispatch_id = d.id AND r.is_excluded AND q.tree_id = d.tree AND q.ended_on IS NULL
                        AND left(h.path, length(q.path)) = q.path)
"""


def steps_of(forest: Forest, done: Sequence[Deed]) -> list[Step]:
    """The deeds as steps over what the forest began with; some will not fit, which is the plan's to say."""
    steps: list[Step] = []
    units = {unit.id: unit for unit in (forest.top, *forest.units, *forest.seats)}
    for deed in done:
        there = sorted(forest.parents[deed.tree])
        who, other = units[there[deed.who % len(there)]], units[there[deed.other % len(there)]]
        if deed.verb == "move":
            order = (*LEVELS[:1], SEAT, *LEVELS[1:])
            above = [u for u in there if order.index(forest.levels[u]) < order.index(who.level_id)]
            steps.append(move(who, to=units[above[deed.other % len(above)]] if above else other, tree=deed.tree))
        elif deed.verb == "merge":
            same = [u for u in there if forest.levels[u] == who.level_id and u != who.id]
            if same:
                steps.append(merge(who, into=units[same[deed.other % len(same)]]))
        elif deed.verb == "split":
            below = sorted(forest.children(deed.tree, who.id))
            chosen = [units[u] for n, u in enumerate(below) if (deed.more >> n) & 1]
            steps.append(split(who, part(f"{new_id()}", *chosen), tree=deed.tree))
        elif deed.verb == "close":
            steps.append(close(who))
        else:
            lower = [*LEVELS, SEAT][deed.more % 6]
            steps.append(open_(lower, other, f"{new_id()}", tree=deed.tree))
    return steps


@few
@given(
    plan=plans(),
    wanted=st.lists(aims, min_size=1, max_size=4),
    done=st.lists(st.lists(deeds, min_size=1, max_size=4), min_size=1, max_size=4),
    first=says,
    then=says,
)
def test_whatever_moves_the_figures_equal_a_recount(
    plan: Plan, wanted: list[Aim], done: list[list[Deed]], first: Any, then: Any
) -> None:
    forest = make_forest(plan)
    made = [dispatch for aim in wanted if (dispatch := issue(forest, aim)) is not None]
    if not made:
        return
    ids = [dispatch.id for dispatch in made]
    recount_shapes()
    say(forest, made, first)
    fold_answers(limit=max(1, len(first) // 2))  # the others are still in flight when the first units move
    applied = 0
    for number, some_deeds in enumerate(done):
        say(forest, made, then[number::4])
        for deed in some_deeds:
            for step in steps_of(forest, [deed]):
                try:
                    reorganise(step)
                    applied += 1
                except PlanFaulty:
                    continue
        assert recount_shapes() == 0
    assert_exact(ids)
    tally_of_moves[applied > 0] += 1


tally_of_moves: Counter[bool] = Counter()


def test_enough_of_the_plans_were_applied() -> None:
    assert not tally_of_moves or tally_of_moves[True] >= sum(tally_of_moves.values()) // 2
