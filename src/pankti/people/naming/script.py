"""From one script to another: any Brahmic script to Latin letters, and Latin letters to Devanagari as a suggestion.

The scripts of Unicode's Indic blocks (Bengali, Gurmukhi, Gujarati, Odia, Tamil, Telugu, Kannada, Malayalam) stand
in the same order as Devanagari, 128 places apart, so one table reads them all.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from pathlib import Path

DEVANAGARI = 0x0900
_LAST_BLOCK = 0x0D80
_VIRAMA, _NUKTA, _ANUSVARA, _CANDRABINDU, _VISARGA = "्", "़", "ं", "ँ", "ः"
_CONSONANTS = dict(
    pair.split(":")
    for pair in (  # noqa: SIM905
        "क:k ख:kh ग:g घ:gh ङ:n च:ch छ:chh ज:j झ:jh ञ:n ट:t ठ:th ड:d ढ:dh ण:n त:t थ:th द:d ध:dh न:n ऩ:n प:p फ:ph "
        "ब:b भ:bh म:m य:y र:r ऱ:r ल:l ळ:l ऴ:l व:v श:sh ष:sh स:s ह:h"
    ).split()
)
_DOTTED = {"क": "q", "ख": "kh", "ग": "g", "ज": "z", "ड": "d", "ढ": "dh", "फ": "f", "य": "y"}
_VOWELS = dict(
    pair.split(":")
    for pair in "अ:a आ:aa इ:i ई:ee उ:u ऊ:oo ऋ:ri ऌ:li ऍ:e ऎ:e ए:e ऐ:ai ऑ:o ऒ:o ओ:o औ:au".split()  # noqa: SIM905
)
_SIGNS = dict(
    pair.split(":")
    for pair in "ा:aa ि:i ी:ee ु:u ू:oo ृ:ri ॄ:ri ॅ:e ॆ:e े:e ै:ai ॉ:o ॊ:o ो:o ौ:au".split()  # noqa: SIM905
)
_SOUNDED_AFTER = frozenset("yrvnml")
"""A final inherent vowel is heard after a cluster that ends in one of these: Chandra, Krishna; not Vasant."""


def is_latin(text: str) -> bool:
    """Whether the first letter of ``text`` is a Latin one."""
    first = next((c for c in text if c.isalpha()), "a")
    return unicodedata.name(first, "").startswith("LATIN")


def language_of(text: str) -> str:
    """The language whose name this can be, by its script: Devanagari is Hindi, Latin English, else empty."""
    if is_latin(text):
        return "en"
    first = next((c for c in text if c.isalpha()), "")
    return "hi" if first and DEVANAGARI <= ord(first) < DEVANAGARI + 0x80 else ""


def to_latin(word: str) -> str:
    """One word of any Indic script in Latin letters as Indians write names; other letters stay as they are."""
    units = _units(_in_devanagari(unicodedata.normalize("NFC", word)))
    _silence(units)
    text = "".join(consonants + vowel for consonants, vowel, _ in units)
    return text.replace("nh", "ngh") if "ंह" in word else text


def _in_devanagari(word: str) -> str:
    return "".join(
        chr(DEVANAGARI + (ord(c) - DEVANAGARI) % 0x80) if DEVANAGARI + 0x80 <= ord(c) < _LAST_BLOCK else c for c in word
    )


Unit = tuple[str, str, bool]
"""Consonants, the vowel after them, and whether that vowel is the inherent one."""


def _units(word: str) -> list[Unit]:
    """``word`` in syllables; a consonant under a virama joins the next one."""
    word = unicodedata.normalize("NFD", word).replace("ज्ञ", "ग्य")
    units: list[Unit] = []
    joined = ""
    for at, c in enumerate(word):
        after = word[at + 1 : at + 2]
        if c in _CONSONANTS:
            letter = _DOTTED.get(c, _CONSONANTS[c]) if after == _NUKTA else _CONSONANTS[c]
            after = word[at + 2 : at + 3] if after == _NUKTA else after
            joined += letter
            if after == _VIRAMA:
                continue
            if after in _SIGNS:
                units.append((joined, _SIGNS[after], False))
            else:
                units.append((joined, "a", True))
            joined = ""
        elif c in _VOWELS:
            units.append((joined, _VOWELS[c], False))
            joined = ""
        elif c in (_ANUSVARA, _CANDRABINDU):
            joined += "n"
        elif c in _SIGNS or c in (_VIRAMA, _NUKTA, _VISARGA) or not c.isalnum():
            continue
        else:
            units.append((joined + c, "", False))
            joined = ""
    if joined:
        units.append((joined, "", False))
    return units


def _silence(units: list[Unit]) -> None:
    """Take away the inherent vowels that are not heard: at the end, and between single consonants (Kamlesh)."""
    last = len(units) - 1
    for at in range(last, 0, -1):
        consonants, _vowel, inherent = units[at]
        if not inherent:
            continue
        if at == last:
            is_silent = not (_is_cluster(consonants) and consonants[-1] in _SOUNDED_AFTER)
        else:
            onset, vowel = units[at + 1][:2]
            between = not _is_cluster(consonants) and bool(onset) and not _is_cluster(onset)
            is_silent = between and bool(units[at - 1][1]) and bool(vowel)
        if is_silent:
            units[at] = (consonants, "", False)


def _is_cluster(consonants: str) -> bool:
    return len(consonants.replace("chh", "c")) > 2 or (len(consonants) == 2 and consonants[1] != "h")


_LATIN_CONSONANTS = {
    "ksh": "क्ष", "chh": "छ", "kh": "ख", "gh": "घ", "ch": "च", "jh": "झ", "th": "थ", "dh": "ध", "ph": "फ", "bh": "भ",
    "sh": "श", "gy": "ज्ञ", "x": "क्स", "k": "क", "g": "ग", "c": "क", "j": "ज", "t": "त", "d": "द", "n": "न", "p": "प",
    "f": "फ़", "b": "ब", "m": "म", "y": "य", "r": "र", "l": "ल", "v": "व", "w": "व", "s": "स", "h": "ह", "z": "ज़",
    "q": "क़",
}  # fmt: skip
_LATIN_VOWELS = {
    "aa": ("आ", "ा"), "ai": ("ऐ", "ै"), "au": ("औ", "ौ"), "ee": ("ई", "ी"), "oo": ("ऊ", "ू"), "ou": ("औ", "ौ"),
    "a": ("अ", ""), "i": ("इ", "ि"), "u": ("उ", "ु"), "e": ("ए", "े"), "o": ("ओ", "ो"),
}  # fmt: skip
_LATIN = re.compile("|".join(sorted((*_LATIN_CONSONANTS, *_LATIN_VOWELS), key=len, reverse=True)))
_FINAL = {"a": "aa", "i": "ee"}
"""At the end of a name these are long: Sunita, Malti."""


def to_devanagari(word: str) -> str:
    """A Latin name in Devanagari, as a suggestion that a person checks: "Sanjay" → संजय."""
    parts = _LATIN.findall(plain(word))
    out: list[str] = []
    open_consonant = False
    for at, part in enumerate(parts):
        if part in _LATIN_VOWELS:
            is_last = at == len(parts) - 1 and at > 1
            alone, sign = _LATIN_VOWELS[_FINAL.get(part, part) if is_last else part]
            out.append(sign if open_consonant else alone)
            open_consonant = False
            continue
        if open_consonant and out:
            before = parts[at - 1]
            if before in ("n", "m") and part not in ("y", "r", "n", "m", "h", "v", "w", "l"):
                out[-1] = _ANUSVARA
            else:
                out.append(_VIRAMA)
        out.append(_LATIN_CONSONANTS[part])
        open_consonant = True
    return unicodedata.normalize("NFC", "".join(out))


def suggest_name(name: str, language: str) -> str:
    """``name`` in the script of ``language`` ("hi", "en"), word by word; empty where nothing can be said.

    Common names are spelt as most people spell them (``common.txt``), others by rule.
    """
    words = name.split()
    if language == "en":
        return " ".join(_common()["en"].get(word) or _titled(to_latin(word)) for word in words)
    if language == "hi":
        return " ".join(_common()["hi"].get(word.casefold()) or to_devanagari(word) for word in words)
    return ""


@cache
def _common() -> dict[str, dict[str, str]]:
    text = Path(__file__).with_name("common.txt").read_text(encoding="utf-8")
    pairs = [entry.split(":") for line in text.splitlines() if not line.startswith("#") for entry in line.split()]
    return {"en": dict(pairs), "hi": {latin.casefold(): hindi for hindi, latin in pairs}}


def _titled(word: str) -> str:
    spelt = word.replace("aa", "a").replace("ee", "i").replace("oo", "u")
    return spelt[:1].upper() + spelt[1:]


def plain(word: str) -> str:
    """Latin letters without accents, in lower case."""
    return "".join(c for c in unicodedata.normalize("NFD", word.casefold()) if "a" <= c <= "z")
