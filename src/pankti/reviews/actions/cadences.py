from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction

from pankti.audit.actions.record import record
from pankti.base.actor import Actor, require_right
from pankti.base.clock import now
from pankti.base.errors import OutOfReach
from pankti.base.ids import new_id
from pankti.base.words import Words
from pankti.cascade.actions.dispatch import issue_dispatch, withdraw_dispatch
from pankti.cascade.types import Audience, DispatchOrder, Proof
from pankti.meetings.actions.plant import Bed, Seedling, cancel_meetings, plant_meetings
from pankti.meetings.types import CALL, Mode
from pankti.organisation.queries import get_main_tree
from pankti.reviews.content import build_content, link_of, titles_of
from pankti.reviews.errors import AlreadyReviewed, CadenceEnded, HolidayThere
from pankti.reviews.models import Cadence, Holiday, Review
from pankti.reviews.queries.planning import draw, known_of, list_pairs, order_of, path_of_unit, zone_here
from pankti.reviews.rules import days_of, read_rule
from pankti.reviews.types import AHEAD, ORIGIN, CadenceOrder, ReviewState, Slot


@transaction.atomic
def set_cadence(*, actor: Actor, order: CadenceOrder) -> int:
    """Say how often one level reviews another below a unit; the weeks ahead are filled at once. How many reviews.

    Raises OutOfReach, UnitClosed, RuleUnreadable, TooOften, NeverComes, LevelsTurned, NobodyReviewed,
    AlreadyReviewed (two cadences of the same levels and wing, one under the other).
    """
    path = path_of_unit(order.unit_id)
    require_right(actor, CALL, path)
    if not actor.is_system and order.appointment_id not in actor.appointments:
        raise OutOfReach
    read_rule(order.rule, order.starts_on)
    list_pairs(path, order.reviewing, order.reviewed)
    same = Cadence.objects.filter(
        ended_at=None, reviewing=order.reviewing, reviewed=order.reviewed, wing=order.wing
    ).values_list("path", flat=True)
    if any(path.startswith(other) or other.startswith(path) for other in same):
        raise AlreadyReviewed
    row = Cadence.objects.create(
        id=order.id,
        unit_id=order.unit_id,
        path=path,
        reviewing_id=order.reviewing,
        reviewed_id=order.reviewed,
        wing_id=order.wing,
        rule=order.rule.strip().upper(),
        starts_on=order.starts_on,
        hour=order.hour,
        minutes=order.minutes,
        is_video=order.is_video,
        link_base=order.link_base,
        agenda=list(order.agenda),
        by_appointment_id=order.appointment_id,
        author_id=actor.person_id,
    )
    record(actor=actor, type="reviews.cadence.set", subject_kind="cadence", subject_id=row.id, path=path, rule=row.rule)
    issue_dispatch(
        actor=actor,
        order=DispatchOrder(
            id=row.id,
            kind=ORIGIN,
            audience=Audience(
                tree=get_main_tree().code,
                roots=(order.unit_id,),
                levels=(order.reviewing, order.reviewed),
                wings=(order.wing,) if order.wing else (),
            ),
            proof=Proof.ACKNOWLEDGE,
            payload=build_content(row),
            by_unit_id=order.unit_id,
            by_appointment_id=order.appointment_id,
            right=CALL,
        ),
    )
    return _fill(actor, row)


@transaction.atomic
def fill_cadence(*, actor: Actor, cadence_id: UUID) -> int:
    """Put the reviews of the weeks ahead into the calendar that do not stand there yet. Repeat-safe. How many."""
    row = Cadence.objects.select_for_update().filter(id=cadence_id, ended_at=None).first()
    return _fill(actor, row) if row else 0


def _fill(actor: Actor, row: Cadence) -> int:
    order = order_of(row)
    today = now().astimezone(zone_here()).date()
    first = today + timedelta(days=1)
    days = days_of(order.rule, order.starts_on, first, max(today, order.starts_on) + AHEAD)
    if not days:
        return 0
    pairs = list_pairs(row.path, order.reviewing, order.reviewed)
    known = known_of(row.id, first)
    wanted = [(day, [pair for pair in pairs if (pair.unit_id, day) not in known]) for day in days]
    wanted = [(day, those) for day, those in wanted if those]
    if not wanted:
        return 0
    slots, _unplaced, _hosts = draw(order, pairs, wanted)
    _plant(actor, row, order, slots)
    if slots:
        record(
            actor=actor, type="reviews.cadence.planned", subject_kind="cadence", subject_id=row.id, path=row.path,
            reviews=len(slots),
        )  # fmt: skip
    return len(slots)


def _plant(actor: Actor, row: Cadence, order: CadenceOrder, slots: list[Slot]) -> None:
    length = timedelta(minutes=order.minutes)
    reviews = []
    seedlings = []
    for slot in slots:
        review, ends_at = new_id(), slot.starts_at + length
        link = link_of(order.link_base if order.is_video else "", review)
        reviews.append(
            Review(
                id=review,
                cadence=row,
                unit_id=slot.pair.unit_id,
                path=slot.pair.path,
                reviewing_id=slot.pair.reviewing_id,
                due_on=slot.due_on,
                starts_at=slot.starts_at,
                ends_at=ends_at,
                link=link,
                why=slot.why,
            )
        )
        seedlings.append(Seedling(review, slot.pair.unit_id, slot.starts_at, ends_at, slot.host_id, link))
    Review.objects.bulk_create(reviews, batch_size=2000)
    bed = Bed(
        ORIGIN, row.id, row.by_appointment_id, titles_of(row), {},
        Mode.VIDEO if order.is_video else Mode.IN_PERSON, order.wing,
        tuple((words, None) for words in order.agenda), row.id,
    )  # fmt: skip
    plant_meetings(actor=actor, bed=bed, seedlings=seedlings)


@transaction.atomic
def end_cadence(*, actor: Actor, cadence_id: UUID) -> int:
    """No more reviews by it; those still to come are called off, those owed stay owed. How many were called off.

    Raises OutOfReach, CadenceEnded.
    """
    row = Cadence.objects.select_for_update().filter(id=cadence_id).first()
    if row is None:
        raise OutOfReach
    require_right(actor, CALL, row.path)
    if row.ended_at is not None:
        raise CadenceEnded
    row.ended_at = now()
    row.save(update_fields=["ended_at"])
    coming = Review.objects.filter(cadence=row, state=ReviewState.PLANNED, starts_at__gt=now())
    ids = list(coming.values_list("id", flat=True))
    coming.update(state=ReviewState.CANCELLED)
    record(actor=actor, type="reviews.cadence.ended", subject_kind="cadence", subject_id=row.id, path=row.path)
    if ids:
        cancel_meetings(actor=actor, origin=ORIGIN, origin_id=row.id, ids=ids, reason="")
    withdraw_dispatch(actor=actor, dispatch_id=row.id, payload=build_content(row), right=CALL)
    return len(ids)


@transaction.atomic
def set_holiday(*, actor: Actor, unit_id: UUID, on: date, names: Words) -> None:
    """On that day no review falls at the unit and below. What stands already stays; the next filling minds it.

    Raises OutOfReach, UnitClosed, HolidayThere.
    """
    path = path_of_unit(unit_id)
    require_right(actor, CALL, path)
    try:
        with transaction.atomic():
            row = Holiday.objects.create(unit_id=unit_id, on=on, names=names)
    except IntegrityError:
        raise HolidayThere from None
    record(actor=actor, type="reviews.holiday.set", subject_kind="unit", subject_id=row.unit_id, on=on.isoformat())


@transaction.atomic
def remove_holiday(*, actor: Actor, holiday_id: UUID) -> None:
    """Raises OutOfReach."""
    row = Holiday.objects.filter(id=holiday_id).first()
    if row is None:
        raise OutOfReach
    require_right(actor, CALL, path_of_unit(row.unit_id))
    record(
        actor=actor, type="reviews.holiday.removed", subject_kind="unit", subject_id=row.unit_id,
        on=row.on.isoformat(),
    )  # fmt: skip
    row.delete()
