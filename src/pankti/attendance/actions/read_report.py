from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from django.db import transaction

from pankti.attendance.actions.note_arrival import NewArrival, note_arrival
from pankti.attendance.actions.open_roll import open_roll
from pankti.attendance.counting import spans_from_json, spans_to_json
from pankti.attendance.errors import ReportTooLarge, ReportTooLong, ReportUnreadable
from pankti.attendance.hosts import require_host
from pankti.attendance.models import Report, ReportLine
from pankti.attendance.queries.recognise import recognise
from pankti.attendance.reports import Stay, read_list
from pankti.attendance.reports.table import LONGEST
from pankti.attendance.types import How, LineState
from pankti.audit.actions.record import record
from pankti.base.actor import SYSTEM, Actor
from pankti.base.clock import now
from pankti.base.ids import new_id
from pankti.base.sight import acting_as
from pankti.channels.types import Visit
from pankti.meetings.types import MeetingView
from pankti.organisation.queries import get_organisation
from pankti.people.vault import seal

LIMIT_MB = 5
"""A list of ten thousand people has about one."""


def read_report(*, actor: Actor, meeting: MeetingView, name: str, content: bytes) -> UUID:
    """Take in a video service's list: sure names are taken, doubtful ones wait for a person. The report's id.

    Repeat-safe: the same file is one report. Raises NotTheHost, ReportTooLarge, ReportUnreadable, ReportTooLong.
    """
    require_host(actor, meeting)
    check_size(name, len(content))
    starts = meeting.starts_at or now()
    zone = ZoneInfo(get_organisation().time_zone)
    parsed = read_list(content, zone=zone, day=starts.astimezone(zone).date(), ends_at=meeting.ends_at)
    if parsed is None:
        raise ReportUnreadable(name=name)
    if parsed.is_too_long:
        raise ReportTooLong(name=name, limit=LONGEST)
    return _keep(actor, meeting, name, content, parsed.stays)


def take_visits(*, meeting: MeetingView, service: str, visits: Iterable[Visit]) -> UUID | None:
    """The same from the service itself, asked by a job. None when nobody was there. Repeat-safe."""
    stays: dict[str, Stay] = {}
    for visit in visits:
        stay = stays.setdefault(visit.email.casefold() or visit.name, Stay(visit.name or visit.email, visit.email))
        stay.spans.append((visit.joined_at, visit.left_at))
    if not stays:
        return None
    content = repr(sorted((s.name, sorted(s.spans)) for s in stays.values())).encode()
    return _keep(SYSTEM, meeting, service, content, tuple(stays.values()), is_file=False)


def check_size(name: str, size: int) -> None:
    """Before anything of a file is read. Raises ReportTooLarge."""
    if size > LIMIT_MB * 1_000_000:
        raise ReportTooLarge(name=name, size=round(size / 1_000_000), limit=LIMIT_MB)


@transaction.atomic
def _keep(
    actor: Actor, meeting: MeetingView, name: str, content: bytes, stays: Sequence[Stay], *, is_file: bool = True
) -> UUID:
    with acting_as(SYSTEM):
        open_roll(meeting)
        report_id = new_id()
        sealed = seal(report_id, content.hex()) if is_file else None
        report, made = Report.objects.get_or_create(
            meeting_id=meeting.id,
            sha256=hashlib.sha256(content).hexdigest(),
            defaults={
                "id": report_id,
                "at_path": meeting.path,
                "name": name[:200],
                "kind": "file" if is_file else "service",
                "content": sealed.ciphertext if sealed else None,
                "key_id": sealed.key_id if sealed else 0,
                "by_person_id": actor.person_id,
            },
        )
        if not made:
            return report.id
        verdicts = recognise(meeting, stays)
        lines = [
            ReportLine(
                report=report,
                place=place,
                at_path=meeting.path,
                written=stay.name[:200],
                came_at=stay.came_at,
                spans=spans_to_json(stay.spans),
                minutes=stay.minutes,
                state=LineState.CERTAIN if verdict.taken else LineState.DOUBTFUL,
                person_id=verdict.taken.person_id if verdict.taken else None,
                candidates=[
                    {"appointment": str(c.appointment_id), "person": str(c.person_id), "n": c.certainty, "why": c.why}
                    for c in verdict.candidates
                ],
            )
            for place, (stay, verdict) in enumerate(zip(stays, verdicts, strict=True))
        ]
        ReportLine.objects.bulk_create(lines, batch_size=1_000)
        for line in lines:
            if line.person_id:
                take_line(actor, meeting, line)
        certain = sum(1 for line in lines if line.person_id)
        record(
            actor=actor,
            type="attendance.report.read",
            path=meeting.path,
            lines=len(lines),
            certain=certain,
            doubtful=len(lines) - certain,
        )
        close_if_decided(report)
    return report.id


def take_line(actor: Actor, meeting: MeetingView, line: ReportLine) -> None:
    """Put down what a line says of its person, or of a guest of that name. Another decision gets another id."""
    line.arrival_id = uuid5(line.id, str(line.person_id or "guest") + str(line.decided_at or ""))
    line.save(update_fields=["arrival_id"])
    note_arrival(
        actor=actor,
        meeting=meeting,
        new=NewArrival(
            id=line.arrival_id,
            how=How.REPORT,
            came_at=line.came_at or meeting.starts_at or _now(),
            person_id=line.person_id,
            guest="" if line.person_id else line.written,
            spans=tuple(spans_from_json(line.spans)),
            minutes=line.minutes,
            report_id=line.report_id,
        ),
    )


def close_if_decided(report: Report) -> None:
    """Once no name of it waits, the file itself goes."""
    if not ReportLine.objects.filter(report=report, state=LineState.DOUBTFUL).exists():
        report.content, report.decided_at = None, report.decided_at or now()
        report.save(update_fields=["content", "decided_at"])


def _now() -> datetime:
    return now()
