"""Who reviews whom below a unit, their leads, the holidays that touch them: what placing reviews needs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from pankti.base.actor import SYSTEM
from pankti.base.clock import now
from pankti.base.sight import acting_as
from pankti.cascade.queries.rows import fetch
from pankti.meetings.queries.sessions import list_busy
from pankti.organisation.models import Placement
from pankti.organisation.queries import get_organisation, lead_of, list_levels
from pankti.reviews.errors import LevelsTurned, NobodyReviewed, UnitClosed
from pankti.reviews.models import Cadence, Holiday, Review
from pankti.reviews.rules import Span, days_of, place
from pankti.reviews.types import AHEAD, LOOK_FOR, CadenceOrder, Foreseen, Pair, Slot

_PAIRS = """
    SELECT DISTINCT ON (p.path) p.unit_id, p.path, r.unit_id, r.path
    FROM organisation_placement p
    JOIN organisation_tree t ON t.code = p.tree_id AND t.is_main
    JOIN organisation_unit u ON u.id = p.unit_id AND u.closed_on IS NULL
    CROSS JOIN LATERAL generate_series(1, length(p.path) / 5 - 1) k
    JOIN organisation_placement r ON r.tree_id = p.tree_id AND r.ended_on IS NULL AND r.path = left(p.path, 5 * k)
         AND r.level_id = %(reviewing)s
    WHERE p.ended_on IS NULL AND p.path >= %(lo)s AND p.path < %(hi)s AND p.level_id = %(reviewed)s
    ORDER BY p.path, r.path DESC
"""


def zone_here() -> ZoneInfo:
    """The organisation's own clock."""
    return ZoneInfo(get_organisation().time_zone)


def path_of_unit(unit_id: UUID) -> str:
    """Where it hangs now; UnitClosed for a unit that hangs nowhere any more."""
    found = Placement.objects.filter(tree__is_main=True, ended_on=None, unit=unit_id).first()
    if found is None:
        raise UnitClosed
    return found.path


def list_pairs(path: str, reviewing: str, reviewed: str) -> list[Pair]:
    """Each unit of the reviewed level at and below ``path`` with the nearest of the reviewing level above it.

    Raises LevelsTurned, NobodyReviewed.
    """
    ranks = {level.code: level.rank for level in list_levels()}
    if reviewing not in ranks or reviewed not in ranks or ranks[reviewing] >= ranks[reviewed]:
        raise LevelsTurned
    found = fetch(_PAIRS, {"lo": path, "hi": path + "g", "reviewing": reviewing, "reviewed": reviewed})
    if not found:
        raise NobodyReviewed
    return [Pair(*row) for row in found]


def foresee(order: CadenceOrder) -> Foreseen:
    """What the cadence would bring in the weeks ahead. Raises what rules and pairs refuse, UnitClosed."""
    pairs = list_pairs(path_of_unit(order.unit_id), order.reviewing, order.reviewed)
    today = now().astimezone(zone_here()).date()
    days = days_of(order.rule, order.starts_on, today + timedelta(days=1), max(today, order.starts_on) + AHEAD)
    slots, unplaced, hosts = draw(order, pairs, [(day, pairs) for day in days])
    reviewers = {pair.reviewing_id for pair in pairs}
    units = {slot.pair.unit_id for slot in slots[:50]} | {slot.pair.reviewing_id for slot in slots[:50]}
    return Foreseen(
        units=len(pairs),
        reviewers=len(reviewers),
        vacant=len(reviewers - hosts.keys()),
        days=tuple(days),
        slots=tuple(slots[:50]),
        moved_holiday=sum(slot.why == "holiday" for slot in slots),
        moved_busy=sum(slot.why == "busy" for slot in slots),
        unplaced=len(unplaced),
        names=dict(fetch("SELECT id, names FROM organisation_unit WHERE id = ANY(%(ids)s)", {"ids": list(units)})),
    )


def draw(
    order: CadenceOrder, pairs: Sequence[Pair], wanted: Sequence[tuple[date, Sequence[Pair]]]
) -> tuple[list[Slot], list[Pair], dict[UUID, tuple[UUID, UUID]]]:
    """Hours for the pairs of each due day; who finds none; and (appointment, person) of each reviewing lead.

    A fixed few queries, however many pairs.
    """
    zone, length = zone_here(), timedelta(minutes=order.minutes)
    with acting_as(SYSTEM):  # when people are busy shapes the hour, and is shown to nobody
        leads = lead_of({pair.reviewing_id for pair in pairs} | {pair.unit_id for pair in pairs})
        hosts = {
            unit: (lead.appointment_id, lead.person_id)
            for unit, lead in leads.items()
            if lead.appointment_id and lead.person_id
        }
        chairs = {unit: person for unit, (_appointment, person) in hosts.items()}
        days = [day for day, _pairs in wanted]
        busy: dict[UUID, list[Span]] = {}
        if days:
            since = datetime.combine(min(days), order.hour, tzinfo=zone) - timedelta(days=1)
            until = datetime.combine(max(days), order.hour, tzinfo=zone) + timedelta(days=LOOK_FOR)
            for one in list_busy(list(set(chairs.values())), since=since, until=until):
                busy.setdefault(one.person_id, []).append((one.starts_at, one.ends_at))
    is_holiday = holidays_of(pairs)
    slots: list[Slot] = []
    unplaced: list[Pair] = []
    for day, those in wanted:
        placed, left = place(
            those, day, hour=order.hour, length=length, zone=zone, is_holiday=is_holiday,
            hosts={pair.reviewing_id: hosts[pair.reviewing_id] for pair in those if pair.reviewing_id in hosts},
            chairs=chairs, busy=busy,
        )  # fmt: skip
        slots += placed
        unplaced += left
    reviewing = {pair.reviewing_id for pair in pairs}
    return slots, unplaced, {unit: host for unit, host in hosts.items() if unit in reviewing}


def holidays_of(pairs: Sequence[Pair]) -> Callable[[Pair, date], bool]:
    """Whether a day is a holiday of the reviewed unit or of one above it."""
    kept = fetch(
        "SELECT p.path, h.on FROM reviews_holiday h JOIN organisation_placement p ON p.unit_id = h.unit_id"
        " AND p.ended_on IS NULL AND p.tree_id = (SELECT code FROM organisation_tree WHERE is_main)",
        {},
    )
    days: dict[date, list[str]] = {}
    for path, on in kept:
        days.setdefault(on, []).append(path)
    return lambda pair, day: any(pair.path.startswith(path) for path in days.get(day, ()))


def order_of(row: Cadence) -> CadenceOrder:
    return CadenceOrder(
        id=row.id,
        appointment_id=row.by_appointment_id or UUID(int=0),
        unit_id=row.unit_id,
        reviewing=row.reviewing_id,
        reviewed=row.reviewed_id,
        rule=row.rule,
        starts_on=row.starts_on,
        hour=row.hour,
        minutes=row.minutes,
        wing=row.wing_id,
        is_video=row.is_video,
        link_base=row.link_base,
        agenda=tuple(row.agenda),
    )


def known_of(cadence_id: UUID, since: date) -> set[tuple[UUID, date]]:
    """(unit, due day) of the reviews that stand already."""
    rows = Review.objects.filter(cadence=cadence_id, due_on__gte=since)
    return set(rows.values_list("unit_id", "due_on"))


def list_holidays_over(path: str) -> list[Holiday]:
    """Holidays of the unit at ``path``, of those above it and below it, from a month ago on."""
    above = [path[:end] for end in range(5, len(path) + 1, 5)]
    units = fetch(
        "SELECT p.unit_id FROM organisation_placement p JOIN reviews_holiday h ON h.unit_id = p.unit_id"
        " WHERE p.ended_on IS NULL AND p.tree_id = (SELECT code FROM organisation_tree WHERE is_main)"
        " AND (p.path = ANY(%(above)s) OR (p.path >= %(lo)s AND p.path < %(hi)s))",
        {"above": above, "lo": path, "hi": path + "g"},
    )
    rows = Holiday.objects.filter(unit__in=[row[0] for row in units], on__gt=now().date() - timedelta(days=31))
    return list(rows.select_related("unit").order_by("on")[:200])
