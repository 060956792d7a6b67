"""What the pages of a reorganisation show: steps in words, a picker of units, the preview."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from pankti.base.actor import Actor
from pankti.base.errors import OutOfReach
from pankti.base.words import Words
from pankti.cascade.queries.affected import SHOWN, Expectation, find_concerned, list_expectations
from pankti.organisation.actions.reorganise.apply import Rehearsal, rehearse_plan
from pankti.organisation.actions.reorganise.holders import Fate
from pankti.organisation.models import Placement, Unit
from pankti.organisation.queries import (
    get_main_tree,
    get_unit,
    lead_of,
    list_ancestors,
    list_children,
    list_levels,
    list_roots,
    list_trees,
    search_units,
)
from pankti.organisation.queries.plans import MANAGE
from pankti.organisation.reorganising.sketch import Fault
from pankti.organisation.reorganising.steps import Holders, Step, Verb
from pankti.organisation.types import Lead, LevelView, TreeView, UnitView

UNITS_NAMED = 6
CHILDREN_SHOWN = 400
UNITS_SHOWN = 8
TOLD_SHOWN = 40


@dataclass(frozen=True, slots=True)
class PartLine:
    names: Words
    code: str
    children: int


@dataclass(frozen=True, slots=True)
class StepLine:
    """One step in words. ``units``: the first that it moves, ``more`` how many besides."""

    step: Step
    unit: Words
    units: tuple[Words, ...]
    more: int
    parent: Words
    level: Words
    tree: Words
    parts: tuple[PartLine, ...]
    faults: tuple[Fault, ...] = ()

    @property
    def is_reopened(self) -> bool:
        return self.step.verb is Verb.OPEN and not self.step.names

    @property
    def moves_holders(self) -> bool:
        return self.step.holders is Holders.MOVE


def list_lines(
    steps: Sequence[Step], faults: Iterable[Fault] = (), former: Mapping[UUID, Words] | None = None
) -> list[StepLine]:
    """The steps in words, with what stands against each; a few queries, however many units they name."""
    shown = [
        unit for step in steps for unit in (*step.subjects[:UNITS_NAMED], *([step.parent_id] if step.parent_id else []))
    ]
    names: dict[UUID, Words] = dict(Unit.objects.filter(id__in=shown).values_list("id", "names"))
    names.update(former or {})
    for step in steps:  # units that the plan makes itself
        if step.verb is Verb.OPEN and step.unit_id and step.names:
            names.setdefault(step.unit_id, step.names)
        for part in step.parts:
            names.setdefault(part.unit_id, part.names)
    levels = {level.code: level.names for tree in list_trees() for level in list_levels(tree.code)}
    trees = {tree.code: tree for tree in list_trees()}
    against: dict[UUID | None, list[Fault]] = {}
    for fault in faults:
        against.setdefault(fault.step_id, []).append(fault)
    return [
        StepLine(
            step=step,
            unit=names.get(step.unit_id, {}) if step.unit_id else {},
            units=tuple(names.get(unit, {}) for unit in step.units[:UNITS_NAMED]),
            more=max(0, len(step.units) - UNITS_NAMED),
            parent=names.get(step.parent_id, {}) if step.parent_id else {},
            level=levels.get(step.level, {}),
            tree={} if step.tree not in trees or trees[step.tree].is_main else trees[step.tree].names,
            parts=tuple(PartLine(part.names, part.code, len(part.children)) for part in step.parts),
            faults=tuple(against.get(step.id, ())),
        )
        for step in steps
    ]


@dataclass(frozen=True, slots=True)
class Picker:
    """One step of clicking down a tree to choose a unit."""

    trees: tuple[TreeView, ...]
    tree: str
    here: UnitView | None
    crumbs: tuple[UnitView, ...]
    children: tuple[UnitView, ...]
    found: tuple[UnitView, ...]
    text: str
    coming: tuple[tuple[UUID, Words], ...]
    levels: tuple[LevelView, ...]


def pick(actor: Actor, tree: str, here: UUID | None, text: str, steps: Sequence[Step] = ()) -> Picker:
    """Where the reader stands in the tree; never more than their right. ``coming``: units that the plan makes.

    Other trees than the main one are open to those whose right holds for the whole of it.
    """
    main = get_main_tree().code
    tops = [unit for unit in list_roots() if actor.may(MANAGE, unit.path)]
    trees = tuple(list_trees()) if tops else tuple(one for one in list_trees() if one.is_main)
    if tree not in {one.code for one in trees}:
        tree = main
    starts = list_roots(tree) if tops else _own_tops(actor)
    if here is None and len(starts) == 1:
        here = starts[0].id
    found = _search(actor, tree, main, text) if text.strip() else []
    coming = tuple(
        (unit, names)
        for step in steps
        for unit, names in (
            [(step.unit_id, step.names)] if step.verb is Verb.OPEN else [(p.unit_id, p.names) for p in step.parts]
        )
        if unit is not None and names
    )
    at = None
    if here is not None:
        at = get_unit(here, tree)
        if not at.path or (tree == main and not actor.may(MANAGE, at.path)):
            raise OutOfReach
    above = list_ancestors(at.id, tree) if at else []
    return Picker(
        trees=trees,
        tree=tree,
        here=at,
        crumbs=tuple(one for one in above if tree != main or actor.may(MANAGE, one.path)),
        children=tuple(list_children(at.id, tree, CHILDREN_SHOWN)) if at else tuple(starts),
        found=tuple(found),
        text=text,
        coming=coming,
        levels=tuple(list_levels(tree)),
    )


def _own_tops(actor: Actor) -> list[UnitView]:
    ids = Placement.objects.filter(tree__is_main=True, ended_on=None, path__in=actor.roots(MANAGE))
    return [get_unit(unit) for unit in ids.order_by("path").values_list("unit_id", flat=True)]


def _search(actor: Actor, tree: str, main: str, text: str) -> list[UnitView]:
    if tree != main:
        return search_units(text, tree=tree, limit=20)
    return [unit for path in actor.roots(MANAGE) for unit in search_units(text, within=path, limit=20)][:20]


@dataclass(frozen=True, slots=True)
class Change:
    """One unit's figures of one dispatch, before and after."""

    names: Words
    before: int | None
    after: int | None
    answered_before: int
    answered_after: int

    @property
    def differs(self) -> bool:
        return (self.before, self.answered_before) != (self.after, self.answered_after)


@dataclass(frozen=True, slots=True)
class Preview:
    """What a plan would do, found by doing it and taking it back."""

    rehearsal: Rehearsal
    lines: list[StepLine]
    whole: list[Fault]
    levels: list[tuple[Words, Words, int]]
    fates: list[tuple[Fate, Words, Words]]
    concerned: int
    changes: list[tuple[Expectation, list[Change]]]
    told: list[Lead]
    told_more: int


@dataclass(frozen=True, slots=True)
class _Look:
    expectations: list[Expectation]
    units: tuple[UUID, ...]
    names: dict[UUID, Words]
    leads: dict[UUID, Lead]


def preview(actor: Actor, plan_id: UUID, steps: Sequence[Step]) -> Preview:
    """Rehearse the plan. Raises OutOfReach."""
    concerned: list[UUID] = []

    def look(units: Sequence[UUID]) -> _Look:
        if not concerned:
            concerned.extend(find_concerned(units))
        shown = tuple(units[:UNITS_SHOWN])
        names: dict[UUID, Words] = dict(Unit.objects.filter(id__in=units).values_list("id", "names"))
        return _Look(list_expectations(concerned, shown), shown, names, lead_of(units[:TOLD_SHOWN]))

    done = rehearse_plan(actor=actor, plan_id=plan_id, look=look)
    lines = list_lines(steps, done.faults)
    whole = [fault for fault in done.faults if fault.step_id is None]
    if done.outcome is None or not isinstance(done.before, _Look) or not isinstance(done.after, _Look):
        return Preview(done, lines, whole, [], [], 0, [], [], 0)
    trees = {tree.code: tree for tree in list_trees()}
    levels = {level.code: level.plural_names for code in trees for level in list_levels(code)}
    names = done.after.names | done.before.names
    leads = {**done.after.leads, **done.before.leads}
    told = [lead for lead in leads.values() if not lead.is_vacant]
    return Preview(
        rehearsal=done,
        lines=lines,
        whole=whole,
        levels=[
            ({} if trees[tree].is_main else trees[tree].names, levels[level], n)
            for tree, counts in done.outcome.levels.items()
            for level, n in counts.items()
        ],
        fates=[
            (f, names.get(f.unit_id, {}), names.get(f.heir_id, {}) if f.heir_id else {}) for f in done.outcome.fates
        ],
        concerned=len(concerned),
        changes=_changes(done.before, done.after, names),
        told=told[:TOLD_SHOWN],
        told_more=max(0, len(told) - TOLD_SHOWN),
    )


def _changes(before: _Look, after: _Look, names: dict[UUID, Words]) -> list[tuple[Expectation, list[Change]]]:
    found = []
    later = {one.dispatch_id: one for one in after.expectations}
    for was in before.expectations:
        now = later[was.dispatch_id]
        rows = [
            Change(names.get(unit, {}), was.expected[unit], now.expected[unit], was.answered[unit], now.answered[unit])
            for unit in before.units
        ]
        if changed := [row for row in rows if row.differs]:
            found.append((was, changed))
    return found


__all__ = ["SHOWN", "Picker", "Preview", "StepLine", "list_lines", "pick", "preview"]
