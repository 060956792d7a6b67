"""What live dispatches expect of a few units: for a look before and after a reorganisation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from pankti.base.words import Words
from pankti.cascade.queries.dispatches import get_dispatch
from pankti.cascade.queries.rows import fetch
from pankti.cascade.queries.tallies import get_tally

SHOWN = 12
"""So many dispatches are looked at one by one; the others are only counted."""


@dataclass(frozen=True, slots=True)
class Expectation:
    """One dispatch and what it expects, and has, strictly below each unit (None: still counting)."""

    dispatch_id: UUID
    titles: Words
    expected: dict[UUID, int | None]
    answered: dict[UUID, int]


def find_concerned(unit_ids: Sequence[UUID]) -> list[UUID]:
    """Live dispatches with a root at, above or below any of these units in the dispatch's tree, newest first."""
    found = fetch(
        """
        SELECT d.id FROM cascade_dispatch d WHERE d.state = 'live' AND EXISTS (
            SELECT 1 FROM cascade_root r
            JOIN organisation_placement q ON q.unit_id = r.unit_id AND q.tree_id = d.tree AND q.ended_on IS NULL
            JOIN organisation_placement p ON p.unit_id = ANY(%(units)s) AND p.tree_id = d.tree AND p.ended_on IS NULL
            WHERE r.dispatch_id = d.id AND NOT r.is_excluded
              AND (starts_with(p.path, q.path) OR starts_with(q.path, p.path)))
        ORDER BY d.issued_at DESC
        """,
        {"units": list(unit_ids)},
    )
    return [row[0] for row in found]


def list_expectations(dispatch_ids: Sequence[UUID], unit_ids: Sequence[UUID]) -> list[Expectation]:
    """What these dispatches expect below these units now; a few queries for each of the first ``SHOWN``."""
    found = []
    for dispatch_id in dispatch_ids[:SHOWN]:
        dispatch = get_dispatch(dispatch_id)
        counts = {unit: get_tally(dispatch, unit) for unit in unit_ids}
        found.append(
            Expectation(
                dispatch_id,
                dispatch.payload.get("titles") or {},
                {unit: one.expected for unit, one in counts.items()},
                {unit: one.answered for unit, one in counts.items()},
            )
        )
    return found
