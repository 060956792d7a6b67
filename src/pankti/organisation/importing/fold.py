"""Names as people spell them, made comparable: letters only, then by sound."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterable

_SEAT_KIND = re.compile(r"\s*\((?:SC|ST|BL|SANGHA|GEN)\)\s*$", re.IGNORECASE)
_SOUNDS = (
    ("aa", "a"), ("ee", "i"), ("oo", "u"), ("ou", "u"), ("sh", "s"), ("th", "t"), ("dh", "d"), ("bh", "b"),
    ("gh", "g"), ("kh", "k"), ("ph", "f"), ("jh", "j"), ("ch", "c"), ("w", "v"), ("z", "j"), ("y", "i"), ("q", "k"),
)  # fmt: skip
_BRACKETS = re.compile(r"\s*\([^)]*\)")
_TWICE = re.compile(r"(.)\1+")


def clean(text: str) -> str:
    """``text`` in composed Unicode, without control characters, its white space collapsed to single blanks."""
    if text.isascii():
        if text.isprintable() and "  " not in text and text[:1] != " " and text[-1:] != " ":
            return text
    else:
        text = unicodedata.normalize("NFC", text).strip("\u200b\u200c\u200d\ufeff")
    text = " ".join(text.split())
    return text if text.isprintable() else "".join(c for c in text if c.isprintable() or c in "\u200c\u200d")


def place_name(text: str) -> str:
    """A place's name as it is written in a sentence: no asterisk, no kind of seat, not in capitals."""
    text = _SEAT_KIND.sub("", clean(text.replace("_", " ")).rstrip(" *").lstrip("* "))
    return text.title() if text.isupper() else text


def fold(text: str) -> str:
    """Letters, vowel signs and digits alone, in lower case: two spellings that differ by dots or blanks agree."""
    text = unicodedata.normalize("NFC", _SEAT_KIND.sub("", text.strip())).casefold()
    return "".join(c for c in text if unicodedata.category(c)[0] in "LMN")


def sound(text: str) -> str:
    """A rough key of how a Latin spelling of an Indian name sounds."""
    key = fold(text)
    for spelling, heard in _SOUNDS:
        key = key.replace(spelling, heard)
    return _TWICE.sub(r"\1", key)


def key_number(text: str) -> str:
    """Numbers without leading zeros or a decimal nought ("08", "8.0" → "8"); anything else folded."""
    text = text.strip()
    if text.isascii() and text.isdigit() and text[0] != "0":
        return text
    whole = text[:-2] if text.endswith(".0") else text
    return whole.lstrip("0") or "0" if whole.isascii() and whole.isdigit() else fold(text)


class Nearest:
    """Finds the one entry whose spelling is nearest: equal when folded, equal by sound, or close enough."""

    def __init__(self, names: Iterable[str]) -> None:
        self._folded: dict[str, str] = {}
        self._heard: dict[str, str] = {}
        for name in names:
            self._folded.setdefault(fold(name), name)
            self._heard.setdefault(sound(name), name)
            self._heard.setdefault(sound(_BRACKETS.sub("", name)), name)

    def find(self, name: str, cutoff: float = 0.86) -> str | None:
        """The entry for ``name``, or None when nothing is near."""
        if (exact := self._folded.get(fold(name))) is not None:
            return exact
        heard = sound(name)
        bare = sound(_BRACKETS.sub("", name))
        if (alike := self._heard.get(heard) or self._heard.get(bare)) is not None:
            return alike
        near = difflib.get_close_matches(heard, self._heard, n=1, cutoff=cutoff)
        return self._heard[near[0]] if near else None
