"""What the database lets a connection see: the reach of whoever acts, told to PostgreSQL before it is asked.

Row-level security (docs/adr/0022-row-level-security.md) reads three settings of the session. They are derived from an
``Actor`` alone and are told by ``base.postgres`` before the next statement, so that a filter that somebody forgot in
a view shows nobody's row. Whoever has told nothing sees nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import lru_cache

from pankti.base.actor import Actor, Grant

OWN = frozenset({"answer.give"})
"""Rights over one's own unit that open nobody else's data."""

EVERYTHING = "*"


@dataclass(frozen=True, slots=True)
class Sight:
    """The three settings: who asks, the subtrees they reach (``path`` or ``path:wing``), and the units above theirs.

    Paths are of the main tree, parted by single spaces; ``roots`` is ``*`` for the system itself.
    """

    person: str = ""
    roots: str = ""
    above: str = ""

    def __str__(self) -> str:
        return f"{self.roots}|{self.above}"

    def reaches(self, path: str) -> bool:
        """Whether the database shows what lies at ``path``; a wing's part of it counts too."""
        return any(root == EVERYTHING or path.startswith(root.split(":")[0]) for root in self.roots.split())


NOBODY = Sight()
ALL = Sight(roots=EVERYTHING)


def sight_of(actor: Actor) -> Sight:
    """What this actor may see: themselves, what lies in the subtrees of their rights, and who stands above them."""
    if actor.is_system:
        return ALL
    return _sight("" if actor.person_id is None else str(actor.person_id), actor.grants)


@lru_cache(maxsize=512)
def _sight(person: str, grants: tuple[Grant, ...]) -> Sight:
    reaching = {(grant.path, grant.wing) for grant in grants if grant.right not in OWN and grant.path}
    whole = _tops(path for path, wing in reaching if wing is None)
    narrow = sorted(
        f"{path}:{wing}" for path, wing in reaching if wing is not None and not path.startswith(tuple(whole))
    )
    above = {grant.path[:end] for grant in grants for end in range(5, len(grant.path) + 1, 5)}
    return Sight(person, " ".join([*whole, *narrow]), " ".join(sorted(above)))


def _tops(paths: Iterable[str]) -> list[str]:
    tops: list[str] = []
    for path in sorted(set(paths)):
        if not tops or not path.startswith(tops[-1]):
            tops.append(path)
    return tops


_unsaid = NOBODY
_sights: ContextVar[Sight | None] = ContextVar("sight", default=None)


def sight() -> Sight:
    """What the work under way may see."""
    said = _sights.get()
    return _unsaid if said is None else said


def begin_as_system() -> None:
    """For commands and workers, whose whole process acts as the system. Never for the web server."""
    global _unsaid
    _unsaid = ALL


@contextmanager
def seeing(what: Sight) -> Iterator[None]:
    """Inside, statements are asked with this sight; the former one comes back afterwards."""
    token = _sights.set(what)
    try:
        yield
    finally:
        _sights.reset(token)


@contextmanager
def acting_as(actor: Actor) -> Iterator[None]:
    """Inside, the database shows what ``actor`` may see."""
    with seeing(sight_of(actor)):
        yield


def go_on_as(what: Sight) -> None:
    """From here to the end of the request: for doors that learn inside a view who is asking."""
    _sights.set(what)
