from __future__ import annotations

from uuid import UUID

from django.db import transaction

from pankti.attendance.actions.note_arrival import take_back
from pankti.attendance.actions.read_report import close_if_decided, take_line
from pankti.attendance.errors import NotThisMeetings
from pankti.attendance.hosts import require_host
from pankti.attendance.matching import alias_key, read_written
from pankti.attendance.models import Alias, Arrival, Presence, Report, ReportLine
from pankti.attendance.types import LineState
from pankti.audit.actions.record import record
from pankti.base.actor import SYSTEM, Actor
from pankti.base.clock import now
from pankti.base.sight import acting_as
from pankti.meetings.types import MeetingView


@transaction.atomic
def decide_line(
    *, actor: Actor, meeting: MeetingView, line_id: UUID, state: LineState, person_id: UUID | None = None
) -> None:
    """A person says whom a written name means: one of the roll (DECIDED), a guest, or nobody (IGNORED).

    May be decided anew: what it said before is taken back. Remembered for the next meetings of this unit and
    those below it, but never for the bare name of a device. Raises NotTheHost, NotThisMeetings.
    """
    require_host(actor, meeting)
    with acting_as(SYSTEM):
        line = ReportLine.objects.select_for_update(of=("self",)).select_related("report").filter(pk=line_id).first()
        if line is None or line.report.meeting_id != meeting.id:
            raise NotThisMeetings
        if state is LineState.DECIDED and not _is_on_roll(meeting, person_id):
            raise NotThisMeetings
        if line.arrival_id is not None:
            take_back(actor=actor, meeting=meeting, arrival_id=line.arrival_id)
            if line.person_id:
                Alias.objects.filter(key=alias_key(line.written), path=meeting.path, person_id=line.person_id).delete()
        line.state, line.person_id = state, person_id if state is LineState.DECIDED else None
        line.arrival_id, line.decided_by, line.decided_at = None, actor.person_id, now()
        line.save(update_fields=["state", "person", "arrival_id", "decided_by", "decided_at"])
        if state is not LineState.IGNORED:
            take_line(actor, meeting, line)
        if line.person_id and not read_written(line.written).is_device and (key := alias_key(line.written)):
            Alias.objects.get_or_create(
                key=key, person_id=line.person_id, path=meeting.path, defaults={"by_person_id": actor.person_id}
            )
        close_if_decided(line.report)
        record(actor=actor, type="attendance.line.decided", path=meeting.path)


def _is_on_roll(meeting: MeetingView, person_id: UUID | None) -> bool:
    return person_id is not None and Presence.objects.filter(meeting_id=meeting.id, person_id=person_id).exists()


@transaction.atomic
def remove_report(*, actor: Actor, meeting: MeetingView, report_id: UUID) -> None:
    """A list of another meeting, or handed in by mistake: it goes with all that it said. Raises NotThisMeetings."""
    require_host(actor, meeting)
    with acting_as(SYSTEM):
        report = Report.objects.filter(pk=report_id, meeting_id=meeting.id).first()
        if report is None:
            raise NotThisMeetings
        for arrival in Arrival.objects.filter(report_id=report_id, taken_back_at=None):
            take_back(actor=actor, meeting=meeting, arrival_id=arrival.id)
        report.delete()
        record(actor=actor, type="attendance.report.removed", path=meeting.path)
