"""The words of the reviews room, without Django."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from uuid import UUID

from pankti.base.words import Words

ORIGIN = "review"
"""What ``meetings`` keeps as the origin of a review."""
AHEAD = timedelta(weeks=6)
"""How far ahead reviews stand in everybody's calendar."""
SETTLE_AFTER = timedelta(hours=24)
"""So long after a review's end it may still be said that it was held; then it is owed."""
LOOK_FOR = 28
"""For so many days after the due one a free hour is looked for."""
LAST_HOUR = time(20)
"""No review is moved to end later than this."""


class ReviewState(StrEnum):
    PLANNED = "planned"
    HELD = "held"
    MISSED = "missed"
    MADE_UP = "made_up"  # missed, and held later for the same unit
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class CadenceOrder:
    """Which level reviews which below a unit, how often, at what hour. ``rule``: RFC 5545, without DTSTART."""

    id: UUID
    appointment_id: UUID
    unit_id: UUID
    reviewing: str
    reviewed: str
    rule: str
    starts_on: date
    hour: time
    minutes: int = 60
    wing: str | None = None
    is_video: bool = True
    link_base: str = ""
    agenda: tuple[Words, ...] = ()


@dataclass(frozen=True, slots=True)
class CadenceView:
    """A cadence as pages read it."""

    id: UUID
    unit_id: UUID
    unit_names: Words
    path: str
    reviewing_names: Words
    reviewed_names: Words
    rule: str
    starts_on: date
    hour: time
    minutes: int
    is_video: bool
    ended_at: datetime | None
    planned: int
    owed: int
    may_change: bool


@dataclass(frozen=True, slots=True)
class Pair:
    """One unit reviews another: the reviewing one is the nearest of its level above."""

    unit_id: UUID
    path: str
    reviewing_id: UUID
    reviewing_path: str


@dataclass(frozen=True, slots=True)
class Slot:
    """When a unit's review of a due day takes place; ``why``: it had to move ("holiday", "busy"), or not ("")."""

    pair: Pair
    due_on: date
    starts_at: datetime
    host_id: UUID | None
    why: str = ""


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What a cadence would bring in the weeks ahead."""

    units: int
    reviewers: int
    vacant: int  # reviewing units without a lead
    days: tuple[date, ...]
    slots: tuple[Slot, ...]
    moved_holiday: int
    moved_busy: int
    unplaced: int
    names: dict[UUID, Words] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class HolidayView:
    id: UUID
    on: date
    names: Words
    unit_id: UUID
    unit_names: Words
    may_change: bool


@dataclass(frozen=True, slots=True)
class ReviewRow:
    """A review as lists show it. ``host_names``: who reviews."""

    id: UUID
    cadence_id: UUID
    unit_id: UUID
    unit_names: Words
    reviewing_id: UUID
    reviewing_names: Words
    path: str
    due_on: date
    starts_at: datetime
    ends_at: datetime
    state: ReviewState
    why: str
    link: str


@dataclass(frozen=True, slots=True)
class OwedRow:
    """A unit whose review is owed: since when, how many, and who owes it (empty names: the post is vacant)."""

    unit_id: UUID
    unit_names: Words
    path: str
    since: date
    times: int
    reviewing_id: UUID
    reviewing_names: Words
    lead_names: Words
    lead_post_names: Words
    review_id: UUID


@dataclass(frozen=True, slots=True)
class ChildOwed:
    unit_id: UUID
    names: Words
    units: int
