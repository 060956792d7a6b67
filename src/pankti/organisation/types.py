"""What other rooms read of the organisation; no Django inside."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
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
