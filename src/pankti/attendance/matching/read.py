"""A name as somebody typed it into a video room, taken apart: words that may be the name, and what stands around."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from pankti.attendance.matching.words import ABBREVIATED, ENDINGS, is_device, title_keys
from pankti.people.naming.sound import key_of

LONGEST = 200
_PHONE = re.compile(r"(?:\+?91[\s-]*|\b0)?([6-9]\d{4}[\s-]?\d{5})(?!\d)")
_BRACKETS = re.compile(r"[(\[{]([^)\]}]*)[)\]}]?")
_OF = re.compile(r"['’`´]\s*s\b|\bka\b(?=\s+(?:phone|mobile))|का(?=\s+(?:फोन|फ़ोन|मोबाइल))", re.IGNORECASE)
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_MODEL = re.compile(r"\b(?:SM|CPH|RMX|M2\d{3}|V\d{4}|XT\d{4}|LAPTOP|DESKTOP)[-\w]*\b|\b[A-Z]{1,3}-[A-Z0-9]{4,}\b")
_MODEL_WORD = re.compile(r"[a-z]{1,2}\d{1,4}[a-z]{0,2}|\d{1,4}[a-z]{1,2}|\d{1,2}(?:pro|plus|max)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Word:
    """One word that may be of a name. ``keys``: how it may sound, its own first; one letter is an initial."""

    text: str
    keys: tuple[str, ...]

    @property
    def is_initial(self) -> bool:
        return len(self.text) == 1


@dataclass(frozen=True, slots=True)
class Written:
    """``words`` as typed; ``also``: words in brackets, which may be the name too, a place or a post.

    ``is_device``: nothing but a device's name. ``phone``: ten digits that may be a number of theirs.
    """

    words: tuple[Word, ...]
    also: tuple[Word, ...] = ()
    numbers: frozenset[int] = frozenset()
    phone: str = ""
    is_device: bool = False


def alias_key(text: str) -> str:
    """What of a written name is remembered with a decision: letters and digits alone, in lower case."""
    return " ".join(_split(_plain(text).casefold()))


def read_written(text: str) -> Written:
    """Take a written name apart; nothing is too odd to be read."""
    text = _plain(text)
    phone = ""
    if found := _PHONE.search(text):
        phone = re.sub(r"\D", "", found[1])
        text = f"{text[: found.start()]} {text[found.end() :]}"
    inside = " ".join(_BRACKETS.findall(text))
    outside = _BRACKETS.sub(" ", text)
    had_device = bool(_MODEL.search(outside)) or any(map(is_device, _split(outside)))
    words, numbers = _words(outside, had_device=had_device)
    also, more = _words(inside, had_device=any(map(is_device, _split(inside))))
    return Written(
        words=tuple(words),
        also=tuple(also),
        numbers=frozenset(numbers | more),
        phone=phone,
        is_device=not words and not also and (had_device or not phone),
    )


def _plain(text: str) -> str:
    """Letters as letters: fancy alphabets, marks, pictures and what nobody sees go."""
    text = unicodedata.normalize("NFKC", text[:LONGEST])
    return "".join(
        c if unicodedata.category(c) not in ("So", "Cf", "Cc", "Cs", "Co", "Sk") else " " for c in text
    ).replace("\u200d", "")


def _words(text: str, *, had_device: bool) -> tuple[list[Word], set[int]]:
    text = _OF.sub(" ", _MODEL.sub(" ", text))
    numbers: set[int] = set()
    words: list[Word] = []
    if had_device:
        text = " ".join(part for part in text.split() if not _MODEL_WORD.fullmatch(part))
    text = " ".join(part for part in text.split() if not is_device(part))  # before "iPhone" falls into two words
    for part in _split(_CAMEL.sub(" ", text)):
        if part.isdigit():
            if not had_device and len(part) <= 4:
                numbers.add(int(part))
            continue
        if is_device(part) and (had_device or len(part) > 3):
            continue
        if len(part) == 1:
            words.append(Word(part.casefold(), (key_of(part),)))
            continue
        keys = _keys(part)
        if keys and keys[0] not in title_keys():
            words.append(Word(part.casefold(), keys))
    return words, numbers


def _split(text: str) -> list[str]:
    """Runs of letters (with the signs on them) and runs of digits."""
    parts: list[str] = []
    kind = ""
    for c in text:
        now = "d" if c.isdigit() else "l" if c.isalpha() or unicodedata.category(c) in ("Mn", "Mc") else ""
        if now and now == kind:
            parts[-1] += c
        elif now:
            parts.append(c)
        kind = now
    return parts


def _keys(word: str) -> tuple[str, ...]:
    lower = word.casefold()
    keys = [key_of(ABBREVIATED[lower])] if lower in ABBREVIATED else []
    keys.append(key_of(lower))
    keys += [key_of(lower.removesuffix(e)) for e in ENDINGS if lower.endswith(e) and len(lower) - len(e) >= 3]
    return tuple(dict.fromkeys(key for key in keys if key))
