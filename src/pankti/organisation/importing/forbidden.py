"""Which columns no import takes: personal traits and electoral rolls (``forbidden.toml``)."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterable
from functools import cache
from pathlib import Path


@cache
def _kinds() -> dict[str, tuple[frozenset[str], tuple[str, ...]]]:
    table = tomllib.loads(Path(__file__).with_name("forbidden.toml").read_text(encoding="utf-8"))
    return {kind: (frozenset(entry["words"]), tuple(entry["phrases"])) for kind, entry in table.items()}


def words_of(header: str) -> list[str]:
    """The words of a header, in lower case, whatever joins them: blanks, underscores, capitals within."""
    text = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", unicodedata.normalize("NFC", header)).casefold().replace("'", "")
    text = text.replace("’", "")
    return "".join(c if unicodedata.category(c)[0] in "LMN" or c in "\u200c\u200d" else " " for c in text).split()


def find_forbidden(headers: Iterable[str]) -> tuple[str, str] | None:
    """The first header that may not be imported, with its kind; None when all are fine."""
    for header in headers:
        words = words_of(header)
        spaced = f" {' '.join(words)} "
        for kind, (single, phrases) in _kinds().items():
            if not single.isdisjoint(words) or any(f" {phrase} " in spaced for phrase in phrases):
                return header, kind
    return None
