"""Levels are data: no code names one."""

from __future__ import annotations

import ast
from pathlib import Path

from pankti.organisation.schemes.read import FOLDER, list_codes, read_scheme

SOURCE = Path(__file__).parents[2] / "src" / "pankti"
EVERYDAY = {
    "state",
    "body",
    "branch",
    "union",
    "national",
    "local",
    "nation",
    "cluster",
}  # words that mean other things too
DATA = ("/schemes/", "/mappings/", "/migrations/", "/demo")


def test_no_level_code_is_spelt_in_code() -> None:
    levels = {level.code for code in list_codes() for level in read_scheme(FOLDER / f"{code}.toml").levels} - EVERYDAY
    found = [
        f"{path.relative_to(SOURCE)}:{node.lineno} {node.value}"
        for path in SOURCE.rglob("*.py")
        if not any(part in path.as_posix() for part in DATA)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and node.value in levels
    ]
    assert found == []
