"""Turns the rows of a list into units to stage: each with its key and its parent's key in every tree."""

from __future__ import annotations

from collections.abc import Iterator

import orjson

from pankti.organisation.importing.coordinates import INDIA, Unreadable, read_point
from pankti.organisation.importing.drafts import Above, Draft, Remark, unit_key
from pankti.organisation.importing.mapping import AUTO, Hierarchy, Mapping, Template, UnitSpec
from pankti.organisation.importing.shape import Shape
from pankti.organisation.importing.tables import MAX_CELL
from pankti.organisation.importing.values import Env, Lookup, Row, Values, fill, find_gap

_REMEMBERED = 50_000
FORMULA = ("=", "+", "-", "@")


class _Rejected(Exception):
    def __init__(self, column: str, value: str, reason: str, extra: str = "") -> None:
        self.remark = (column, value, reason, extra)


class RowReader:
    """Reads one file's rows by a mapping. Upper units come out once per run of rows that name them."""

    def __init__(
        self, mapping: Mapping, shape: Shape, columns: list[str], file_name: str, lookups: list[Lookup]
    ) -> None:
        self.mapping = mapping
        self.shape = shape
        self.columns = columns
        self._values = Values(mapping, columns, file_name, lookups)
        self._own = mapping.units[-1]
        self._uppers = mapping.units[:-1]
        self._bounds = mapping.bounds or INDIA
        upper_columns = [column for spec in self._uppers for column in _columns_of(spec)]
        own_columns = [*_columns_of(self._own), *_hierarchy_columns(mapping)]
        self._upper_places = self._values.places_of(upper_columns)
        self._upper_steps = self._values.steps_for(upper_columns)
        self._own_places = self._values.places_of(own_columns)
        self._own_steps = self._values.steps_for(own_columns)
        self._used = sorted({*self._upper_places, *self._own_places})
        self._above: dict[tuple[str, ...], tuple[tuple[str, str], ...]] = {}
        self._emitted: set[str] = set()
        self._levels: dict[str, str | None] = {}
        self._parents: dict[tuple[tuple[tuple[str, str], ...], str], dict[int, str | None]] = {}

    def read(self, row: int, cells: Row) -> Iterator[Draft | Remark]:
        """The units of one row, upper ones first, and remarks. A rejected row gives one remark and nothing else."""
        try:
            yield from self._read(row, cells)
        except _Rejected as rejected:
            column, value, reason, extra = rejected.remark
            yield Remark(row, column, value[:200], reason, True, extra)

    def _read(self, row: int, cells: Row) -> Iterator[Draft | Remark]:
        if len(cells) > len(self.columns) and any(cell.strip() for cell in cells[len(self.columns) :]):
            raise _Rejected("", cells[len(self.columns)], "extra_cells")
        for place in self._used:
            if place < len(cells) and len(cells[place]) > MAX_CELL and len(" ".join(cells[place].split())) > MAX_CELL:
                raise _Rejected(self.columns[place], cells[place], "too_long")
        env = self._values.environment(cells, self._own_places, self._own_steps)
        if self.mapping.hierarchy is not None:
            yield from self._read_child(row, env)
            return
        code = self._code(self._own, env)
        above, drafts = self._read_above(row, cells)
        yield from drafts
        yield from self._own_unit(row, env, self._own.level, code, self._parents_of(above, self._own.level), {})

    def _own_unit(
        self, row: int, env: Env, level: str, code: str, parents: dict[int, str | None], codes: dict[int, str]
    ) -> Iterator[Draft | Remark]:
        """The row's own unit, and before it what is to be said about its names and coordinates."""
        source = self._source(env)
        names, remark = self._names(self._own, env, row, code)
        if remark:
            yield remark
        latitude, longitude, remark = self._point(self._own, env, row)
        if remark:
            yield remark
        yield Draft(
            row=row,
            is_own=True,
            level=level,
            source=source,
            code=code,
            key=unit_key(source, level, code),
            names=names[0],
            is_named=names[1],
            latitude=latitude,
            longitude=longitude,
            traits=self._traits(self._own, env),
            parents=parents,
            parent_codes=codes,
        )

    def peek(self, row: int, cells: Row) -> Above | None:
        """What stands above the row's own unit, which itself is not read; None where that cannot be taken."""
        try:
            above, drafts = self._read_above(row, cells)
        except _Rejected:
            return None
        parents = self._parents_of(above, self._own.level)
        loose = any(key is None and self.shape.trees[n].ranks.get(self._own.level, 0) > 0 for n, key in parents.items())
        return Above(drafts, loose)

    def _read_above(self, row: int, cells: Row) -> tuple[tuple[tuple[str, str], ...], list[Draft]]:
        """The (level, key) of every upper unit that the row names, and drafts of those not given out yet."""
        count = len(cells)
        signature = tuple([cells[place] if place < count else "" for place in self._upper_places])
        known = self._above.get(signature)
        if known is not None:
            return known, []
        env = self._values.environment(cells, self._upper_places, self._upper_steps)
        found: list[tuple[str, str]] = []
        pieces: list[tuple[UnitSpec, str, str, str]] = []
        for spec in self._uppers:
            code = fill(spec.code, env)
            if not code:
                continue
            self._check_code(spec, code, env)
            source = spec.source or self.mapping.source
            key = unit_key(source, spec.level, code)
            found.append((spec.level, key))
            pieces.append((spec, source, code, key))
        drafts: list[Draft] = []
        above = tuple(found)
        for spec, source, code, key in pieces:
            if key in self._emitted:
                continue
            if len(self._emitted) >= _REMEMBERED:
                self._emitted.clear()
            self._emitted.add(key)
            names, _remark = self._names(spec, env, row, code)
            traits = self._traits(spec, env)
            parents = self._parents_of(above, spec.level)
            drafts.append(
                Draft(row, False, spec.level, source, code, key, names[0], names[1], None, None, traits, parents)
            )
        if len(self._above) >= _REMEMBERED:
            self._above.clear()
        self._above[signature] = above
        return above, drafts

    def _parents_of(self, above: tuple[tuple[str, str], ...], level: str) -> dict[int, str | None]:
        """By tree number the nearest unit above among those that the row names; trees that it hangs in only."""
        known = self._parents.get((above, level))
        if known is not None:
            return known
        levels = {*(upper for upper, _key in above), self._own.level}
        parents: dict[int, str | None] = {}
        for number, tree in enumerate(self.shape.trees):
            rank = tree.ranks.get(level)
            if rank is None or not tree.takes(levels):
                continue
            higher = [(tree.ranks[upper], key) for upper, key in above if tree.ranks.get(upper, rank) < rank]
            parents[number] = max(higher)[1] if higher else None
        if len(self._parents) >= _REMEMBERED:
            self._parents.clear()
        self._parents[above, level] = parents
        return parents

    def _read_child(self, row: int, env: Env) -> Iterator[Draft | Remark]:
        """A row of a list that names one unit, its level and its parents."""
        hierarchy = self.mapping.hierarchy
        if hierarchy is None:
            return
        said = fill(hierarchy.level, env)
        level = self.level_of(said)
        if level is None:
            column = next(iter(hierarchy.level.columns), "")
            raise _Rejected(column, said, "level_unknown")
        code = self._code(self._own, env)
        parents: dict[int, str | None] = {}
        codes: dict[int, str] = {}
        for number, tree in enumerate(self.shape.trees):
            name = "" if tree.is_main else tree.code
            if level not in tree.ranks or name not in hierarchy.parents:
                continue
            parent = fill(hierarchy.parents[name], env)
            if not parent and not tree.is_main and tree.ranks[level] > 0:
                continue
            parents[number] = None
            if parent:
                self._check_formula(hierarchy.parents[name], parent)
                codes[number] = parent
                parents[number] = self._parent_key(hierarchy, name, parent, env)
        yield from self._own_unit(row, env, level, code, parents, codes)

    def _parent_key(self, hierarchy: Hierarchy, tree: str, code: str, env: Env) -> str | None:
        """The parent's key where the list gives its level with its code; else it must be looked for."""
        if tree not in hierarchy.parent_levels:
            return None
        level = self.level_of(fill(hierarchy.parent_levels[tree], env))
        if level is None:
            return None
        source = fill(hierarchy.parent_sources[tree], env) if tree in hierarchy.parent_sources else ""
        return unit_key(source or self._source(env), level, code)

    def _source(self, env: Env) -> str:
        said = fill(self._own.source_of, env) if self._own.source_of else ""
        return said or self._own.source or self.mapping.source

    def level_of(self, said: str) -> str | None:
        """The level that a cell names; each spelling is looked up once."""
        if said not in self._levels:
            if len(self._levels) > 1_000:
                self._levels.clear()
            self._levels[said] = self.shape.find_level(said) if said else None
        return self._levels[said]

    def _code(self, spec: UnitSpec, env: Env) -> str:
        code = fill(spec.code, env)
        if not code:
            gap = find_gap(spec.code, env)
            origin = self._values.origin.get(gap, gap)
            value = env.get(origin, "")
            raise _Rejected(origin, value, "unreadable" if value.strip() else "empty")
        self._check_code(spec, code, env)
        return code

    def _check_code(self, spec: UnitSpec, code: str, env: Env) -> None:
        for column in spec.code.columns:
            value = env.get(column, "")
            if value.startswith(FORMULA):
                raise _Rejected(self._values.origin.get(column, column), value, "formula")
        self._check_formula(spec.code, code)
        if len(code) > 200:
            raise _Rejected(next(iter(spec.code.columns), ""), code, "too_long")

    def _check_formula(self, template: Template, value: str) -> None:
        if value.startswith(FORMULA):
            raise _Rejected(next(iter(template.columns), ""), value, "formula")

    def _names(self, spec: UnitSpec, env: Env, row: int, code: str) -> tuple[tuple[str, bool], Remark | None]:
        """The names as JSON, whether the list gave them, and a remark where it did not."""
        names: dict[str, str] = {}
        for language, templates in spec.names.items():
            text = next((text for text in (fill(template, env) for template in templates) if text), "")
            if text:
                names[language_of(text) if language == AUTO else language] = text
        if names:
            return (orjson.dumps(names).decode(), True), None
        column = next((c for texts in spec.names.values() for t in texts for c in t.columns), "")
        return ("", False), Remark(row, column, "", "unnamed", False, code)

    def _point(self, spec: UnitSpec, env: Env, row: int) -> tuple[float | None, float | None, Remark | None]:
        if spec.latitude is None or spec.longitude is None:
            return None, None, None
        latitude, longitude = fill(spec.latitude, env), fill(spec.longitude, env)
        if not latitude and not longitude:
            return None, None, None
        try:
            point = read_point(latitude, longitude, self._bounds)
        except (Unreadable, ValueError) as error:
            reason = f"coordinate_{error}" if isinstance(error, Unreadable) else "coordinate_notation"
            column = next(iter(spec.latitude.columns), "")
            return None, None, Remark(row, column, f"{latitude[:60]} / {longitude[:60]}", reason, False)
        return (point.latitude, point.longitude, None) if point else (None, None, None)

    def _traits(self, spec: UnitSpec, env: Env) -> str:
        traits = {name: text for name, template in spec.traits.items() if (text := fill(template, env))}
        return orjson.dumps(traits).decode() if traits else ""


def _columns_of(spec: UnitSpec) -> list[str]:
    templates = [spec.code, *(t for texts in spec.names.values() for t in texts), *spec.traits.values()]
    templates += [template for template in (spec.latitude, spec.longitude, spec.source_of) if template]
    return [column for template in templates for column in template.columns]


def _hierarchy_columns(mapping: Mapping) -> list[str]:
    if mapping.hierarchy is None:
        return []
    hierarchy = mapping.hierarchy
    templates = [hierarchy.level, *hierarchy.parents.values()]
    templates += [*hierarchy.parent_levels.values(), *hierarchy.parent_sources.values()]
    return [column for template in templates for column in template.columns]


def language_of(text: str) -> str:
    """Hindi where a Devanagari letter stands in it, else English."""
    return "en" if text.isascii() or not any("\u0900" <= c <= "\u097f" for c in text) else "hi"
