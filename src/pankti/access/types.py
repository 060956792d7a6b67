"""What the doors know of a caller, without Django."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from pankti.base.actor import Grant
from pankti.base.sight import Sight

FIELD_RIGHTS = frozenset({"answer.give", "directive.view", "meeting.view"})
"""What the field does with a phone. Every other right is an office's and asks for a second step; tomorrow's too."""

DEMANDED = "demanded"
"""``PANKTI_SECOND_FACTOR`` of every server but the demo's."""


def office_rights(rights: Iterable[str]) -> frozenset[str]:
    """Those of ``rights`` that make their holder an office."""
    return frozenset(rights) - FIELD_RIGHTS


def is_office(grants: Iterable[Grant]) -> bool:
    """Whether somebody with these grants must have a second step."""
    return bool(office_rights(grant.right for grant in grants))


class Factor(StrEnum):
    """How the second step of a console session was taken. HALF: not yet. NONE: none was asked for."""

    HALF = ""
    NONE = "none"
    APP = "app"
    RECOVERY = "recovery"
    PASSKEY = "passkey"


HALF_LIVES = timedelta(minutes=15)
"""How long the first step waits for the second."""


@dataclass(frozen=True, slots=True)
class Reach:
    """What a person's phone asks with. ``digest`` changes when appointments or the units above them change.

    ``ancestors``: units above and at the person's own units, in every tree. ``units``:
    own units for which they may answer. ``leads``: own units for which they hold a lead post.
    ``holdings``: the appointments themselves. ``sight``: what the database shows them.
    """

    digest: str
    ancestors: tuple[UUID, ...]
    units: tuple[UUID, ...]
    leads: tuple[UUID, ...]
    holdings: tuple[UUID, ...]
    sight: Sight


@dataclass(frozen=True, slots=True)
class DeviceScope:
    """A device found by its token. When ``reach`` is None it has to be worked out anew (``actions.reach``)."""

    device_id: UUID
    person_id: UUID
    language: str
    is_revoked: bool
    clock_offset_ms: int
    first_pull_at: datetime | None
    seen_at: datetime
    reach: Reach | None


@dataclass(frozen=True, slots=True)
class DeviceLine:
    """One device as its owner sees it in the list."""

    id: UUID
    name: str
    created_at: datetime
    seen_at: datetime
    revoked_at: datetime | None


@dataclass(frozen=True, slots=True)
class OfficeLine:
    """A console session that is still open, as the door and the account page see it."""

    id: UUID
    account_id: UUID
    person_id: UUID
    name: str
    factor: Factor
    opened_at: datetime
    seen_at: datetime


@dataclass(frozen=True, slots=True)
class PasskeyLine:
    """A passkey as its owner sees it."""

    id: UUID
    name: str
    added_at: datetime
    used_at: datetime | None


@dataclass(frozen=True, slots=True)
class Factors:
    """What an account has for its second step."""

    passkeys: tuple[PasskeyLine, ...]
    has_app: bool
    recovery_left: int

    def __bool__(self) -> bool:
        return self.has_app or bool(self.passkeys)


class InvitationState(StrEnum):
    OPEN = "open"
    TAKEN = "taken"
    EXPIRED = "expired"
    REVOKED = "revoked"
    UNDONE = "undone"


Words = dict[str, str]


@dataclass(frozen=True, slots=True)
class InvitationLine:
    """An invitation as the office that answers for the unit sees it."""

    id: UUID
    state: InvitationState
    post: Words
    unit: Words
    unit_id: UUID
    made_by: Words
    note: str
    is_bound: bool
    made_at: datetime
    expires_at: datetime
    taken_at: datetime | None
    taken_by: Words


@dataclass(frozen=True, slots=True)
class InvitationPage:
    """What the holder of the link is told."""

    id: UUID
    state: InvitationState
    organisation: Words
    post: Words
    unit: Words
    maker_post: Words
    maker_unit: Words
    is_bound: bool
    is_office: bool
    expires_at: datetime


ME = dict[str, Any]
"""The person, the organisation and the person's appointments as the field app reads them."""
