from __future__ import annotations

from uuid import UUID

from django.db import transaction

from pankti.audit.actions.record import record
from pankti.base.actor import Actor, require_right
from pankti.base.clock import now
from pankti.base.errors import OutOfReach
from pankti.base.writing import write_moment
from pankti.cascade.actions.dispatch import issue_dispatch
from pankti.cascade.types import DispatchOrder, Proof
from pankti.channels.queries import has_service
from pankti.directives.queries.senders import post_names_of
from pankti.meetings.content import build_content
from pankti.meetings.errors import NotYetOver
from pankti.meetings.models import Meeting, MeetingVersion
from pankti.meetings.queries.faults import list_faults
from pankti.meetings.queries.pages import get_meeting
from pankti.meetings.stored import draft_of
from pankti.meetings.types import CALL, KIND, MeetingState, MeetingView


@transaction.atomic
def call_meeting(*, actor: Actor, meeting_id: UUID) -> None:
    """Call a draft's invitees: one dispatch with the meeting's id, its first version, one audit record.

    Repeat-safe: what is already called stays as it is. Raises OutOfReach, the first of what ``list_faults``
    finds, and what the cascade refuses: NobodyAddressed, RootsOverlap.
    """
    row = Meeting.objects.select_for_update().filter(id=meeting_id).first()
    if row is None:
        raise OutOfReach
    require_right(actor, CALL, row.path or "-")
    if row.state != MeetingState.DRAFT:
        return
    shown = get_meeting(actor, meeting_id)
    for fault in list_faults(draft_of(shown), room_given=row.room_id is not None or has_service()):
        raise fault
    at = now()
    row.state, row.version, row.called_at, row.changed_at = MeetingState.CALLED, 1, at, at
    row.dispatch_id = row.id
    row.save(update_fields=["state", "version", "called_at", "changed_at", "dispatch_id"])
    write_version(actor, row)
    record(
        actor=actor,
        type="meetings.meeting.called",
        subject_kind="meeting",
        subject_id=row.id,
        path=row.path,
    )
    row.change_no = issue_dispatch(actor=actor, order=_order(row, shown))
    row.save(update_fields=["change_no"])


@transaction.atomic
def record_past_meeting(*, actor: Actor, meeting_id: UUID) -> None:
    """Write a meeting down that took place before it stood here: held, and nobody is called.

    Raises OutOfReach, NotYetOver for one that lies ahead or has no hour.
    """
    row = Meeting.objects.select_for_update().filter(id=meeting_id).first()
    if row is None:
        raise OutOfReach
    require_right(actor, CALL, row.path or "-")
    if row.state != MeetingState.DRAFT:
        return
    over_at = row.ends_at or row.starts_at
    if over_at is None or over_at > now():
        raise NotYetOver(ends=write_moment(over_at) if over_at else "")
    row.state, row.version, row.called_at, row.ended_at = MeetingState.HELD, 1, row.starts_at, now()
    row.changed_at = now()
    row.save(update_fields=["state", "version", "called_at", "ended_at", "changed_at"])
    write_version(actor, row)
    record(actor=actor, type="meetings.meeting.held", subject_kind="meeting", subject_id=row.id, path=row.path)


def _order(row: Meeting, shown: MeetingView) -> DispatchOrder:
    return DispatchOrder(
        id=row.id,
        kind=KIND,
        audience=shown.invitees.audience,
        proof=Proof.ATTENDANCE,
        payload=build_content(shown, post_names=post_names_of(row.by_appointment_id)),
        by_unit_id=row.unit_id,
        by_appointment_id=row.by_appointment_id,
        deadline_at=row.starts_at,
        invitees=shown.invitees,
        right=CALL,
    )


def write_version(
    actor: Actor, row: Meeting, *, what_changed: dict[str, str] | None = None, answers_stand: bool = True
) -> None:
    """Keep the row as it goes out now. For this room's own actions."""
    MeetingVersion.objects.create(
        meeting=row,
        version=row.version,
        sequence=row.sequence,
        titles=row.titles,
        texts=row.texts,
        place=row.place,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        link=row.link,
        what_changed=what_changed or {},
        answers_stand=answers_stand,
        issued_at=now(),
        author_id=actor.person_id,
    )
