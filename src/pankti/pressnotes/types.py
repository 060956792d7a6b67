"""The words of press notes, without Django."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from pankti.base.words import Words
from pankti.meetings.types import Mode, Role
from pankti.minutes.types import Honorific, Manner

APPROVE = "pressnote.approve"
TEXT_LIMIT = 30_000
PHOTO_LIMIT = 6
LANGUAGES = ("hi", "en")


class NoteState(StrEnum):
    DRAFT = "draft"
    PROPOSED = "proposed"  # waits for whoever approves
    READY = "ready"  # approved: may be published
    WITHDRAWN = "withdrawn"


class Step(StrEnum):
    """What made an edition: each is kept."""

    WRITTEN = "written"  # by us, from the record
    EDITED = "edited"
    PROPOSED = "proposed"
    SENT_BACK = "sent_back"
    APPROVED = "approved"
    WITHDRAWN = "withdrawn"
    REOPENED = "reopened"


@dataclass(frozen=True, slots=True)
class Someone:
    """A person as the record names them. ``key`` is the same wherever the same person takes a part."""

    key: str
    names: Words
    post_names: Words = field(default_factory=dict)
    honorific: Honorific = Honorific.NONE
    role: Role | None = None


@dataclass(frozen=True, slots=True)
class Speech:
    """What somebody said, as it was recorded. ``key``: of whom, empty where nobody wrote that down."""

    key: str
    texts: Words
    manner: Manner = Manner.SAID


@dataclass(frozen=True, slots=True)
class Decided:
    texts: Words
    deadline_on: date | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """All that a press note may say; what is not in here is in no sentence.

    ``people`` in the order of precedence, one line for each part; ``came``: who else came; ``heads``: how many in all.
    """

    organisation: Words
    unit: Words
    titles: Words
    wing: Words = field(default_factory=dict)
    place: Words = field(default_factory=dict)  # the unit's name alone, for the line of place and date
    mode: Mode = Mode.IN_PERSON
    venue: Words = field(default_factory=dict)
    held_on: date | None = None
    people: tuple[Someone, ...] = ()
    speeches: tuple[Speech, ...] = ()
    notes: tuple[Words, ...] = ()
    decisions: tuple[Decided, ...] = ()
    came: tuple[Someone, ...] = ()
    heads: int | None = None


@dataclass(frozen=True, slots=True)
class Photo:
    """A stored picture without what its camera wrote into it."""

    sha256: str
    captions: Words = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        return {"sha256": self.sha256, "captions": self.captions}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Photo:
        return cls(str(data["sha256"]), dict(data.get("captions") or {}))


@dataclass(frozen=True, slots=True)
class EditionView:
    """One edition of a note, as it stood then."""

    number: int
    step: Step
    texts: Words
    author: str
    at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class NoteView:
    """A press note as its page shows it.

    ``given``: what the record gave, to hold the edited text against. ``missing``: per language, how many entries
    of the record have no words in it and so stand in no sentence.
    """

    id: UUID
    meeting_id: UUID
    meeting_titles: Words
    unit_id: UUID
    unit_names: Words
    path: str
    held_at: datetime | None
    state: NoteState
    edition: int
    release: int
    texts: Words
    given: Words
    photos: tuple[Photo, ...]
    approved_at: datetime | None
    approved_by: str
    reason: str
    missing: dict[str, int]
    may_write: bool
    may_approve: bool
    waits_for_other: bool  # the reader may approve notes here, but wrote in this one


@dataclass(frozen=True, slots=True)
class NoteRow:
    """A press note in a list."""

    id: UUID
    meeting_id: UUID
    titles: Words
    unit_names: Words
    state: NoteState
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class ReadyNote:
    """An approved note for whoever publishes: its texts, photos, and which release it is."""

    id: UUID
    meeting_id: UUID
    unit_id: UUID
    release: int
    texts: Words
    photos: tuple[Photo, ...]
    approved_at: datetime
