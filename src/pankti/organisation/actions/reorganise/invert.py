"""The steps that undo what a plan did."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from pankti.base.ids import new_id
from pankti.organisation.reorganising.steps import Step, Verb


def invert(done: Iterable[dict[str, Any]]) -> tuple[Step, ...]:
    """From the last to the first: what closed opens again, what moved moves back, what was opened closes.

    Units that go back to one parent together make one step.
    """
    steps: list[Step] = []
    back: dict[tuple[str, str], list[UUID]] = {}
    closing: list[Step] = []
    for one in reversed(list(done)):
        unit = UUID(one["unit"])
        if one["what"] == "closed":
            for place, (tree, parent) in enumerate(one["places"]):
                recall = tuple(UUID(held) for held in one["holders"]) if place == 0 else ()
                steps.append(Step(new_id(), Verb.OPEN, unit_id=unit, tree=tree, parent_id=UUID(parent), recall=recall))
        elif one["what"] == "moved":
            back.setdefault((one["tree"], one["from"]), []).append(unit)
        elif one["what"] == "renamed":
            steps.append(Step(new_id(), Verb.RENAME, unit_id=unit, names=one["from"]))
        elif one["what"] == "opened" and all(step.unit_id != unit for step in closing):
            closing.append(Step(new_id(), Verb.CLOSE, unit_id=unit))
    for (tree, parent), units in back.items():
        steps.append(Step(new_id(), Verb.MOVE, units=tuple(units), tree=tree, parent_id=UUID(parent)))
    return (*steps, *closing)
