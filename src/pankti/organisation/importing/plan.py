"""Decides before anything is read in: which file is a list, which one only helps to look names up, by which mapping."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from django.utils.translation import gettext as _

from pankti.organisation.importing.forbidden import find_forbidden
from pankti.organisation.importing.guess import guess_mapping, known_keys
from pankti.organisation.importing.mapping import Mapping, header_key
from pankti.organisation.importing.reasons import KIND_SENTENCES
from pankti.organisation.importing.shape import Shape
from pankti.organisation.importing.tables import FileRefused, Table, open_table
from pankti.organisation.importing.values import Lookup, joins_table, read_lookup


class ColumnForbidden(Exception):
    """A file with a column that no import takes: file, column, the sentence for its kind."""

    def __init__(self, file: str, column: str, kind: str) -> None:
        super().__init__(file, column, kind)
        self.fields = {"file": file, "column": column, "kind": str(KIND_SENTENCES[kind])}


@dataclass(frozen=True, slots=True)
class Source:
    """One list with its mapping and the second files that its joins found."""

    table: Table
    mapping: Mapping
    lookups: tuple[Lookup, ...]
    is_guessed: bool


@dataclass(frozen=True, slots=True)
class Plan:
    """What an import will read. ``trees``: only these, or all when empty. ``under``: where the top units hang."""

    shape: Shape
    sources: tuple[Source, ...]
    under: UUID | None = None
    trees: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the user said beside the files."""

    mapping: Mapping | None = None
    columns: dict[str, str] | None = None  # "level" or "level.name" → column
    settings: dict[str, str] | None = None
    level: str = ""
    source: str = ""
    under: UUID | None = None
    trees: tuple[str, ...] = ()
    encoding: str = ""


def make_plan(files: list[Path], *, shape: Shape, mappings: list[Mapping], wishes: Wishes) -> Plan:
    """Open all files and settle their roles; raises FileRefused or ColumnForbidden."""
    keys = known_keys(shape, mappings)

    def score(cells: list[str]) -> int:
        filled = [cell for cell in cells if cell.strip()]
        known = sum(1 for cell in filled if len(cell) < 200 and header_key(cell) in keys)
        return 100 * known + min(len(filled), 50) if len(filled) > 1 or known else 0

    tables = [open_table(path, score, wishes.encoding) for path in files]
    for table in tables:
        forbidden = find_forbidden(table.columns)
        if forbidden:
            raise ColumnForbidden(table.path.name, *forbidden)
    fitting = {table.path: wishes.mapping or _fitting(table, mappings) for table in tables}
    wanted = {mapping.code: mapping for mapping in fitting.values() if mapping}
    helpers: list[Table] = []
    lists: list[Table] = []
    for table in tables:
        joins = [join for mapping in wanted.values() for join in mapping.joins]
        is_helper = any(joins_table(join, table.columns) for join in joins)
        (helpers if is_helper and _fitting(table, mappings) is None else lists).append(table)
    if not lists:
        raise FileRefused(_("None of the files is a list of units; they only help to look names up."))
    sources: list[Source] = []
    for table in lists:
        mapping = fitting[table.path]
        is_guessed = mapping is None
        if mapping is None:
            mapping = guess_mapping(
                table, shape, level=wishes.level, source=wishes.source, columns=wishes.columns or {}
            )
        mapping = mapping.with_settings(wishes.settings or {}, wishes.source)
        _check_levels(mapping, shape)
        lookups = [
            read_lookup(join, helper)
            for join in mapping.joins
            for helper in helpers
            if joins_table(join, helper.columns)
        ]
        sources.append(Source(table, mapping, tuple(lookups), is_guessed))
    return Plan(shape, tuple(sources), wishes.under, wishes.trees)


def _fitting(table: Table, mappings: list[Mapping]) -> Mapping | None:
    return next((mapping for mapping in mappings if mapping.fits(table.columns, table.path.name)), None)


def _check_levels(mapping: Mapping, shape: Shape) -> None:
    for spec in mapping.units:
        if mapping.hierarchy is None and spec.level not in shape.levels:
            raise FileRefused(
                _("The mapping “%(mapping)s” names the level “%(level)s”, which the scheme does not have.")
                % {"mapping": mapping.code, "level": spec.level}
            )
