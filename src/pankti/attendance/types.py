"""The words of the attendance room, without Django."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from pankti.base.words import Words


class How(StrEnum):
    """How an arrival became known."""

    DOOR = "door"  # they scanned the code at the door
    CARD = "card"  # their own code was scanned at the door
    LINK = "link"  # they followed their link into the video room
    LIST = "list"  # somebody tapped their name in the list
    REPORT = "report"  # the video service says so
    HAND = "hand"  # somebody ruled it, with a reason; outranks the others


class LineState(StrEnum):
    """What became of one name in a video service's list."""

    CERTAIN = "certain"  # taken without asking
    DOUBTFUL = "doubtful"  # waits for a person's decision
    DECIDED = "decided"  # a person said who it is
    GUEST = "guest"  # a person said that it is nobody who was invited
    IGNORED = "ignored"  # a person said that it is nobody: a second device, a test


OPEN_LINES = (LineState.DOUBTFUL,)


@dataclass(frozen=True, slots=True)
class Heads:
    """How many came to one meeting. ``invited`` None: no roll was opened; guests are not in ``present``."""

    invited: int | None = None
    present: int = 0
    guests: int = 0
    uninvited: int = 0  # post-holders who came without being invited; they are in ``present`` too
    doubtful: int = 0  # names that still wait for somebody's decision
    minutes: int | None = None  # the mean of those whose minutes are known

    @property
    def share(self) -> int | None:
        """Per cent of the invited who came."""
        if not self.invited:
            return None
        return round(100 * (self.present - self.uninvited) / self.invited)


@dataclass(frozen=True, slots=True)
class UnitHeads:
    """How many came of one unit's invited people, over the meetings asked for."""

    unit_id: UUID
    names: Words
    path: str
    invited: int
    present: int


@dataclass(frozen=True, slots=True)
class PresentRow:
    """One who came. A guest has a name and no person; ``minutes`` None: only that they came is known."""

    id: UUID
    person_id: UUID | None
    appointment_id: UUID | None
    names: Words
    post_names: Words
    unit_id: UUID | None
    unit_names: Words
    path: str
    is_invited: bool
    is_guest: bool
    hows: tuple[How, ...]
    came_at: datetime | None
    minutes: int | None
    is_present: bool = True


@dataclass(frozen=True, slots=True)
class Evidence:
    """One arrival as the page tells it: how it is known, who noted it, when, and whether it was taken back."""

    id: UUID
    presence_id: UUID
    how: How
    came_at: datetime
    minutes: int | None
    by_person_id: UUID | None
    made_at: datetime
    reason: str
    is_taken_back: bool


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody whom a written name may mean; ``certainty`` in per cent, ``why`` as codes of ``matching.why``."""

    appointment_id: UUID
    person_id: UUID
    certainty: int
    why: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LineRow:
    """One name of a report with what is known of it."""

    id: UUID
    written: str
    minutes: int | None
    state: LineState
    candidates: tuple[Candidate, ...] = field(default_factory=tuple)


@dataclass(frozen=True, slots=True)
class ReportRow:
    """A list that was handed in. ``open``: names that wait."""

    id: UUID
    name: str
    made_at: datetime
    lines: int
    open: int


@dataclass(frozen=True, slots=True)
class RehearsalView:
    """What the host's check found, in words."""

    meeting_id: UUID
    is_ready: bool
    looked_at: datetime | None
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NotReady:
    """A meeting of the coming hours that is not ready."""

    meeting_id: UUID
    titles: Words
    unit_names: Words
    starts_at: datetime
    problems: tuple[str, ...]
