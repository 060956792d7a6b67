"""The words of the channels room, without Django."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from pankti.base.personal import Text


class RoomState(StrEnum):
    WANTED = "wanted"  # asked for, not made yet
    MADE = "made"
    FAILED = "failed"  # the service said no; a person has to act
    UNKNOWN = "unknown"  # asked, and nobody knows whether it was made: parked until a person says
    DROPPING = "dropping"  # to be removed at the service
    GONE = "gone"


WAITING = (RoomState.WANTED, RoomState.DROPPING)
"""States from which the sweep goes on by itself."""
PARKED = (RoomState.FAILED, RoomState.UNKNOWN)
"""States that wait for a person."""


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a kind of service can do for us. ``finds``: a room made before is found again by its key.

    ``is_repeatable``: making the same room twice is one room, so a lost answer does no harm.
    ``signs``: the link is signed for each person who follows it.
    """

    updates: bool = False
    deletes: bool = False
    finds: bool = False
    reports: bool = False
    signs: bool = False
    is_repeatable: bool = False


@dataclass(frozen=True, slots=True)
class Setting:
    """One field that an organisation fills in for its account. ``is_secret``: kept sealed, never shown again."""

    name: str
    label: Text
    help: Text = ""
    is_secret: bool = False
    is_required: bool = True
    is_long: bool = False
    default: str = ""


@dataclass(frozen=True, slots=True)
class RoomOrder:
    """The room that is wanted. ``key`` is ours and stays with the room for ever: by it a lost one is found again."""

    key: str
    title: str
    starts_at: datetime
    ends_at: datetime
    time_zone: str = "Asia/Kolkata"


@dataclass(frozen=True, slots=True)
class Made:
    """A room as the service calls it."""

    provider_id: str
    link: str


@dataclass(frozen=True, slots=True)
class Guest:
    """Who follows a link: the name that the others will see, and whether they lead the meeting."""

    name: str
    is_host: bool = False
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Visit:
    """One stay of somebody in a room, as the service tells it."""

    name: str
    joined_at: datetime
    left_at: datetime
    email: str = ""


@dataclass(frozen=True, slots=True)
class RoomWish:
    """What a room above asks for: one video room for one thing of its own (``subject``), at a unit's ``path``.

    ``service_id`` None: the organisation's first active service.
    """

    subject_kind: str
    subject_id: UUID
    path: str
    title: str
    starts_at: datetime
    ends_at: datetime
    service_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class RoomView:
    """A video room as rooms above may read it. ``problem`` says in words why it is not there."""

    id: UUID
    subject_kind: str
    subject_id: UUID
    path: str
    state: RoomState
    code: str
    service_name: str
    title: str
    starts_at: datetime
    link: str
    problem: str
    tries: int
    next_try_at: datetime | None
    capabilities: Capabilities = field(default_factory=Capabilities)


@dataclass(frozen=True, slots=True)
class ServiceView:
    """An account at a video service. ``problem``: what its last check said; secrets are never in here."""

    id: UUID
    code: str
    label: Text
    name: str
    is_active: bool
    rank: int
    settings: dict[str, str]
    checked_at: datetime | None
    problem: str
    rooms: int = 0
