from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from django.db import transaction

from pankti.attendance.models import Presence
from pankti.base.actor import SYSTEM
from pankti.base.errors import OutOfReach
from pankti.base.sight import acting_as
from pankti.cascade.queries.invited import ALL, list_invited
from pankti.meetings.types import MeetingView
from pankti.organisation.models import Appointment

PAGE = 1_000


@transaction.atomic
def open_roll(meeting: MeetingView, *, again: bool = False) -> int:
    """Write down who is called to a meeting, so that who came can be counted against it; how many are new.

    Repeat-safe. What is written stays: who left a post since was invited all the same. ``again`` looks for those
    who were called later. The caller has asked for the right over the meeting.
    """
    with acting_as(SYSTEM):
        if not again and Presence.objects.filter(meeting_id=meeting.id, is_invited=True).exists():
            return 0
        rows: dict[UUID, Presence] = {}
        for appointment in _called(meeting):
            rows.setdefault(
                appointment.person_id,
                Presence(
                    meeting_id=meeting.id,
                    person_id=appointment.person_id,
                    appointment=appointment,
                    unit_id=appointment.unit_id,
                    path=appointment.path,
                    at_path=meeting.path,
                    is_invited=True,
                ),
            )
        known = set(
            Presence.objects.filter(meeting_id=meeting.id, person__isnull=False).values_list("person_id", flat=True)
        )
        Presence.objects.filter(meeting_id=meeting.id, person_id__in=rows.keys() & known).update(is_invited=True)
        fresh = [row for person, row in rows.items() if person not in known]
        Presence.objects.bulk_create(fresh, batch_size=PAGE, ignore_conflicts=True)
        return len(fresh)


def _called(meeting: MeetingView) -> Iterator[Appointment]:
    """Everybody called by the dispatch (of a session: those below its unit), and who takes a part."""
    ids: list[UUID] = [part.appointment_id for part in meeting.parts if part.appointment_id]
    if meeting.dispatch_id is not None:
        within = None if meeting.dispatch_id == meeting.id else (meeting.path,)
        try:
            for offset in range(0, 200_000, PAGE):
                page = list_invited(SYSTEM, meeting.dispatch_id, ALL, limit=PAGE, offset=offset, within=within)
                ids += [one.appointment_id for one in page]
                if len(page) < PAGE:
                    break
        except OutOfReach:  # a call that was thrown away: those with a part are left
            pass
    for at in range(0, len(ids), PAGE):
        rows = Appointment.objects.in_bulk(ids[at : at + PAGE])
        yield from (rows[row_id] for row_id in ids[at : at + PAGE] if row_id in rows)
