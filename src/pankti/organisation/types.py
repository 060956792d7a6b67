"""What other rooms read of the organisation; no Django inside."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from pankti.base.words import Words

DIGITS = 5
"""How many hexadecimal digits one depth of a path has."""


def depth_of(path: str) -> int:
    """How many units stand on ``path``, the unit itself included."""
    return len(path) // DIGITS


def prefixes_of(path: str) -> list[str]:
    """The paths of all units above, from the root down, without ``path`` itself."""
    return [path[:end] for end in range(DIGITS, len(path), DIGITS)]


@dataclass(frozen=True, slots=True)
class OrganisationView:
    id: UUID
    names: Words
    actor_class: str
    time_zone: str
    languages: tuple[str, ...]
    scheme: str
    is_demo: bool
    tree_epoch: int


@dataclass(frozen=True, slots=True)
class TreeView:
    code: str
    names: Words
    is_main: bool


@dataclass(frozen=True, slots=True)
class LevelView:
    """``rank`` is the place within the tree that was asked for, 0 at the top."""

    code: str
    names: Words
    plural_names: Words
    traits: tuple[str, ...]
    group_size: int | None
    rank: int

    def has(self, trait: str) -> bool:
        return trait in self.traits


@dataclass(frozen=True, slots=True)
class UnitView:
    """A unit and its place in one tree. ``path`` is empty when it does not hang there."""

    id: UUID
    names: Words
    level: str
    level_names: Words
    source: str
    code: str
    cell: int
    traits: dict[str, Any]
    latitude: float | None
    longitude: float | None
    closed_on: date | None
    tree: str
    path: str
    parent_id: UUID | None


@dataclass(frozen=True, slots=True)
class PlacementView:
    tree: str
    unit_id: UUID
    parent_id: UUID | None
    level: str
    path: str
    began_on: date
    ended_on: date | None


@dataclass(frozen=True, slots=True)
class Lead:
    """Who answers for a unit: the lead post of its level and, unless it is vacant, its holder.

    ``post`` is empty where the level has no lead post.
    """

    unit_id: UUID
    unit_names: Words
    post: str
    post_names: Words
    person_id: UUID | None
    person_names: Words
    appointment_id: UUID | None

    @property
    def is_vacant(self) -> bool:
        return self.person_id is None


class OrderKind(StrEnum):
    """What was decided about an appointment."""

    APPOINTED = "appointed"
    ENDED = "ended"
    SUSPENDED = "suspended"
    RESUMED = "resumed"


def last_moment(end: datetime | None) -> datetime | None:
    """The last moment before an end that is exclusive."""
    return None if end is None else end - timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class WingView:
    code: str
    names: Words
    is_retired: bool


@dataclass(frozen=True, slots=True)
class PostView:
    """``strength``: how many holders a unit should have; None where none is set."""

    code: str
    names: Words
    level: str
    level_names: Words
    wing: str | None
    wing_names: Words
    rights: tuple[str, ...]
    is_lead: bool
    is_single: bool
    strength: int | None
    term_months: int | None
    rank: int
    is_retired: bool


@dataclass(frozen=True, slots=True)
class Holder:
    """One appointment as a team shows it. ``state``: holds, coming, resting, ended."""

    appointment_id: UUID
    person_id: UUID
    person_names: Words
    post: str
    unit_id: UUID
    began_at: datetime
    ended_at: datetime | None
    rests_until: datetime | None
    end_reason: str
    state: str

    @property
    def last_at(self) -> datetime | None:
        """Within the last day: a term that ends at midnight ended the day before."""
        return last_moment(self.ended_at)


@dataclass(frozen=True, slots=True)
class Seat:
    """A post of a unit's team: how many it should have, and who holds it. ``vacant_since``: None if never filled."""

    post: PostView
    strength: int | None
    has_own_strength: bool
    holders: tuple[Holder, ...]
    vacant_since: datetime | None

    @property
    def filled(self) -> int:
        return sum(holder.state in ("holds", "resting") for holder in self.holders)

    @property
    def vacant(self) -> int:
        return max(0, (self.strength or 0) - self.filled)

    @property
    def overfull(self) -> int:
        return 0 if self.strength is None else max(0, self.filled - self.strength)

    @property
    def has_room(self) -> bool:
        return self.vacant > 0 or (self.strength is None and not (self.post.is_single and self.filled))


@dataclass(frozen=True, slots=True)
class Team:
    """All seats of a unit, the lead's first."""

    unit: UnitView
    seats: tuple[Seat, ...]

    @property
    def strength(self) -> int:
        return sum(seat.strength or 0 for seat in self.seats)

    @property
    def filled(self) -> int:
        return sum(seat.filled for seat in self.seats)

    @property
    def vacant(self) -> int:
        return sum(seat.vacant for seat in self.seats)

    @property
    def overfull(self) -> int:
        return sum(seat.overfull for seat in self.seats)


@dataclass(frozen=True, slots=True)
class OrderView:
    """A decision about an appointment, with all that a letter says."""

    id: UUID
    number: int
    kind: OrderKind
    appointment_id: UUID
    person_id: UUID
    person_names: Words
    post_names: Words
    unit_id: UUID
    unit_names: Words
    ordered_at: datetime
    ordered_by: UUID | None
    takes_effect_at: datetime
    until: datetime | None
    reason: str

    @property
    def last_at(self) -> datetime | None:
        return last_moment(self.until)


@dataclass(frozen=True, slots=True)
class Strength:
    """Sanctioned and filled over some units. ``full``: how many of the ``units`` lack nobody."""

    units: int = 0
    sanctioned: int = 0
    filled: int = 0
    vacant: int = 0
    overfull: int = 0
    full: int = 0

    @property
    def below(self) -> int:
        return self.units - self.full

    @property
    def covered(self) -> int:
        """How many of the sanctioned places are filled; those beyond the strength do not count."""
        return self.sanctioned - self.vacant


@dataclass(frozen=True, slots=True)
class TeamBelow:
    """A team that lacks somebody. ``since``: the oldest vacancy's beginning; None where it was never filled."""

    unit_id: UUID
    unit_names: Words
    level: str
    level_names: Words
    path: str
    strength: int
    filled: int
    vacant: int
    since: datetime | None
    lead: Lead | None
    """Who answers for it: the nearest filled lead post above."""


@dataclass(frozen=True, slots=True)
class HeldPost:
    """One appointment of a person, as their page and the lists show it. ``is_over``: not held now any more."""

    id: UUID
    post_names: Words
    unit_id: UUID
    unit_names: Words
    unit_code: str
    path: str
    began_at: datetime
    ended_at: datetime | None
    end_reason: str
    is_over: bool


@dataclass(frozen=True, slots=True)
class Home:
    """A unit where a person lives or lived."""

    unit_id: UUID
    unit_names: Words
    began_on: date
    ended_on: date | None


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One person in a list: their names, the unit of their home (or where they were entered), and what they hold."""

    id: UUID
    names: Words
    home_id: UUID | None
    home_names: Words
    held: tuple[HeldPost, ...]
    is_merged: bool = False


@dataclass(frozen=True, slots=True)
class PeoplePage:
    """A page of a list of people. ``next_after``: where the next page begins, empty at the end."""

    rows: tuple[PersonRow, ...]
    next_after: str = ""
    has_more: bool = False
