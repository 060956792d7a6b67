"""Reading conferences: the list, the board down the tree, one session."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from pankti.access.doors import signed_in
from pankti.base.csv import stream_csv
from pankti.base.errors import OutOfReach
from pankti.base.files import sign_url
from pankti.base.http import ActorRequest
from pankti.base.words import in_language
from pankti.base.writing import language, write_moment
from pankti.conferences.choosing import posts_that_call
from pankti.conferences.models import Session
from pankti.conferences.queries.plans import get_plan, list_plans, tops_of
from pankti.conferences.queries.turnout import list_heads, list_sessions, read_turnout
from pankti.conferences.types import PlanState, PlanView, SessionRow
from pankti.conferences.views.said import trouble_of
from pankti.meetings.types import CALL
from pankti.organisation.queries import get_unit, list_ancestors
from pankti.organisation.types import UnitView

PER_PAGE = 50
CSV_STEP = 2000
FILTERS = ("", "owed", "unhosted", "reported")


@signed_in
@require_GET
def listing(request: ActorRequest) -> HttpResponse:
    """All conferences within reach, and those from above that come here."""
    if not tops_of(request.actor):
        raise OutOfReach
    context = {"rows": list_plans(request.actor), "may_call": bool(posts_that_call(request.actor))}
    return render(request, "conferences/list.html", context)


@signed_in
@require_GET
def page(request: ActorRequest, plan_id: UUID) -> HttpResponse:
    """Where this reader goes on: the form of a draft, or the board at the unit they see."""
    plan = get_plan(request.actor, plan_id)
    if plan.state is PlanState.DRAFT and not plan.doing:
        return HttpResponseRedirect(reverse("conferences:edit", args=[plan_id]))
    if plan.state is PlanState.DRAFT:
        return HttpResponseRedirect(reverse("conferences:progress", args=[plan_id]))
    row = next((row for row in list_plans(request.actor, limit=500) if row.id == plan_id), None)
    unit_id = row.board_unit_id if row else plan.draft.unit_id
    return HttpResponseRedirect(reverse("conferences:board", args=[plan_id, unit_id]))


@signed_in
@require_GET
def progress(request: ActorRequest, plan_id: UUID) -> HttpResponse:
    """How far a worker has come with what was asked; the page asks again by itself."""
    plan = get_plan(request.actor, plan_id)
    if not plan.doing and not plan.trouble:
        target = reverse("conferences:page", args=[plan_id])
        if request.headers.get("HX-Request") == "true":
            answer = HttpResponse(status=204)
            answer["HX-Redirect"] = target
            return answer
        return HttpResponseRedirect(target)
    context = {"plan": plan, "trouble": trouble_of(plan.trouble)}
    return render(request, "conferences/progress.html", context)


@signed_in
@require_GET
def board(request: ActorRequest, plan_id: UUID, unit_id: UUID) -> HttpResponse:
    """Readiness, then turnout, at a unit: its figures, its children, its sessions page by page."""
    plan, unit = _open(request, plan_id, unit_id)
    only = request.GET.get("only", "")
    only = only if only in FILTERS else ""
    after = request.GET.get("after", "")
    after = after if after.startswith(unit.path) and set(after) <= set("0123456789abcdef") else ""
    turnout, children = read_turnout(plan_id, unit.path)
    shows_sessions = bool(only) or not children or all(child.turnout.sessions <= 1 for child in children)
    rows = list_sessions(plan_id, unit.path, only=only, after=after, limit=PER_PAGE + 1) if shows_sessions else []
    context = {
        "plan": plan,
        "unit": unit,
        "above": [one for one in list_ancestors(unit_id) if _reaches(request, one.path)],
        "turnout": turnout,
        "children": [] if shows_sessions else children,
        "rows": rows[:PER_PAGE],
        "more": rows[PER_PAGE - 1].path if len(rows) > PER_PAGE else "",
        "only": only,
        "shows_sessions": shows_sessions,
        "route": list_sessions(plan_id, plan.path, with_speaker=True) if plan.speaker_id else [],
        "trouble": trouble_of(plan.trouble),
    }
    return render(request, "conferences/board.html", context)


@signed_in
@require_GET
def session(request: ActorRequest, session_id: UUID) -> HttpResponse:
    """One session: when, where, who hosts it, who is coming, what was reported."""
    plan, row = open_session(request, session_id)
    context = {
        "plan": plan,
        "row": row,
        "unit": get_unit(row.unit_id),
        "heads": list_heads(session_id),
        "photo": sign_url(row.photo) if row.photo else "",
        "may_change": request.actor.may(CALL, row.path),
    }
    return render(request, "conferences/session.html", context)


def open_session(request: ActorRequest, session_id: UUID) -> tuple[PlanView, SessionRow]:
    """A session that this reader reaches with its plan; OutOfReach else."""
    kept = Session.objects.filter(id=session_id).values_list("plan_id", "path").first()
    if kept is None or not _reaches(request, kept[1]):
        raise OutOfReach
    found = list_sessions(kept[0], kept[1], ids=(session_id,))
    if not found:
        raise OutOfReach
    return get_plan(request.actor, kept[0]), found[0]


@signed_in
@require_GET
def sessions_csv(request: ActorRequest, plan_id: UUID, unit_id: UUID) -> StreamingHttpResponse:
    """Every session at and below a unit as a table."""
    plan, unit = _open(request, plan_id, unit_id)
    tongue = language()
    rows: list[SessionRow] = []
    after = ""
    while True:  # read before the answer begins: the reach of this request ends with it
        step = list_sessions(plan.id, unit.path, after=after, limit=CSV_STEP)
        rows += step
        if len(step) < CSV_STEP:
            break
        after = step[-1].path
    header = [_("Unit"), _("Begins"), _("Host"), _("Link"), _("State"), _("Registered"), _("Came"), _("Text")]
    lines = (
        [
            in_language(row.unit_names, tongue),
            write_moment(row.starts_at),
            in_language(row.host_names, tongue),
            row.link,
            row.state.value,
            row.registered,
            "" if row.heads is None else row.heads,
            row.words,
        ]
        for row in rows
    )
    response = StreamingHttpResponse(stream_csv(header, lines), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="sessions-{unit.code}.csv"'
    return response


def _open(request: ActorRequest, plan_id: UUID, unit_id: UUID) -> tuple[PlanView, UnitView]:
    """A called plan and a unit at which this reader may look at it."""
    plan = get_plan(request.actor, plan_id)
    unit = get_unit(unit_id)
    if plan.state is PlanState.DRAFT or not unit.path or not _reaches(request, unit.path):
        raise OutOfReach
    if not (unit.path.startswith(plan.path) or plan.path.startswith(unit.path)):
        raise OutOfReach
    return plan, unit


def _reaches(request: ActorRequest, path: str) -> bool:
    return any(path.startswith(top) for top in tops_of(request.actor))
