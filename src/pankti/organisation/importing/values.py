"""Works out the columns that a mapping derives from a row: extracts, choices, look-ups, filters."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from pankti.organisation.importing.fold import Nearest, clean, fold, key_number, place_name
from pankti.organisation.importing.mapping import Choice, Extract, Join, Mapping, Template, header_key
from pankti.organisation.importing.tables import Table

Env = dict[str, str]
Row = list[str]

_FILTERS: dict[str, Callable[[str], str]] = {
    "": clean,
    "place": place_name,
    "number": key_number,
    "two": lambda text: key_number(text).zfill(2) if text.strip() else "",
    "fold": fold,
    "upper": lambda text: clean(text).upper(),
    "bare": lambda text: clean(text.removeprefix("'")),
}


def fill(template: Template, env: Env) -> str:
    """The text with its columns filled in; empty when a column that it needs is empty."""
    if template.lone:
        value = env.get(template.lone, "")
        return clean(value) if value else ""
    texts: list[str] = []
    for part in template.parts:
        if not part.column:
            texts.append(part.text)
            continue
        value = _FILTERS[part.filter](env.get(part.column, ""))
        if not value and not part.is_optional:
            return ""
        texts.append(value)
    return "".join(texts)


def find_gap(template: Template, env: Env) -> str:
    """The first column that keeps ``template`` empty."""
    for part in template.parts:
        if part.column and not part.is_optional and not _FILTERS[part.filter](env.get(part.column, "")):
            return part.column
    return ""


@dataclass(frozen=True, slots=True)
class Lookup:
    """A join with its second file read: rows by the joined values."""

    join: Join
    entries: dict[tuple[str, ...], dict[str, str]]
    nearest: Nearest | None


def read_lookup(join: Join, table: Table) -> Lookup:
    """Read the second file into memory; of rows with equal keys the first counts."""
    places = {column: n for n, column in enumerate(table.columns)}
    keys = [places[theirs] for theirs in join.on.values()]
    gives = [(ours, places[theirs]) for ours, theirs in join.take.items()]
    entries: dict[tuple[str, ...], dict[str, str]] = {}
    for _number, cells in table.rows():
        if len(cells) > max(keys):
            key = tuple(key_number(cells[at]) for at in keys)
            entries.setdefault(key, {ours: cells[at] if at < len(cells) else "" for ours, at in gives})
    near = Nearest(key[0] for key in entries) if join.match == "nearest" else None
    return Lookup(join, entries, near)


def joins_table(join: Join, columns: Iterable[str]) -> bool:
    """Whether a file with these headers is the second file of ``join``."""
    return set(join.columns) <= set(columns)


class Values:
    """The columns of one file, raw and derived. ``origin`` tells from which raw column a derived one comes."""

    def __init__(self, mapping: Mapping, columns: list[str], file_name: str, lookups: list[Lookup]) -> None:
        self._mapping = mapping
        self._lookups = lookups
        self._fixed: Env = {**mapping.constants, "@file": file_name}
        self._places = _find_places(mapping, columns)
        self._by_place: dict[int, list[str]] = {}
        for name, place in self._places.items():
            self._by_place.setdefault(place, []).append(name)
        self.origin: dict[str, str] = {}
        self._needs: dict[str, tuple[str, ...]] = {}
        for extract in mapping.extracts:
            self._derive(extract.gives, (extract.column,))
        for choice in mapping.choices:
            self._derive((choice.into,), (choice.column,))
        for lookup in lookups:
            self._derive(tuple(lookup.join.take), tuple(lookup.join.on))

    def _derive(self, gives: tuple[str, ...], needs: tuple[str, ...]) -> None:
        for column in gives:
            self._needs[column] = needs
            self.origin[column] = self.origin.get(needs[-1], needs[-1])

    def places_of(self, columns: Iterable[str]) -> list[int]:
        """Where the raw cells stand that ``columns`` come from, directly or by derivation."""
        wanted: list[str] = []
        todo = list(columns)
        while todo:
            column = todo.pop()
            if column not in wanted:
                wanted.append(column)
                todo += self._needs.get(column, ())
        return sorted({self._places[column] for column in wanted if column in self._places})

    def steps_for(self, columns: Iterable[str]) -> list[Extract | Choice | Lookup]:
        """The derivations that ``columns`` need, in the order of the mapping."""
        wanted: set[str] = set()
        todo = list(columns)
        while todo:
            column = todo.pop()
            if column not in wanted:
                wanted.add(column)
                todo += self._needs.get(column, ())
        every: list[Extract | Choice | Lookup] = [*self._mapping.extracts, *self._mapping.choices, *self._lookups]
        return [step for step in every if not wanted.isdisjoint(_gives(step))]

    def environment(self, cells: Row, places: list[int], steps: list[Extract | Choice | Lookup]) -> Env:
        """The values of the raw columns at ``places`` and of what ``steps`` derive from them."""
        env = dict(self._fixed)
        names = self._by_place
        count = len(cells)
        for place in places:
            value = cells[place] if place < count else ""
            for name in names[place]:
                env[name] = value
        for step in steps:
            _run(step, env)
        return env


def _find_places(mapping: Mapping, columns: list[str]) -> dict[str, int]:
    """Column names, and the names that the mapping gives them, to cell numbers."""
    places = {column: n for n, column in reversed(list(enumerate(columns))) if column}
    by_key = {header_key(column): n for column, n in places.items()}
    wanted = {*mapping.match_columns, *mapping.aliases}
    for name in wanted:
        for spelling in (name, *mapping.aliases.get(name, ())):
            if name not in places and (at := by_key.get(header_key(spelling))) is not None:
                places[name] = at
    return places


def _gives(step: Extract | Choice | Lookup) -> tuple[str, ...]:
    if isinstance(step, Extract):
        return step.gives
    if isinstance(step, Choice):
        return (step.into,)
    return tuple(step.join.take)


def _run(step: Extract | Choice | Lookup, env: Env) -> None:
    if isinstance(step, Extract):
        found = step.pattern.search(clean(env.get(step.column, "")))
        env.update({name: value or "" for name, value in found.groupdict().items()} if found else {})
    elif isinstance(step, Choice):
        value = clean(env.get(step.column, ""))
        env[step.into] = next((to for pattern, to in step.cases if pattern.search(value)), step.otherwise)
    else:
        key = tuple(key_number(env.get(column, "")) for column in step.join.on)
        entry = step.entries.get(key)
        if entry is None and step.nearest is not None and (near := step.nearest.find(key[0])) is not None:
            entry = step.entries.get((near,))
        if entry:
            env.update(entry)
