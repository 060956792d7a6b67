from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from shapely.geometry.base import BaseGeometry

from pankti.audit.actions.record import record
from pankti.base.actor import Actor, require_right
from pankti.organisation.actions.draw_outlines import store_outlines
from pankti.organisation.actions.import_units import MANAGE
from pankti.organisation.events import OUTLINES_IMPORTED
from pankti.organisation.importing.fold import Nearest, sound
from pankti.organisation.importing.outline_mapping import OutlineMapping, find_outline_mapping
from pankti.organisation.importing.outlines import join_outlines, read_outline
from pankti.organisation.importing.tables import FileRefused, open_table
from pankti.organisation.importing.values import Env, fill
from pankti.organisation.models import Placement, Unit


@dataclass(slots=True)
class OutlineResult:
    """``matched`` features found their unit; ``changed`` outlines are new or different; ``unmatched`` by name."""

    matched: int = 0
    changed: int = 0
    empty: int = 0
    unmatched: list[str] = field(default_factory=list)


def import_outlines(*, actor: Actor, files: list[Path]) -> OutlineResult:
    """Give known units the outlines in GeoJSON ``files``; all of them or none. Makes no unit. Repeat-safe.

    Units are found by level and code, or by level and name with room for spellings. Several
    features of one unit become one outline; features without polygons are counted and left out.
    """
    tops = Placement.objects.filter(tree__is_main=True, parent=None, ended_on=None)
    for top in tops.values_list("path", flat=True):
        require_right(actor, MANAGE, top)
    result = OutlineResult()
    shapes: dict[UUID, list[BaseGeometry]] = {}
    for path in files:
        _read_file(path, result, shapes)
    with transaction.atomic():
        joined = {unit: join_outlines(parts) for unit, parts in shapes.items()}
        result.changed = store_outlines({unit: outline for unit, outline in joined.items() if outline is not None})
        if result.changed:
            record(
                actor=actor,
                type=OUTLINES_IMPORTED.code,
                subject_kind="list",
                files=[path.name for path in files],
                matched=result.matched,
                unmatched=len(result.unmatched),
            )
    return result


def _read_file(path: Path, result: OutlineResult, shapes: dict[UUID, list[BaseGeometry]]) -> None:
    table = open_table(path, len)
    mapping = find_outline_mapping(table.columns)
    if mapping is None or not table.shapes:
        raise FileRefused(
            _("%(file)s: its properties name no unit that Pankti knows how to find: %(columns)s.")
            % {"file": path.name, "columns": ", ".join(table.columns)}
        )
    finder = _Finder(mapping)
    for number, cells in table.rows():
        outline = read_outline(table.shapes[number])
        env = dict(zip(table.columns, cells, strict=True))
        if outline is None:
            result.empty += 1
            continue
        unit = finder.find(env)
        if unit is None:
            result.unmatched.append(fill(mapping.name, env) or str(number))
            continue
        result.matched += 1
        shapes.setdefault(unit, []).append(outline)


class _Finder:
    """Finds units of one level by code, else by the nearest spelling among those within the named unit."""

    def __init__(self, mapping: OutlineMapping) -> None:
        self.mapping = mapping
        self.by_code: dict[str, UUID] = {}
        self.by_name: dict[str, dict[str, UUID]] = {}
        self.near: dict[str, Nearest] = {}
        units = list(Unit.objects.filter(level=mapping.level, closed_on=None).values_list("id", "code", "names"))
        self.by_code = {code: unit for unit, code, _names in units}
        above = self._above()
        for unit, _code, names in units:
            for key in (above.get(unit, ""), ""):
                for name in names.values():
                    self.by_name.setdefault(key, {}).setdefault(name, unit)
        self.near = {key: Nearest(names) for key, names in self.by_name.items()}

    def _above(self) -> dict[UUID, str]:
        """How the cell-level unit above each unit sounds in English."""
        cells = {
            unit.cell: sound(unit.names.get("en", ""))
            for unit in Unit.objects.filter(level__traits__contains=["cell"]).exclude(cell=0)
        }
        rows = Unit.objects.filter(level=self.mapping.level).values_list("id", "cell")
        return {unit: cells.get(cell, "") for unit, cell in rows}

    def find(self, env: Env) -> UUID | None:
        if self.mapping.code is not None and (unit := self.by_code.get(fill(self.mapping.code, env))) is not None:
            return unit
        if self.mapping.code is not None:
            return None
        within = sound(fill(self.mapping.within, env)) if self.mapping.within else ""
        near = self.near.get(within)
        name = near.find(fill(self.mapping.name, env), cutoff=0.8) if near else None
        return self.by_name[within][name] if name is not None else None
