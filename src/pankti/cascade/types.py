"""The words of the cascade, without Django."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum, StrEnum
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

    @property
    def settles(self) -> Rank:
        """The lowest rank that settles a subject. A refusal with its reason settles too."""
        return Rank.ACKNOWLEDGED if self is Proof.ACKNOWLEDGE else Rank.REFUSED


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
