"""The words of the meetings room, without Django."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from pankti.base.words import Words
from pankti.cascade.types import Invitees

CALL, VIEW = "meeting.call", "meeting.view"
KIND = "meeting"
"""The kind of the dispatch that calls people to a meeting."""
CONFERENCE = "conference"
"""The origin of a session that is one of many; its conference alone changes it."""
AGENDA_LIMIT = 60
"""More items than anybody can take up in a day."""


class MeetingState(StrEnum):
    DRAFT = "draft"
    CALLED = "called"
    CANCELLED = "cancelled"
    HELD = "held"


class Mode(StrEnum):
    IN_PERSON = "in_person"
    VIDEO = "video"
    BOTH = "both"


class Role(StrEnum):
    """What somebody does at a meeting, in the order in which a press note names them."""

    CHAIR = "chair"
    DIRECTOR = "director"  # under whose direction it is held
    CHIEF_GUEST = "chief_guest"
    SPECIAL_GUEST = "special_guest"
    MAIN_SPEAKER = "main_speaker"
    SPEAKER = "speaker"
    STAGE = "stage"
    WELCOME = "welcome"
    THANKS = "thanks"


@dataclass(frozen=True, slots=True)
class Part:
    """One person's part: a holder of a post (``appointment_id``), or a guest named with the post they are known by.

    The names are as they stood when the part was given; ``unit_names``: of a holder's unit.
    """

    id: UUID
    role: Role
    appointment_id: UUID | None = None
    names: Words = field(default_factory=dict)
    post_names: Words = field(default_factory=dict)
    unit_names: Words = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class AgendaItem:
    """One item; ``part_id``: who speaks to it; ``minutes``: how long it is meant to take."""

    id: UUID
    titles: Words
    minutes: int | None = None
    part_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """Where people meet in person. ``is_worship``: a place of worship, which political bodies may not use."""

    names: Words = field(default_factory=dict)
    address: str = ""
    latitude: float | None = None
    longitude: float | None = None
    is_worship: bool = False

    @property
    def is_given(self) -> bool:
        return any(name.strip() for name in self.names.values()) or bool(self.address.strip())


@dataclass(frozen=True, slots=True)
class MeetingDraft:
    """All that an office has entered so far; nothing in it need be right before the call goes out."""

    id: UUID
    appointment_id: UUID  # from which post it is called
    unit_id: UUID
    wing: str | None = None
    titles: Words = field(default_factory=dict)
    texts: Words = field(default_factory=dict)
    mode: Mode = Mode.IN_PERSON
    place: Place = field(default_factory=Place)
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    invitees: Invitees = field(default_factory=Invitees)
    host_units: tuple[UUID, ...] = ()
    parts: tuple[Part, ...] = ()
    agenda: tuple[AgendaItem, ...] = ()
    follows_id: UUID | None = None
    link: str = ""  # of a video room that nobody makes for us


@dataclass(frozen=True, slots=True)
class MeetingRow:
    """A meeting as lists show it."""

    id: UUID
    state: MeetingState
    titles: Words
    unit_id: UUID
    unit_names: Words
    path: str
    wing: str | None
    mode: Mode
    starts_at: datetime | None
    ends_at: datetime | None
    origin: str


@dataclass(frozen=True, slots=True)
class MeetingView:
    """A meeting as its page and the rooms above read it. Parts stand in the order of precedence."""

    id: UUID
    state: MeetingState
    version: int
    titles: Words
    texts: Words
    unit_id: UUID
    unit_names: Words
    path: str  # of its unit, in the main tree
    wing: str | None
    mode: Mode
    place: Place
    starts_at: datetime | None
    ends_at: datetime | None
    invitees: Invitees
    host_units: tuple[UUID, ...]
    parts: tuple[Part, ...]
    agenda: tuple[AgendaItem, ...]
    follows_id: UUID | None
    dispatch_id: UUID | None
    room_id: UUID | None
    link: str
    origin: str
    origin_id: UUID | None
    may_change: bool
    sequence: int = 0
    by_appointment_id: UUID | None = None
    author_id: UUID | None = None
    called_at: datetime | None = None
    ended_at: datetime | None = None
    end_reason: str = ""
    next_ids: tuple[UUID, ...] = ()  # meetings that follow this one


@dataclass(frozen=True, slots=True)
class Changed:
    """What a called meeting becomes. ``draft`` holds all of it; whom it calls stays as it was.

    Whoever must come elsewhere or at another time answers again.
    """

    draft: MeetingDraft
    what_changed: Words


@dataclass(frozen=True, slots=True)
class VersionView:
    """One version of a call, as it went out."""

    version: int
    sequence: int
    titles: Words
    place: Place
    starts_at: datetime | None
    ends_at: datetime | None
    link: str
    what_changed: Words
    answers_stand: bool
    issued_at: datetime
    author_names: Words


@dataclass(frozen=True, slots=True)
class TemplateView:
    """An agenda to begin from."""

    id: UUID
    names: Words
    path: str
    items: tuple[AgendaItem, ...]
    may_change: bool


@dataclass(frozen=True, slots=True)
class Slots:
    """When each of many sessions begins: ``by_unit`` where it is said, else the ``starts`` in turn, in tree order."""

    starts: tuple[datetime, ...]
    lasting: timedelta
    by_unit: Mapping[UUID, datetime] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Planted:
    """What a set of sessions came to: how many, and the call that they share (None: not called)."""

    sessions: int
    dispatch_id: UUID | None
