"""Reorganisations in the console: a list, a plan with its steps, its preview, and what became of it."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from pankti.access.doors import signed_in
from pankti.base.clock import now
from pankti.base.errors import DomainError, OutOfReach
from pankti.base.http import ActorRequest
from pankti.base.ids import new_id
from pankti.base.writing import in_zone
from pankti.console.reorganising import list_lines, preview
from pankti.console.teaming import may_read_record
from pankti.organisation.actions.reorganise.drafts import (
    PlanDraft,
    approve_plan,
    discard_plan,
    recall_plan,
    save_plan,
    undo_plan,
)
from pankti.organisation.queries.plans import PlanView, get_plan, list_plans
from pankti.organisation.reorganising.steps import PlanState

TITLE_LIMIT = 120


@signed_in
@require_GET
def listing(request: ActorRequest) -> HttpResponse:
    """All reorganisations within the reader's right, those to be worked on first."""
    return render(request, "console/reorganise/list.html", {"plans": list_plans(request.actor)})


@signed_in
@require_http_methods(["GET", "POST"])
def new(request: ActorRequest) -> HttpResponse:
    """A title and a day; the steps come after."""
    list_plans(request.actor, limit=1)  # who may not work on any plan sees no page
    said = {"title": "", "on": in_zone(now()).date(), "is_backdated": False}
    errors: dict[str, str] = {}
    if request.method == "POST":
        said, errors = _read(request)
        if not errors:
            plan_id = new_id()
            save_plan(actor=request.actor, draft=_draft(plan_id, said, ()))
            return HttpResponseRedirect(reverse("console:reorganise-plan", args=[plan_id]))
    context = {"said": said, "errors": errors, "today": in_zone(now()).date()}
    return render(request, "console/reorganise/new.html", context, status=422 if errors else 200)


@signed_in
@require_http_methods(["GET", "POST"])
def plan(request: ActorRequest, plan_id: UUID) -> HttpResponse:
    """The plan: in preparation with its steps to change; later what was approved or done."""
    shown = get_plan(request.actor, plan_id)
    if request.method == "POST":
        try:
            return _act(request, shown)
        except OutOfReach:
            raise
        except DomainError as error:
            messages.error(request, str(error))
            return HttpResponseRedirect(reverse("console:reorganise-plan", args=[plan_id]))
    lines = list_lines(shown.steps, former=shown.former)
    context = {"plan": shown, "lines": lines, "today": in_zone(now()).date()}
    if shown.is_open:
        return render(request, "console/reorganise/edit.html", {**context, "said": _said(shown), "errors": {}})
    is_due = shown.row.state is PlanState.APPROVED and shown.row.on <= in_zone(now()).date()
    return render(
        request,
        "console/reorganise/plan.html",
        {**context, "is_due": is_due, "may_read_record": may_read_record(request.actor)},
    )


def _act(request: ActorRequest, shown: PlanView) -> HttpResponse:
    """What the pressed button does."""
    plan_id, (do, _colon, what) = shown.row.id, request.POST.get("do", "save").partition(":")
    here = HttpResponseRedirect(reverse("console:reorganise-plan", args=[plan_id]))
    if do == "approve":
        approve_plan(actor=request.actor, plan_id=plan_id)
        messages.success(request, _("The plan is approved."))
    elif do == "recall":
        recall_plan(actor=request.actor, plan_id=plan_id)
        messages.success(request, _("The approval is taken back. The plan can be changed again."))
    elif do == "discard":
        discard_plan(actor=request.actor, plan_id=plan_id)
        messages.success(request, _("The plan is discarded."))
        return HttpResponseRedirect(reverse("console:reorganise"))
    elif do == "undo":
        title = _("Undo: %(title)s") % {"title": shown.row.title}
        back = undo_plan(actor=request.actor, plan_id=plan_id, title=title[:TITLE_LIMIT])
        messages.success(request, _("This plan undoes the other one. Look at its preview and approve it."))
        return HttpResponseRedirect(reverse("console:reorganise-plan", args=[back]))
    elif do == "remove":
        said = _said(shown)
        kept = tuple(step for step in shown.steps if str(step.id) != what)
        save_plan(actor=request.actor, draft=_draft(plan_id, said, kept))
    else:
        said, errors = _read(request)
        if errors:
            context = {"plan": shown, "lines": list_lines(shown.steps), "said": said, "errors": errors}
            return render(request, "console/reorganise/edit.html", context, status=422)
        save_plan(actor=request.actor, draft=_draft(plan_id, said, shown.steps))
        if do == "preview":
            return HttpResponseRedirect(reverse("console:reorganise-preview", args=[plan_id]))
        messages.success(request, _("The plan is saved."))
    return here


@signed_in
@require_GET
def preview_page(request: ActorRequest, plan_id: UUID) -> HttpResponse:
    """What would happen, found by doing it and taking it back; and the button that approves it."""
    shown = get_plan(request.actor, plan_id)
    if not shown.is_open and shown.row.state is not PlanState.APPROVED:
        return HttpResponseRedirect(reverse("console:reorganise-plan", args=[plan_id]))
    found = preview(request.actor, plan_id, shown.steps)
    today = in_zone(now()).date()
    return render(request, "console/reorganise/preview.html", {"plan": shown, "preview": found, "today": today})


def _said(shown: PlanView) -> dict[str, object]:
    return {"title": shown.row.title, "on": shown.row.on, "is_backdated": shown.row.is_backdated}


def _read(request: ActorRequest) -> tuple[dict[str, object], dict[str, str]]:
    """Title and day as written, and what is wrong with them, by field."""
    title, written = request.POST.get("title", "").strip()[:TITLE_LIMIT], request.POST.get("on", "")
    errors: dict[str, str] = {}
    if not title:
        errors["title"] = _("Give the plan a title by which people know it.")
    try:
        on: object = date.fromisoformat(written)
    except ValueError:
        on = written
        errors["on"] = _("Choose the day from the calendar.")
    return {"title": title, "on": on, "is_backdated": bool(request.POST.get("is_backdated"))}, errors


def _draft(plan_id: UUID, said: dict[str, object], steps: tuple[object, ...]) -> PlanDraft:
    on = said["on"]
    assert isinstance(on, date)  # noqa: S101 (read without errors)
    return PlanDraft(plan_id, str(said["title"]), on, steps, bool(said["is_backdated"]))  # type: ignore[arg-type]
