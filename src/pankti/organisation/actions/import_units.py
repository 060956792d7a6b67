# ruff: noqa: S608 -- the SQL is put together from our own names of temporary tables; values are parameters
from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from django.db import connection, transaction
from django.db.models import F

from pankti.audit.actions.record import record
from pankti.base.actor import Actor, require_right
from pankti.base.clock import now
from pankti.organisation.actions.draw_outlines import store_outlines
from pankti.organisation.actions.lift_indexes import lay_indexes, lift_indexes
from pankti.organisation.actions.locate_units import Outline, locate_units
from pankti.organisation.actions.merge_staged import (
    find_missing,
    has_known,
    keep_stamps,
    make_items,
    refuse_duplicates,
    update_known,
)
from pankti.organisation.actions.place_units import place_staged
from pankti.organisation.actions.recognise_lists import recognise_lists
from pankti.organisation.actions.refresh_statistics import refresh_statistics
from pankti.organisation.actions.refuse_closed import refuse_closed
from pankti.organisation.actions.repath import carry_aside
from pankti.organisation.actions.resolve_parents import resolve_parents, settle_keys
from pankti.organisation.actions.stage_lists import ListStager
from pankti.organisation.actions.tops import find_top
from pankti.organisation.events import UNITS_IMPORTED
from pankti.organisation.importing.drafts import Remark, unit_key
from pankti.organisation.importing.plan import Plan
from pankti.organisation.importing.shape import Shape
from pankti.organisation.importing.ways import Ways
from pankti.organisation.models import Organisation, Placement

MANAGE = "organisation.manage"
LOCK = 0x70616E6B  # one writer of placements at a time
MANY = 20_000
"""From so many units on it pays to take the indexes off an empty tree and lay them at the end."""

Progress = Callable[[str, int], None]
Report = Callable[[str, Remark], None]


@dataclass(slots=True)
class ImportResult:
    """What an import changed, or would change. ``rows`` were read; ``rejected`` of them were not taken."""

    rows: int = 0
    new: int = 0
    changed: int = 0
    moved: int = 0
    unchanged: int = 0
    missing: int = 0
    rejected: int = 0
    remarks: int = 0
    placements: int = 0
    outlines: int = 0
    located: int = 0
    by_level: dict[str, int] = field(default_factory=dict)


class _DryRun(Exception):
    pass


def import_units(
    *, actor: Actor, plan: Plan, dry_run: bool = False, report: Report | None = None, progress: Progress | None = None
) -> ImportResult:
    """Bring the units of ``plan`` into the trees: all of it or, on any error or interruption, nothing.

    Repeat-safe: the same list again changes nothing. Units are found by (source, level, code);
    fields that people entered (``Unit.entered``) stay as they are; what a newer list no longer
    names is reported and never closed. Rows that cannot be taken go to ``report`` with the
    file's name; the rest goes in. ``dry_run`` does everything and takes it back.
    """
    _require_manager(actor, plan)
    result = ImportResult()
    try:
        with transaction.atomic():
            _Import(plan, result, report or _silent, progress or _quiet).run(actor)
            if dry_run:
                raise _DryRun
    except _DryRun:
        return result
    if result.new or result.changed or result.placements or result.moved:
        refresh_statistics()
    return result


def _silent(_file: str, _remark: Remark) -> None: ...


def _quiet(_stage: str, _count: int) -> None: ...


def _require_manager(actor: Actor, plan: Plan) -> None:
    """The right must hold where the list goes: at ``under``, or at the top of the main tree."""
    placed = Placement.objects.filter(tree__is_main=True, ended_on=None)
    paths = list(
        (placed.filter(unit=plan.under) if plan.under else placed.filter(parent=None)).values_list("path", flat=True)
    )
    for path in paths or [""]:
        require_right(actor, MANAGE, path)


class _Import:
    def __init__(self, plan: Plan, result: ImportResult, report: Report, progress: Progress) -> None:
        self.plan = plan
        self.shape: Shape = plan.shape
        self.result = result
        self.report = report
        self.progress = progress
        self.files = [source.table.path.name for source in plan.sources]
        self.chosen = [n for n, tree in enumerate(plan.shape.trees) if not plan.trees or tree.code in plan.trees]
        self.ways = Ways()

    def run(self, actor: Actor) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        tops = [find_top(tree.code, self.plan.under)[0] for tree in self.shape.trees]
        known = recognise_lists(plan=self.plan, tops=tops, progress=self.progress)
        if known is not None:
            self.result.rows, self.result.unchanged = known.rows, known.units
            self.progress("done", known.rows)
            return
        reading = ListStager(self.plan, tops, self._tell_one, self.progress)
        staged = reading.run()
        self.result.rows = reading.rows
        sources = staged.sources
        self._tell(refuse_duplicates())
        is_known = has_known(sources)
        if is_known:
            self._tell(refuse_closed(shape=self.shape, sources=sources))
        by_code = False
        if staged.has_both:
            remarks, has_standing = settle_keys(shape=self.shape, sources=sources)
            is_known = is_known or has_standing
            self._tell(remarks)
        if staged.has_codes:
            remarks, by_code = resolve_parents(shape=self.shape, sources=sources, is_known=is_known)
            self._tell(remarks)
        self.ways = Ways(is_new=not is_known, by_code=by_code, by_key=staged.has_keys or not by_code)
        total = make_items(shape=self.shape, sources=sources, is_new=not is_known)
        self.progress("units", total)
        is_lifted = total > MANY and not is_known and lift_indexes()
        placed = self._place(sources)
        if is_lifted:
            lay_indexes()
        self._finish(actor, sources, placed, total, list(reading.outlines.values()))

    def _tell_one(self, file: int, remark: Remark) -> None:
        if remark.is_rejected:
            self.result.rejected += 1
        else:
            self.result.remarks += 1
        self.report(self.files[file], remark)

    def _tell(self, remarks: list[tuple[int, Remark]]) -> None:
        for file, remark in remarks:
            self._tell_one(file, remark)

    def _place(self, sources: list[str]) -> int:
        """Hang everything in every tree; how many placements are new or moved."""
        changed = 0
        earlier = 0
        for number in self.chosen:
            placed = place_staged(
                shape=self.shape,
                number=number,
                sources=sources,
                today=now().date(),
                under=self.plan.under,
                ways=replace(self.ways, earlier=earlier),
            )
            earlier |= 1 << number
            self.result.new += placed.units
            self.result.placements += placed.placements
            self.result.moved += placed.moved
            changed += placed.placements + placed.moved
            if not self.ways.is_new:
                self._tell(self._crossing(number))
            self.progress(self.shape.trees[number].code, placed.placements + placed.moved)
        return changed

    def _crossing(self, number: int) -> list[tuple[int, Remark]]:
        """Units that would have left their cell; their rows are read anew next time."""
        cell = next(iter(self.shape.names[self.shape.cell_level].values()), "")
        with connection.cursor() as cursor:
            cursor.execute(
                f"""
                UPDATE item i SET stamp = NULL FROM want_{number} w WHERE i.k = w.k AND w.status = 'x'
                RETURNING i.file, i.row, i.code
                """
            )
            return [(file, Remark(row, "", code, "crosses", True, cell)) for file, row, code in cursor.fetchall()]

    def _finish(self, actor: Actor, sources: list[str], placed: int, total: int, outlines: list[Outline]) -> None:
        result = self.result
        result.by_level = self._count_new()
        if not self.ways.is_new:
            result.changed = update_known()
            keep_stamps(self.chosen)
            result.missing, names = find_missing(shape=self.shape, sources=sources, by_code=self.ways.by_code)
            for name in names:
                self.report("", Remark(0, "", name, "missing", False))
        result.unchanged = total - result.new - result.changed
        if outlines:
            result.outlines = self._draw(outlines)
            result.located = locate_units(shape=self.shape, outlines=outlines)
        if placed:
            carry_aside()
        if placed or result.located:
            Organisation.objects.update(tree_epoch=F("tree_epoch") + 1)
        if placed or result.changed or result.outlines or result.located:
            record(
                actor=actor,
                type=UNITS_IMPORTED.code,
                subject_kind="list",
                files=self.files,
                sources=sources,
                rows=result.rows,
                new=result.new,
                changed=result.changed,
                moved=result.moved,
                missing=result.missing,
                rejected=result.rejected,
            )
        self.progress("done", result.rows)

    def _draw(self, outlines: list[Outline]) -> int:
        """Bring the outlines of the list's own units up to date; how many changed."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT k, uid FROM item WHERE own")
            units = {key.hex: unit for key, unit in cursor.fetchall()}
        keyed = [(unit_key(outline.source, outline.level, outline.code), outline) for outline in outlines]
        return store_outlines({units[key]: outline.shape for key, outline in keyed if key in units})

    def _count_new(self) -> dict[str, int]:
        with connection.cursor() as cursor:
            cursor.execute("SELECT lv, count(*) FROM item WHERE known IS NULL GROUP BY lv ORDER BY lv")
            return {self.shape.levels[level]: count for level, count in cursor.fetchall()}
