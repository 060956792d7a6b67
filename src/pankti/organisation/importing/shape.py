"""The scheme as an import needs it: levels by every name they go by, and the order of levels in each tree."""

from __future__ import annotations

from dataclasses import dataclass

from pankti.base.words import Words
from pankti.organisation.importing.mapping import header_key


@dataclass(frozen=True, slots=True)
class TreeShape:
    """``ranks``: level code to place from the top. ``own``: levels that no other tree has."""

    code: str
    is_main: bool
    ranks: dict[str, int]
    own: frozenset[str]

    def takes(self, levels: set[str]) -> bool:
        """Whether a row that names units of ``levels`` hangs in this tree at all.

        The main tree takes every row; another only a row with a level that is its own,
        so that a list without wards does not hang every booth under the state once more.
        """
        return self.is_main or not self.own or not self.own.isdisjoint(levels)


@dataclass(frozen=True, slots=True)
class Shape:
    levels: tuple[str, ...]
    names: dict[str, Words]
    plurals: dict[str, Words]
    trees: tuple[TreeShape, ...]
    cell_level: str

    @property
    def main(self) -> TreeShape:
        return next(tree for tree in self.trees if tree.is_main)

    def number_of(self, level: str) -> int:
        return self.levels.index(level)

    def words_for(self, level: str) -> list[str]:
        """Every way to call ``level``: its code, its names, their plurals; each as a header key."""
        words = [level, *self.names[level].values(), *self.plurals[level].values()]
        return list(dict.fromkeys(key for key in map(header_key, words) if key))

    def find_level(self, text: str) -> str | None:
        """The level that ``text`` names in any language, or None."""
        key = header_key(text)
        return next((level for level in self.levels if key in self.words_for(level)), None)
