"""Which properties of a GeoJSON file name the unit whose outline a feature is."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass

from pankti.organisation.importing.mapping import FOLDER, Template, read_template


@dataclass(frozen=True, slots=True)
class OutlineMapping:
    """``code`` finds the unit exactly; else ``name`` finds it by spelling, within the unit called ``within``."""

    level: str
    name: Template
    code: Template | None = None
    within: Template | None = None


def find_outline_mapping(columns: list[str]) -> OutlineMapping | None:
    """The first known description of a file with these properties."""
    table = tomllib.loads((FOLDER / "outlines" / "known.toml").read_text(encoding="utf-8"))
    for entry in table["outline"]:
        if set(entry["columns"]) <= set(columns):
            return OutlineMapping(
                level=entry["level"],
                name=read_template(entry["name"]),
                code=read_template(entry["code"]) if "code" in entry else None,
                within=read_template(entry["within"]) if "within" in entry else None,
            )
    return None
