"""What the pages of privacy show, without Django."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID


class ErasureState(StrEnum):
    WAITING = "waiting"
    CONFIRMABLE = "confirmable"
    CONFIRMED = "confirmed"
    DONE = "done"
    CALLED_OFF = "called_off"


@dataclass(frozen=True, slots=True)
class ErasureLine:
    """An erasure as its person or a manager sees it. ``is_own``: the reader asked for themselves."""

    id: UUID
    person_id: UUID
    name: str
    asked_by: str
    asked_by_id: UUID
    asked_at: datetime
    note: str
    confirm_from: datetime
    confirmed_at: datetime | None
    done_at: datetime | None
    state: ErasureState
    is_own: bool


@dataclass(frozen=True, slots=True)
class ExportLine:
    id: UUID
    asked_at: datetime
    confirmed_at: datetime | None
    made_at: datetime | None
    expires_at: datetime | None
