"""Who is called so: by sound, across scripts, through slips of the finger; at the cost of the answer, not of the tree.

A name's words are kept by their keys (``people.naming.sound``) beside each place where the person is found. A search
turns what was typed into a few keys, exact ones first, and asks the database's ``people_find`` for the first persons
of each under the reader's tops: one probe of an index each. Two words are one probe too: pairs of keys are kept.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

from pankti.base.prepared import prepared_cursor
from pankti.people.naming.script import is_latin
from pankti.people.naming.sound import MOST_TYPED, cuts_of, key_of, slips, split
from pankti.people.types import Found

MOST_PROBES = 64
_NEAR, _LONGER = 8, 32
_FORGIVING = 4
"""From so many letters on a key may be mistyped; shorter ones would mean everybody."""

_WORDS_NEAR = """
SELECT DISTINCT w.word, w.n FROM people_namecut c JOIN people_nameword w ON w.word = c.word
WHERE c.cut = ANY(%(cuts)s)
"""
_WORDS_LONGER = """
SELECT word FROM people_nameword WHERE word >= %(begin)s AND word < %(end)s ORDER BY n DESC, word LIMIT %(most)s
"""
_FIND = "SELECT probe, person_id, path FROM people_find(%(roots)s, %(probes)s, %(most)s)"


def find_names(typed: str, roots: Sequence[str], most: int = 40) -> list[Found]:
    """The first ``most`` persons under ``roots`` (paths; "" is everything) whose name sounds like ``typed``.

    The nearest spellings come first, and of one spelling the upper places. The last word may be a beginning.
    """
    probes = list_probes(typed)
    if not probes or not roots:
        return []
    found: dict[object, Found] = {}
    with prepared_cursor() as cursor:
        cursor.execute(_FIND, {"roots": list(roots), "probes": probes, "most": 2 * most})
        for probe, person_id, path in cursor.fetchall():
            found.setdefault(person_id, Found(person_id, path, probe))
    return list(found.values())[:most]


def list_probes(typed: str) -> list[str]:
    """The keys, or pairs of keys, to look for, the nearest first."""
    words = [word for word in dict.fromkeys(split(typed)) if len(key_of(word)) > 1][:MOST_TYPED]
    keys = list(dict.fromkeys(map(key_of, words)))
    if not keys:
        return []
    if len(keys) == 1:
        return _spellings(keys[0], words[-1])[:MOST_PROBES]
    *before, last = keys[-2:] if len(keys) == 2 else _two_longest(keys)
    one, other = _spellings(before[0], ""), _spellings(last, words[-1] if last == keys[-1] else "")
    pairs = sorted(product(range(len(one)), range(len(other))), key=sum)
    return list(dict.fromkeys(" ".join(sorted((one[a], other[b]))) for a, b in pairs if one[a] != other[b]))[
        :MOST_PROBES
    ]


def _two_longest(keys: list[str]) -> list[str]:
    """Of three and more words those two that say most, in their order; what they find is few enough to read."""
    chosen = sorted(keys, key=len)[-2:]
    return sorted(chosen, key=keys.index)


def _spellings(key: str, beginning: str) -> list[str]:
    """``key``, then what begins so (where it may be the ``beginning`` of a word), then keys one slip away."""
    spellings = [key]
    with prepared_cursor() as cursor:
        if beginning and len(beginning) > 1:
            start = key.removesuffix("a") if is_latin(beginning) and len(key) > 1 else key
            cursor.execute(_WORDS_LONGER, {"begin": start, "end": start + "\uffff", "most": _LONGER})
            spellings += [word for (word,) in cursor.fetchall()]
        if len(key) >= _FORGIVING:
            cursor.execute(_WORDS_NEAR, {"cuts": sorted(cuts_of(key))})
            near = [(slips(key, word), -n, word) for word, n in cursor.fetchall()]
            spellings += [word for far, _n, word in sorted(near) if far == 1][:_NEAR]
    return list(dict.fromkeys(spellings))
