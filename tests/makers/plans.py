"""Reorganisations for tests: steps by a word, and plans that are saved, approved and applied."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from pankti.base.actor import SYSTEM, Actor
from pankti.base.ids import new_id
from pankti.organisation.actions.reorganise.apply import apply_plan, today
from pankti.organisation.actions.reorganise.carry_out import Outcome
from pankti.organisation.actions.reorganise.drafts import PlanDraft, approve_plan, save_plan
from pankti.organisation.models import Unit
from pankti.organisation.reorganising.steps import Holders, Part, Step, Verb


def move(*units: Unit | UUID, to: Unit | UUID, tree: str = "main") -> Step:
    return Step(new_id(), Verb.MOVE, units=tuple(_id(unit) for unit in units), tree=tree, parent_id=_id(to))


def rename(unit: Unit, **names: str) -> Step:
    return Step(new_id(), Verb.RENAME, unit_id=unit.id, names=names)


def merge(unit: Unit, into: Unit, holders: Holders = Holders.END) -> Step:
    return Step(new_id(), Verb.MERGE, unit_id=unit.id, parent_id=into.id, holders=holders)


def close(unit: Unit) -> Step:
    return Step(new_id(), Verb.CLOSE, unit_id=unit.id)


def open_(level: str, under: Unit | UUID, code: str, tree: str = "main", unit_id: UUID | None = None) -> Step:
    names = {"hi": code or "x", "en": code or "x"}
    return Step(
        new_id(),
        Verb.OPEN,
        unit_id=unit_id or new_id(),
        tree=tree,
        parent_id=_id(under),
        level=level,
        code=code,
        names=names,
    )


def part(code: str, *children: Unit) -> Part:
    return Part(new_id(), code, {"hi": code, "en": code}, tuple(child.id for child in children))


def split(unit: Unit, *parts: Part, tree: str = "main") -> Step:
    return Step(new_id(), Verb.SPLIT, unit_id=unit.id, tree=tree, parts=parts)


def make_plan(
    *steps: Step, actor: Actor = SYSTEM, on: date | None = None, title: str = "नया ढाँचा", is_backdated: bool = False
) -> UUID:
    """A plan in preparation."""
    draft = PlanDraft(id=new_id(), title=title, on=on or today(), steps=tuple(steps), is_backdated=is_backdated)
    save_plan(actor=actor, draft=draft)
    return draft.id


def reorganise(*steps: Step, actor: Actor = SYSTEM) -> Outcome:
    """A plan for today, approved and applied."""
    plan_id = make_plan(*steps, actor=actor)
    approve_plan(actor=actor, plan_id=plan_id)
    outcome = apply_plan(actor=actor, plan_id=plan_id)
    assert outcome is not None
    return outcome


def _id(unit: Unit | UUID) -> UUID:
    return unit if isinstance(unit, UUID) else unit.id


def ids(units: Sequence[Unit]) -> list[UUID]:
    return [unit.id for unit in units]
