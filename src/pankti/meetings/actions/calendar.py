from __future__ import annotations

from uuid import UUID

from django.db import transaction

from pankti.audit.actions.record import record
from pankti.base.actor import Actor
from pankti.base.clock import now
from pankti.base.errors import OutOfReach
from pankti.base.ids import new_id
from pankti.cascade.actions.answer import Giver, answer_dispatches
from pankti.cascade.queries import get_dispatch
from pankti.cascade.queries.invitees import find_invited
from pankti.cascade.types import ATTENDANCE_RANKS, AnswerCommand
from pankti.meetings.calendars import read_reply
from pankti.meetings.errors import ReplyOld, ReplyUnknown
from pankti.meetings.models import CalendarFeed, Meeting

DEPUTY = "—"
"""A calendar delegates without saying in words to whom."""


@transaction.atomic
def make_feed(*, actor: Actor) -> UUID:
    """An address for one's own calendar; the one that is there stays. Repeat-safe. Raises OutOfReach for nobody."""
    if actor.person_id is None:
        raise OutOfReach
    feed = CalendarFeed.objects.filter(person=actor.person_id, revoked_at=None).first()
    if feed is None:
        feed = CalendarFeed.objects.create(person_id=actor.person_id, made_at=now())
        record(actor=actor, type="meetings.feed.made", subject_kind="person", subject_id=actor.person_id)
    return feed.id


@transaction.atomic
def revoke_feed(*, actor: Actor) -> None:
    """Switch one's own address off for good. Repeat-safe."""
    if CalendarFeed.objects.filter(person=actor.person_id, revoked_at=None).update(revoked_at=now()):
        record(actor=actor, type="meetings.feed.revoked", subject_kind="person", subject_id=actor.person_id)


@transaction.atomic
def take_reply(*, actor: Actor, data: bytes) -> tuple[UUID, str]:
    """One's own answer as a calendar wrote it (METHOD:REPLY). Returns the meeting and what was answered.

    Raises CalendarUnreadable, ReplyUnknown, ReplyOld, ReplyWithoutZone, and what the cascade says of an answer.
    """
    reply = read_reply(data)
    row = Meeting.objects.filter(id=reply.meeting_id).first()
    if row is None or row.dispatch_id is None or actor.person_id is None:
        raise ReplyUnknown
    invited = find_invited(row.dispatch_id, actor.person_id)
    if invited is None:
        raise ReplyUnknown
    if reply.sequence < row.sequence:
        raise ReplyOld
    [error] = answer_dispatches(
        giver=Giver(person_id=actor.person_id),
        commands=[
            AnswerCommand(
                id=new_id(),
                dispatch_id=row.dispatch_id,
                version=get_dispatch(row.dispatch_id).version,
                subject_id=invited.appointment_id,
                appointment_id=invited.appointment_id,
                rank=ATTENDANCE_RANKS[reply.state],
                tapped_at=reply.said_at,
                text=DEPUTY if reply.state == "deputy" else "",
                is_attendance=True,
            )
        ],
    )
    if error is not None:
        raise error
    return row.id, reply.state
