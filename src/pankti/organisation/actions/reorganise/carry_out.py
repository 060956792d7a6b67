"""A plan's work, carried out: open, move, rename, close, in that order, with whoever must follow told at each step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Max

from pankti.base.actor import Actor
from pankti.organisation.actions.reorganise.crossing import cross_cells
from pankti.organisation.actions.reorganise.holders import (
    Fate,
    end_or_move_holders,
    move_residents,
    recall_holders,
    return_residents,
)
from pankti.organisation.actions.reorganise.placing import (
    begin_places,
    carry_subtrees,
    end_places,
    execute,
    fetch_all,
    next_paths,
    paths_of,
)
from pankti.organisation.models import Appointment, Succession, Unit
from pankti.organisation.reorganising.facts import Facts
from pankti.organisation.reorganising.following import Batch, Follower, Shift
from pankti.organisation.reorganising.sketch import Closing, Moving, Opening, Work

Done = dict[str, Any]


@dataclass(slots=True)
class Outcome:
    """What was done. ``levels``: by tree, how many units of each level changed their place, those below included."""

    done: list[Done] = field(default_factory=list)
    fates: list[Fate] = field(default_factory=list)
    recalled: int = 0
    levels: dict[str, dict[str, int]] = field(default_factory=dict)
    crossed: int = 0

    def count(self, what: str) -> int:
        return sum(1 for one in self.done if one["what"] == what)


class Hand:
    """Carries one plan out. To be used once, inside the transaction that holds the lock of placements."""

    def __init__(
        self, *, actor: Actor, facts: Facts, plan_id: UUID, on: date, at: datetime, followers: Sequence[Follower]
    ) -> None:
        self.actor = actor
        self.facts = facts
        self.plan_id = plan_id
        self.on = on
        self.at = at
        self.followers = followers
        self.outcome = Outcome()
        self.heirs: dict[UUID, UUID] = {}  # units that left their cell → those that go on for them

    def carry_out(self, work: Work) -> Outcome:
        for opening in work.openings:
            self._open(opening)
        for widening in work.widenings:
            for follower in self.followers:
                follower.widen(widening.unit_id, widening.tree, widening.by, widening.heir)
        for tree in self.facts.ranks:
            self._move([moving for moving in work.movings if moving.tree == tree], tree)
        for renaming in work.renamings:
            self._rename(self.heirs.get(renaming.unit_id, renaming.unit_id), renaming.names)
        self._close(work.closings)
        Succession.objects.bulk_create(
            (
                Succession(unit_id=s.unit_id, heir_id=s.heir_id, kind=s.kind, on=self.on, plan_id=self.plan_id)
                for s in work.successions
            ),
            ignore_conflicts=True,
        )
        return self.outcome

    # Opening

    def _open(self, opening: Opening) -> None:
        unit, tree = opening.unit_id, opening.tree
        path = next_paths(tree, [(unit, opening.parent_id)])[unit]
        batch = Batch(tree, tree == self.facts.main, (Shift(unit, None, path),))
        for follower in self.followers:
            follower.before(batch)
        if opening.is_new and not Unit.objects.filter(id=unit).exists():
            Unit.objects.create(
                id=unit,
                level_id=opening.level,
                names=opening.names,
                source=opening.source,
                code=opening.code,
                cell=self._cell_of(opening),
                opened_on=self.on,
                entered=["names", "placement"],
            )
        else:
            Unit.objects.filter(id=unit).update(closed_on=None)
            if batch.is_main:  # what was held there once is found at its place again
                Appointment.objects.filter(unit=unit).update(path=path)
        begin_places(tree, [(unit, opening.parent_id, opening.level, path)], self.on)
        for follower in self.followers:
            follower.after(batch)
        if opening.recall:
            self.outcome.recalled += recall_holders(
                actor=self.actor, unit_id=unit, appointment_ids=opening.recall, at=self.at
            )
        if batch.is_main and not opening.is_new:
            return_residents(unit, path, self.on)
        self.outcome.done.append(
            {
                "what": "opened",
                "unit": str(unit),
                "tree": tree,
                "parent": str(opening.parent_id),
                "is_new": opening.is_new,
            }
        )

    def _cell_of(self, opening: Opening) -> int:
        if opening.level == self.facts.cell_level and opening.tree == self.facts.main:
            return (Unit.objects.aggregate(top=Max("cell"))["top"] or 0) + 1
        return Unit.objects.values_list("cell", flat=True).get(id=opening.parent_id)

    # Moving

    def _move(self, movings: Sequence[Moving], tree: str) -> None:
        """In rounds: each takes those whose new place stands already, and of these the uppermost."""
        left = list(movings)
        while left:
            where = paths_of(tree, {self._now(m.unit_id) for m in left} | {self._now(m.parent_id) for m in left})
            waiting = {where[self._now(m.unit_id)] for m in left}
            ready = [m for m in left if not _stands_in(where[self._now(m.parent_id)], waiting)]
            paths = {where[self._now(m.unit_id)] for m in ready}
            uppermost = [m for m in ready if not _stands_in(where[self._now(m.unit_id)][:-5], paths)]
            self._move_together(uppermost, tree, where)
            left = [m for m in left if m not in uppermost]

    def _move_together(self, movings: Sequence[Moving], tree: str, where: dict[UUID, str]) -> None:
        wanted = sorted(
            ((self._now(m.unit_id), self._now(m.parent_id)) for m in movings), key=lambda pair: where[pair[0]]
        )
        levels = self._levels([unit for unit, _parent in wanted])
        crossing = self._leave_their_cell(tree, wanted)
        staying = [(unit, parent) for unit, parent in wanted if unit not in crossing]
        parents = dict(
            fetch_all(
                "SELECT unit_id, parent_id FROM organisation_placement"
                " WHERE tree_id = %(tree)s AND unit_id = ANY(%(units)s) AND ended_on IS NULL",
                {"tree": tree, "units": [unit for unit, _parent in wanted]},
            )
        )
        self._count_levels(tree, [where[unit] for unit, _parent in wanted])
        if staying:
            paths = next_paths(tree, staying)
            batch = Batch(
                tree, tree == self.facts.main, tuple(Shift(unit, where[unit], paths[unit]) for unit, _p in staying)
            )
            for follower in self.followers:
                follower.before(batch)
            carry_subtrees(batch)
            begin_places(tree, [(unit, parent, levels[unit], paths[unit]) for unit, parent in staying], self.on)
            execute(
                "UPDATE organisation_unit SET entered = array_append(entered, 'placement')"
                " WHERE id = ANY(%(units)s) AND NOT 'placement' = ANY(entered)",
                {"units": [unit for unit, _parent in staying]},
            )
            for follower in self.followers:
                follower.after(batch)
        for unit, parent in wanted:
            if unit in crossing:
                heirs = cross_cells(
                    facts=self.facts,
                    unit_id=unit,
                    parent_id=parent,
                    plan_id=self.plan_id,
                    on=self.on,
                    at=self.at,
                    followers=self.followers,
                )
                self.heirs |= heirs
                self.outcome.crossed += len(heirs)
            self.outcome.done.append(
                {
                    "what": "moved",
                    "unit": str(self._now(unit)),
                    "tree": tree,
                    "from": str(parents[unit]),
                    "to": str(parent),
                }
            )

    def _now(self, unit: UUID) -> UUID:
        """The unit, or who goes on for it since it left its cell in this plan."""
        while unit in self.heirs:
            unit = self.heirs[unit]
        return unit

    def _leave_their_cell(self, tree: str, wanted: Sequence[tuple[UUID, UUID]]) -> set[UUID]:
        if tree != self.facts.main:
            return set()
        ranks = self.facts.ranks[tree]
        rows = Unit.objects.filter(id__in={one for pair in wanted for one in pair}).values_list(
            "id", "cell", "level_id"
        )
        cells = {unit: (cell, ranks[level]) for unit, cell, level in rows}
        top = ranks[self.facts.cell_level]
        return {unit for unit, parent in wanted if cells[unit][1] > top and cells[unit][0] != cells[parent][0]}

    def _levels(self, units: Sequence[UUID]) -> dict[UUID, str]:
        return dict(Unit.objects.filter(id__in=units).values_list("id", "level_id"))

    def _count_levels(self, tree: str, paths: Sequence[str]) -> None:
        found = fetch_all(
            """
            SELECT p.level_id, count(*)::int FROM unnest(%(paths)s::text[]) AS m(path)
            JOIN organisation_placement p ON p.tree_id = %(tree)s AND p.ended_on IS NULL
                 AND p.path >= m.path AND p.path < m.path || 'g' COLLATE "C"
            GROUP BY 1
            """,
            {"tree": tree, "paths": list(paths)},
        )
        counted = self.outcome.levels.setdefault(tree, {})
        for level, n in found:
            counted[level] = counted.get(level, 0) + n

    # Naming and closing

    def _rename(self, unit_id: UUID, names: dict[str, str]) -> None:
        """The old name is kept with the day on which it ended; of two names of one day the former is kept."""
        unit = Unit.objects.get(id=unit_id)
        before = dict(unit.names)
        execute(
            "INSERT INTO organisation_unitname (unit_id, names, ended_on) SELECT id, names, %(on)s"
            " FROM organisation_unit WHERE id = %(unit)s ON CONFLICT DO NOTHING",
            {"unit": unit_id, "on": self.on},
        )
        unit.names = {**before, **names}
        unit.entered = [*unit.entered, *({"names"} - set(unit.entered))]
        unit.save(update_fields=["names", "entered"])
        self.outcome.done.append({"what": "renamed", "unit": str(unit_id), "from": before, "to": unit.names})

    def _close(self, closings: Sequence[Closing]) -> None:
        """From the lowest up; a unit hangs nowhere and nobody holds a post there any more."""
        depth = {c.unit_id: len(path) for c in closings for path in paths_of(self.facts.main, [c.unit_id]).values()}
        for closing in sorted(closings, key=lambda one: -depth.get(one.unit_id, 0)):
            unit = closing.unit_id
            heir = self._now(closing.heir_id) if closing.heir_id else None
            fates = end_or_move_holders(
                actor=self.actor, unit_id=unit, heir_id=heir, choice=closing.holders, at=self.at
            )
            places = fetch_all(
                "SELECT tree_id, parent_id, path FROM organisation_placement"
                " WHERE unit_id = %(unit)s AND ended_on IS NULL",
                {"unit": unit},
            )
            for tree, _parent, path in places:
                batch = Batch(tree, tree == self.facts.main, (Shift(unit, path, None),))
                for follower in self.followers:
                    follower.before(batch)
                end_places(tree, [unit], self.on)
                for follower in self.followers:
                    follower.after(batch)
            if heir is not None and (home := paths_of(self.facts.main, [heir]).get(heir)):
                move_residents(unit, heir, home, self.on)
            Unit.objects.filter(id=unit).update(closed_on=self.on)
            self.outcome.fates += fates
            self.outcome.done.append(
                {
                    "what": "closed",
                    "unit": str(unit),
                    "heir": str(heir) if heir else None,
                    "places": [[tree, str(parent)] for tree, parent, _path in places],
                    "holders": [str(fate.appointment_id) for fate in fates],
                }
            )


def _stands_in(path: str, others: set[str]) -> bool:
    """Whether ``path`` or one above it is among ``others``."""
    return any(path[:end] in others for end in range(5, len(path) + 1, 5))
