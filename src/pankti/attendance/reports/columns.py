# ruff: noqa: E501 - tables of words
"""Which column holds what: by the words of its header, else by what stands in it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from pankti.attendance.reports.times import looks_like_moment, read_minutes

_WORDS = {
    "first": ("first name", "given name", "पहला नाम", "प्रथम नाम"),
    "last": ("last name", "surname", "family name", "उपनाम", "अंतिम नाम", "कुलनाम"),
    "joined": (
        "join time", "time joined", "joined at", "joined", "join", "entry time", "शामिल होने का समय", "जुड़ने का समय",
        "प्रवेश का समय", "शामिल हुए",
    ),
    "left": (
        "leave time", "time exited", "time left", "left at", "left", "exit time", "leave", "जाने का समय", "छोड़ने का समय",
        "निकलने का समय", "बाहर निकलने का समय",
    ),
    "from": ("first join", "पहली बार शामिल"),
    "to": ("last leave", "अंतिम बार छोड़ा"),
    "minutes": ("duration", "total duration", "in meeting duration", "time in call", "minutes", "अवधि", "कुल अवधि", "मिनट"),
    "email": ("user email", "email", "e mail", "email address", "upn", "ईमेल", "उपयोगकर्ता ईमेल", "ई मेल"),
    "action": ("user action", "action", "क्रिया", "उपयोगकर्ता क्रिया"),
    "moment": ("timestamp", "time stamp", "टाइमस्टैम्प", "समय"),
    "guest": ("guest", "अतिथि"),
    "name": ("name", "full name", "participant", "participant name", "user name", "display name", "नाम", "पूरा नाम", "प्रतिभागी",
             "प्रतिभागी का नाम", "सहभागी"),
}  # fmt: skip
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[a-zA-Z]{2,}")
_BRACKETS = re.compile(r"\([^)]*\)")
SAMPLE = 30


def columns_of(header: Sequence[str]) -> dict[str, int] | None:
    """Where what stands, by this row's words; None when it is no header of a list of people."""
    found: dict[str, int] = {}
    for at, cell in enumerate(header):
        kind = _kind(cell)
        if kind and kind not in found:
            found[kind] = at
    has_name = "name" in found or "first" in found
    return found if has_name and (len(found) > 1 or len(header) == 1) else None


def columns_by_content(rows: Sequence[Sequence[str]]) -> dict[str, int] | None:
    """Where what stands in a list without a header: what each column's cells look like."""
    sample = [row for row in rows[:SAMPLE] if len(row) > 1]
    width = max((len(row) for row in sample), default=0)
    found: dict[str, int] = {}
    moments: list[int] = []
    texts: list[tuple[int, int]] = []
    for at in range(width):
        cells = [row[at] for row in sample if at < len(row) and row[at]]
        if not cells:
            continue
        if _most(_EMAIL.fullmatch(cell) is not None for cell in cells):
            found.setdefault("email", at)
        elif _most(looks_like_moment(cell) for cell in cells):
            moments.append(at)
        elif _most(read_minutes(cell) is not None for cell in cells):
            found.setdefault("minutes", at)
        elif _most(any(c.isalpha() for c in cell) for cell in cells):
            texts.append((len(set(cells)), -at))
    if not texts or not (moments or "minutes" in found):
        return None
    found["name"] = -max(texts)[1]
    if moments:
        found["joined"] = moments[0]
        if len(moments) > 1:
            found["left"] = moments[1]
    return found


def _kind(cell: str) -> str:
    words = " ".join(re.split(r"[\s\-_/.:]+", _BRACKETS.sub(" ", cell).casefold())).strip()
    return next((kind for kind, known in _WORDS.items() if words in known), "")


def _most(signs: Iterable[bool]) -> bool:
    told = list(signs)
    return sum(told) * 5 >= len(told) * 4
