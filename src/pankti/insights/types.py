"""What a board is made of, without Django."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from pankti.base.words import Words
from pankti.cascade.types import Counts, DispatchView, SubjectRow

VIEW = "directive.view"
"""The right that opens boards: over one's own subtree."""


@dataclass(frozen=True, slots=True)
class Lead:
    """Who answers for a unit: the holder of its lead post, or, while that is vacant, the nearest filled one above.

    ``post`` and ``person`` are empty when nobody is found all the way up. ``is_own``:
    the holder's post is at the unit itself; else ``unit_names`` says where.
    """

    post: Words
    person: Words
    unit_id: UUID | None
    unit_names: Words
    is_own: bool
    vacant_post: Words  # the unit's own lead post when nobody holds it

    @property
    def is_found(self) -> bool:
        return bool(self.person)


@dataclass(frozen=True, slots=True)
class Crumb:
    """One unit of the line from the top down to a unit, with its own lead."""

    unit_id: UUID
    names: Words
    level: Words
    path: str
    lead: Lead


@dataclass(frozen=True, slots=True)
class Place:
    """A unit where it hangs in ``tree`` (empty: the main one), and the names of all levels.

    ``line``: from the top down, the unit itself last. ``main_path``: where it hangs in the
    main tree, if it does. ``visible``: which units of the line the reader may open, in a tree
    other than the main one; in the main tree their path says it.
    """

    line: tuple[Crumb, ...]
    level_code: str
    levels: dict[str, Words]
    plural_levels: dict[str, Words]
    tree: str = ""
    main_path: str = ""
    visible: frozenset[UUID] = frozenset()

    @property
    def unit_id(self) -> UUID:
        return self.line[-1].unit_id

    @property
    def names(self) -> Words:
        return self.line[-1].names

    @property
    def level(self) -> Words:
        return self.line[-1].level

    @property
    def path(self) -> str:
        return self.line[-1].path

    @property
    def lead(self) -> Lead:
        return self.line[-1].lead

    def plural(self, codes: tuple[str, ...] | list[str]) -> Words:
        """What units of these levels are called together; empty words when they are of several levels."""
        return self.plural_levels.get(codes[0], {}) if len(set(codes)) == 1 else {}


@dataclass(frozen=True, slots=True)
class Along:
    """One of the trees along which a dispatch is tallied: where this board's unit is found in it.

    ``unit_id`` None: it does not hang there; ``tree`` is empty for the main one.
    """

    code: str
    names: Words
    tree: str
    unit_id: UUID | None
    is_here: bool


@dataclass(frozen=True, slots=True)
class Marks:
    """Seconds until so many per cent of the expected had acknowledged; None: not yet."""

    p50: float | None
    p90: float | None
    p99: float | None
    last: float | None


@dataclass(frozen=True, slots=True)
class Row:
    """One child on a board."""

    unit_id: UUID
    names: Words
    level: str
    path: str
    counts: Counts
    is_subject: bool
    own_state: str  # "" for a unit that is not addressed itself

    @property
    def share(self) -> float | None:
        """Answered of expected, 0 to 1; None while counting or with nobody expected."""
        return share(self.counts)


@dataclass(frozen=True, slots=True)
class Board:
    """All that one unit's board says of one dispatch."""

    dispatch: DispatchView
    place: Place
    counts: Counts
    own_state: str  # what the unit itself said, where it is addressed itself
    is_subject: bool
    marks: Marks
    rows: tuple[Row, ...]
    counted_at: datetime
    trees: tuple[Along, ...]  # empty where there is but the main one
    mark: str  # changes whenever any figure may have

    @property
    def subjects(self) -> Words:
        """What the addressed units are called together."""
        return self.place.plural(self.dispatch.levels)

    @property
    def children(self) -> Words:
        return self.place.plural([row.level for row in self.rows]) if self.rows else {}

    @property
    def is_counting(self) -> bool:
        return self.counts.expected is None

    @property
    def vacant_silent(self) -> int:
        """Of the silent: those with nobody to answer, as of the last head count."""
        return min(self.counts.vacant or 0, self.counts.silent or 0)

    @property
    def unanswered(self) -> int:
        return (self.counts.silent or 0) - self.vacant_silent


@dataclass(frozen=True, slots=True)
class SilentRow:
    """A unit that has not answered, the line above it below the board's unit, and who answers for it."""

    subject: SubjectRow
    above: tuple[Words, ...]
    lead: Lead


@dataclass(frozen=True, slots=True)
class SilentPage:
    """Some of the silent in tree order; ``next_after`` continues, empty at the end."""

    rows: tuple[SilentRow, ...]
    next_after: str


@dataclass(frozen=True, slots=True)
class Answerable:
    """A child with something late or silent, and who answers for it."""

    row: Row
    lead: Lead


def share(counts: Counts) -> float | None:
    """Answered of expected, 0 to 1; None while counting or with nobody expected."""
    return min(1.0, counts.answered / counts.expected) if counts.expected else None


def _known(n: int | None) -> int:
    return -1 if n is None else n


SORTS: dict[str, Callable[[Row], float]] = {
    "expected": lambda row: _known(row.counts.expected),
    "seen": lambda row: row.counts.seen,
    "acknowledged": lambda row: row.counts.acknowledged,
    "done": lambda row: row.counts.done,
    "refused": lambda row: row.counts.refused,
    "late": lambda row: _known(row.counts.late_now),
    "silent": lambda row: _known(row.counts.silent),
    "share": lambda row: -1.0 if row.share is None else row.share,
}
"""By which figures the children can be put in order; ``name`` and the tree's own order besides."""
