"""The words of the record, without Django."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from pankti.base.words import Words
from pankti.cascade.types import Counts
from pankti.meetings.types import Role

TEXT_LIMIT = 4000
"""Of one entry in one language: a long paragraph, not a speech's shorthand."""
ENTRY_LIMIT = 1000


class EntryKind(StrEnum):
    SPEECH = "speech"
    NOTE = "note"
    DECISION = "decision"


class Manner(StrEnum):
    """How something was said; the recorder's word, so that a press note need not guess one."""

    SAID = "said"
    EXPLAINED = "explained"
    URGED = "urged"
    QUOTED = "quoted"  # word for word


class Honorific(StrEnum):
    """How a person wishes to be named. Chosen by whoever enters them, never guessed from a name."""

    NONE = ""
    SHRI = "shri"
    SHRIMATI = "shrimati"
    SUSHRI = "sushri"
    DR = "dr"


@dataclass(frozen=True, slots=True)
class Owner:
    """Who answers for a decision: a post at every unit of a level below, or one named holder; or nobody yet."""

    level: str = ""
    post: str = ""
    appointment_id: UUID | None = None

    @property
    def is_named(self) -> bool:
        return bool(self.level or self.appointment_id)


@dataclass(frozen=True, slots=True)
class Said:
    """What one entry says. ``is_inner``: not for the press. Owner, target and day belong to decisions."""

    kind: EntryKind
    texts: Words = field(default_factory=dict)
    speaker_id: UUID | None = None
    manner: Manner = Manner.SAID
    is_inner: bool = False
    owner: Owner = field(default_factory=Owner)
    target: int | None = None
    number_labels: Words = field(default_factory=dict)
    deadline_on: date | None = None

    def to_json(self) -> dict[str, Any]:
        return {
            "kind": self.kind.value,
            "texts": self.texts,
            "speaker_id": str(self.speaker_id) if self.speaker_id else None,
            "manner": self.manner.value,
            "is_inner": self.is_inner,
            "level": self.owner.level,
            "post": self.owner.post,
            "appointment_id": str(self.owner.appointment_id) if self.owner.appointment_id else None,
            "target": self.target,
            "number_labels": self.number_labels,
            "deadline_on": self.deadline_on.isoformat() if self.deadline_on else None,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Said:
        """As ``to_json`` wrote it; what is not there is as at the beginning. Raises ValueError for what is no value."""
        return cls(
            kind=EntryKind(data.get("kind", EntryKind.NOTE)),
            texts={str(code): str(text) for code, text in (data.get("texts") or {}).items()},
            speaker_id=_id(data.get("speaker_id")),
            manner=Manner(data.get("manner") or Manner.SAID),
            is_inner=bool(data.get("is_inner")),
            owner=Owner(str(data.get("level") or ""), str(data.get("post") or ""), _id(data.get("appointment_id"))),
            target=None if data.get("target") is None else int(data["target"]),
            number_labels={str(code): str(text) for code, text in (data.get("number_labels") or {}).items()},
            deadline_on=date.fromisoformat(data["deadline_on"]) if data.get("deadline_on") else None,
        )


def _id(said: object) -> UUID | None:
    return UUID(str(said)) if said else None


class Outcome(StrEnum):
    """What became of an edit. ``ASIDE``: somebody changed the same words meanwhile; both are kept and shown."""

    SAVED = "saved"
    MERGED = "merged"
    SAME = "same"
    ASIDE = "aside"
    ADDED = "added"  # the record was closed: the edit stands as an addition


@dataclass(frozen=True, slots=True)
class SpeakerView:
    """Somebody who took a part, as it was on the day. ``part_id``: the part that was planned."""

    id: UUID
    role: Role
    names: Words
    post_names: Words
    honorific: Honorific
    part_id: UUID | None = None
    appointment_id: UUID | None = None
    is_absent: bool = False


@dataclass(frozen=True, slots=True)
class AsideView:
    """An edit made on an older version, kept beside the entry until somebody settles it."""

    id: UUID
    base: int
    said: Said
    author: str
    at: datetime


@dataclass(frozen=True, slots=True)
class VersionView:
    """One version of an entry, as it was written; ``is_removed``: with this one it was taken out."""

    version: int
    said: Said
    author: str
    at: datetime
    is_removed: bool


class Stage(StrEnum):
    """How far a decision has come."""

    OPEN = "open"  # no directive yet
    DRAFT = "draft"
    RUNNING = "running"
    LATE = "late"
    DONE = "done"
    WITHDRAWN = "withdrawn"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Progress:
    """What became of a decision. ``reached``: the numbers that were reported, added up; None without a target.

    ``counts`` None: no directive, or nothing below to count at.
    """

    stage: Stage = Stage.OPEN
    counts: Counts | None = None
    reached: int | None = None
    target: int | None = None


@dataclass(frozen=True, slots=True)
class EntryView:
    """One entry as the page shows it, with what stands beside it."""

    id: UUID
    version: int
    place: int
    said: Said
    author: str
    changed_at: datetime
    is_removed: bool = False
    is_addition: bool = False
    corrects_id: UUID | None = None
    directive_id: UUID | None = None
    asides: tuple[AsideView, ...] = ()
    progress: Progress = field(default_factory=Progress)
    owner_names: Words = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Present:
    """Somebody who has the record open, and which entry they are writing."""

    person_id: UUID
    name: str
    entry_id: UUID | None


@dataclass(frozen=True, slots=True)
class DecisionView:
    """A decision and what became of it, for reviews and the next meeting. ``owner_names``: who answers for it."""

    entry_id: UUID
    meeting_id: UUID
    meeting_titles: Words
    held_at: datetime | None
    unit_id: UUID
    texts: Words
    owner: Owner
    owner_names: Words
    target: int | None
    number_labels: Words
    deadline_on: date | None
    directive_id: UUID | None
    progress: Progress


@dataclass(frozen=True, slots=True)
class RecordView:
    """The record of one meeting. ``is_begun``: somebody has written in it. Entries in their order, removed ones last.

    ``before``: what the unit's meetings before this one decided, and what became of it.
    """

    meeting_id: UUID
    unit_id: UUID
    unit_names: Words
    path: str
    titles: Words
    held_at: datetime | None
    is_begun: bool
    change_no: int
    closed_at: datetime | None
    closed_by: str
    speakers: tuple[SpeakerView, ...]
    entries: tuple[EntryView, ...]
    before: tuple[DecisionView, ...]
    may_write: bool
    may_close: bool

    @property
    def speeches(self) -> tuple[EntryView, ...]:
        return self._of(EntryKind.SPEECH)

    @property
    def decisions(self) -> tuple[EntryView, ...]:
        return self._of(EntryKind.DECISION)

    @property
    def removed(self) -> tuple[EntryView, ...]:
        return tuple(entry for entry in self.entries if entry.is_removed)

    @property
    def standing(self) -> tuple[EntryView, ...]:
        return tuple(entry for entry in self.entries if not entry.is_removed)

    def _of(self, kind: EntryKind) -> tuple[EntryView, ...]:
        return tuple(e for e in self.entries if e.said.kind is kind and not e.is_removed)


def merge_said(base: Said, mine: Said, theirs: Said) -> Said | None:
    """``mine`` and ``theirs``, both made on ``base``, put together; None where both changed the same thing.

    Each language of a text is a thing of its own.
    """
    changed: dict[str, Any] = {}
    for each in fields(Said):
        was, one, other = (getattr(said, each.name) for said in (base, mine, theirs))
        if isinstance(was, dict):
            words: Words = {}
            for code in dict.fromkeys([*other, *one, *was]):
                found = _choose(was.get(code, ""), one.get(code, ""), other.get(code, ""))
                if found is None:
                    return None
                if found[0]:
                    words[code] = found[0]
            changed[each.name] = words
            continue
        found = _choose(was, one, other)
        if found is None:
            return None
        changed[each.name] = found[0]
    return Said(**changed)


def _choose(was: Any, one: Any, other: Any) -> tuple[Any] | None:
    if one in (other, was):
        return (other,)
    return (one,) if other == was else None
