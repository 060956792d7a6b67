"""The words of the cascade, without Django."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from enum import IntEnum, StrEnum
from typing import Any
from uuid import UUID


class Rank(IntEnum):
    """What an answer says, in the order in which one outranks another within a round."""

    REOPENED = 0  # an officer sent the proof back: a new round begins
    SEEN = 1
    ACKNOWLEDGED = 2
    REFUSED = 3
    DONE = 4

    @property
    def word(self) -> str:
        return self.name.lower()

    @classmethod
    def of(cls, word: str) -> Rank:
        """The rank of a lower-case word; KeyError for an unknown one."""
        return cls[word.upper()]


class DispatchState(StrEnum):
    LIVE = "live"
    WITHDRAWN = "withdrawn"
    CLOSED = "closed"


GRACE = timedelta(days=14)
"""How long after its end a dispatch still takes answers that were tapped before it."""
KEEP = timedelta(days=396)
"""How long after its end a dispatch's raw answers are kept: thirteen months."""


class SubjectKind(StrEnum):
    """What a dispatch counts: units (any addressed holder settles it) or single appointments."""

    UNIT = "unit"
    APPOINTMENT = "appointment"


class Proof(StrEnum):
    """What settles a dispatch: acknowledging it, or doing it with this proof."""

    ACKNOWLEDGE = "acknowledge"
    DONE = "done"
    NUMBER = "number"
    TEXT = "text"
    PHOTO = "photo"
    ATTENDANCE = "attendance"  # whether one comes: the latest tap counts, not the greatest rank

    @property
    def settles(self) -> Rank:
        """The lowest rank that settles a subject. A refusal with its reason settles too."""
        return Rank.ACKNOWLEDGED if self in (Proof.ACKNOWLEDGE, Proof.ATTENDANCE) else Rank.REFUSED

    def word(self, rank: Rank) -> str:
        """What an answer of this rank is called here: to a call one comes, sends somebody, or does not come."""
        return ATTENDANCE_WORDS.get(rank, rank.word) if self is Proof.ATTENDANCE else rank.word


ATTENDANCE_WORDS = {Rank.DONE: "attending", Rank.ACKNOWLEDGED: "deputy", Rank.REFUSED: "declined"}
ATTENDANCE_RANKS = {word: rank for rank, word in ATTENDANCE_WORDS.items()}


@dataclass(frozen=True, slots=True)
class Audience:
    """A rule, not a list: units of ``levels`` (with ``traits``) under ``roots`` in ``tree``, less ``excluded``.

    ``posts`` and ``wings`` name whose phones are addressed at those units; empty means every post.
    """

    tree: str
    roots: tuple[UUID, ...]
    levels: tuple[str, ...]
    excluded: tuple[UUID, ...] = ()
    posts: tuple[str, ...] = ()
    wings: tuple[str, ...] = ()
    traits: tuple[tuple[str, str], ...] = ()
    subject_kind: SubjectKind = SubjectKind.UNIT


@dataclass(frozen=True, slots=True)
class Residents:
    """Who holds one of ``posts`` (none named: any), anywhere or below ``under``, and lives at or below ``live_in``.

    ``posts`` and ``wings`` as in an Audience. Units are of the main tree.
    """

    posts: tuple[str, ...]
    wings: tuple[str, ...] = ()
    live_in: tuple[UUID, ...] = ()
    under: tuple[UUID, ...] = ()


@dataclass(frozen=True, slots=True)
class Invitees:
    """Who is called: holdings by a rule, holders who live somewhere, and appointments added or excepted by hand.

    A person is named once, and not at all who is in the rule already; by which of several posts: the highest, which
    is the one whose unit stands highest, then the lead's, then the first in rank. To except one appointment is to
    except its holder.
    """

    audience: Audience | None = None
    residents: tuple[Residents, ...] = ()
    added: tuple[UUID, ...] = ()
    excepted: tuple[UUID, ...] = ()

    @property
    def is_rule_alone(self) -> bool:
        return not (self.residents or self.added or self.excepted)


@dataclass(frozen=True, slots=True)
class DispatchOrder:
    """What a room asks the cascade to send down. ``id`` is chosen by the room; ``payload`` is what phones show.

    With ``invitees`` their audience is the order's, which may be none, and appointments are counted. ``right``: what
    the issuer must have over all that is addressed, and over ``by_unit_id`` where invitees are only named.
    """

    id: UUID
    kind: str
    audience: Audience | None
    proof: Proof
    payload: dict[str, Any]
    by_unit_id: UUID
    by_appointment_id: UUID | None = None
    deadline_at: datetime | None = None
    invitees: Invitees | None = None
    right: str = "directive.issue"


class Why(StrEnum):
    """How somebody came to be invited."""

    RULE = "rule"
    LIVES_THERE = "lives_there"
    ADDED = "added"


@dataclass(frozen=True, slots=True)
class InviteeCount:
    """How many are invited: ``holdings`` = ``by_rule`` + ``residents`` + ``added`` - ``excepted``.

    ``persons`` is less than ``holdings`` by those who hold two posts of the rule. Of a rule with over
    40,000 holdings these alone are counted, and ``persons`` is None. ``vacant``: units of the rule where
    nobody holds such a post; None then too.
    """

    persons: int | None
    holdings: int
    by_rule: int
    residents: int
    added: int
    excepted: int
    vacant: int | None


@dataclass(frozen=True, slots=True)
class Invitee:
    """One who would be invited. ``person_names`` is empty where the reader's reach does not show them."""

    appointment_id: UUID
    person_names: dict[str, str]
    post_names: dict[str, str]
    unit_id: UUID
    unit_names: dict[str, str]
    why: Why


@dataclass(frozen=True, slots=True)
class Invited:
    """One who was called, and what they say: ``state`` is attending, deputy, declined, seen or silent.

    ``text``: who comes instead; ``reason``: why they do not. ``person_id`` is None and ``person_names`` empty where
    the reader's reach does not show the person. ``place_id``: the unit under which they are counted.
    """

    appointment_id: UUID
    person_id: UUID | None
    person_names: dict[str, str]
    post_names: dict[str, str]
    unit_id: UUID
    unit_names: dict[str, str]
    place_id: UUID
    state: str
    said_at: datetime | None = None
    text: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class AudienceCount:
    """How many subjects an audience holds now; ``vacant``: with nobody to answer; ``n`` None: still counting."""

    n: int | None
    vacant: int | None


@dataclass(frozen=True, slots=True)
class SubjectRow:
    """One addressed unit, for samples and silent lists. ``path`` is its place in the audience's tree."""

    unit_id: UUID
    names: dict[str, str]
    level: str
    path: str
    is_vacant: bool
    state: str = "silent"


@dataclass(frozen=True, slots=True)
class Counts:
    """What a unit knows of the subjects below it. ``expected`` None: still counting.

    The four states are exclusive; ``answered`` is their sum; ``late``: settled after the deadline;
    ``late_now``: expected, past the deadline, not settled.
    """

    expected: int | None
    seen: int = 0
    acknowledged: int = 0
    refused: int = 0
    done: int = 0
    settled: int = 0
    late: int = 0
    late_now: int | None = 0
    vacant: int | None = 0  # expected, with nobody to answer (at the last head count)

    @property
    def answered(self) -> int:
        return self.seen + self.acknowledged + self.refused + self.done

    @property
    def silent(self) -> int | None:
        return None if self.expected is None else max(0, self.expected - self.answered)


@dataclass(frozen=True, slots=True)
class ChildTally:
    """A child's counts: the subjects below it and, where it is addressed itself, its own answer too."""

    unit_id: UUID
    names: dict[str, str]
    level: str
    path: str
    counts: Counts
    is_subject: bool
    own_state: str | None


@dataclass(frozen=True, slots=True)
class DispatchView:
    """A dispatch as other rooms may read it."""

    id: UUID
    kind: str
    tree: str
    subject_kind: SubjectKind
    proof: Proof
    payload: dict[str, Any]
    by_unit_id: UUID
    issued_at: datetime
    asked_at: datetime
    deadline_at: datetime | None
    version: int
    asked: int
    state: DispatchState
    change_no: int
    roots: tuple[UUID, ...]
    excluded: tuple[UUID, ...]
    levels: tuple[str, ...]
    posts: tuple[str, ...]
    wings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Addressed:
    """A dispatch that addresses a person: by which appointments, and what they last said (silent: nothing)."""

    dispatch: DispatchView
    appointment_ids: tuple[UUID, ...]
    state: str
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class AnswerCommand:
    """One answer as a phone (or a link, or a reply) gives it; ``id`` makes it repeat-safe.

    ``is_attendance``: it says whether one comes (``ATTENDANCE_RANKS``), and fits only what asks that.
    """

    id: UUID
    dispatch_id: UUID
    version: int
    subject_id: UUID
    appointment_id: UUID
    rank: Rank
    tapped_at: datetime
    number: Decimal | None = None
    text: str = ""
    photo: str = ""
    reason: str = ""
    is_attendance: bool = False


@dataclass(frozen=True, slots=True)
class Proven:
    """A subject's done or refused answer with what came with it."""

    subject_id: UUID
    unit_id: UUID
    names: dict[str, str]
    state: str
    round: int
    said_at: datetime
    body: dict[str, Any]
    appointment_id: UUID | None
