"""Writes a mapping as the file that ``read_mapping`` reads, for a person to edit."""

from __future__ import annotations

import json
from collections.abc import Mapping as Dict

from pankti.organisation.importing.mapping import Mapping, Template, UnitSpec


def write_mapping(mapping: Mapping, columns: list[str]) -> str:
    """The text of a mapping file. It fits lists that have these ``columns``, or those that the mapping asks for."""
    lines = [
        "# How the columns of a list are understood. {Column} stands for a cell, {Column|filter} for a tidied one;",
        "# the last [[unit]] is the row's own, those before it stand above. Edit it and import with --mapping FILE.",
        "",
        f"source = {_text(mapping.source)}",
    ]
    if mapping.bounds:
        lines.append(f"bounds = [{', '.join(str(bound) for bound in mapping.bounds)}]")
    lines += ["", "[match]", f"columns = {_list(mapping.match_columns or [c for c in columns if c])}"]
    if mapping.match_file:
        lines.append(f"file = {_text(mapping.match_file)}")
    lines += _table("aliases", {key: _list(names) for key, names in mapping.aliases.items()})
    lines += _table("set", {key: _text(value) for key, value in mapping.constants.items()})
    lines += _derived(mapping)
    if mapping.hierarchy:
        lines += ["", "[hierarchy]", f"level = {_text(mapping.hierarchy.level.text)}"]
        for name in ("parents", "parent_levels", "parent_sources"):
            lines += _inline(name, {k: _text(t.text) for k, t in getattr(mapping.hierarchy, name).items()})
    for unit in mapping.units:
        lines += _unit(unit)
    return "\n".join(lines) + "\n"


def _derived(mapping: Mapping) -> list[str]:
    """The columns that are worked out of others."""
    lines: list[str] = []
    for extract in mapping.extracts:
        lines += ["", "[[extract]]", f"column = {_text(extract.column)}", f"pattern = {_text(extract.pattern.pattern)}"]
    for choice in mapping.choices:
        cases = ", ".join(_list([pattern.pattern, value]) for pattern, value in choice.cases)
        lines += ["", "[[choice]]", f"column = {_text(choice.column)}", f"into = {_text(choice.into)}"]
        lines += [f"cases = [{cases}]", f"otherwise = {_text(choice.otherwise)}"]
    for join in mapping.joins:
        lines += ["", "[[join]]", f"columns = {_list(join.columns)}", f"match = {_text(join.match)}"]
        lines += _inline("on", {key: _text(value) for key, value in join.on.items()})
        lines += _inline("take", {key: _text(value) for key, value in join.take.items()})
    return lines


def _unit(unit: UnitSpec) -> list[str]:
    lines = ["", "[[unit]]"]
    if unit.level:
        lines.append(f"level = {_text(unit.level)}")
    lines.append(f"code = {_text(unit.code.text)}")
    if unit.source or unit.source_of:
        lines.append(f"source = {_text(unit.source_of.text if unit.source_of else unit.source)}")
    lines += _inline("names", {language: _list([t.text for t in texts]) for language, texts in unit.names.items()})
    lines += _inline("traits", {name: _text(template.text) for name, template in unit.traits.items()})
    place: list[tuple[str, Template | None]] = [("latitude", unit.latitude), ("longitude", unit.longitude)]
    return lines + [f"{name} = {_text(template.text)}" for name, template in place if template]


def _table(name: str, entries: Dict[str, str]) -> list[str]:
    return ["", f"[{name}]", *(f"{_text(key)} = {value}" for key, value in entries.items())] if entries else []


def _inline(name: str, entries: Dict[str, str]) -> list[str]:
    if not entries:
        return []
    return [f"{name} = {{ {', '.join(f'{_text(key)} = {value}' for key, value in entries.items())} }}"]


def _list(texts: tuple[str, ...] | list[str]) -> str:
    return f"[{', '.join(_text(text) for text in texts)}]"


def _text(text: str) -> str:
    """A basic string of TOML: JSON's escapes are among its own."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
