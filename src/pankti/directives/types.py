"""The words of the directives room, without Django."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from pankti.base.words import Words
from pankti.cascade.types import Audience, Proof

ISSUE, VIEW, MANAGE = "directive.issue", "directive.view", "organisation.manage"


class DirectiveState(StrEnum):
    DRAFT = "draft"
    ISSUED = "issued"
    WITHDRAWN = "withdrawn"
    CLOSED = "closed"


class RuleKind(StrEnum):
    """A reminder goes to those who have not answered; an escalation to the post above them."""

    REMINDER = "reminder"
    ESCALATION = "escalation"


@dataclass(frozen=True, slots=True)
class Attached:
    """A stored file under the name that its sender gave it."""

    sha256: str
    name: str
    size: int
    media_type: str

    def to_json(self) -> dict[str, Any]:
        return {"sha256": self.sha256, "name": self.name, "size": self.size, "media_type": self.media_type}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Attached:
        return cls(str(data["sha256"]), str(data["name"]), int(data["size"]), str(data["media_type"]))


@dataclass(frozen=True, slots=True)
class Source:
    """What a directive comes from: a meeting, for one. ``words`` is the line that phones show."""

    kind: str
    id: UUID
    words: Words

    def to_json(self) -> dict[str, Any]:
        return {"kind": self.kind, "id": str(self.id), "words": self.words}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Source | None:
        return cls(str(data["kind"]), UUID(data["id"]), dict(data["words"])) if data else None


@dataclass(frozen=True, slots=True)
class Draft:
    """All that an office has written so far; nothing in it need be right before it is issued."""

    id: UUID
    appointment_id: UUID
    audience: Audience
    titles: Words = field(default_factory=dict)
    texts: Words = field(default_factory=dict)
    proof: Proof = Proof.ACKNOWLEDGE
    number_labels: Words = field(default_factory=dict)
    deadline_at: datetime | None = None
    attachments: tuple[Attached, ...] = ()
    source: Source | None = None  # given once, at the first saving

    @property
    def is_empty(self) -> bool:
        return not (
            any(self.titles.values())
            or any(self.texts.values())
            or self.audience.roots
            or self.attachments
            or self.deadline_at
        )


@dataclass(frozen=True, slots=True)
class Corrected:
    """What a new version says. ``answers_stand`` False asks everybody to answer again."""

    titles: Words
    texts: Words
    what_changed: Words
    deadline_at: datetime | None
    attachments: tuple[Attached, ...] = ()
    answers_stand: bool = True


@dataclass(frozen=True, slots=True)
class Sender:
    """A post from which a person may issue: its unit, and the wing to which its word is limited."""

    appointment_id: UUID
    post_names: Words
    wing: str | None
    unit_id: UUID
    unit_names: Words
    path: str


@dataclass(frozen=True, slots=True)
class DirectiveRow:
    """A directive as lists show it. ``is_mine``: written by the reader."""

    id: UUID
    state: DirectiveState
    titles: Words
    version: int
    proof: Proof
    deadline_at: datetime | None
    changed_at: datetime
    issued_at: datetime | None
    by_unit_id: UUID
    by_unit_names: Words
    is_mine: bool


@dataclass(frozen=True, slots=True)
class VersionView:
    """One issued version, as it went out."""

    version: int
    titles: Words
    texts: Words
    deadline_at: datetime | None
    attachments: tuple[Attached, ...]
    what_changed: Words
    answers_stand: bool
    issued_at: datetime
    author_names: Words


@dataclass(frozen=True, slots=True)
class DirectiveView:
    """A directive as its page shows it. ``may_change``: the reader may correct and withdraw it."""

    id: UUID
    state: DirectiveState
    titles: Words
    texts: Words
    audience: Audience
    proof: Proof
    number_labels: Words
    deadline_at: datetime | None
    attachments: tuple[Attached, ...]
    by_unit_id: UUID
    by_unit_names: Words
    by_path: str
    by_post_names: Words
    author_names: Words
    version: int
    issued_at: datetime | None
    ended_at: datetime | None
    end_reason: str
    may_change: bool
    source: Source | None = None


@dataclass(frozen=True, slots=True)
class RuleView:
    id: UUID
    kind: RuleKind
    hours: int
    levels_up: int
    is_active: bool

    @property
    def hours_away(self) -> int:
        return abs(self.hours)


@dataclass(frozen=True, slots=True)
class ClosingView:
    """When what is running is closed by itself: so many days after its deadline, or after its last version."""

    days_after_deadline: int
    days_without_deadline: int
    is_active: bool
