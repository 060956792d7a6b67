"""What calling a conference would do: counted from the same rules by which it is done."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from itertools import pairwise
from uuid import UUID

from pankti.base.actor import SYSTEM
from pankti.base.clock import now
from pankti.base.sight import acting_as
from pankti.cascade.queries import count_audience
from pankti.cascade.types import Audience
from pankti.conferences.errors import HoursOverlap, InThePast, NoHours, NoUnitToMeet, UnitClosed
from pankti.conferences.queries.hosts import list_hosted
from pankti.conferences.queries.plans import zone_here
from pankti.conferences.spreading import Span, hours_of, spread
from pankti.conferences.types import Foreseen, Lot, PlanDraft
from pankti.meetings.queries.sessions import list_busy
from pankti.organisation.queries import find_placement, get_main_tree


def path_of_plan(draft: PlanDraft) -> str:
    """Where its unit hangs now. Raises UnitClosed for one that hangs nowhere any more."""
    place = find_placement(draft.unit_id)
    if place is None:
        raise UnitClosed
    return place.path


def list_hours(draft: PlanDraft) -> list[datetime]:
    """Every hour that the plan offers. Raises NoHours, HoursOverlap, InThePast."""
    if draft.starts_on is None or not draft.slots or draft.days < 1 or draft.minutes < 1:
        raise NoHours
    hours = hours_of(draft.starts_on, draft.days, sorted(draft.slots), zone_here())
    length = timedelta(minutes=draft.minutes)
    if any(later - earlier < length for earlier, later in pairwise(hours)):
        raise HoursOverlap
    if hours[0] <= now():
        raise InThePast
    return hours


def draw_lots(draft: PlanDraft, *, units: tuple[UUID, ...] = ()) -> list[Lot]:
    """Each session with its host and hour. A few queries, however many sessions.

    Raises UnitClosed, NoUnitToMeet, and what ``list_hours`` raises.
    """
    hours = list_hours(draft)
    hosted = list_hosted(path_of_plan(draft), draft.level, draft.wing, units=units)
    if not hosted:
        raise NoUnitToMeet
    length = timedelta(minutes=draft.minutes)
    busy = busy_hours([one.person_id for one in hosted if one.person_id], hours[0], hours[-1] + length)
    return spread(hosted, hours, length, busy)


def busy_hours(person_ids: list[UUID], since: datetime, until: datetime) -> dict[UUID, list[Span]]:
    """When these persons take part in other meetings."""
    busy: dict[UUID, list[Span]] = {}
    with acting_as(SYSTEM):
        for one in list_busy(person_ids, since=since, until=until):
            busy.setdefault(one.person_id, []).append((one.starts_at, one.ends_at))
    return busy


def audience_of(draft: PlanDraft) -> Audience:
    """Whom the one call addresses: the units that meet, and those below that are called too."""
    return Audience(
        tree=get_main_tree().code,
        roots=(draft.unit_id,),
        levels=tuple(dict.fromkeys((draft.level, *draft.called_levels))),
        wings=(draft.wing,) if draft.wing else (),
    )


def foresee(draft: PlanDraft) -> Foreseen:
    """What the office reads before it calls. Raises as ``draw_lots``."""
    lots = draw_lots(draft)
    slots = Counter(lot.starts_at for lot in lots)
    return Foreseen(
        sessions=len(lots),
        own_host=sum(lot.host_id is not None and not lot.is_from_above for lot in lots),
        from_above=sum(lot.is_from_above for lot in lots),
        vacant=sum(lot.host_id is None and not lot.has_clash for lot in lots),
        clashes=sum(lot.has_clash for lot in lots),
        first_at=min(slots),
        last_at=max(slots) + timedelta(minutes=draft.minutes),
        called=count_audience(audience_of(draft)).n,
        by_slot=tuple(sorted(slots.items())),
    )
