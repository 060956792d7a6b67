from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta
from uuid import UUID

from django.db.models import Q

from pankti.attendance.models import Rehearsal
from pankti.attendance.readiness import Finding, Found
from pankti.attendance.types import NotReady, RehearsalView
from pankti.base.actor import PATH_END, Actor
from pankti.base.clock import now
from pankti.meetings.queries import find_meetings
from pankti.meetings.types import CALL, VIEW, MeetingState

SHOWN = 200


def find_rehearsal(meeting_id: UUID) -> RehearsalView | None:
    """What the last look at one meeting found."""
    return find_rehearsals([meeting_id]).get(meeting_id)


def find_rehearsals(meeting_ids: Collection[UUID]) -> dict[UUID, RehearsalView]:
    """The same for many; for rooms above that asked for reach already."""
    rows = Rehearsal.objects.filter(meeting_id__in=list(meeting_ids), looked_at__isnull=False)
    return {row.meeting_id: RehearsalView(row.meeting_id, row.is_ready, row.looked_at, _said(row)) for row in rows}


def list_not_ready(actor: Actor, *, path: str = "") -> list[NotReady]:
    """What begins within a day and is not ready, in the actor's reach (at or below ``path``), soonest first."""
    at = now()
    reach = Q(at_path__gte=path, at_path__lt=path + PATH_END) if path else Q()
    if not actor.is_system:
        tops = Q(pk=None)
        for top in {*actor.roots(CALL), *actor.roots(VIEW)}:
            tops |= Q(at_path__gte=top, at_path__lt=top + PATH_END)
        reach &= tops
    rows = Rehearsal.objects.filter(
        reach, is_ready=False, looked_at__isnull=False, starts_at__gt=at, starts_at__lte=at + timedelta(days=1)
    ).order_by("starts_at")[:SHOWN]
    meetings = find_meetings([row.meeting_id for row in rows])
    return [
        NotReady(row.meeting_id, meeting.titles, meeting.unit_names, meeting.starts_at, _said(row))
        for row in rows
        if (meeting := meetings.get(row.meeting_id)) and meeting.starts_at and meeting.state is MeetingState.CALLED
    ]


def _said(row: Rehearsal) -> tuple[str, ...]:
    pairs = (code.partition(":") for code in row.findings)
    return tuple(Found(Finding(finding), more).sentence for finding, _colon, more in pairs)
