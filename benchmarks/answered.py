"""A world with answers in it: real ones to one dispatch, their tallies copied to the others."""

from __future__ import annotations

from uuid import UUID

from django.db import connection

from benchmarks import orders
from benchmarks.answers import append_all
from benchmarks.making import make_answers
from pankti.cascade.actions.tally import fold_answers

ANSWERED = 300_000


def answer_first(made: dict[str, list[UUID]]) -> int:
    """Answers to one dispatch, folded; the others get copies of its tallies, cut to their own subtree."""
    first, *others = made["all"]
    subjects = orders.holders(ANSWERED)
    append_all(make_answers(first, subjects), 2)
    while fold_answers().answers:
        pass
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
                JOIN cascade_root r ON r.dispatch_id = d.id
                JOIN organisation_placement q ON q.unit_id = r.unit_id AND q.tree_id = %(tree)s AND q.ended_on IS NULL
                JOIN organisation_placement p ON p.tree_id = q.tree_id AND p.ended_on IS NULL
                     AND p.path >= q.path AND p.path < q.path || 'g'
                JOIN {table} t ON t.unit_id = p.unit_id AND t.dispatch_id = %(first)s
                """,
                {"ids": [*others, *made["state"], *made["district"]], "tree": orders.main_tree(), "first": first},
            )
        cursor.execute("ANALYZE")
    return len(subjects)
