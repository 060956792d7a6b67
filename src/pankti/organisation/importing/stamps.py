"""Stamps: a digest of a list's row and of all that decides how it is read. Equal stamps mean nothing new."""

from __future__ import annotations

import hashlib
import re
from dataclasses import asdict
from typing import Any

import orjson

from pankti.organisation.importing.drafts import Draft
from pankti.organisation.importing.mapping import Mapping
from pankti.organisation.importing.plan import Plan, Source
from pankti.organisation.importing.shape import Shape

READING = "1"
"""To be counted up whenever rows come to be read in another way than before, so that no old stamp is believed."""

SEPARATOR = "|"


def text_of(cells: list[str]) -> str:
    """The row as one text, its cells between bars."""
    return f"|{'|'.join(cells)}|"


class Stamps:
    """Makes the stamps of one list of a plan.

    ``tops``: which unit takes what names no parent, by tree; part of the stamp of rows that name none.
    """

    def __init__(self, plan: Plan, source: Source, tops: list[str]) -> None:
        self._shape = plan.shape
        self._tops = "\x1e".join(tops)
        self.base = hashlib.md5(_fingerprint(plan, source), usedforsecurity=False)

    def of_row(self, text: str, cells: list[str], *, is_loose: bool) -> str:
        """The stamp of a row; ``text`` is the same row by ``text_of``."""
        if text.count(SEPARATOR) != len(cells) + 1:
            text = orjson.dumps(cells).decode()  # a cell holds a bar: "a|b", "c" must not pass for "a", "b|c"
        return self._digest(text, is_loose=is_loose)

    def of_upper(self, draft: Draft) -> str:
        """The stamp of a unit that rows name above their own."""
        said = [draft.key, draft.names, draft.traits, *(f"{n}:{key}" for n, key in sorted(draft.parents.items()))]
        return self._digest("\x1e".join(said), is_loose=is_loose(draft, self._shape))

    def _digest(self, text: str, *, is_loose: bool) -> str:
        digest = self.base.copy()
        digest.update((text + self._tops if is_loose else text).encode())
        return digest.hexdigest()


def is_loose(draft: Draft, shape: Shape) -> bool:
    """Whether it names no parent in a tree that it does not stand at the top of: then the tree's top takes it."""
    return any(
        key is None and n not in draft.parent_codes and shape.trees[n].ranks.get(draft.level, 0) > 0
        for n, key in draft.parents.items()
    )


def _fingerprint(plan: Plan, source: Source) -> bytes:
    said: list[Any] = [
        READING,
        asdict(source.mapping),
        source.table.columns,
        source.table.path.name if _asks_for_file(source.mapping) else "",
        [[lookup.join.columns, sorted(lookup.entries.items())] for lookup in source.lookups],
        asdict(plan.shape),
        plan.under,
        plan.trees,
    ]
    return orjson.dumps(said, default=_plainly)


def _asks_for_file(mapping: Mapping) -> bool:
    return '"@file"' in orjson.dumps(asdict(mapping), default=_plainly).decode()


def _plainly(value: object) -> object:
    if isinstance(value, re.Pattern):
        return [value.pattern, value.flags]
    if isinstance(value, frozenset):
        return sorted(value)
    raise TypeError(type(value).__name__)
