"""Which session gets which hour: spread evenly over days and slots, never two at one hour for one host."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings

from pankti.conferences.types import GAP, Hosted, Lot

Span = tuple[datetime, datetime]


def hours_of(starts_on: date, days: int, slots: Sequence[time], zone: ZoneInfo) -> list[datetime]:
    """Every hour at which a session may begin, the earliest first."""
    return [
        datetime.combine(starts_on + timedelta(days=day), slot, tzinfo=zone) for day in range(days) for slot in slots
    ]


def spread(
    hosted: Iterable[Hosted], hours: Sequence[datetime], length: timedelta, busy: Mapping[UUID, Sequence[Span]]
) -> list[Lot]:
    """Give each unit an hour, in the order of the tree.

    The next session takes the next hour; where its host presides (or speaks elsewhere) at that hour, the first
    hour after it at which the host is free. Where there is none the session stands without a host.
    """
    taken: dict[UUID, set[int]] = {}
    barred = {
        person: {place for place, hour in enumerate(hours) if _meets((hour, hour + length), spans)}
        for person, spans in busy.items()
    }
    lots: list[Lot] = []
    n = len(hours)
    for turn, one in enumerate(hosted):
        place = turn % n
        if one.person_id is None:
            lots.append(Lot(one.unit_id, one.path, None, False, hours[place]))
            continue
        own = taken.get(one.person_id)
        if own is None:
            own = taken[one.person_id] = set(barred.get(one.person_id, ()))
        if place in own:
            free = next((p % n for p in range(place + 1, place + n) if p % n not in own), None)
            if free is None:
                lots.append(Lot(one.unit_id, one.path, None, False, hours[place], has_clash=True))
                continue
            place = free
        own.add(place)
        lots.append(Lot(one.unit_id, one.path, one.host_id, one.is_from_above, hours[place]))
    return lots


def _meets(span: Span, others: Iterable[Span]) -> bool:
    return any(span[0] < end and begin < span[1] for begin, end in others)


def arrange_route(
    wanted: Sequence[tuple[UUID, datetime, Sequence[Span]]],
    length: timedelta,
    hours: Sequence[datetime],
    busy: Sequence[Span],
) -> dict[UUID, datetime] | None:
    """When each session of a speaker's route begins, so that none overlaps another; None where that cannot be.

    ``wanted``: the session, its present hour, and when its host is busy elsewhere. A session keeps its hour where
    that is free with ``GAP`` to spare; else it takes the nearest hour that is, of ``hours`` and of what lies
    a session and a gap after them.
    """
    step = length + GAP
    offered = sorted({*hours, *(hour + step for hour in hours), *(hour + 2 * step for hour in hours)})
    set_at: dict[UUID, datetime] = {}

    def is_free(hour: datetime, elsewhere: Sequence[Span]) -> bool:
        own = ((begin - GAP, begin + length + GAP) for begin in set_at.values())
        others = ((begin - GAP, end + GAP) for begin, end in busy)
        return not _meets((hour, hour + length), [*own, *others, *elsewhere])

    moving = []
    for session, at, elsewhere in sorted(wanted, key=lambda one: (one[1], str(one[0]))):
        if is_free(at, elsewhere):
            set_at[session] = at
        else:
            moving.append((session, at, elsewhere))
    for session, at, elsewhere in moving:
        nearest = sorted(offered, key=lambda hour: (abs(hour - at), hour))
        found = next((hour for hour in nearest if is_free(hour, elsewhere)), None)
        if found is None:
            return None
        set_at[session] = found
    return set_at


def link_of(base: str, session_id: UUID) -> str:
    """A room's address that nobody guesses and that needs no call to any service: the same whenever it is asked."""
    if not base:
        return ""
    name = hmac.new(settings.SECRET_KEY.encode(), f"session {session_id}".encode(), hashlib.sha256).hexdigest()[:24]
    return f"{base.rstrip('/')}/pankti-{name}"
