"""The key of a name: what stays of it when spelling is taken away. Few rules, the same for every script.

The short and the long *a* inside a word go (Rachna, Rachana, रचना), aspirates lose their breath (Sidharth, Siddarth),
*y* and *i*, *w* and *v*, *z* and *j* are one, doubles are single. A final *a* stays: Kamal is not Kamla.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

from pankti.people.naming.script import is_latin, plain, to_latin

MOST_KEYS = 6
"""So many words of a person's names are searched by; rows grow with their pairs."""
MOST_TYPED = 4
_LONGEST = 24
_RULES = tuple(
    (re.compile(pattern), heard)
    for pattern, heard in (
        (r"x", "ks"),
        (r"chh|ch", "C"),
        (r"c(?=[eiy])", "s"),
        (r"c", "k"),
        (r"ck|q", "k"),
        (r"ph", "f"),
        (r"([kgjtdbs])h", r"\1"),
        (r"C", "c"),
        (r"w", "v"),
        (r"z", "j"),
        (r"m(?=[bp])", "n"),
        (r"ee|ie", "i"),
        (r"oo|ou|ow", "u"),
        (r"y", "i"),
        (r"(?<=.)a(?!$)", ""),
        (r"(?<=.)a+$", "a"),
        (r"(.)\1+", r"\1"),
    )
)


@lru_cache(maxsize=65_536)
def key_of(word: str) -> str:
    """The key of one word in any script; empty where nothing can be said of it."""
    heard = plain(word if is_latin(word) else to_latin(word))
    for pattern, into in _RULES:
        heard = pattern.sub(into, heard)
    return heard[:_LONGEST]


def keys_of(names: Mapping[str, str], *more: Iterable[str]) -> list[str]:
    """The keys by which a person of these names is found, each once: those of one script, then what another adds."""
    keys = [key for name in names.values() for key in map(key_of, split(name))]
    for others in more:
        keys += others
    return list(dict.fromkeys(key for key in keys if len(key) > 1))[:MOST_KEYS]


def split(name: str) -> list[str]:
    """``name`` in words: letters and the marks upon them; initials of one letter are left out."""
    words = "".join(c if c.isalnum() or _is_mark(c) else " " for c in name).split()
    return [word for word in words if len(word) > 1]


def _is_mark(c: str) -> bool:
    return "\u0900" <= c < "\u0e00" or c in "\u200c\u200d'’"


def cuts_of(key: str) -> set[str]:
    """``key`` and what is left of it when one letter goes: two keys one slip apart share a cut."""
    return {key, *(key[:at] + key[at + 1 :] for at in range(len(key)))} - {""}


def slips(one: str, other: str) -> int:
    """How many letters were left out, put in, mistaken or exchanged between two keys (at most 3 is told)."""
    if abs(len(one) - len(other)) > 2:
        return 3
    before: list[int] = []
    row = list(range(len(other) + 1))
    for at, letter in enumerate(one, start=1):
        last, before, row = before, row, [at]
        for to, wanted in enumerate(other, start=1):
            cost = min(before[to] + 1, row[to - 1] + 1, before[to - 1] + (letter != wanted))
            if at > 1 and to > 1 and letter == other[to - 2] and one[at - 2] == wanted:
                cost = min(cost, last[to - 2] + 1)
            row.append(cost)
    return min(row[-1], 3)
