"""A plan's steps together: what they come to, and every reason why they cannot be done, found before anything is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from pankti.base.words import Words, in_language
from pankti.base.writing import language, write_day
from pankti.organisation.reorganising.facts import Facts, Spot
from pankti.organisation.reorganising.steps import Holders, Kind, Step, Verb


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a step cannot be done, in a sentence; ``step_id`` None: the plan as a whole."""

    step_id: UUID | None
    sentence: str | Promise
    fields: dict[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        return str(self.sentence) % self.fields if self.fields else str(self.sentence)


@dataclass(frozen=True, slots=True)
class Opening:
    unit_id: UUID
    tree: str
    parent_id: UUID
    level: str
    source: str
    code: str
    names: Words
    is_new: bool
    recall: tuple[UUID, ...] = ()


@dataclass(frozen=True, slots=True)
class Moving:
    unit_id: UUID
    tree: str
    parent_id: UUID


@dataclass(frozen=True, slots=True)
class Renaming:
    unit_id: UUID
    names: Words


@dataclass(frozen=True, slots=True)
class Closing:
    unit_id: UUID
    heir_id: UUID | None
    holders: Holders


@dataclass(frozen=True, slots=True)
class Succeeding:
    unit_id: UUID
    heir_id: UUID
    kind: Kind


@dataclass(frozen=True, slots=True)
class Widening:
    """What was addressed to all below ``unit_id`` goes on to ``by`` as well: its subjects are only regrouped.

    ``heir``: who stands for the unit where there is nothing below it.
    """

    unit_id: UUID
    tree: str
    by: tuple[UUID, ...]
    heir: UUID | None = None


@dataclass(slots=True)
class Work:
    """A plan taken apart, in the order in which it is carried out."""

    openings: list[Opening] = field(default_factory=list)
    widenings: list[Widening] = field(default_factory=list)
    movings: list[Moving] = field(default_factory=list)
    renamings: list[Renaming] = field(default_factory=list)
    successions: list[Succeeding] = field(default_factory=list)
    closings: list[Closing] = field(default_factory=list)

    def touched(self) -> tuple[UUID, ...]:
        """The units whose figures may change, in the order of the steps: old and new parents are the caller's."""
        found = [o.unit_id for o in self.openings] + [o.parent_id for o in self.openings]
        found += [m.parent_id for m in self.movings] + [c.unit_id for c in self.closings]
        return tuple(dict.fromkeys(found))


def sketch_plan(facts: Facts, steps: Sequence[Step], *, on: date, earliest: date | None) -> tuple[Work, list[Fault]]:
    """What the steps come to, and all that stands against them. ``earliest``: no plan may be for a day before it."""
    sketch = _Sketch(facts, on)
    if not steps:
        sketch.refuse(None, _("The plan has no steps yet. Add the first one."))
    if earliest is not None and on < earliest:
        sketch.refuse(
            None, _("%(day)s is over. Choose today or a later day, or say that the plan is for the past."), day=on
        )
    for step in sorted(steps, key=lambda step: _ORDER.index(step.verb)):
        sketch.take(step)
    sketch.check_whole()
    return sketch.work, sketch.faults


_ORDER = (Verb.OPEN, Verb.SPLIT, Verb.MOVE, Verb.RENAME, Verb.CLOSE, Verb.MERGE)
"""What is opened may be named by every other step; a merge takes what no other step has moved."""


class _Sketch:
    def __init__(self, facts: Facts, on: date) -> None:
        self.facts = facts
        self.on = on
        self.work = Work()
        self.faults: list[Fault] = []
        self.step: Step | None = None
        self.by_spot: dict[tuple[str, str, UUID], Step] = {}  # (what, tree, unit) → the step that does it
        self.opened: dict[UUID, Opening] = {}
        self.parents: dict[Spot, UUID] = {}  # where opened and moved units come to hang
        self.closed: dict[UUID, Step] = {}
        self.origin: dict[Spot, Step] = {}

    def refuse(self, step: Step | None, sentence: str | Promise, **fields: object) -> None:
        said = {key: write_day(value) if isinstance(value, date) else str(value) for key, value in fields.items()}
        self.faults.append(Fault(step.id if step else None, sentence, said))

    def name(self, unit: UUID | None) -> str:
        if unit in self.opened:
            return in_language(self.opened[unit].names, language())
        known = self.facts.units.get(unit) if unit else None
        return in_language(known.names, language()) or known.code if known else "?"

    # Taking one step

    def take(self, step: Step) -> None:
        unknown = [unit for unit in step.named if not self._is_known(unit, step)]
        if unknown or not step.subjects:
            self.refuse(step, _("This step names a unit that is not there. Take the step away and choose again."))
            return
        for unit in step.named:
            known = self.facts.units.get(unit)
            is_opened = unit in self.opened or (step.verb is Verb.OPEN and unit == step.unit_id)
            if known is not None and known.is_closed and not is_opened:
                self.refuse(
                    step, _("%(unit)s is closed already; nothing more can be done with it."), unit=self.name(unit)
                )
                return
        getattr(self, f"_{step.verb.value}")(step)

    def _is_known(self, unit: UUID, step: Step) -> bool:
        return unit in self.facts.units or unit in self.opened or (step.verb is Verb.OPEN and unit == step.unit_id)

    def _claim(self, step: Step, what: str, tree: str, unit: UUID) -> bool:
        """Each unit has one step of a kind in one tree; False (and a fault) for the second."""
        if self.by_spot.setdefault((what, tree, unit), step) is step:
            return True
        self.refuse(
            step, _("%(unit)s has another step in this plan already. Keep one of the two."), unit=self.name(unit)
        )
        return False

    def _open(self, step: Step) -> None:
        unit, parent = step.unit_id, step.parent_id
        assert unit is not None  # noqa: S101 (subjects is not empty)
        known = self.facts.units.get(unit)
        if parent is None:
            self.refuse(step, _("Say under which unit it hangs."))
            return
        if not self._claim(step, "place", step.tree, unit):
            return
        above = self.facts.units.get(parent)
        level, names = (known.level, known.names) if known else (step.level, step.names or {})
        code = known.code if known else step.code.strip()
        source = known.source if known else (above.source if above else self.opened[parent].source)
        if known is not None and (step.tree, unit) in self.facts.places:
            self.refuse(step, _("%(unit)s hangs in this tree already. Move it instead."), unit=self.name(unit))
            return
        if not any(text.strip() for text in names.values()):
            self.refuse(step, _("Give the new unit a name."))
        if known is None and unit not in self.opened and not self._take_code(step, source, level, code):
            return
        opening = Opening(unit, step.tree, parent, level, source, code, names, known is None, step.recall)
        self.opened.setdefault(unit, opening)
        self.work.openings.append(opening)
        self._hang(step, step.tree, unit, parent)

    def _take_code(self, step: Step, source: str, level: str, code: str) -> bool:
        if not code:
            self.refuse(step, _("Give the new unit a code: lists that are brought in later find it by that."))
            return False
        if (source, level, code) in self.facts.taken:
            self.refuse(step, _("The code “%(code)s” is taken. Give another one."), code=code)
            return False
        self.facts.taken.add((source, level, code))
        return True

    def _move(self, step: Step) -> None:
        if step.parent_id is None:
            self.refuse(step, _("Say under which unit it comes."))
            return
        for unit in step.units:
            place = self.facts.places.get((step.tree, unit))
            if place is None:
                self.refuse(step, _("%(unit)s does not hang in this tree."), unit=self.name(unit))
            elif place.parent_id == step.parent_id:
                self.refuse(
                    step,
                    _("%(unit)s hangs under %(parent)s already."),
                    unit=self.name(unit),
                    parent=self.name(step.parent_id),
                )
            elif self._claim(step, "place", step.tree, unit):
                self._move_one(step, step.tree, unit, step.parent_id)

    def _move_one(self, step: Step, tree: str, unit: UUID, parent: UUID) -> None:
        self.work.movings.append(Moving(unit, tree, parent))
        self._hang(step, tree, unit, parent)

    def _hang(self, step: Step, tree: str, unit: UUID, parent: UUID) -> None:
        self.parents[tree, unit] = parent
        self.origin[tree, unit] = step
        place = self.facts.places.get((tree, unit))
        if place is not None and place.began_on > self.on:
            self.refuse(
                step,
                _("%(unit)s came to where it hangs only on %(day)s. Choose that day or a later one."),
                unit=self.name(unit),
                day=place.began_on,
            )

    def _rename(self, step: Step) -> None:
        unit, names = step.unit_id, {code: text.strip() for code, text in (step.names or {}).items() if text.strip()}
        assert unit is not None  # noqa: S101
        if not names:
            self.refuse(step, _("Say what %(unit)s is called from now on."), unit=self.name(unit))
        elif self._claim(step, "name", "", unit):
            self.work.renamings.append(Renaming(unit, names))

    def _merge(self, step: Step) -> None:
        unit, heir = step.unit_id, step.parent_id
        assert unit is not None  # noqa: S101
        if heir is None or heir == unit:
            self.refuse(step, _("Say into which other unit %(unit)s goes."), unit=self.name(unit))
            return
        if self._level(heir) != self._level(unit):
            self.refuse(
                step,
                _("%(unit)s and %(heir)s are of two levels. Only units of one level can be merged."),
                unit=self.name(unit),
                heir=self.name(heir),
            )
            return
        if not self._end(step, unit, heir):
            return
        for tree in self.facts.trees_of(unit):
            children = self.facts.children.get((tree, unit), ())
            if children and not self._hangs(tree, heir):
                self.refuse(
                    step,
                    _("Units hang under %(unit)s in a tree where %(heir)s does not hang. Move them elsewhere first."),
                    unit=self.name(unit),
                    heir=self.name(heir),
                )
                continue
            stay = [child for child in children if ("place", tree, child) not in self.by_spot]
            self.work.widenings.append(Widening(unit, tree, tuple(stay), heir))
            for child in stay:
                if self._claim(step, "place", tree, child):
                    self._move_one(step, tree, child, heir)
        self.work.successions.append(Succeeding(unit, heir, Kind.MERGED))

    def _split(self, step: Step) -> None:
        unit = step.unit_id
        assert unit is not None  # noqa: S101
        place = self.facts.places.get((step.tree, unit))
        if place is None or place.parent_id is None:
            self.refuse(step, _("%(unit)s cannot be split: it hangs under nothing in this tree."), unit=self.name(unit))
            return
        if not step.parts:
            self.refuse(step, _("Say which new units %(unit)s is split into."), unit=self.name(unit))
            return
        known, below = self.facts.units[unit], set(self.facts.children.get((step.tree, unit), ()))
        made: list[UUID] = []
        for part in step.parts:
            if not any(text.strip() for text in part.names.values()):
                self.refuse(step, _("Give the new unit a name."))
            if not self._claim(step, "place", step.tree, part.unit_id):
                continue
            if not self._take_code(step, known.source, known.level, part.code.strip()):
                continue
            opening = Opening(
                part.unit_id, step.tree, place.parent_id, known.level, known.source, part.code.strip(), part.names, True
            )
            self.opened[part.unit_id] = opening
            self.work.openings.append(opening)
            self._hang(step, step.tree, part.unit_id, place.parent_id)
            self.work.successions.append(Succeeding(unit, part.unit_id, Kind.SPLIT))
            made.append(part.unit_id)
            for child in part.children:
                if child not in below:
                    self.refuse(
                        step,
                        _("%(child)s does not hang under %(unit)s."),
                        child=self.name(child),
                        unit=self.name(unit),
                    )
                elif self._claim(step, "place", step.tree, child):
                    self._move_one(step, step.tree, child, part.unit_id)
        self.work.widenings.append(Widening(unit, step.tree, tuple(made)))

    def _close(self, step: Step) -> None:
        assert step.unit_id is not None  # noqa: S101
        self._end(step, step.unit_id, None)

    def _end(self, step: Step, unit: UUID, heir: UUID | None) -> bool:
        if not self._claim(step, "end", "", unit):
            return False
        for tree in self.facts.trees_of(unit):
            place = self.facts.places[tree, unit]
            if place.began_on > self.on:
                self.refuse(
                    step,
                    _("%(unit)s came to where it hangs only on %(day)s. Choose that day or a later one."),
                    unit=self.name(unit),
                    day=place.began_on,
                )
                return False
            if place.parent_id is None:
                self.refuse(step, _("%(unit)s is the top of a tree and cannot end."), unit=self.name(unit))
                return False
        self.closed[unit] = step
        self.work.closings.append(Closing(unit, heir, step.holders if heir else Holders.END))
        return True

    # All steps together

    def check_whole(self) -> None:
        for unit, step in self.closed.items():
            self._check_end(unit, step)
        for (tree, unit), parent in self.parents.items():
            self._check_place(self.origin[tree, unit], tree, unit, parent)
        if not self.faults:
            self._order_movings()

    def _check_end(self, unit: UUID, step: Step) -> None:
        """Nothing is left below, nothing comes below, and it does not move at the same time."""
        for tree in self.facts.trees_of(unit):
            left = [
                child
                for child in self.facts.children.get((tree, unit), ())
                if self.parents.get((tree, child), unit) == unit and child not in self.closed
            ]
            if left:
                self.refuse(
                    step,
                    _("Under %(unit)s there is still %(child)s. Move or close what hangs below it in this plan too."),
                    unit=self.name(unit),
                    child=self.name(left[0]),
                )
            if (tree, unit) in self.parents:
                self.refuse(
                    step,
                    _("%(unit)s has another step in this plan already. Keep one of the two."),
                    unit=self.name(unit),
                )
        if ("name", "", unit) in self.by_spot:
            self.refuse(
                step, _("%(unit)s has another step in this plan already. Keep one of the two."), unit=self.name(unit)
            )

    def _check_place(self, step: Step, tree: str, unit: UUID, parent: UUID) -> None:
        if parent in self.closed:
            self.refuse(
                step,
                _("%(parent)s ends with this plan; nothing can come under it."),
                parent=self.name(parent),
            )
            return
        if not self._hangs(tree, parent):
            self.refuse(step, _("%(parent)s does not hang in this tree."), parent=self.name(parent))
            return
        ranks = self.facts.ranks.get(tree, {})
        own, above = ranks.get(self._level(unit)), ranks.get(self._level(parent))
        if own is None or above is None or own <= above:
            self.refuse(
                step,
                _("%(unit)s cannot hang under %(parent)s: its level does not lie below that one's in this tree."),
                unit=self.name(unit),
                parent=self.name(parent),
            )
        if unit in self._line(tree, unit):
            self.refuse(
                step,
                _("%(unit)s would come to hang under itself. Change one of the moves above it."),
                unit=self.name(unit),
            )

    def _order_movings(self) -> None:
        """From the top down as the trees will be: nothing ever hangs under itself on the way."""
        self.work.movings.sort(key=lambda moving: len(self._line(moving.tree, moving.unit_id)))

    def _level(self, unit: UUID) -> str:
        known = self.facts.units.get(unit)
        return known.level if known else self.opened[unit].level if unit in self.opened else ""

    def _hangs(self, tree: str, unit: UUID) -> bool:
        return (tree, unit) in self.facts.places or (tree, unit) in self.parents

    def _line(self, tree: str, unit: UUID) -> list[UUID]:
        """The units above once all is done, from the nearest up; with ``unit`` itself in it where that goes round."""
        found: list[UUID] = []
        at: UUID | None = unit
        while at is not None:
            place = self.facts.places.get((tree, at))
            at = self.parents.get((tree, at), place.parent_id if place else None)
            if at is None or at in found:
                break
            found.append(at)
        return found


def list_named(steps: Iterable[Step]) -> set[UUID]:
    """Every unit that the steps name."""
    return {unit for step in steps for unit in step.named}
