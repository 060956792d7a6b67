"""The registry of event types: each has a human sentence and an erasure rule, or it does not register."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise


class Erasure(StrEnum):
    """What happens to an event's details when the person it names is erased."""

    KEEP = "keep"  # holds no personal data
    DROP_DETAILS = "drop_details"  # the event stays, its details go


@dataclass(frozen=True, slots=True)
class EventType:
    """``code`` is room.noun.past_tense; ``sentence`` has %(named)s fields taken from the event's details."""

    code: str
    sentence: str | Promise
    erasure: Erasure


_types: dict[str, EventType] = {}


def register(*types: EventType) -> None:
    """Make event types known; called from a room's ``apps.ready``."""
    for event_type in types:
        if event_type.code.count(".") != 2:
            raise ValueError(f"An audit event type is named room.noun.past_tense, not {event_type.code}")
        _types[event_type.code] = event_type


def get_type(code: str) -> EventType:
    """The registered type; KeyError for an unknown one."""
    return _types[code]


def list_types() -> list[EventType]:
    return sorted(_types.values(), key=lambda t: t.code)


class _Details(dict[str, object]):
    """Details of an event; what was erased or never there reads as a dash."""

    def __missing__(self, key: str) -> str:
        return "—"


def write_sentence(code: str, details: Mapping[str, object]) -> str:
    """The event in words of the present language. A type that no longer exists shows its code."""
    known = _types.get(code)
    return str(known.sentence) % _Details(details) if known else code
