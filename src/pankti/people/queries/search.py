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

_SPELLINGS = """
SELECT q.at, true AS is_longer, w.word, w.n
FROM unnest(%(at)s::int[], %(begin)s::text[], %(end)s::text[]) AS q(at, begin_, end_), LATERAL (
  SELECT word, n FROM people_nameword WHERE word >= q.begin_ AND word < q.end_ ORDER BY n DESC, word LIMIT %(most)s
) AS w
UNION ALL
SELECT DISTINCT q.at, false, w.word, w.n
FROM unnest(%(cut_at)s::int[], %(cuts)s::text[]) AS q(at, cut)
JOIN people_namecut c ON c.cut = q.cut JOIN people_nameword w ON w.word = c.word
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
    last = words[-1] if key_of(words[-1]) == keys[-1] else ""
    asked = keys if len(keys) < 3 else _two_longest(keys)
    spelt = _spellings(asked, last if asked[-1] == keys[-1] else "")
    if len(asked) == 1:
        return spelt[0][:MOST_PROBES]
    one, other = spelt
    pairs = sorted(product(range(len(one)), range(len(other))), key=sum)
    return list(dict.fromkeys(" ".join(sorted((one[a], other[b]))) for a, b in pairs if one[a] != other[b]))[
        :MOST_PROBES
    ]


def _two_longest(keys: list[str]) -> list[str]:
    """Of three and more words those two that say most, in their order; what they find is few enough to read."""
    chosen = sorted(keys, key=len)[-2:]
    return sorted(chosen, key=keys.index)


def _spellings(keys: list[str], beginning: str) -> list[list[str]]:
    """Each key, then (of the last, where it may be the ``beginning`` of a word) what begins so, then near ones.

    One query for all of them.
    """
    begins: list[tuple[int, str]] = []
    if len(beginning) > 1:
        start = keys[-1].removesuffix("a") if is_latin(beginning) else keys[-1]
        begins.append((len(keys) - 1, start))
    cuts = [(at, cut) for at, key in enumerate(keys) if len(key) >= _FORGIVING for cut in sorted(cuts_of(key))]
    longer: dict[int, list[str]] = {}
    near: dict[int, list[tuple[int, int, str]]] = {}
    with prepared_cursor() as cursor:
        cursor.execute(
            _SPELLINGS,
            {
                "at": [at for at, _ in begins],
                "begin": [start for _, start in begins],
                "end": [start + "\uffff" for _, start in begins],
                "cut_at": [at for at, _ in cuts],
                "cuts": [cut for _, cut in cuts],
                "most": _LONGER,
            },
        )
        for at, is_longer, word, n in cursor.fetchall():
            if is_longer:
                longer.setdefault(at, []).append(word)
            elif (far := slips(keys[at], word)) == 1:
                near.setdefault(at, []).append((far, -n, word))
    return [
        list(dict.fromkeys([key, *longer.get(at, ()), *(word for *_, word in sorted(near.get(at, ()))[:_NEAR])]))
        for at, key in enumerate(keys)
    ]
