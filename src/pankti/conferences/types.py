"""The words of the conferences room, without Django."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from uuid import UUID

from pankti.base.words import Words

ORIGIN = "conference"
"""What ``meetings`` keeps as the origin of a session."""
AT_ONCE = 1000
"""Up to so many sessions are planned while the office waits; more are done by a worker, and the page shows how far."""
DAYS_LIMIT, SLOTS_LIMIT, AGENDA_LIMIT = 31, 12, 20
GAP = timedelta(minutes=15)
"""What a main speaker needs from one session to the next."""


class PlanState(StrEnum):
    DRAFT = "draft"
    CALLED = "called"
    STOPPED = "stopped"
    OVER = "over"


class SessionState(StrEnum):
    CALLED = "called"
    HELD = "held"
    NOT_HELD = "not_held"
    CANCELLED = "cancelled"


class Doing(StrEnum):
    """What a worker is busy with."""

    CALL = "call"
    SHIFT = "shift"
    STOP = "stop"


@dataclass(frozen=True, slots=True)
class PlanDraft:
    """All that an office has entered of a conference; ``slots``: at which hours of each day."""

    id: UUID
    appointment_id: UUID
    unit_id: UUID
    level: str
    titles: Words = field(default_factory=dict)
    texts: Words = field(default_factory=dict)
    wing: str | None = None
    is_video: bool = True
    takes_registration: bool = False
    called_levels: tuple[str, ...] = ()
    starts_on: date | None = None
    days: int = 1
    slots: tuple[time, ...] = ()
    minutes: int = 60
    link_base: str = ""
    agenda: tuple[Words, ...] = ()


@dataclass(frozen=True, slots=True)
class Hosted:
    """A unit that is to hold a session, and who by rule presides there (None: nobody on the whole line above)."""

    unit_id: UUID
    path: str
    host_id: UUID | None
    person_id: UUID | None
    host_path: str = ""

    @property
    def is_from_above(self) -> bool:
        return self.host_id is not None and self.host_path != self.path


@dataclass(frozen=True, slots=True)
class Lot:
    """One session as the rules give it."""

    unit_id: UUID
    path: str
    host_id: UUID | None
    is_from_above: bool
    starts_at: datetime
    has_clash: bool = False  # its host is busy at every hour there is; it stands without one


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What calling the conference would do."""

    sessions: int
    own_host: int
    from_above: int
    vacant: int
    clashes: int
    first_at: datetime | None
    last_at: datetime | None
    called: int | None
    by_slot: tuple[tuple[datetime, int], ...] = ()


@dataclass(frozen=True, slots=True)
class PlanRow:
    """A conference as lists show it."""

    id: UUID
    state: PlanState
    titles: Words
    unit_id: UUID
    unit_names: Words
    level_names: Words
    starts_on: date | None
    days: int
    sessions: int
    is_video: bool
    board_unit_id: UUID


@dataclass(frozen=True, slots=True)
class PlanView:
    """A conference as its pages read it."""

    id: UUID
    state: PlanState
    draft: PlanDraft
    path: str
    unit_names: Words
    level_names: Words
    level_plural: Words
    speaker_id: UUID | None
    speaker_names: Words
    doing: str
    doing_since: datetime | None
    trouble: str
    sessions: int
    checked_at: datetime | None
    end_reason: str
    may_change: bool

    @property
    def titles(self) -> Words:
        return self.draft.titles


@dataclass(frozen=True, slots=True)
class Turnout:
    """What a unit knows of the sessions at and below it. ``owed``: over, and no report is in."""

    sessions: int = 0
    hosted: int = 0
    linked: int = 0
    held: int = 0
    not_held: int = 0
    cancelled: int = 0
    owed: int = 0
    heads: int = 0
    registered: int = 0

    @property
    def unhosted(self) -> int:
        return max(0, self.standing - self.hosted)

    @property
    def standing(self) -> int:
        """Those that are not called off."""
        return self.sessions - self.cancelled

    @property
    def reported(self) -> int:
        return self.held + self.not_held

    @property
    def coming(self) -> int:
        return max(0, self.standing - self.reported - self.owed)


@dataclass(frozen=True, slots=True)
class ChildTurnout:
    unit_id: UUID
    names: Words
    level_names: Words
    is_session: bool
    turnout: Turnout


@dataclass(frozen=True, slots=True)
class SessionRow:
    """A session as boards, routes and lists show it."""

    id: UUID
    unit_id: UUID
    unit_names: Words
    path: str
    state: SessionState
    starts_at: datetime
    ends_at: datetime
    link: str
    host_id: UUID | None
    host_names: Words
    host_post_names: Words
    is_from_above: bool
    has_speaker: bool
    registered: int
    heads: int | None
    words: str
    photo: str
    reported_at: datetime | None
    is_owed: bool


@dataclass(frozen=True, slots=True)
class Report:
    """What a host says of a session. ``counts``: heads by unit below it, where the host counted them so."""

    session_id: UUID
    is_held: bool
    heads: int | None = None
    words: str = ""
    photo: str = ""
    counts: tuple[tuple[UUID, int], ...] = ()
