"""Reads the plain rows of a list of one unit a row, a hundred thousand a second; the others get the careful reader.

A row is plain when the careful reader would take every cell just as it stands, and would have
nothing to remark on: then its line for the stage can be written without a Draft in between.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import md5
from typing import Any
from unicodedata import is_normalized

from pankti.base.clock import now
from pankti.organisation.importing.coordinates import INDIA
from pankti.organisation.importing.lines import NULL
from pankti.organisation.importing.mapping import AUTO, Mapping, Template
from pankti.organisation.importing.rows import FORMULA, RowReader, language_of
from pankti.organisation.importing.shape import Shape
from pankti.organisation.importing.stamps import Stamps, text_of

PlainLine = Callable[[int, list[str], int], str | None]
"""Row number, cells and running number to a line of the stage; None: read it with care."""

_LONGEST = 1_000
_MARKS = "".join(FORMULA)
_DEGREES = re.compile(r"[0-9]{1,3}\.[0-9]+").fullmatch


@dataclass(frozen=True, slots=True)
class Places:
    """Where each thing stands in a row; −1: nowhere. ``above``: by tree number the parent's code."""

    width: int
    level: int
    code: int
    names: tuple[tuple[str, int], ...]
    latitude: int
    longitude: int
    above: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Level:
    """What all plain rows of one level share. ``above``: (bit, place, hangs without a parent too) for each tree."""

    head: str
    key: Any
    above: tuple[tuple[int, int, bool], ...]
    is_below_top: bool


def make_ids() -> Callable[[int], str]:
    """Ids of UUIDv7's form in the order of their numbers: the moment, the number, and 40 random bits of this run."""
    moment = f"{int(now().timestamp() * 1000):012x}7"
    tail = secrets.token_hex(5)

    def make(number: int) -> str:
        return f"{moment}{number >> 20 & 0xFFF:03x}8{number & 0xFFFFF:05x}{tail}"

    return make


def find_places(mapping: Mapping, shape: Shape, columns: list[str]) -> Places | None:
    """Where the mapping's columns stand, if it takes every cell as it is; else None."""
    hierarchy = mapping.hierarchy
    own = mapping.units[-1]
    if hierarchy is None or len(mapping.units) != 1 or own.traits or own.source_of or hierarchy.parent_levels:
        return None
    if mapping.extracts or mapping.choices or mapping.joins or mapping.constants or mapping.aliases:
        return None
    if any(len(texts) != 1 for texts in own.names.values()) or (AUTO in own.names and len(own.names) > 1):
        return None
    at = {column: n for n, column in reversed(list(enumerate(columns))) if column}
    above = [hierarchy.parents.get("" if tree.is_main else tree.code) for tree in shape.trees]
    asked: list[Template | None] = [own.code, *(texts[0] for texts in own.names.values()), *above]
    asked += [own.latitude, own.longitude, hierarchy.level if hierarchy.level.columns else None]
    if not all(template is None or template.lone in at for template in asked):
        return None

    def place(template: Template | None) -> int:
        return at[template.lone] if template is not None and template.lone else -1

    return Places(
        width=len(columns),
        level=place(hierarchy.level),
        code=at[own.code.lone],
        names=tuple((language, at[texts[0].lone]) for language, texts in own.names.items()),
        latitude=place(own.latitude) if own.longitude else -1,
        longitude=place(own.longitude) if own.latitude else -1,
        above=tuple(place(template) for template in above),
    )


class Levels:
    """The levels of a list's rows by the cell that names them; each spelling is looked up once."""

    def __init__(self, reader: RowReader, places: Places, source: int) -> None:
        self._reader = reader
        self._places = places
        self._source = source
        self._known: dict[str, _Level] = {}
        hierarchy = reader.mapping.hierarchy
        self._said = hierarchy.level.text if hierarchy and places.level < 0 else ""

    def find(self, cells: list[str]) -> _Level | None:
        """The level of a row, or None where its cell names none."""
        said = cells[self._places.level] if self._places.level >= 0 else self._said
        found = self._known.get(said)
        if found is None and len(self._known) < 1_000 and (level := self._reader.level_of(said)) is not None:
            found = self._known[said] = self._make(level)
        return found

    def _make(self, level: str) -> _Level:
        shape = self._reader.shape
        mapping = self._reader.mapping
        source = mapping.units[-1].source or mapping.source
        above = tuple(
            (1 << n if level in tree.ranks and at >= 0 else 0, at, tree.is_main or tree.ranks.get(level) == 0)
            for n, (tree, at) in enumerate(zip(shape.trees, self._places.above, strict=True))
        )
        return _Level(
            head=f"t\t{shape.number_of(level)}\t{self._source}",
            key=md5(f"{source}\x1f{level}\x1f".encode(), usedforsecurity=False),
            above=above,
            is_below_top=shape.main.ranks.get(level, 0) > 0,
        )

    def is_loose(self, level: _Level, cells: list[str]) -> bool:
        """Whether the row leaves its unit to the top of the main tree."""
        return level.is_below_top and self._places.above[0] >= 0 and not cells[self._places.above[0]]


def is_plain(text: str) -> bool:
    """Whether every cell of a row (``text_of``) is clean as it stands, and needs no escape in JSON or COPY."""
    return (
        len(text) <= _LONGEST
        and "  " not in text
        and "| " not in text
        and " |" not in text
        and '"' not in text
        and "\\" not in text
        and text.isprintable()
        and (text.isascii() or is_normalized("NFC", text))
    )


def plain_line(
    reader: RowReader, places: Places, *, file: int, source: int, stamps: Stamps, ids: Callable[[int], str]
) -> PlainLine:
    """The quick reader of one list whose mapping takes cells as they are (``find_places``)."""
    levels = Levels(reader, places, source)
    width, code_at, latitude_at, longitude_at = places.width, places.code, places.latitude, places.longitude
    south, west, north, east = reader.mapping.bounds or INDIA
    name_of = _namer(places)

    def line(row: int, cells: list[str], seq: int) -> str | None:
        if len(cells) != width or not is_plain(text := text_of(cells)):
            return None
        code = cells[code_at]
        level = levels.find(cells)
        if level is None or not code or code[0] in _MARKS or len(code) > 200:
            return None
        names = name_of(cells)
        point = f"{NULL}\t{NULL}"
        if latitude_at >= 0 and ((y := cells[latitude_at]) + (x := cells[longitude_at])):
            if not (_DEGREES(y) and _DEGREES(x) and south <= float(y) <= north and west <= float(x) <= east):
                return None
            point = f"{y}\t{x}"
        hang = 0
        above = ""
        for bit, at, may_be_bare in level.above:
            parent = cells[at] if bit else ""
            if parent:
                if parent[0] in _MARKS:
                    return None
                hang |= bit
                above += f"\t{NULL}\t{parent}"
            else:
                hang |= bit if may_be_bare else 0
                above += f"\t{NULL}\t{NULL}"
        if not names:
            return None
        key = level.key.copy()
        key.update(code.encode())
        stamp = stamps.of_row(text, cells, is_loose=levels.is_loose(level, cells))
        return (
            f"{seq}\t{file}\t{row}\t{level.head}\t{code}\t{key.hexdigest()}\t{ids(seq)}\t{names}\tt\t{point}"
            f"\t{NULL}\t{stamp}\t{hang}{above}\n"
        )

    return line


def _namer(places: Places) -> Callable[[list[str]], str]:
    """How the names of a plain row become JSON; empty where it gives none."""

    def named(cells: list[str]) -> str:
        parts = [f'"{language}":"{cells[at]}"' for language, at in places.names if cells[at]]
        return f"{{{','.join(parts)}}}" if parts else ""

    def by_script(cells: list[str]) -> str:
        text = cells[places.names[0][1]]
        return f'{{"{language_of(text)}":"{text}"}}' if text else ""

    return by_script if places.names and places.names[0][0] == AUTO else named


def is_stampable(mapping: Mapping, places: Places | None) -> bool:
    """Whether rows of such a list can be known again by their stamps."""
    return mapping.hierarchy is None or places is not None
