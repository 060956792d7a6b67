"""Meetings by video whose rooms have to be kept: made, moved with the meeting, removed with it."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.db.models import Q

from pankti.base.clock import now
from pankti.meetings.models import Meeting
from pankti.meetings.queries.pages import views_of
from pankti.meetings.types import MeetingState, MeetingView, Mode

AFTER = timedelta(hours=6)


def list_with_rooms(*, after_id: UUID | None = None, limit: int = 200) -> list[MeetingView]:
    """Called meetings by video, without a link of their own, not long over; in the order of their ids, by pages."""
    rows = Meeting.objects.filter(
        state=MeetingState.CALLED, mode__in=(Mode.VIDEO, Mode.BOTH), link="", starts_at__gt=now() - AFTER
    ).select_related("unit")
    rows = rows.filter(id__gt=after_id) if after_id else rows
    return views_of(rows.order_by("id")[:limit])


def list_soon(*, within: timedelta, after_id: UUID | None = None, limit: int = 200) -> list[MeetingView]:
    """Called meetings that begin within that time, or began within the last hour; in the order of their ids."""
    at = now()
    rows = Meeting.objects.filter(
        state=MeetingState.CALLED, starts_at__gt=at - timedelta(hours=1), starts_at__lte=at + within
    ).select_related("unit")
    rows = rows.filter(id__gt=after_id) if after_id else rows
    return views_of(rows.order_by("id")[:limit])


def list_called_off(meeting_ids: list[UUID]) -> set[UUID]:
    """Of these, the meetings that were cancelled, or are by video no more, or have a link of their own by now."""
    gone = ~Q(state=MeetingState.CALLED) & ~Q(state=MeetingState.HELD) | Q(mode=Mode.IN_PERSON) | ~Q(link="")
    return set(Meeting.objects.filter(gone, id__in=meeting_ids).values_list("id", flat=True))
