"""Planning a conference: the form, what it would do, and the one button."""

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
from pankti.base.http import ActorRequest
from pankti.base.ids import new_id
from pankti.conferences.actions.carry_out import call_plan
from pankti.conferences.actions.drafts import delete_plan, save_plan
from pankti.conferences.choosing import list_offered, read_unit
from pankti.conferences.forms import PlanForm, initial_of
from pankti.conferences.queries.foresee import foresee
from pankti.conferences.queries.plans import get_plan
from pankti.conferences.types import PlanDraft, PlanState, PlanView
from pankti.conferences.views.said import trouble_of
from pankti.organisation.queries import get_organisation


@signed_in
@require_http_methods(["GET", "POST"])
def new(request: ActorRequest) -> HttpResponse:
    """Begin a plan."""
    return _form(request, None)


@signed_in
@require_http_methods(["GET", "POST"])
def edit(request: ActorRequest, plan_id: UUID) -> HttpResponse:
    """Go on with one's own draft."""
    return _form(request, _draft(request, plan_id))


@signed_in
@require_http_methods(["GET", "POST"])
def confirm(request: ActorRequest, plan_id: UUID) -> HttpResponse:
    """What calling it would do; POST does it."""
    plan = _draft(request, plan_id)
    context: dict[str, object] = {"plan": plan}
    try:
        if request.method == "POST":
            if call_plan(actor=request.actor, plan_id=plan_id):
                messages.success(request, _("The conference is called. Phones show each its own session."))
                return HttpResponseRedirect(reverse("conferences:page", args=[plan_id]))
            return HttpResponseRedirect(reverse("conferences:progress", args=[plan_id]))
        context["seen"] = foresee(plan.draft)
    except OutOfReach:
        raise
    except DomainError as error:
        context["error"] = str(error)
    return render(request, "conferences/confirm.html", context, status=422 if "error" in context else 200)


@signed_in
@require_http_methods(["GET", "POST"])
def delete(request: ActorRequest, plan_id: UUID) -> HttpResponse:
    """Throw one's own draft away."""
    plan = _draft(request, plan_id)
    if request.method == "POST":
        delete_plan(actor=request.actor, plan_id=plan_id)
        messages.success(request, _("The draft is gone."))
        return HttpResponseRedirect(reverse("conferences:list"))
    return render(request, "conferences/delete.html", {"plan": plan})


def _draft(request: ActorRequest, plan_id: UUID) -> PlanView:
    plan = get_plan(request.actor, plan_id)
    if plan.state is not PlanState.DRAFT:
        raise OutOfReach
    return plan


def _form(request: ActorRequest, plan: PlanView | None) -> HttpResponse:
    offered = list_offered(request.actor)
    if not offered.units:
        raise OutOfReach
    form = PlanForm(
        request.POST or None,
        initial=initial_of(plan.draft) if plan else {"level": offered.levels[-1][0]},
        languages=get_organisation().languages,
        units=offered.units,
        levels=offered.levels,
        wings=offered.wings,
    )
    if request.method == "POST" and form.is_valid():
        draft = _read(form, plan.id if plan else new_id())
        try:
            save_plan(actor=request.actor, draft=draft)
        except OutOfReach:
            raise
        except DomainError as error:
            form.add_error("unit", str(error))
        else:
            return HttpResponseRedirect(reverse("conferences:call", args=[draft.id]))
    context = {"form": form, "plan": plan, "trouble": trouble_of(plan.trouble) if plan else ""}
    return render(request, "conferences/compose.html", context, status=422 if form.errors else 200)


def _read(form: PlanForm, plan_id: UUID) -> PlanDraft:
    said = form.cleaned_data
    appointment_id, unit_id = read_unit(said["unit"])
    return PlanDraft(
        id=plan_id,
        appointment_id=appointment_id,
        unit_id=unit_id,
        level=said["level"],
        titles=form.words("title"),
        texts=form.words("text"),
        wing=said["wing"] or None,
        is_video=said["is_video"] == "yes",
        takes_registration=said["takes_registration"],
        called_levels=tuple(said["called_levels"]),
        starts_on=said["starts_on"],
        days=said["days"],
        slots=said["slots"],
        minutes=said["minutes"],
        link_base=said["link_base"],
        agenda=form.agenda(),
    )
