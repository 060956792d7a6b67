"""Who holds which post: invented people, about four last units in a hundred without anybody."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from random import Random

from pankti.people.naming.sound import keys_of
from pankti.project.demo.names import PEOPLE
from pankti.project.demo.tree import Forest, make_id, unit_id

PERSON, APPOINTMENT, CONTACT = 0x200, 0x300, 0x400
VACANT_LAST, VACANT_LEAD = 0.04, 0.015
TEAM_FILLED = 0.8
FIRST_NUMBER = 9_000_000_100
"""Numbers below belong to the demo's cast."""
BEGAN_AT = "2026-01-01 00:00:00+00"


@dataclass(frozen=True, slots=True)
class PostPlan:
    """One post of a level: how many hold it when full."""

    code: str
    is_lead: bool
    strength: int


@dataclass(slots=True)
class Holdings:
    """Appointments as flat arrays: rank, index of the unit, number of the post, number of the person."""

    posts: list[str]
    rank: array[int]
    unit: array[int]
    post: array[int]
    person: array[int]
    people: int = 0

    def __len__(self) -> int:
        return len(self.rank)


def appoint(forest: Forest, posts: dict[str, list[PostPlan]]) -> Holdings:
    """Fill the posts of every unit of the main tree, as the forest's seed decides."""
    codes = [post.code for level in forest.scheme.levels for post in posts.get(level, [])]
    number = {code: at for at, code in enumerate(codes)}
    held = Holdings(codes, array("b"), array("i"), array("h"), array("i"))
    rng = Random(forest.seed + 1)  # noqa: S311  (invented data, not a secret)
    last = len(forest.ranks) - 1
    for rank, level in enumerate(forest.ranks):
        plans = sorted(posts.get(level.level, []), key=lambda post: not post.is_lead)
        if rank == last:
            _appoint_last(held, forest, plans, number, rng)
            continue
        for index in range(len(level)):
            for plan in plans:
                if plan.is_lead and (index < 2 or rng.random() >= VACANT_LEAD):
                    _hold(held, rank, index, number[plan.code])
                if not plan.is_lead:
                    for _ in range(plan.strength):
                        if rng.random() < TEAM_FILLED:
                            _hold(held, rank, index, number[plan.code])
    return held


def _appoint_last(held: Holdings, forest: Forest, plans: list[PostPlan], number: dict[str, int], rng: Random) -> None:
    """The lead, and as often as the size says a second; a vacant unit has neither."""
    if not plans:
        return
    lead, second = number[plans[0].code], number[plans[min(1, len(plans) - 1)].code]
    rank, seconds, random = len(forest.ranks) - 1, forest.size.seconds, rng.random
    whole = int(seconds)
    for index in range(forest.size.last):
        if index and random() < VACANT_LAST:
            continue
        _hold(held, rank, index, lead)
        for _ in range(whole + (random() < seconds - whole)):
            _hold(held, rank, index, second)


def _hold(held: Holdings, rank: int, unit: int, post: int) -> None:
    held.rank.append(rank)
    held.unit.append(unit)
    held.post.append(post)
    held.person.append(held.people)
    held.people += 1


def appointment_rows(forest: Forest, held: Holdings) -> Iterator[str]:
    """Rows for COPY into ``organisation_appointment``: id, person, post, unit, path, began_at, end_reason."""
    seed, posts, ranks = forest.seed, held.posts, forest.ranks
    for at, (rank, unit, post, person) in enumerate(zip(held.rank, held.unit, held.post, held.person, strict=True)):
        yield (
            f"{make_id(seed, APPOINTMENT, at)}\t{make_id(seed, PERSON, person)}\t{posts[post]}"
            f"\t{unit_id(seed, rank, unit)}\t{ranks[rank].paths[unit]}\t{BEGAN_AT}\t\n"
        )


def home_paths(forest: Forest, held: Holdings) -> Iterator[str]:
    """Where each person lives: at the unit of their post."""
    ranks = forest.ranks
    return (ranks[rank].paths[unit] for rank, unit in zip(held.rank, held.unit, strict=True))


def person_rows(seed: int, homes: Iterable[str]) -> Iterator[str]:
    """Rows for COPY into ``people_person``, one for each home: names, home and the name's keys among them."""
    pool, language = PEOPLE, ("hi",) * 19 + ("en",)
    keys = ["{" + ",".join(keys_of({"hi": hindi, "en": english})) + "}" for hindi, english in pool]
    for person, home in enumerate(homes):
        name = person_number(seed, person)
        hindi, english = pool[name]
        yield (
            f'{make_id(seed, PERSON, person)}\t{{"hi":"{hindi}","en":"{english}"}}'
            f"\t{language[person % 20]}\t{home}\t{BEGAN_AT}\t{keys[name]}\n"
        )


def person_number(seed: int, person: int) -> int:
    """Which of the invented names a person bears."""
    return ((person + seed) * 2_654_435_761 >> 7) % len(PEOPLE)


def phone_of(person: int) -> str:
    """An invented number of the form +91 90000 …, one for each person."""
    return f"+91{FIRST_NUMBER + person}"
