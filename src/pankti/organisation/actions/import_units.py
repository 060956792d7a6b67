# ruff: noqa: S608 -- the SQL is put together from our own names of temporary tables; values are parameters
from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

from django.db import connection, transaction
from django.db.models import F

from pankti.audit.actions.record import record
from pankti.base.actor import Actor, require_right
from pankti.base.clock import now
from pankti.organisation.actions.draw_outlines import store_outlines
from pankti.organisation.actions.locate_units import Outline, locate_units
from pankti.organisation.actions.merge_staged import (
    find_missing,
    make_items,
    refuse_duplicates,
    resolve_parents,
    update_known,
)
from pankti.organisation.actions.place_units import place_staged
from pankti.organisation.actions.refresh_statistics import refresh_statistics
from pankti.organisation.actions.stage_units import make_stage, stage_drafts
from pankti.organisation.events import UNITS_IMPORTED
from pankti.organisation.importing.outlines import read_outline
from pankti.organisation.importing.plan import Plan
from pankti.organisation.importing.rows import Draft, Remark, RowReader
from pankti.organisation.importing.shape import Shape
from pankti.organisation.models import Organisation, Placement

MANAGE = "organisation.manage"
LOCK = 0x70616E6B  # one writer of placements at a time

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
        self.outlines: dict[str, Outline] = {}

    def run(self, actor: Actor) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        make_stage(self.shape)
        staged = stage_drafts(shape=self.shape, drafts=self._drafts())
        self.progress("rows", self.result.rows)
        self._tell(refuse_duplicates())
        if staged.has_codes:
            self._tell(resolve_parents(shape=self.shape, sources=staged.sources))
        total = make_items(shape=self.shape, sources=staged.sources)
        self.progress("units", total)
        placed = self._place(staged.sources)
        self._finish(actor, staged.sources, placed, total)

    def _drafts(self) -> Iterator[tuple[int, Draft]]:
        """Every unit of every file; remarks go to the report on the way."""
        for file, source in enumerate(self.plan.sources):
            reader = RowReader(
                source.mapping, self.shape, source.table.columns, source.table.path.name, list(source.lookups)
            )
            for row, cells in source.table.rows():
                self.result.rows += 1
                if self.result.rows % 10_000 == 0:
                    self.progress("rows", self.result.rows)
                for entry in reader.read(row, cells):
                    if isinstance(entry, Remark):
                        self._tell([(file, entry)])
                    elif entry.is_own and row in source.table.shapes:
                        yield file, self._with_outline(entry, source.table.shapes[row])
                    else:
                        yield file, entry

    def _with_outline(self, draft: Draft, geometry: object) -> Draft:
        """Keep the outline for later; a point within it is where the unit lies."""
        outline = read_outline(geometry)
        if outline is None or draft.key in self.outlines:
            return draft
        self.outlines[draft.key] = Outline(draft.level, draft.source, draft.code, outline)
        if draft.latitude is not None:
            return draft
        point = outline.representative_point()
        return replace(draft, latitude=round(point.y, 6), longitude=round(point.x, 6))

    def _tell(self, remarks: list[tuple[int, Remark]]) -> None:
        for file, remark in remarks:
            if remark.is_rejected:
                self.result.rejected += 1
            else:
                self.result.remarks += 1
            self.report(self.files[file], remark)

    def _place(self, sources: list[str]) -> int:
        """Hang everything in every tree; how many placements are new or moved."""
        changed = 0
        for number, tree in enumerate(self.shape.trees):
            if self.plan.trees and tree.code not in self.plan.trees:
                continue
            placed = place_staged(
                shape=self.shape, number=number, sources=sources, today=now().date(), under=self.plan.under
            )
            self.result.new += placed.units
            self.result.placements += placed.placements
            self.result.moved += placed.moved
            changed += placed.placements + placed.moved
            self._tell(self._crossing(number))
            self.progress(tree.code, placed.placements + placed.moved)
        return changed

    def _crossing(self, number: int) -> list[tuple[int, Remark]]:
        cell = next(iter(self.shape.names[self.shape.cell_level].values()), "")
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT i.file, i.row, i.code FROM want_{number} w JOIN item i ON i.k = w.k WHERE w.status = 'x'"
            )
            return [(file, Remark(row, "", code, "crosses", True, cell)) for file, row, code in cursor.fetchall()]

    def _finish(self, actor: Actor, sources: list[str], placed: int, total: int) -> None:
        result = self.result
        result.changed = update_known()
        result.by_level = self._count_new()
        result.unchanged = total - result.new - result.changed
        result.outlines = self._draw()
        missing, names = find_missing(shape=self.shape, sources=sources)
        result.missing = missing
        for name in names:
            self.report("", Remark(0, "", name, "missing", False))
        if self.outlines:
            result.located = locate_units(shape=self.shape, outlines=list(self.outlines.values()))
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
                missing=missing,
                rejected=result.rejected,
            )
        self.progress("done", result.rows)

    def _draw(self) -> int:
        """Bring the outlines of the list's own units up to date; how many changed."""
        if not self.outlines:
            return 0
        with connection.cursor() as cursor:
            cursor.execute("SELECT k, uid FROM item WHERE own")
            units = {key.hex: unit for key, unit in cursor.fetchall()}
        return store_outlines({units[key]: outline.shape for key, outline in self.outlines.items() if key in units})

    def _count_new(self) -> dict[str, int]:
        with connection.cursor() as cursor:
            cursor.execute("SELECT lv, count(*) FROM item WHERE known IS NULL GROUP BY lv ORDER BY lv")
            return {self.shape.levels[level]: count for level, count in cursor.fetchall()}
