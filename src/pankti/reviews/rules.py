"""Recurrences by RFC 5545, and the hour at which a review can really be."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from dateutil.rrule import rrule, rrulestr

from pankti.reviews.errors import NeverComes, RuleUnreadable, TooOften
from pankti.reviews.types import LAST_HOUR, LOOK_FOR, Pair, Slot

Span = tuple[datetime, datetime]
SUNDAY = 6
_PARTS = {"FREQ", "INTERVAL", "BYDAY", "BYMONTH", "BYMONTHDAY", "BYSETPOS", "WKST"}
_SELDOM = timedelta(days=4 * 366)
_AGES = 400 * 18
"""The calendar repeats every 400 years, weekdays included. Whether a rule ever comes is asked this many years later,
where the library gives up soon: it looks for the next day until the year 9999."""
RULE_LIMIT = 200


def read_rule(text: str, starts_on: date) -> rrule:
    """The rule from a day on. Raises RuleUnreadable, TooOften, NeverComes (a day like 31 February)."""
    parts = dict(part.split("=", 1) for part in text.strip().upper().split(";") if "=" in part)
    if len(text) > RULE_LIMIT or not parts or set(parts) - _PARTS or text.count(";") != len(parts) - 1:
        raise RuleUnreadable
    if parts.get("FREQ") in ("DAILY", "HOURLY", "MINUTELY", "SECONDLY"):
        raise TooOften
    begin = datetime.combine(starts_on, time())
    try:
        if not 1 <= int(parts.get("INTERVAL", "1")) <= 60:
            raise RuleUnreadable
        later = rrulestr(text, dtstart=begin.replace(year=begin.year % 400 + _AGES + 2000))
        following = next(iter(later), None)
        rule = rrulestr(text, dtstart=begin)
    except (ValueError, TypeError, OverflowError):
        raise RuleUnreadable from None
    if following is None or not isinstance(rule, rrule):
        raise NeverComes
    if rule.after(begin - timedelta(days=1)) is None or next(iter(rule)) > begin + _SELDOM:
        raise NeverComes
    return rule


def days_of(text: str, starts_on: date, since: date, until: date) -> list[date]:
    """The due days between two days, both included."""
    rule = read_rule(text, starts_on)
    first = max(since, starts_on)
    found = rule.between(datetime.combine(first, time()), datetime.combine(until, time()), inc=True)
    return [each.date() for each in found]


def place(
    pairs: Sequence[Pair],
    due_on: date,
    *,
    hour: time,
    length: timedelta,
    zone: ZoneInfo,
    is_holiday: Callable[[Pair, date], bool],
    hosts: Mapping[UUID, tuple[UUID, UUID]],
    chairs: Mapping[UUID, UUID],
    busy: dict[UUID, list[Span]],
) -> tuple[list[Slot], list[Pair]]:
    """Each unit's review of one due day, in tree order; and those for which there is no free hour in four weeks.

    It begins at ``hour`` of the due day. Where that is a holiday, or who reviews (``hosts``: appointment and person
    of the reviewing unit's lead) or who is reviewed (``chairs``: the person who leads the unit) is busy then, it
    goes to the next free hour that day, then to the next day. Sunday counts as a holiday unless the rule names it.
    ``busy`` takes in what is placed, so nobody is asked to be at two reviews at one hour.
    """
    slots: list[Slot] = []
    unplaced: list[Pair] = []
    for pair in pairs:
        host = hosts.get(pair.reviewing_id)
        persons = [person for person in (host[1] if host else None, chairs.get(pair.unit_id)) if person is not None]
        found = _find(pair, due_on, hour, length, zone, is_holiday, [busy.setdefault(one, []) for one in persons])
        if found is None:
            unplaced.append(pair)
            continue
        at, why = found
        for one in persons:
            busy[one].append((at, at + length))
        slots.append(Slot(pair, due_on, at, host[0] if host else None, why))
    return slots, unplaced


def _find(
    pair: Pair,
    due_on: date,
    hour: time,
    length: timedelta,
    zone: ZoneInfo,
    is_holiday: Callable[[Pair, date], bool],
    calendars: Sequence[Sequence[Span]],
) -> tuple[datetime, str] | None:
    why = ""
    for later in range(LOOK_FOR):
        day = due_on + timedelta(days=later)
        if is_holiday(pair, day) or (day.weekday() == SUNDAY and due_on.weekday() != SUNDAY):
            why = why or "holiday"
            continue
        at = datetime.combine(day, hour, tzinfo=zone)
        last = max(at, datetime.combine(day, LAST_HOUR, tzinfo=zone) - length)
        while at <= last:
            if not any(at < end and begin < at + length for spans in calendars for begin, end in spans):
                return at, why
            why = why or "busy"
            at += length
    return None
