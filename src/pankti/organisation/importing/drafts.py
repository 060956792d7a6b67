"""What reading a list gives: drafts of units, and remarks on what was not taken."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field


def unit_key(source: str, level: str, code: str) -> str:
    """The import key as one UUID text; the database makes the same by ``md5``."""
    return hashlib.md5(f"{source}\x1f{level}\x1f{code}".encode(), usedforsecurity=False).hexdigest()


@dataclass(frozen=True, slots=True)
class Remark:
    """Why a row, or one cell of it, was not taken. ``reason`` is a stable word (``reasons.py`` has the sentence)."""

    row: int
    column: str
    value: str
    reason: str
    is_rejected: bool
    extra: str = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """A unit as a list has it. ``parents``: by tree number the parent's key, or None to hang at the top.

    ``parent_codes``: where the list names a parent's code without its level.
    """

    row: int
    is_own: bool
    level: str
    source: str
    code: str
    key: str
    names: str
    is_named: bool
    latitude: float | None
    longitude: float | None
    traits: str
    parents: dict[int, str | None]
    parent_codes: dict[int, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Above:
    """What a row names above its own unit: the drafts not given out yet; whether its own is left to a tree's top."""

    drafts: list[Draft]
    is_loose: bool
