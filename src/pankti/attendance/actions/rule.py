from __future__ import annotations

from uuid import UUID

from pankti.attendance.actions.note_arrival import NewArrival, note_arrival
from pankti.attendance.counting import A_DAY
from pankti.attendance.errors import MinutesUnreadable, NotThisMeetings, ReasonMissing
from pankti.attendance.hosts import require_host
from pankti.attendance.models import Presence
from pankti.attendance.types import How
from pankti.base.actor import SYSTEM, Actor
from pankti.base.clock import now
from pankti.base.ids import new_id
from pankti.base.sight import acting_as
from pankti.meetings.types import MeetingView


def rule_presence(
    *, actor: Actor, meeting: MeetingView, presence_id: UUID, is_here: bool, minutes: int | None, reason: str
) -> None:
    """Correct by hand: was there or was not, for so many minutes, because of ``reason``; who ruled it stays on record.

    Raises NotTheHost, ReasonMissing, MinutesUnreadable, NotThisMeetings.
    """
    require_host(actor, meeting)
    if not reason.strip():
        raise ReasonMissing
    if minutes is not None and not 0 <= minutes <= A_DAY:
        raise MinutesUnreadable
    with acting_as(SYSTEM):
        row = Presence.objects.filter(pk=presence_id, meeting_id=meeting.id).first()
    if row is None:
        raise NotThisMeetings
    new = NewArrival(
        id=new_id(),
        how=How.HAND,
        came_at=row.came_at or meeting.starts_at or now(),
        person_id=row.person_id,
        guest=next(iter(row.guest_names.values()), ""),
        is_here=is_here,
        minutes=minutes,
        reason=reason.strip()[:300],
    )
    note_arrival(actor=actor, meeting=meeting, new=new)
