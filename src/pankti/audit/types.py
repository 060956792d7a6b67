"""The registries of the audit: event types, each with a sentence and an erasure rule; and what events are about."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Erasure(StrEnum):
    """What happens to an event's details when the person it names is erased."""

    KEEP = "keep"  # holds no personal data
    DROP_DETAILS = "drop_details"  # the event stays, its details go


@dataclass(frozen=True, slots=True)
class EventType:
    """``code`` is room.noun.past_tense; ``sentence`` has %(named)s fields taken from the event's details.

    A detail called as a kind of subject (``unit``, ``person``, ``post``) holds an id or code and reads as its name;
    ``refers`` says the same of details with other names.
    """

    code: str
    sentence: str | Promise
    erasure: Erasure
    refers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SubjectKind:
    """What events can be about, and what details can name (a detail ``unit`` holds a unit's id).

    ``name`` gives names for many ids at once in a language, as the reader may see them. ``by_code``: its
    ids are codes; else UUIDs, and a detail that is none is shown as it stands.
    """

    code: str
    label: str | Promise
    name: Callable[[Collection[str], str], Mapping[str, str]]
    by_code: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page of events ended: the next one begins below it."""

    at: datetime
    id: UUID

    def __str__(self) -> str:
        return f"{self.at.isoformat()}_{self.id}"


def read_place(written: str) -> Place | None:
    """The place that ``str(place)`` wrote; None for anything else."""
    at, _sep, row = written.partition("_")
    try:
        place = Place(datetime.fromisoformat(at), UUID(row))
    except ValueError:
        return None
    return place if place.at.tzinfo else None


@dataclass(frozen=True, slots=True)
class Asked:
    """Which events are wanted. ``tops``: subtrees of the main tree; None: wherever (the database still bounds it)."""

    tops: tuple[str, ...] | None = None
    subject_id: UUID | None = None
    actor_id: UUID | None = None
    kinds: tuple[str, ...] = ()
    since: datetime | None = None
    until: datetime | None = None
    detail: tuple[str, str] | None = None
    """Only together with ``kinds``, which keep it to few rows: a detail's name and its value."""


@dataclass(frozen=True, slots=True)
class EventLine:
    """One event as people read it, in this request's language. Names are as this reader may see them."""

    id: UUID
    at: datetime
    type: str
    sentence: str
    actor_id: UUID | None
    subject_kind: str
    subject_id: UUID | None
    address: str
    actor: str = ""
    kind_label: str = ""
    subject: str = ""
    is_by_phone: bool = False


SYSTEM_NAME = _("The server itself")
SOMEONE = _("Somebody beyond your reach")
ERASED = _("A person who was erased")

_types: dict[str, EventType] = {}
_subjects: dict[str, SubjectKind] = {}


def register(*types: EventType) -> None:
    """Make event types known; called from a room's ``apps.ready``."""
    for event_type in types:
        if event_type.code.count(".") != 2:
            raise ValueError(f"An audit event type is named room.noun.past_tense, not {event_type.code}")
        _types[event_type.code] = event_type


def register_subjects(*kinds: SubjectKind) -> None:
    """Say how things that events are about are named; called from the ``apps.ready`` of the room that owns them."""
    for kind in kinds:
        _subjects[kind.code] = kind


def get_type(code: str) -> EventType:
    """The registered type; KeyError for an unknown one."""
    return _types[code]


def list_types() -> list[EventType]:
    return sorted(_types.values(), key=lambda t: t.code)


def find_subject_kind(code: str) -> SubjectKind | None:
    return _subjects.get(code)


class _Details(dict[str, object]):
    """Details of an event; what was erased or never there reads as a dash."""

    def __missing__(self, key: str) -> str:
        return "—"


def write_sentence(code: str, details: Mapping[str, object]) -> str:
    """The event in words of the present language. A type that no longer exists shows its code."""
    known = _types.get(code)
    return str(known.sentence) % _Details(details) if known else code
