from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from django.db import transaction

from pankti.audit.actions.record import record
from pankti.base.actor import Actor, require_right
from pankti.base.clock import now
from pankti.base.errors import OutOfReach
from pankti.base.writing import write_moment
from pankti.cascade.actions.changes import next_change_no
from pankti.cascade.actions.dispatch import Correction, close_dispatch, correct_dispatch, withdraw_dispatch
from pankti.directives.queries.senders import post_names_of
from pankti.meetings.actions.call import write_version
from pankti.meetings.actions.drafts import write_meeting
from pankti.meetings.content import build_content, must_come_elsewhere
from pankti.meetings.errors import (
    CancelUnsaid,
    ChangedWithAll,
    ChangeUnsaid,
    InThePast,
    MeetingOver,
    NothingChanged,
    NotYetOver,
)
from pankti.meetings.models import Meeting
from pankti.meetings.queries.faults import list_faults
from pankti.meetings.queries.pages import get_meeting
from pankti.meetings.stored import draft_of
from pankti.meetings.types import CALL, CONFERENCE, Changed, MeetingState


@transaction.atomic
def change_meeting(*, actor: Actor, meeting_id: UUID, changed: Changed) -> bool:
    """Send a new version that says what changed. Returns whether the answers given so far stand.

    Who must come elsewhere or at another time answers again. Whom it calls, its unit and its sender stay.
    Raises OutOfReach, MeetingOver, NothingChanged, ChangeUnsaid, and what ``list_faults`` finds.
    """
    row = _lock(actor, meeting_id)
    before = draft_of(get_meeting(actor, meeting_id))
    after = replace(
        changed.draft,
        id=before.id,
        appointment_id=before.appointment_id,
        unit_id=before.unit_id,
        wing=before.wing,
        invitees=before.invitees,
    )
    if after == before:
        raise NothingChanged
    if not any(text.strip() for text in changed.what_changed.values()):
        raise ChangeUnsaid
    for fault in list_faults(after, room_given=row.room_id is not None):
        if not (isinstance(fault, InThePast) and after.starts_at == before.starts_at):
            raise fault
    was = Meeting(starts_at=row.starts_at, mode=row.mode, place=row.place)
    write_meeting(row, after, row.path)
    stands = not must_come_elsewhere(was, get_meeting(actor, meeting_id))
    _send(actor, row, what_changed=changed.what_changed, stands=stands)
    record(
        actor=actor,
        type="meetings.meeting.changed",
        subject_kind="meeting",
        subject_id=row.id,
        path=row.path,
        version=row.version,
    )
    return stands


@transaction.atomic
def set_room(*, actor: Actor, meeting_id: UUID, room_id: UUID | None, link: str) -> None:
    """Give the meeting the video room that was made for it, or take it away; answers stand. Repeat-safe.

    Raises OutOfReach, MeetingOver.
    """
    row = _lock(actor, meeting_id, drafts=True)
    if (row.room_id, row.link) == (room_id, link):
        return
    row.room_id, row.link, row.changed_at = room_id, link, now()
    row.save(update_fields=["room_id", "link", "changed_at"])
    record(actor=actor, type="meetings.room.given", subject_kind="meeting", subject_id=row.id, path=row.path)
    if row.state == MeetingState.CALLED:
        _send(actor, row, what_changed={}, stands=True)


@transaction.atomic
def cancel_meeting(*, actor: Actor, meeting_id: UUID, reason: str) -> None:
    """Call it off, with the reason that everybody reads. Repeat-safe. Raises OutOfReach, CancelUnsaid, MeetingOver."""
    row = _lock(actor, meeting_id, allow=MeetingState.CANCELLED)
    if row.state == MeetingState.CANCELLED:
        return
    if not reason.strip():
        raise CancelUnsaid
    row.state, row.ended_at, row.end_reason = MeetingState.CANCELLED, now(), reason.strip()
    row.sequence, row.changed_at = row.sequence + 1, row.ended_at
    row.save(update_fields=["state", "ended_at", "end_reason", "sequence", "changed_at"])
    record(
        actor=actor,
        type="meetings.meeting.cancelled",
        subject_kind="meeting",
        subject_id=row.id,
        path=row.path,
        reason=row.end_reason,
    )
    if row.dispatch_id == row.id:
        content = build_content(get_meeting(actor, row.id), post_names=post_names_of(row.by_appointment_id))
        payload = {**content, "end_reason": row.end_reason}
        withdraw_dispatch(actor=actor, dispatch_id=row.id, payload=payload, right=CALL)


@transaction.atomic
def hold_meeting(*, actor: Actor, meeting_id: UUID) -> None:
    """Say that it took place. Repeat-safe. Raises OutOfReach, NotYetOver, MeetingOver for a cancelled one."""
    row = _lock(actor, meeting_id, allow=MeetingState.HELD)
    if row.state == MeetingState.HELD:
        return
    over_at = row.ends_at or row.starts_at
    if row.starts_at is None or over_at is None or row.starts_at > now():
        raise NotYetOver(ends=write_moment(over_at) if over_at else "")
    row.state, row.ended_at, row.changed_at = MeetingState.HELD, now(), now()
    row.save(update_fields=["state", "ended_at", "changed_at"])
    record(actor=actor, type="meetings.meeting.held", subject_kind="meeting", subject_id=row.id, path=row.path)
    if row.dispatch_id == row.id:
        close_dispatch(actor=actor, dispatch_id=row.id, right=CALL)


def _send(actor: Actor, row: Meeting, *, what_changed: dict[str, str], stands: bool) -> None:
    row.version, row.sequence = row.version + 1, row.sequence + 1
    row.save(update_fields=["version", "sequence"])
    write_version(actor, row, what_changed=what_changed, answers_stand=stands)
    if row.dispatch_id != row.id:
        return
    content = build_content(
        get_meeting(actor, row.id),
        post_names=post_names_of(row.by_appointment_id),
        what_changed=what_changed,
        answers_stand=stands,
    )
    correct_dispatch(
        actor=actor,
        dispatch_id=row.id,
        correction=Correction(payload=content, deadline_at=row.starts_at, answers_stand=stands),
        right=CALL,
    )


def _lock(actor: Actor, meeting_id: UUID, *, allow: MeetingState | None = None, drafts: bool = False) -> Meeting:
    """The called meeting, locked, if the actor may call meetings of its unit."""
    row = Meeting.objects.select_for_update().filter(id=meeting_id).first()
    if row is None or (row.state == MeetingState.DRAFT and not drafts):
        raise OutOfReach
    require_right(actor, CALL, row.path or "-")
    if row.state not in (MeetingState.CALLED, MeetingState.DRAFT, allow):
        raise MeetingOver
    if row.origin:  # phones read it as a session of its own: it is told that something changed
        if row.origin == CONFERENCE:
            raise ChangedWithAll
        row.change_no = next_change_no()
        row.save(update_fields=["change_no"])
    return row
