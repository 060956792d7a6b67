"""The doors of the board. Each asks its query, which asks the actor's right; beyond it the answer is 404."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256
from urllib.parse import urlencode
from uuid import UUID

import orjson
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_GET

from pankti.access.doors import signed_in
from pankti.base.clock import now
from pankti.base.csv import stream_csv
from pankti.base.http import ActorRequest
from pankti.base.words import in_language
from pankti.base.writing import group_digits, language
from pankti.insights import queries
from pankti.insights.addresses import board_address
from pankti.insights.columns import CHILDREN_HEADER, SILENT_HEADER, children_cells, list_columns, silent_cells
from pankti.insights.types import Row

ROWS, SILENT_ROWS, SILENT_FIRST = 100, 50, 12


@gzip_page
@require_GET
@signed_in
def board_top(request: ActorRequest, dispatch_id: UUID, tree: str | None = None) -> HttpResponse:
    """To the highest unit of this dispatch that the caller may see, in the audience's own tree if they may there."""
    top, along = queries.get_top_unit(request.actor, dispatch_id, tree)
    return HttpResponseRedirect(board_address("board", dispatch_id, top, along))


@gzip_page
@require_GET
@signed_in
def board(request: ActorRequest, dispatch_id: UUID, unit_id: UUID, tree: str = "") -> HttpResponse:
    """The whole page; with ``mark`` (the page asking for news) its changing part, or 204 when nothing changed."""
    mark = request.GET.get("mark", "")
    if mark and mark == queries.get_mark(request.actor, dispatch_id, unit_id, tree=tree):
        return HttpResponse(status=204)
    sort, descending = request.GET.get("sort", ""), request.GET.get("dir") == "desc"
    found = queries.get_board(request.actor, dispatch_id, unit_id, sort=sort, descending=descending, tree=tree)
    context = {
        "board": found,
        "is_over": queries.is_over(found.dispatch.deadline_at),
        "is_moving": queries.is_moving(found),
        "page": Paginator(found.rows, ROWS).get_page(request.GET.get("page")),
        "columns": list_columns(sort, descending),
        "crumbs": queries.list_crumbs(found.place, request.actor),
    }
    return render(request, "insights/_live.html" if mark else "insights/board.html", context)


@gzip_page
@require_GET
@signed_in
def silent(request: ActorRequest, dispatch_id: UUID, unit_id: UUID, tree: str = "") -> HttpResponse:
    """The silent by name, a page at a time; a few of them for the board itself."""
    is_part = request.headers.get("HX-Request") == "true"
    state = request.GET.get("state", "")
    state = state if state in queries.STATES else queries.STATES[0]
    after = request.GET.get("after", "")
    dispatch, place, page = queries.list_silent(
        request.actor,
        dispatch_id,
        unit_id,
        state=state,
        after=after if after.isalnum() else "",
        limit=SILENT_FIRST if is_part else SILENT_ROWS,
        tree=tree,
    )
    context = {
        "dispatch": dispatch,
        "place": place,
        "crumbs": queries.list_crumbs(place, request.actor),
        "page": page,
        "state": state,
        "after": after,
    }
    return render(request, "insights/_silent.html" if is_part else "insights/silent.html", context)


@gzip_page
@require_GET
@signed_in
def answerable(request: ActorRequest, dispatch_id: UUID, unit_id: UUID, tree: str = "") -> HttpResponse:
    """Who answers for what is late or silent: one step down, and the line upwards."""
    of = "silent" if request.GET.get("of") == "silent" else "late"
    dispatch, place, upwards, below = queries.list_answerable(request.actor, dispatch_id, unit_id, of=of, tree=tree)
    context = {
        "dispatch": dispatch,
        "place": place,
        "crumbs": queries.list_crumbs(place, request.actor),
        "upwards": upwards,
        "below": below,
        "of": of,
    }
    return render(request, "insights/answerable.html", context)


@gzip_page
@require_GET
@signed_in
def trend(request: ActorRequest, dispatch_id: UUID, unit_id: UUID, tree: str = "") -> HttpResponse:
    """What was sent to the whole of this unit in thirty days, and how much of it was answered."""
    place, points = queries.list_trend(request.actor, dispatch_id, unit_id, at=now(), tree=tree)
    return render(request, "insights/_trend.html", {"points": points, "here": dispatch_id, "place": place})


@gzip_page
@require_GET
@signed_in
def unit(request: ActorRequest, unit_id: UUID) -> HttpResponse:
    """A unit: who leads it, what lies below, what is running there; with ``on`` as it was on that day."""
    if on := request.GET.get("on"):
        return HttpResponseRedirect(f"{reverse('console:past', args=[unit_id])}?{urlencode({'on': on})}")
    page = queries.get_unit_page(request.actor, unit_id, at=now())
    rows = Paginator(page.children, ROWS).get_page(request.GET.get("page"))
    context = {"unit": page, "page": rows, "crumbs": queries.list_crumbs(page.place, request.actor)}
    return render(request, "insights/unit.html", context)


@gzip_page
@require_GET
@signed_in
def curve(request: ActorRequest, dispatch_id: UUID, unit_id: UUID, tree: str = "") -> HttpResponse:
    """The curve to the last one, as the page's script reads it."""
    points, expected, marks = queries.get_curve(request.actor, dispatch_id, unit_id, tree=tree)
    body = {
        "points": points if len(points) > 1 else [],
        "expected": expected,
        "p50": marks.p50,
        "p90": marks.p90,
        "p99": marks.p99,
        "last": marks.last,
        "labels": {
            "p50": "50 %",
            "p90": "90 %",
            "p99": "99 %",
            "last": _("the last"),
            "answered": pgettext("many units, of the curve", "received"),
            "second": pgettext("short unit of time", "s"),
            "minute": pgettext("short unit of time", "min"),
            "hour": pgettext("short unit of time", "h"),
            "day": pgettext("short unit of time", "d"),
            "empty": _("Nobody has received it yet. The curve begins with the first one."),
        },
    }
    return _json(request, body, "application/json")


@gzip_page
@require_GET
@signed_in
def shapes(request: ActorRequest, dispatch_id: UUID, unit_id: UUID, tree: str = "") -> HttpResponse:
    """The children as GeoJSON: ``value`` is the answered share of each."""
    place, found = queries.list_shapes(request.actor, dispatch_id, unit_id, tree=tree)
    features = [
        {
            "type": "Feature",
            "geometry": geometry,
            "properties": {
                "id": str(row.unit_id),
                "name": in_language(row.names, language()),
                "url": board_address("board", dispatch_id, row.unit_id, place.tree),
                "value": row.share,
                "label": _label(row),
            },
        }
        for row, geometry in found
    ]
    return _json(request, {"type": "FeatureCollection", "features": features}, "application/geo+json")


def _label(row: Row) -> str:
    if row.counts.expected is None:
        return _("counting")
    return _("%(answered)s of %(expected)s answered") % {
        "answered": group_digits(row.counts.answered),
        "expected": group_digits(row.counts.expected),
    }


@gzip_page
@require_GET
@signed_in
def children_csv(request: ActorRequest, dispatch_id: UUID, unit_id: UUID, tree: str = "") -> StreamingHttpResponse:
    """The children's table as a spreadsheet opens it."""
    place, children = queries.list_children(request.actor, dispatch_id, unit_id, tree=tree)
    header, cells = [str(label) for label in CHILDREN_HEADER], children_cells(children, place.levels, language())
    return _csv(header, cells, "units")


@gzip_page
@require_GET
@signed_in
def silent_csv(request: ActorRequest, dispatch_id: UUID, unit_id: UUID, tree: str = "") -> StreamingHttpResponse:
    """The whole silent list, streamed: a million rows never stand in memory together."""
    state = "unsettled" if request.GET.get("state") == "unsettled" else "silent"
    _dispatch, place, rows = queries.iterate_silent(request.actor, dispatch_id, unit_id, state=state, tree=tree)
    header, cells = [str(label) for label in SILENT_HEADER], silent_cells(rows, place.levels, language())
    return _csv(header, cells, state)


def _csv(header: list[str], cells: Iterable[list[object]], name: str) -> StreamingHttpResponse:
    response = StreamingHttpResponse(stream_csv(header, cells), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}-{now():%Y%m%d-%H%M}.csv"'
    return response


def _json(request: ActorRequest, body: object, content_type: str) -> HttpResponse:
    data = orjson.dumps(body)
    tag = f'"{sha256(data).hexdigest()[:20]}"'
    if request.headers.get("If-None-Match", "").removeprefix("W/") == tag:
        return HttpResponse(status=304, headers={"ETag": tag})
    return HttpResponse(data, content_type=content_type, headers={"ETag": tag})
