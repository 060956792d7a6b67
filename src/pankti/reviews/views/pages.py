"""Reading reviews: what is coming, what is owed, and the pack of a unit."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from pankti.access.doors import signed_in
from pankti.base.errors import OutOfReach
from pankti.base.http import ActorRequest
from pankti.base.writing import language
from pankti.organisation.queries import find_unit_at, get_organisation, get_unit, list_ancestors
from pankti.organisation.types import UnitView
from pankti.reviews.choosing import list_units_offered
from pankti.reviews.queries.pack import build_pack
from pankti.reviews.queries.pages import (
    count_owed_below,
    get_review,
    list_cadences,
    list_owed,
    list_reviews,
    reaches,
    tops_of,
)
from pankti.reviews.sheets import write_sheets

PER_PAGE = 50


@signed_in
@require_GET
def listing(request: ActorRequest) -> HttpResponse:
    """Cadences that touch one's units, the reviews ahead, and how many are owed."""
    tops = tops_of(request.actor)
    if not tops:
        raise OutOfReach
    owed = [(unit, list_owed(top, limit=5)) for top in tops[:5] if (unit := find_unit_at(top))]
    context = {
        "cadences": list_cadences(request.actor),
        "coming": list_reviews(request.actor, limit=20),
        "past": list_reviews(request.actor, when="past", limit=10),
        "owed": owed,
        "may_set": bool(list_units_offered(request.actor)),
    }
    return render(request, "reviews/list.html", context)


@signed_in
@require_GET
def owed(request: ActorRequest, unit_id: UUID) -> HttpResponse:
    """Whose review is owed at a unit and below, and who owes it."""
    unit = _open(request, unit_id)
    after = request.GET.get("after", "")
    after = after if after.startswith(unit.path) and set(after) <= set("0123456789abcdef") else ""
    rows = list_owed(unit.path, after=after, limit=PER_PAGE + 1)
    context = {
        "unit": unit,
        "above": [one for one in list_ancestors(unit_id) if reaches(request.actor, one.path)],
        "children": count_owed_below(unit.path),
        "rows": rows[:PER_PAGE],
        "more": rows[PER_PAGE - 1].path if len(rows) > PER_PAGE else "",
    }
    return render(request, "reviews/owed.html", context)


@signed_in
@require_GET
def review(request: ActorRequest, review_id: UUID) -> HttpResponse:
    """One review leads to the pack of its unit."""
    row = get_review(request.actor, review_id)
    return HttpResponseRedirect(reverse("reviews:pack", args=[row.unit_id]))


@signed_in
@require_GET
def pack(request: ActorRequest, unit_id: UUID) -> HttpResponse:
    """All that a review of this unit has before it."""
    unit = _open(request, unit_id)
    context = {
        "unit": unit,
        "above": [one for one in list_ancestors(unit_id) if reaches(request.actor, one.path)],
        "pack": build_pack(request.actor, unit, language()),
        "coming": list_reviews(request.actor, unit_id=unit_id, limit=3),
        "tongues": get_organisation().languages,
    }
    return render(request, "reviews/pack.html", context)


@signed_in
@require_GET
def sheets(request: ActorRequest, unit_id: UUID, tongue: str) -> HttpResponse:
    """The pack on at most four sheets."""
    unit = _open(request, unit_id)
    if tongue not in get_organisation().languages:
        raise OutOfReach
    response = HttpResponse(write_sheets(request.actor, unit, tongue), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="review-{unit.code}-{tongue}.pdf"'
    return response


def _open(request: ActorRequest, unit_id: UUID) -> UnitView:
    unit = get_unit(unit_id)
    if not reaches(request.actor, unit.path):
        raise OutOfReach
    return unit
