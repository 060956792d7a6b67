from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Count, Q

from pankti.attendance.models import Report, ReportLine
from pankti.attendance.types import Candidate, LineRow, LineState, ReportRow


def list_lines(meeting_id: UUID, *, states: Iterable[LineState], limit: int = 200) -> list[LineRow]:
    """Names of this meeting's lists in these states, as they stand in the lists."""
    rows = ReportLine.objects.filter(report__meeting_id=meeting_id, state__in=[s.value for s in states])
    return [
        LineRow(
            id=row.id,
            written=row.written,
            minutes=row.minutes,
            state=LineState(row.state),
            candidates=tuple(
                Candidate(UUID(c["appointment"]), UUID(c["person"]), c["n"], tuple(c["why"])) for c in row.candidates
            ),
        )
        for row in rows.order_by("report__made_at", "place")[:limit]
    ]


def list_reports(meeting_id: UUID) -> list[ReportRow]:
    rows = Report.objects.filter(meeting_id=meeting_id).order_by("made_at")
    counts = {
        row["report"]: row
        for row in ReportLine.objects.filter(report__meeting_id=meeting_id)
        .values("report")
        .annotate(n=Count("pk"), open=Count("pk", filter=Q(state=LineState.DOUBTFUL)))
    }
    none = {"n": 0, "open": 0}
    return [
        ReportRow(row.id, row.name, row.made_at, counts.get(row.id, none)["n"], counts.get(row.id, none)["open"])
        for row in rows
    ]
