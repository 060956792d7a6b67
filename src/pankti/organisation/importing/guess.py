"""Guesses what columns mean from their headers, in several languages and spellings, for a person to confirm."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from pankti.organisation.importing.mapping import (
    AUTO,
    Hierarchy,
    Mapping,
    Template,
    UnitSpec,
    header_key,
    read_template,
)
from pankti.organisation.importing.shape import Shape
from pankti.organisation.importing.tables import FileRefused, Table

_CODE, _NAME = "code", "name"


@cache
def _words() -> dict[str, Any]:
    return tomllib.loads(Path(__file__).with_name("guess.toml").read_text(encoding="utf-8"))


@dataclass(slots=True)
class _Found:
    """The columns that speak of one level."""

    code: str = ""
    names: dict[str, str] = field(default_factory=dict)


def known_keys(shape: Shape, mappings: list[Mapping]) -> set[str]:
    """Every header that means something, for finding the header row."""
    keys = {header_key(name) for mapping in mappings for name in mapping.match_columns}
    keys |= {header_key(name) for mapping in mappings for names in mapping.aliases.values() for name in names}
    keys |= {header_key(name) for mapping in mappings for join in mapping.joins for name in join.columns}
    words = _words()
    keys |= {header_key(word) for words_of_kind in words["child"].values() for word in words_of_kind}
    keys |= {header_key(word) for kind in ("latitude", "longitude") for word in words[kind]}
    for level in shape.levels:
        for word in _level_words(shape, level):
            keys.add(word)
            keys |= {f"{word} {tail}" for kind in ("number", "name") for tail in words[kind]}
    return keys


def guess_mapping(table: Table, shape: Shape, *, level: str, source: str, columns: dict[str, str]) -> Mapping:
    """A mapping for ``table``; FileRefused when the headers name no level at all.

    ``level``: what every row is, where no column says so. ``columns`` settles single columns
    by hand: ``level``, ``level.code``, ``level.en``, ``level.hi``, ``latitude``, ``longitude``.
    """
    said = {header_key(column): column for column in reversed(table.columns) if column}
    for wish, column in columns.items():
        if column not in table.columns:
            raise FileRefused(
                _("%(file)s has no column “%(column)s” (asked for as %(wish)s). Its columns: %(columns)s.")
                % {"file": table.path.name, "column": column, "wish": wish, "columns": ", ".join(table.columns)}
            )
    child = _guess_hierarchy(said, shape, source or table.path.name.split(".")[0], level)
    if child is not None and not columns:
        return child
    found = _guess_levels(table.columns, shape, columns)
    if level and level not in found:
        found[level] = _plain(said)
    specs = _specs(found, shape, level, said, columns)
    if not specs:
        raise FileRefused(
            _(
                "%(file)s: no column could be taken for a unit's code or name. Say what is what with"
                " --map, for example --map %(level)s.code=“Column”. Its columns: %(columns)s."
            )
            % {"file": table.path.name, "level": shape.levels[-1], "columns": ", ".join(table.columns)}
        )
    return Mapping(code="guessed", source=source or table.path.name.split(".")[0], units=tuple(specs))


def _guess_hierarchy(said: dict[str, str], shape: Shape, source: str, level: str) -> Mapping | None:
    """A list of one unit a row with its parent's code, if the headers say so."""
    words = _words()["child"]
    picked = {kind: _pick(said, words[kind]) for kind in words}
    if not picked["parent"] or not picked["code"] or not (picked["level"] or level):
        return None
    parents = {"": read_template(f"{{{picked['parent']}}}")}
    for tree in shape.trees:
        if tree.is_main:
            continue
        column = _pick(said, [f"{tree.code} {word}" for word in words["parent"]])
        if column:
            parents[tree.code] = read_template(f"{{{column}}}")
    names: dict[str, tuple[Template, ...]] = {}
    for language, column in _name_columns(said, "").items():
        names[language] = (read_template(f"{{{column}}}"),)
    if picked["name"] and not names:
        names[AUTO] = (read_template(f"{{{picked['name']}}}"),)
    spec = UnitSpec("", read_template(f"{{{picked['code']}}}"), names, **_point(said))
    said_level = read_template(f"{{{picked['level']}}}" if picked["level"] else level)
    return Mapping(code="guessed", source=source, units=(spec,), hierarchy=Hierarchy(said_level, parents))


def _guess_levels(columns: list[str], shape: Shape, wishes: dict[str, str]) -> dict[str, _Found]:
    """Per level the columns of its code and names. The longest level name in a header wins."""
    words = _words()
    tails = {_CODE: {*words["number"]}, _NAME: {*words["name"]}}
    by_word = {word: level for level in reversed(shape.levels) for word in _level_words(shape, level)}
    found: dict[str, _Found] = {}
    for column in columns:
        key = header_key(column)
        match = max((word for word in by_word if key == word or key.startswith(f"{word} ")), key=len, default="")
        if not match:
            continue
        level = by_word[match]
        rest = key[len(match) :].split()
        entry = found.setdefault(level, _Found())
        if any(word in tails[_CODE] for word in rest):
            entry.code = entry.code or column
        elif not rest or any(word in {*tails[_NAME], *words["english"], *words["hindi"]} for word in rest):
            entry.names.setdefault(_language(rest), column)
    for wish, column in wishes.items():
        level, _dot, part = wish.partition(".")
        if level not in shape.levels:
            continue
        entry = found.setdefault(level, _Found())
        if part == _CODE:
            entry.code = column
        else:
            entry.names[part or AUTO] = column
    return {level: entry for level, entry in found.items() if entry.code or entry.names}


def _specs(
    found: dict[str, _Found], shape: Shape, own: str, said: dict[str, str], wishes: dict[str, str]
) -> list[UnitSpec]:
    """Units from the top down; a number counts within the nearest numbered level above, a name within all above."""
    depth = {level: max(tree.ranks.get(level, -1) for tree in shape.trees) for level in shape.levels}
    order = sorted(found, key=lambda level: (level == own, depth[level], shape.levels.index(level)))
    specs: list[UnitSpec] = []
    for level in order:
        entry = found[level]
        column = entry.code or entry.names.get("en") or next(iter(entry.names.values()))
        token = f"{{{column}|number}}"
        above = _prefix(level, specs, shape)
        is_own = level == order[-1]
        kind = "" if is_own else "|place"
        names: dict[str, tuple[Template, ...]] = {
            language: (read_template(f"{{{name}{kind}}}"),) for language, name in entry.names.items()
        }
        specs.append(
            UnitSpec(
                level=level,
                code=read_template(f"{above}-{token}" if above else token),
                names=names,
                **(_point(said, wishes) if is_own else {}),
            )
        )
    return specs


def _prefix(level: str, specs: list[UnitSpec], shape: Shape) -> str:
    """The code of the nearest unit above ``level`` in a tree that has both."""
    for spec in reversed(specs):
        for tree in shape.trees:
            if spec.level in tree.ranks and level in tree.ranks and tree.ranks[spec.level] < tree.ranks[level]:
                return spec.code.text
    return ""


def _plain(said: dict[str, str]) -> _Found:
    """Code and name columns that speak of no level, for a list whose level the user gave."""
    words = _words()
    return _Found(_pick(said, [*words["child"]["code"], *words["number"]]), _name_columns(said, ""))


def _name_columns(said: dict[str, str], prefix: str) -> dict[str, str]:
    """Name columns by language: “name hi”, “Hindi name”, or a bare “name”."""
    words = _words()
    names: dict[str, str] = {}
    for key, column in said.items():
        parts = key.removeprefix(prefix).split()
        if any(word in words["name"] for word in parts) and all(
            word in {*words["name"], *words["english"], *words["hindi"], "unit"} for word in parts
        ):
            names.setdefault(_language(parts), column)
    return names


def _language(rest: list[str]) -> str:
    words = _words()
    if any(word in words["hindi"] for word in rest):
        return "hi"
    return "en" if any(word in words["english"] for word in rest) else AUTO


def _point(said: dict[str, str], wishes: dict[str, str] | None = None) -> dict[str, Any]:
    words = _words()
    latitude = (wishes or {}).get("latitude") or _pick(said, words["latitude"])
    longitude = (wishes or {}).get("longitude") or _pick(said, words["longitude"])
    if not latitude or not longitude:
        return {}
    return {"latitude": read_template(f"{{{latitude}}}"), "longitude": read_template(f"{{{longitude}}}")}


def _pick(said: dict[str, str], words: list[str]) -> str:
    return next((said[header_key(word)] for word in words if header_key(word) in said), "")


def _level_words(shape: Shape, level: str) -> list[str]:
    further = [header_key(word) for word in _words()["levels"].get(level, [])]
    return list(dict.fromkeys([*shape.words_for(level), *further]))
