"""How surely a written name means one of those who were invited.

Rules rather than learnt weights: whoever decides a doubtful name is told why, in the same words. The figures are
certainties in per cent; what they are worth is measured on a list of its own (docs/adr/0111).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from uuid import UUID

from pankti.attendance.matching.read import Word, Written
from pankti.attendance.matching.words import place_keys
from pankti.attendance.types import Candidate
from pankti.people.naming.sound import cuts_of, key_of, slips, split

TAKE = 90
"""From this certainty on a name is taken without asking, when nobody else comes near."""
SHOWN = 35
MOST_SHOWN = 5
SURE = 95
"""Below it a name is taken only while the same list names that person no better."""
_NEAR_FROM = 5
"""A key so long may hold one slip and still be the same word."""
_BONES_SAY_ALL = 4
"""So many consonants in the same order are the same word, whatever vowels somebody wrote."""


@dataclass(frozen=True, slots=True)
class Known:
    """One invited person as the matching sees them: names in every language, and where they belong."""

    appointment_id: UUID
    person_id: UUID
    names: tuple[str, ...]
    places: tuple[str, ...] = ()
    numbers: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Verdict:
    """``taken``: the one it surely is. ``candidates``: whom it may mean, the likeliest first."""

    taken: Candidate | None
    candidates: tuple[Candidate, ...] = ()


@dataclass(frozen=True, slots=True)
class _Name:
    """One spelling of a person's name by its words' keys."""

    keys: tuple[str, ...]
    bones: tuple[str, ...]
    glued: frozenset[str]


@dataclass(slots=True)
class _Index:
    names: dict[int, list[_Name]] = field(default_factory=dict)
    by_key: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    words: set[str] = field(default_factory=set)
    places: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    numbers: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))


@dataclass(frozen=True, slots=True)
class _Fit:
    """What of a written name and of a person's name fits together."""

    exact: int
    alike: int  # the same consonants, other vowels
    near: int  # one slip, or cut short
    initials: int
    strange: int  # written words that are nothing of theirs
    missing: int  # words of theirs that were not written
    is_given: bool  # their first word was written, as a word
    is_framed: bool  # their first word stands as an initial, their last as a word


class Judge:
    """Made once for a meeting's invited people, then asked name by name."""

    def __init__(self, known: Sequence[Known]) -> None:
        self._known = known
        self._index = index = _Index()
        for at, one in enumerate(known):
            index.names[at] = [name for name in map(_name, one.names) if name.keys]
            for name in index.names[at]:
                index.words.update(name.keys)
                for token in _tokens(name):
                    index.by_key[token].add(at)
            for place in one.places:
                for word in split(place):
                    index.places[key_of(word)].add(at)
            for number in one.numbers:
                index.numbers[number].add(at)

    def judge(self, written: Written) -> Verdict:
        """Everybody whom the name may mean, with certainty; ``taken`` when one stands alone."""
        fits = sorted(self._fits(written), key=lambda one: -one.certainty)
        if not fits or fits[0].certainty < SHOWN:
            return Verdict(None)
        best, others = fits[0], [c for c in fits[1:] if c.person_id != fits[0].person_id]
        shown = tuple([best, *others][:MOST_SHOWN])
        rival = max((_rivalry(best, c) for c in others), default=0)
        if best.certainty >= TAKE and rival < TAKE:
            return Verdict(best, shown)
        if rival >= TAKE:  # they share the doubt between them
            n = sum(1 for c in others if _rivalry(best, c) >= TAKE) + 1
            shown = tuple(
                Candidate(c.appointment_id, c.person_id, min(c.certainty, 100 // n), (*c.why, "same_name"))
                for c in shown
            )
        return Verdict(None, shown)

    def _fits(self, written: Written) -> list[Candidate]:
        """By the reading that says most: of "Ravi (Ravi Verma)" the words in the brackets."""
        best: list[Candidate] = []
        for words in _readings(written):
            found = [one for at in self._candidates(words) if (one := self._candidate(at, words, written))]
            if _top(found) > _top(best):
                best = found
        return best

    def _candidate(self, at: int, words: tuple[Word, ...], written: Written) -> Candidate | None:
        weighed = [self._weigh(at, self._fit(words, name), written) for name in self._index.names[at]]
        certainty, why = max(weighed, key=lambda pair: pair[0], default=(0, ()))
        one = self._known[at]
        return Candidate(one.appointment_id, one.person_id, certainty, why) if certainty else None

    def _candidates(self, words: tuple[Word, ...]) -> set[int]:
        found: set[int] = set()
        by_key = self._index.by_key
        for key in (key for word in words if not word.is_initial for key in word.keys):
            for token in (key, f"~{_bones(key)}", f"={_bones(key)}", *_cut_tokens(key)):
                found |= by_key.get(token, set())
        return found

    def _fit(self, words: Sequence[Word], name: _Name) -> _Fit:
        if len(words) == 1 and len(name.keys) > 1 and any(_bones(key) in name.glued for key in words[0].keys):
            return _Fit(2, 0, 0, 0, 0, 0, is_given=True, is_framed=False)
        free = list(range(len(name.keys)))
        counts = {"exact": 0, "alike": 0, "near": 0, "initials": 0}
        strange = 0
        is_given = is_led = is_closed = False
        left = list(words)
        for kind, fits in _KINDS:
            for word in tuple(left):
                at = next((n for n in free if fits(word, name, n)), None)
                if at is None:
                    continue
                free.remove(at)
                left.remove(word)
                counts[kind] += 1
                is_given = is_given or (at == 0 and kind in ("exact", "alike"))
                is_led = is_led or (at == 0 and kind == "initials")
                is_closed = is_closed or (at == len(name.keys) - 1 and kind == "exact")
        strange = sum(1 for word in left if not word.is_initial and not self._is_explained(word))
        return _Fit(**counts, strange=strange, missing=len(free), is_given=is_given, is_framed=is_led and is_closed)

    def _is_explained(self, word: Word) -> bool:
        """A post, a place, or a word of some invited person's unit, and no word of anybody's name."""
        return any(key in place_keys() or key in self._index.places for key in word.keys)

    def _weigh(self, at: int, fit: _Fit, written: Written) -> tuple[int, tuple[str, ...]]:
        certainty, why = _grade(fit)
        place = self._place(at, written)
        if place > 0:
            why = (*why, "place")
            if fit.is_given and not fit.strange:
                certainty = max(certainty, 97)
            elif (fit.exact or fit.alike) and fit.strange <= 1:
                certainty = max(certainty, min(92, certainty + 25))
        elif place < 0:
            why = (*why, "other_place")
            certainty = min(certainty, 60)
        return certainty, why

    def _place(self, at: int, written: Written) -> int:
        """1: a number or a place beside the name is theirs; -1: it is somebody else's of the invited; 0: none."""
        numbers = [n for n in written.numbers if n in self._index.numbers]
        if any(at in self._index.numbers[n] for n in numbers):
            return 1
        words = [
            key
            for word in (*written.words, *written.also)
            for key in word.keys
            if len(key) > 2 and key in self._index.places and key not in place_keys() and key not in self._index.words
        ]
        if any(at in self._index.places[key] for key in words):
            return 1
        return -1 if numbers or words else 0


def judge(known: Sequence[Known], written: Mapping[str, Written]) -> dict[str, Verdict]:
    """All names of one list, by what each says and by what the others say.

    A weak name ("Sunita") is nobody who stands in the same list by a better one ("Sunita Devi"): it may be a guest.
    """
    asked = Judge(known)
    found = {name: asked.judge(one) for name, one in written.items()}
    sure = {v.taken.person_id for v in found.values() if v.taken and v.taken.certainty >= SURE}
    return {name: _weaken(verdict) if _is_named_better(verdict, sure) else verdict for name, verdict in found.items()}


def _is_named_better(verdict: Verdict, sure: set[UUID]) -> bool:
    return verdict.taken is not None and verdict.taken.certainty < SURE and verdict.taken.person_id in sure


def _weaken(verdict: Verdict) -> Verdict:
    shown = (replace(c, certainty=min(c.certainty, 65), why=(*c.why, "named_better")) for c in verdict.candidates)
    return Verdict(None, tuple(shown))


def _grade(fit: _Fit) -> tuple[int, tuple[str, ...]]:
    """How sure a fit is by itself, before anything that stands around the name."""
    same = fit.exact + fit.alike
    if not same:
        return (0 if not fit.near else 30 if fit.strange else 55), ("near",)
    why = ("alike",) if fit.alike else ()
    if fit.strange:
        if not fit.missing and same >= 2:
            return 93, ("whole", "more", *why)
        return (72 if not fit.missing else 42), ("other_words", *why)
    if not fit.missing:
        if fit.near:
            return 93, ("whole", "near", *why)
        if fit.initials:
            return 92, ("whole", "initial", *why)
        if same == 1 and fit.alike:
            return 85, ("whole", *why)
        return (99 if not fit.alike else 97 if fit.exact else 94), ("whole", *why)
    if fit.near:
        return (91 if same == 1 and fit.near == 1 and fit.is_given else 93 if same >= 2 else 70), ("part", "near", *why)
    if same >= 2:
        return (96 if fit.exact else 93), ("part", *why)
    if fit.initials:
        return (94 if fit.is_given else 92 if fit.is_framed else 75), ("part", "initial", *why)
    if fit.is_given:
        return (92 if fit.exact else 90), ("given", *why)
    return 68, ("family", *why)


def _rivalry(best: Candidate, other: Candidate) -> int:
    """How much ``other`` stands in the way of ``best``: a slip gives way to a name without one."""
    less = 0
    if "near" in other.why and "near" not in best.why:
        less += 15
    if "place" in best.why and "place" not in other.why:
        less += 15
    if "whole" in best.why and "initial" in other.why and "initial" not in best.why:
        less += 10
    return other.certainty - less


def _is_exact(word: Word, name: _Name, at: int) -> bool:
    return not word.is_initial and name.keys[at] in word.keys


def _is_alike(word: Word, name: _Name, at: int) -> bool:
    """The same consonants; of few of them only where no more than one letter differs."""
    key, bones = name.keys[at], name.bones[at]
    return not word.is_initial and any(
        _bones(k) == bones and (len(bones) >= _BONES_SAY_ALL or (min(len(k), len(key)) >= 4 and slips(k, key) <= 1))
        for k in word.keys
    )


def _is_near(word: Word, name: _Name, at: int) -> bool:
    key, bones = name.keys[at], name.bones[at]
    return not word.is_initial and any(
        (len(bones) > 2 and _bones(k) == bones)
        or (min(len(k), len(key)) >= _NEAR_FROM and slips(k, key) <= 1)
        or (len(k.rstrip("a")) >= 3 and key.startswith(k.rstrip("a")) and len(key) - len(k) <= 3)
        for k in word.keys
    )


def _is_initial(word: Word, name: _Name, at: int) -> bool:
    return word.is_initial and bool(word.keys[0]) and name.keys[at].startswith(word.keys[0])


_KINDS = (("exact", _is_exact), ("alike", _is_alike), ("near", _is_near), ("initials", _is_initial))


def _top(found: Iterable[Candidate]) -> int:
    return max((one.certainty for one in found), default=0)


def _readings(written: Written) -> list[tuple[Word, ...]]:
    """The words outside the brackets, those inside, and both together, each word once."""
    if not written.also:
        return [written.words] if written.words else []
    known = {word.keys for word in written.words}
    both = (*written.words, *(word for word in written.also if word.keys not in known))
    return [words for words in (both, written.also, written.words) if words]


def _name(text: str) -> _Name:
    words = split(text)
    keys = tuple(key for key in map(key_of, words) if key)
    pairs = {"".join(words), words[0] + words[-1]} if len(words) > 1 else set()
    glued = frozenset(bones for pair in pairs if len(bones := _bones(key_of(pair))) > _BONES_SAY_ALL)
    return _Name(keys, tuple(map(_bones, keys)), glued)


def _tokens(name: _Name) -> Iterable[str]:
    yield from name.keys
    yield from (f"={bones}" for bones in name.glued)
    for key, bones in zip(name.keys, name.bones, strict=True):
        yield f"~{bones}"
        yield from _cut_tokens(key)
        yield from (key[:n] for n in range(3, len(key)))


def _cut_tokens(key: str) -> Iterable[str]:
    yield key.rstrip("a")
    if len(key) >= _NEAR_FROM - 1:
        yield from (f"-{cut}" for cut in cuts_of(key))


def _bones(key: str) -> str:
    """The key without its vowels, *b* and *v* one: Yogender and Yogendra, Bikash and Vikas."""
    return (key[:1] + "".join(c for c in key[1:] if c not in "aeiou")).replace("b", "v")
