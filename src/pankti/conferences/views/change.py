"""Shifting, stopping, reporting and registering."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from pankti.access.doors import signed_in
from pankti.base.errors import DomainError, OutOfReach
from pankti.base.files import store_file
from pankti.base.http import ActorRequest
from pankti.base.words import in_language
from pankti.base.writing import language
from pankti.conferences.actions.carry_out import shift_plan, stop_plan
from pankti.conferences.actions.report import register_people, report_session
from pankti.conferences.forms import CountsForm, ReportForm, ShiftForm, StopForm
from pankti.conferences.queries.plans import get_plan
from pankti.conferences.queries.turnout import list_heads
from pankti.conferences.types import PlanState, PlanView, Report
from pankti.conferences.views.pages import open_session
from pankti.meetings.queries.sessions import count_coming
from pankti.meetings.types import CALL


@signed_in
@require_http_methods(["GET", "POST"])
def shift(request: ActorRequest, plan_id: UUID) -> HttpResponse:
    """Move every session that is still to come."""
    plan = _changeable(request, plan_id)
    form = ShiftForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            done = shift_plan(actor=request.actor, plan_id=plan_id, by=form.by)
        except OutOfReach:
            raise
        except DomainError as error:
            form.add_error("days", str(error))
        else:
            return _after(request, plan_id, done, _("All sessions are shifted. Phones show the new hours."))
    context = {"plan": plan, "form": form, "coming": count_coming("conference", plan_id)}
    return render(request, "conferences/shift.html", context, status=422 if form.errors else 200)


@signed_in
@require_http_methods(["GET", "POST"])
def stop(request: ActorRequest, plan_id: UUID) -> HttpResponse:
    """Call off every session that has not taken place."""
    plan = _changeable(request, plan_id)
    form = StopForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            done = stop_plan(actor=request.actor, plan_id=plan_id, reason=form.cleaned_data["reason"])
        except OutOfReach:
            raise
        except DomainError as error:
            form.add_error("reason", str(error))
        else:
            return _after(request, plan_id, done, _("All sessions are called off. Phones say so."))
    context = {"plan": plan, "form": form, "coming": count_coming("conference", plan_id)}
    return render(request, "conferences/stop.html", context, status=422 if form.errors else 200)


@signed_in
@require_http_methods(["GET", "POST"])
def report(request: ActorRequest, session_id: UUID) -> HttpResponse:
    """What became of a session, with heads by unit below it and a photo."""
    plan, row = open_session(request, session_id)
    if not request.actor.may(CALL, row.path):
        raise OutOfReach
    tongue = language()
    units = [(str(unit), in_language(names, tongue), came) for unit, names, _registered, came in list_heads(session_id)]
    initial = {"is_held": "no" if row.state.value == "not_held" else "yes", "heads": row.heads, "words": row.words}
    form = ReportForm(request.POST or None, request.FILES or None, initial=initial)
    counts = CountsForm(request.POST or None, units=units)
    if request.method == "POST" and form.is_valid() and counts.is_valid():
        said = form.cleaned_data
        photo = said["photo"]
        try:
            kept = store_file(chunks=photo.chunks(), name=photo.name or "photo.jpg").sha256 if photo else ""
            report_session(
                actor=request.actor,
                report=Report(
                    session_id,
                    said["is_held"] == "yes",
                    said["heads"],
                    said["words"],
                    kept,
                    tuple((UUID(unit), n) for unit, n in counts.counts()),
                ),
            )
        except OutOfReach:
            raise
        except DomainError as error:
            form.add_error("heads" if error.code.startswith("heads") else "is_held", str(error))
        else:
            messages.success(request, _("The report is in. It counts on every board above."))
            return HttpResponseRedirect(reverse("conferences:session", args=[session_id]))
    context = {"plan": plan, "row": row, "form": form, "counts": counts}
    status = 422 if form.errors or counts.errors else 200
    return render(request, "conferences/report.html", context, status=status)


@signed_in
@require_http_methods(["GET", "POST"])
def register(request: ActorRequest, session_id: UUID) -> HttpResponse:
    """How many of each unit are coming."""
    plan, row = open_session(request, session_id)
    if not request.actor.may(CALL, row.path) or not plan.draft.takes_registration:
        raise OutOfReach
    tongue = language()
    units = [(str(unit), in_language(names, tongue), n) for unit, names, n, _came in list_heads(session_id)]
    form = CountsForm(request.POST or None, units=units)
    if request.method == "POST" and form.is_valid():
        try:
            total = register_people(
                actor=request.actor,
                session_id=session_id,
                counts=[(UUID(unit), n) for unit, n in form.counts()],
            )
        except OutOfReach:
            raise
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("%(n)s people are registered now.") % {"n": total})
            return HttpResponseRedirect(reverse("conferences:session", args=[session_id]))
    context = {"plan": plan, "row": row, "form": form}
    return render(request, "conferences/register.html", context, status=422 if form.errors else 200)


def _changeable(request: ActorRequest, plan_id: UUID) -> PlanView:
    plan = get_plan(request.actor, plan_id)
    if plan.state is PlanState.DRAFT or not plan.may_change:
        raise OutOfReach
    return plan


def _after(request: ActorRequest, plan_id: UUID, done: bool, sentence: str) -> HttpResponse:
    if not done:
        return HttpResponseRedirect(reverse("conferences:progress", args=[plan_id]))
    messages.success(request, sentence)
    return HttpResponseRedirect(reverse("conferences:page", args=[plan_id]))
