"""Who is active: from answers alone."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from pankti.access.doors import signed_in
from pankti.base.clock import now
from pankti.base.http import ActorRequest
from pankti.cascade.queries.activity import (
    list_active_without_post,
    list_holders_by_activity,
    list_most_active_below,
)
from pankti.console.teaming import open_place

DAYS = (30, 90)
PER_PAGE = 50
WIDEST = 25
"""Paths of units above this depth hold too many posts to rank them all on one page."""


@signed_in
@require_GET
def activity(request: ActorRequest, unit_id: UUID) -> HttpResponse:
    """Active, gone quiet, and active people who could be added."""
    place = open_place(request.actor, unit_id)
    days = next((n for n in DAYS if request.GET.get("days") == str(n)), DAYS[0])
    shown = request.GET.get("show", "quiet")
    since = now() - timedelta(days=days)
    path = place.unit.path
    rows = []
    if shown in ("active", "quiet"):
        rows = list_holders_by_activity(
            path, since=since, active=shown == "active", after=_after(request, path), limit=PER_PAGE + 1
        )
    is_wide = len(path) < WIDEST
    context = {
        "place": place,
        "here": "activity",
        "days": days,
        "choices": DAYS,
        "show": shown,
        "rows": rows[:PER_PAGE],
        "more": rows[PER_PAGE - 1] if len(rows) > PER_PAGE else None,
        "is_wide": is_wide,
        "without_post": list_active_without_post(path, since=since) if shown == "could" else [],
        "from_below": list_most_active_below(path, since=since) if shown == "could" and not is_wide else [],
    }
    return render(request, "console/teams/activity.html", context)


def _after(request: ActorRequest, path: str) -> tuple[str, UUID] | None:
    """Where to go on, from the address; the beginning when it makes no sense."""
    place, _dot, last = request.GET.get("after", "").partition(".")
    try:
        return (place, UUID(last)) if place.startswith(path) else None
    except ValueError:
        return None
