"""What the doors know of a caller, without Django."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from pankti.base.sight import Sight


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


ME = dict[str, Any]
"""The person, the organisation and the person's appointments as the field app reads them."""
