"""What people hands out and takes in, without Django."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from pankti.base.words import Words

VIEW, MANAGE, EXPORT = "people.view", "people.manage", "people.export"
"""Rights that a post can give: see persons; add, change, merge and import them; take their numbers out as a file."""


class ContactKind(StrEnum):
    PHONE = "phone"
    EMAIL = "email"


class Decision(StrEnum):
    """What was said of two persons who look alike."""

    OPEN = ""
    DIFFERENT = "different"
    MERGED = "merged"


class Likeness(StrEnum):
    """Why two persons may be one."""

    NUMBER = "number"
    NAME_AND_PLACE = "name_and_place"


@dataclass(frozen=True, slots=True)
class Contact:
    """One number or address to keep. ``shared_reason``: why another person has it too."""

    kind: ContactKind
    value: str
    shared_reason: str = ""


@dataclass(frozen=True, slots=True)
class SkillView:
    """One of the organisation's skills. ``people``: how many have it."""

    code: str
    names: dict[str, str]
    is_retired: bool
    people: int


@dataclass(frozen=True, slots=True)
class Details:
    """What is known of a person beside their names. ``suggested``: languages whose name nobody has checked."""

    suggested: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    skills: tuple[str, ...] = ()
    photo: str = ""
    contacts: tuple[Contact, ...] = ()


@dataclass(frozen=True, slots=True)
class ContactView:
    """A contact point that the reader may see. ``others``: how many more persons share it."""

    id: UUID
    kind: ContactKind
    value: str
    shared_reason: str
    others: int


@dataclass(frozen=True, slots=True)
class PersonView:
    """One person, in full. ``places``: the paths where they are found, home first."""

    id: UUID
    names: Words
    suggested: tuple[str, ...]
    language: str
    languages: tuple[str, ...]
    skills: tuple[str, ...]
    photo: str
    home_path: str
    places: tuple[str, ...]
    merged_into: UUID | None
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Found:
    """One person whose name answers what was typed, and the place by which they were found."""

    person_id: UUID
    path: str
    closeness: int  # 1 is the nearest spelling


@dataclass(frozen=True, slots=True)
class PairView:
    """Two persons who look alike, in the order of their ids."""

    id: UUID
    first: PersonView
    second: PersonView
    reasons: tuple[Likeness, ...]
    found_at: datetime


@dataclass(frozen=True, slots=True)
class MergeView:
    """A merge that stands: whose history was joined to the kept person's, and when."""

    id: UUID
    kept_id: UUID
    merged_id: UUID
    merged_names: Words
    merged_at: datetime
    moved: dict[str, int] = field(default_factory=dict)
