"""Moments and durations as lists write them: no zone, month or day first, words in two languages."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, tzinfo

_DATE = re.compile(r"(\d{1,4})[/.\-](\d{1,2})[/.\-](\d{2,4})")
_CLOCK = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2}))?(?:\.\d+)?\s*([AaPp]\.?\s?[Mm]\.?|पूर्वाह्न|अपराह्न|सुबह|शाम)?")
_PM = ("p", "अपराह्न", "शाम")
_AM = ("a", "पूर्वाह्न", "सुबह")
_PART = re.compile(
    r"(\d+(?:\.\d+)?)\s*(h|hr|hrs|hour|hours|घंटा|घंटे|m|min|mins|minute|minutes|मिनट|s|sec|secs|seconds|सेकंड)\b\.?"
)
_PER = {"h": 60.0, "घ": 60.0, "m": 1.0, "म": 1.0, "s": 1 / 60, "स": 1 / 60}


@dataclass(frozen=True, slots=True)
class Reading:
    """How a list's moments are read. ``day``: whose date stands for a clock without one."""

    is_day_first: bool
    zone: tzinfo
    day: date

    def read(self, text: str) -> datetime | None:
        """The moment, aware; None when it cannot be read."""
        try:
            moment = datetime.fromisoformat(text)
        except ValueError:
            moment = None
        if moment is not None and len(text) > 10:
            return moment if moment.tzinfo else moment.replace(tzinfo=self.zone)
        clock = _CLOCK.search(text)
        if clock is None:
            return None
        try:
            return datetime.combine(self._day(text), _time(clock), self.zone)
        except ValueError:
            return None

    def _day(self, text: str) -> date:
        found = _DATE.search(text)
        if found is None:
            return self.day
        first, second, third = (int(part) for part in found.groups())
        if first > 31:
            return date(first, second, third)
        year = third + 2000 if third < 100 else third
        return date(year, second, first) if self.is_day_first else date(year, first, second)


def choose_reading(moments: Iterable[str], *, zone: tzinfo, day: date) -> Reading:
    """Month or day first: what the numbers allow; where both do, what lies nearest to the meeting's day."""
    pairs = [(int(m[1]), int(m[2])) for text in moments if (m := _DATE.search(text)) and int(m[1]) <= 31]
    if any(first > 12 for first, _second in pairs):
        return Reading(is_day_first=True, zone=zone, day=day)
    if any(second > 12 for _first, second in pairs):
        return Reading(is_day_first=False, zone=zone, day=day)
    far = {first: sum(_far(day, pair, is_day_first=first) for pair in pairs[:50]) for first in (True, False)}
    return Reading(is_day_first=far[True] < far[False], zone=zone, day=day)


def looks_like_moment(text: str) -> bool:
    return bool(_CLOCK.search(text)) and (bool(_DATE.search(text)) or len(text) <= 14)


def read_minutes(text: str) -> float | None:
    """62 · 1 hr 1 min · 1h 2m 4s · 1:02:04 · 15 मिनट; None for anything else."""
    text = text.strip().casefold()
    if re.fullmatch(r"\d{1,4}(?:\.\d+)?", text):
        return float(text)
    if re.fullmatch(r"\d{1,2}:\d{2}:\d{2}", text):
        hours, minutes, seconds = map(int, text.split(":"))
        return hours * 60 + minutes + seconds / 60
    parts = _PART.findall(text)
    if not parts or re.sub(_PART, "", text).strip(" ,.और"):
        return None
    return sum(float(n) * _PER[unit[0]] for n, unit in parts)


def _time(clock: re.Match[str]) -> time:
    hour, minute, second, half = int(clock[1]), int(clock[2]), int(clock[3] or 0), (clock[4] or "").casefold()
    if half.startswith(_PM) and hour < 12:
        hour += 12
    elif half.startswith(_AM) and hour == 12:
        hour = 0
    return time(hour, minute, second)


def _far(day: date, pair: tuple[int, int], *, is_day_first: bool) -> int:
    month, of_month = (pair[1], pair[0]) if is_day_first else pair
    try:
        return abs((date(day.year, month, of_month) - day).days)
    except ValueError:
        return 10_000
