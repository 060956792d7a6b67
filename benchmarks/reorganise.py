"""``reorganise``: a district of some 2,000 last units moves while 400 dispatches are alive; split, and undone."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial
from uuid import UUID

from django.db import connection, transaction

from benchmarks import orders
from benchmarks.answered import answer_first
from benchmarks.report import Report
from pankti.base.actor import SYSTEM
from pankti.base.ids import new_id
from pankti.cascade.actions.sweep import recount_shapes
from pankti.organisation.actions.reorganise.apply import apply_plan, rehearse_plan, today
from pankti.organisation.actions.reorganise.drafts import PlanDraft, approve_plan, save_plan, undo_plan
from pankti.organisation.reorganising.steps import Part, Step, Verb

WANTED = 2_000
ALIVE = 400
SECONDS = 5.0


def run(size: str) -> Report:
    report = Report("reorganise", size)
    made = orders.issue_everyday()
    answered = answer_first(made)
    district, old, new, last_units, below = _choose()
    alive = sum(len(ids) for ids in made.values())
    _fill_up(made["all"][0], district, ALIVE - alive)
    recount_shapes()
    limit = _rewrite(district)
    by = "one UPDATE of the same placements"
    move = _plan(Step(new_id(), Verb.MOVE, units=(district,), tree=orders.main_tree(), parent_id=new))
    report.add("preview of the move", _timed(lambda: _rehearse(move)), "s", SECONDS, True, limit, by)
    report.add("move applied", _timed(lambda: _apply(move)), "s", SECONDS, True, limit, by)
    wrong = _count_wrong(made["all"][0])
    half = tuple(below[: len(below) // 2])
    part = Part(new_id(), f"{new_id()}", {"hi": "नया", "en": "New"}, half)
    split = _plan(Step(new_id(), Verb.SPLIT, unit_id=district, tree=orders.main_tree(), parts=(part,)))
    report.add("split in two applied", _timed(lambda: _apply(split)), "s", SECONDS, True, limit, by)
    wrong += _count_wrong(made["all"][0])
    for plan in (split, move):
        undo = undo_plan(actor=SYSTEM, plan_id=plan, title="undo")
        what = "the move" if plan == move else "the split"
        report.add(f"{what} undone", _timed(partial(_apply, undo)), "s", SECONDS, True, limit, by)
    wrong += _count_wrong(made["all"][0])
    report.add("tallies that differ from a recount by plain SQL", wrong, "", 0, True)
    report.add("shapes left to count anew", recount_shapes(), "", 0, True)
    report.note(
        f"{last_units:,} last units lie under the district; {max(alive, ALIVE)} dispatches alive, of them"
        f" {max(0, ALIVE - alive)} more than a state's share, to everybody; {answered:,} real answers to the first, its"
        f" tallies copied to the others. Moved from {old} to {new}."
    )
    return report


def _plan(step: Step) -> UUID:
    draft = PlanDraft(new_id(), "benchmark", today(), (step,))
    save_plan(actor=SYSTEM, draft=draft)
    return draft.id


def _rehearse(plan_id: UUID) -> None:
    found = rehearse_plan(actor=SYSTEM, plan_id=plan_id, look=lambda units: len(units))
    assert not found.faults, [str(fault) for fault in found.faults]


def _apply(plan_id: UUID) -> None:
    approve_plan(actor=SYSTEM, plan_id=plan_id)
    assert apply_plan(actor=SYSTEM, plan_id=plan_id) is not None


def _timed(act: Callable[[], None]) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


def _choose() -> tuple[UUID, UUID, UUID, int, list[UUID]]:
    """The unit with about ``WANTED`` last units below and a possible other parent; its parents, size and children."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT u.unit_id, u.parent_id, o.unit_id, n.n FROM (
                SELECT left(p.path, 5 * k) AS path, count(*) AS n
                FROM organisation_placement p, generate_series(3, 5) k
                WHERE p.tree_id = %(tree)s AND p.ended_on IS NULL AND p.level_id = ANY(%(last)s)
                  AND length(p.path) > 5 * k GROUP BY 1) n
            JOIN organisation_placement u ON u.tree_id = %(tree)s AND u.path = n.path AND u.ended_on IS NULL
            JOIN organisation_unit uu ON uu.id = u.unit_id
            JOIN organisation_placement p ON p.tree_id = %(tree)s AND p.unit_id = u.parent_id AND p.ended_on IS NULL
            JOIN organisation_placement o ON o.tree_id = %(tree)s AND o.level_id = p.level_id
                 AND o.ended_on IS NULL AND o.unit_id <> p.unit_id
            JOIN organisation_unit ou ON ou.id = o.unit_id AND ou.cell = uu.cell
            ORDER BY abs(n.n - %(wanted)s), u.path, o.path LIMIT 1
            """,
            {"tree": orders.main_tree(), "last": list(orders.last_levels()), "wanted": WANTED},
        )
        district, old, new, n = cursor.fetchone()
        cursor.execute(
            "SELECT unit_id FROM organisation_placement WHERE tree_id = %s AND parent_id = %s AND ended_on IS NULL"
            " ORDER BY path",
            [orders.main_tree(), district],
        )
        return district, old, new, n, [row[0] for row in cursor.fetchall()]


def _fill_up(first: UUID, district: UUID, missing: int) -> None:
    """More dispatches to everybody, with the first one's tallies at the district, above it and below it."""
    top = orders.units_at(0)[0]
    ids = [orders.issue(top) for _ in range(max(0, missing))]
    with connection.cursor() as cursor:
        for table, more in (
            ("cascade_tally", "seen, acknowledged, refused, done, settled, late"),
            ("cascade_tallytime", "bucket, n"),
        ):
            cursor.execute(
                f"""
                INSERT INTO {table} (cell, dispatch_id, asked, unit_id, {more})
                SELECT t.cell, d.id, 1, t.unit_id, {", ".join(f"t.{name}" for name in more.split(", "))}
                FROM unnest(%(ids)s::uuid[]) AS d(id)
                JOIN organisation_placement q ON q.unit_id = %(unit)s AND q.tree_id = %(tree)s AND q.ended_on IS NULL
                JOIN organisation_placement p ON p.tree_id = q.tree_id AND p.ended_on IS NULL
                     AND (p.path >= q.path AND p.path < q.path || 'g' OR starts_with(q.path, p.path))
                JOIN {table} t ON t.unit_id = p.unit_id AND t.dispatch_id = %(first)s
                """,
                {"ids": ids, "unit": district, "tree": orders.main_tree(), "first": first},
            )
        cursor.execute("ANALYZE")


def _rewrite(district: UUID) -> float:
    """What rewriting the same paths alone takes, taken back."""
    with connection.cursor() as cursor, transaction.atomic():
        began = time.perf_counter()
        cursor.execute(
            """
            UPDATE organisation_placement c SET path = 'f' || substr(c.path, 2)
            FROM organisation_placement d
            WHERE d.unit_id = %(unit)s AND d.tree_id = %(tree)s AND d.ended_on IS NULL AND c.tree_id = %(tree)s
              AND c.ended_on IS NULL AND c.path >= d.path AND c.path < d.path || 'g'
            """,
            {"unit": district, "tree": orders.main_tree()},
        )
        seconds = time.perf_counter() - began
        transaction.set_rollback(True)
    return seconds


def _count_wrong(dispatch_id: UUID) -> int:
    """Units whose tally of the dispatch differs from its standings, counted along today's paths."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            WITH told AS (
                SELECT up.path, count(*) AS n FROM cascade_standing s
                JOIN organisation_placement p ON p.unit_id = s.unit_id AND p.tree_id = %(tree)s AND p.ended_on IS NULL,
                     LATERAL (SELECT left(p.path, 5 * k) AS path FROM generate_series(1, length(p.path) / 5 - 1) k) up
                WHERE s.dispatch_id = %(id)s GROUP BY 1
            ), known AS (
                SELECT a.path, sum(t.seen + t.acknowledged + t.refused + t.done) AS n FROM cascade_tally t
                JOIN organisation_placement a ON a.unit_id = t.unit_id AND a.tree_id = %(tree)s AND a.ended_on IS NULL
                WHERE t.dispatch_id = %(id)s GROUP BY 1
            )
            SELECT count(*) FROM told FULL JOIN known USING (path)
            WHERE coalesce(told.n, 0) <> coalesce(known.n, 0)
            """,
            {"tree": orders.main_tree(), "id": dispatch_id},
        )
        return int(cursor.fetchone()[0])
