"""What a list's columns mean: read from a mapping file or guessed, shown to the user, never spelt in code."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from pankti.organisation.importing.forbidden import words_of

FOLDER = Path(__file__).parents[1] / "mappings"
AUTO = "auto"
"""A name whose script decides its language: Devanagari is Hindi, Latin English."""

_FIELD = re.compile(r"\{([^{}|]+)(?:\|([a-z]+))?\}")
FILTERS = ("place", "number", "two", "fold", "upper", "bare")


class MappingFault(Exception):
    """What is wrong in a mapping, and where."""


@dataclass(frozen=True, slots=True)
class Part:
    """Fixed ``text``, or a ``column`` through a ``filter``."""

    text: str
    column: str = ""
    filter: str = ""
    is_optional: bool = False


@dataclass(frozen=True, slots=True)
class Template:
    """A text with columns in it: ``{ac_no|number}-{part_no|number}{letter?}``; ``?``: may be empty."""

    text: str
    parts: tuple[Part, ...]
    columns: tuple[str, ...]
    lone: str = ""  # the one column, where the template is nothing but a column without a filter


def read_template(text: str) -> Template:
    """Parse ``text``; MappingFault at an unknown filter."""
    parts: list[Part] = []
    end = 0
    for match in _FIELD.finditer(text):
        if match.start() > end:
            parts.append(Part(text[end : match.start()]))
        if match[2] and match[2] not in FILTERS:
            raise MappingFault(f"unknown filter “{match[2]}” in “{text}”; known: {', '.join(FILTERS)}")
        column = match[1].strip()
        parts.append(Part("", column.removesuffix("?"), match[2] or "", column.endswith("?")))
        end = match.end()
    if end < len(text):
        parts.append(Part(text[end:]))
    lone = parts[0].column if len(parts) == 1 and not parts[0].filter else ""
    return Template(text, tuple(parts), tuple(part.column for part in parts if part.column), lone)


@dataclass(frozen=True, slots=True)
class UnitSpec:
    """One unit that a row names. Of the ``names`` of a language the first that is filled counts.

    ``source_of``: where each row says from which source its own unit is.
    """

    level: str
    code: Template
    names: dict[str, tuple[Template, ...]]
    source: str = ""
    traits: dict[str, Template] = field(default_factory=dict)
    latitude: Template | None = None
    longitude: Template | None = None
    source_of: Template | None = None


@dataclass(frozen=True, slots=True)
class Extract:
    """Named groups of ``pattern`` in ``column`` become columns. ``@file`` is the file's name."""

    column: str
    pattern: re.Pattern[str]
    gives: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """``into`` gets the value of the first pattern found in ``column``, else ``otherwise``."""

    column: str
    into: str
    cases: tuple[tuple[re.Pattern[str], str], ...]
    otherwise: str


@dataclass(frozen=True, slots=True)
class Join:
    """Looks a row up in a second file that has ``columns``: ours = theirs in ``on``; ``take`` names what it gives."""

    columns: tuple[str, ...]
    on: dict[str, str]
    take: dict[str, str]
    match: str = "exact"


@dataclass(frozen=True, slots=True)
class Hierarchy:
    """A list with one unit a row that names its parent: ``parents`` by tree, the main tree's under an empty key.

    Where a list gives the parent's level (``parent_levels``) and source too, no other unit of that code is meant.
    """

    level: Template
    parents: dict[str, Template]
    parent_levels: dict[str, Template] = field(default_factory=dict)
    parent_sources: dict[str, Template] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Mapping:
    """Everything that turns one row into units. The last of ``units`` is the row's own."""

    code: str
    source: str
    units: tuple[UnitSpec, ...]
    match_columns: tuple[str, ...] = ()
    match_file: str = ""
    aliases: dict[str, tuple[str, ...]] = field(default_factory=dict)
    constants: dict[str, str] = field(default_factory=dict)
    extracts: tuple[Extract, ...] = ()
    choices: tuple[Choice, ...] = ()
    joins: tuple[Join, ...] = ()
    hierarchy: Hierarchy | None = None
    bounds: tuple[float, float, float, float] | None = None

    def with_settings(self, settings: dict[str, str], source: str) -> Mapping:
        """The same with columns set by hand and another source."""
        return replace(self, constants={**self.constants, **settings}, source=source or self.source)

    def fits(self, columns: list[str], file_name: str) -> bool:
        """Whether a file with these headers and this name is one that the mapping describes."""
        have = {header_key(column) for column in columns}
        known = all(
            any(header_key(name) in have for name in (column, *self.aliases.get(column, ())))
            for column in self.match_columns
        )
        return (
            known and bool(self.match_columns) and (not self.match_file or bool(re.search(self.match_file, file_name)))
        )


def header_key(header: str) -> str:
    """Headers agree when their words do, whatever joins them."""
    return " ".join(words_of(header))


def list_mappings(folder: Path = FOLDER) -> list[Mapping]:
    """The mappings that come with the product; one that names a file stands before one that does not."""
    found = [read_mapping(path) for path in sorted(folder.glob("*.toml"))]
    return sorted(found, key=lambda m: (not m.match_file, -len(m.match_columns), m.code))


def read_mapping(path: Path) -> Mapping:
    """The mapping in ``path``; MappingFault with the place and the reason."""
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise MappingFault(f"{path.name}: {error}") from error
    try:
        return _mapping(table, path.stem)
    except (KeyError, TypeError, AttributeError, ValueError, re.error) as error:
        raise MappingFault(f"{path.name}: {type(error).__name__} {error}") from error


def _mapping(table: dict[str, Any], stem: str) -> Mapping:
    match = table.get("match", {})
    bounds = table.get("bounds")
    mapping = Mapping(
        code=table.get("code", stem),
        source=table["source"],
        units=tuple(_unit(entry) for entry in table.get("unit", [])),
        match_columns=tuple(match.get("columns", ())),
        match_file=match.get("file", ""),
        aliases={column: tuple(names) for column, names in table.get("aliases", {}).items()},
        constants={key: str(value) for key, value in table.get("set", {}).items()},
        extracts=tuple(_extract(entry) for entry in table.get("extract", [])),
        choices=tuple(_choice(entry) for entry in table.get("choice", [])),
        joins=tuple(
            Join(tuple(e["columns"]), dict(e["on"]), dict(e["take"]), e.get("match", "exact"))
            for e in table.get("join", [])
        ),
        hierarchy=_hierarchy(table["hierarchy"]) if "hierarchy" in table else None,
        bounds=(float(bounds[0]), float(bounds[1]), float(bounds[2]), float(bounds[3])) if bounds else None,
    )
    if not mapping.units:
        raise MappingFault(f"{stem}.toml: needs at least one [[unit]]")
    return mapping


def _unit(entry: dict[str, Any]) -> UnitSpec:
    source = entry.get("source", "")
    return UnitSpec(
        level=entry.get("level", ""),
        code=read_template(entry["code"]),
        names={
            language: tuple(read_template(text) for text in ([texts] if isinstance(texts, str) else texts))
            for language, texts in entry.get("names", {}).items()
        },
        source="" if "{" in source else source,
        source_of=read_template(source) if "{" in source else None,
        traits=_templates(entry.get("traits", {})),
        latitude=read_template(entry["latitude"]) if "latitude" in entry else None,
        longitude=read_template(entry["longitude"]) if "longitude" in entry else None,
    )


def _templates(table: dict[str, str]) -> dict[str, Template]:
    return {key: read_template(text) for key, text in table.items()}


def _extract(entry: dict[str, Any]) -> Extract:
    pattern = re.compile(entry["pattern"])
    return Extract(entry["column"], pattern, tuple(pattern.groupindex))


def _choice(entry: dict[str, Any]) -> Choice:
    cases = tuple((re.compile(found, re.IGNORECASE), value) for found, value in entry["cases"])
    return Choice(entry["column"], entry["into"], cases, entry.get("otherwise", ""))


def _hierarchy(entry: dict[str, Any]) -> Hierarchy:
    return Hierarchy(
        level=read_template(entry["level"]),
        parents=_templates(entry["parents"]),
        parent_levels=_templates(entry.get("parent_levels", {})),
        parent_sources=_templates(entry.get("parent_sources", {})),
    )
