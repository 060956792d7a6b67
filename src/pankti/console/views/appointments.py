"""One appointment: its orders and letters, and how it is ended, handed over, rested and resumed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
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
from pankti.base.writing import language
from pankti.console.letters import write_letter
from pankti.console.team_forms import HandOverForm, ReasonForm, SuspendForm
from pankti.console.teaming import find_people, may_see, moment_of
from pankti.organisation.actions.end_appointment import end_appointment
from pankti.organisation.actions.hand_over import hand_over
from pankti.organisation.actions.suspend import resume, suspend
from pankti.organisation.authority import may_fill
from pankti.organisation.models import Appointment
from pankti.organisation.queries import get_appointment, get_order, list_orders
from pankti.organisation.queries.teams import state_of
from pankti.organisation.types import last_moment
from pankti.people.queries import name_people

DOINGS = ("end", "hand-over", "suspend", "resume")


@signed_in
@require_GET
def appointment(request: ActorRequest, appointment_id: UUID) -> HttpResponse:
    """Who holds what from when, every order about it, and what may be done."""
    row = _open(request, appointment_id)
    return render(request, "console/teams/appointment.html", _context(request, row))


@signed_in
@require_http_methods(["GET", "POST"])
def change(request: ActorRequest, appointment_id: UUID, doing: str) -> HttpResponse:
    """End, hand over, suspend or resume: each on its own page, with its reason."""
    row = _open(request, appointment_id)
    context = _context(request, row)
    if doing not in context["doings"]:
        raise OutOfReach
    form = _form(request, doing)
    if request.method == "POST" and form.is_valid():
        try:
            target = _do(request, row, doing, form)
        except OutOfReach:
            raise
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Done. The order stands below."))
            return HttpResponseRedirect(reverse("console:appointment", args=[target]))
    said = request.POST if request.method == "POST" else request.GET
    context |= {
        "doing": doing,
        "form": form,
        "typed": said.get("q", ""),
        "found": find_people(request.actor, said.get("q", "")) if doing == "hand-over" else [],
    }
    return render(request, "console/teams/change.html", context, status=422 if form.errors else 200)


@signed_in
@require_GET
def letter(request: ActorRequest, order_id: UUID, tongue: str) -> HttpResponse:
    """The order as a letter, in Hindi or English."""
    if tongue not in ("hi", "en"):
        raise OutOfReach
    order = get_order(order_id)
    _open(request, order.appointment_id)
    response = HttpResponse(write_letter(order, tongue), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="order-{order.number}-{tongue}.pdf"'
    return response


def _open(request: ActorRequest, appointment_id: UUID) -> Appointment:
    """The appointment, for its holder and for whoever may see the unit's team."""
    row = get_appointment(appointment_id)
    if row.person_id != request.actor.person_id and not may_see(request.actor, row.path):
        raise OutOfReach
    return row


def _context(request: ActorRequest, row: Appointment) -> dict[str, Any]:
    orders = list_orders([row.id])
    state = state_of(row, now())
    own = row.person_id == request.actor.person_id
    fills = (
        bool(row.path) and request.actor.may("people.manage", row.path) and may_fill(request.actor, row.post, row.path)
    )
    doings = []
    if state != "ended":
        doings += ["end"] if fills or own else []
        doings += ["hand-over"] if fills else []
        doings += ["resume" if state == "resting" else "suspend"] if fills and state != "coming" else []
    return {
        "row": row,
        "state": state,
        "ends_last": last_moment(row.ended_at),
        "rests_last": last_moment(row.rests_until),
        "own": own,
        "orders": orders,
        "doings": doings,
        "may_see_team": may_see(request.actor, row.path),
        "givers": name_people({order.ordered_by for order in orders if order.ordered_by}, language()),
    }


def _form(request: ActorRequest, doing: str) -> forms.Form:
    kinds: dict[str, Callable[..., forms.Form]] = {
        "end": ReasonForm,
        "hand-over": HandOverForm,
        "suspend": SuspendForm,
        "resume": ReasonForm,
    }
    return kinds[doing](request.POST or None)


def _do(request: ActorRequest, row: Appointment, doing: str, form: forms.Form) -> UUID:
    """Carry it out; returns the appointment whose page comes next."""
    said = form.cleaned_data
    actor = request.actor
    if doing == "end":
        end_appointment(actor=actor, appointment_id=row.id, reason=said["reason"], at=moment_of(said["day"]))
    elif doing == "suspend":
        suspend(actor=actor, appointment_id=row.id, reason=said["reason"], until=said["until"])
    elif doing == "resume":
        resume(actor=actor, appointment_id=row.id, reason=said["reason"])
    else:
        return hand_over(
            actor=actor,
            appointment_id=row.id,
            to_person_id=said["person"],
            reason=said["reason"],
            at=moment_of(said["day"]),
            until=said["until"],
        )
    return row.id
