"""Setting and ending cadences, and the holidays that they mind."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from pankti.access.doors import signed_in
from pankti.base.errors import DomainError, OutOfReach
from pankti.base.http import ActorRequest
from pankti.base.ids import new_id
from pankti.base.writing import language
from pankti.meetings.types import CALL
from pankti.reviews.actions.cadences import end_cadence, remove_holiday, set_cadence, set_holiday
from pankti.reviews.choosing import list_levels_offered, list_units_offered, list_wings_offered, read_unit
from pankti.reviews.forms import CadenceForm, HolidayForm
from pankti.reviews.queries.pages import get_cadence, list_reviews, tops_of
from pankti.reviews.queries.planning import foresee, list_holidays_over, path_of_unit
from pankti.reviews.telling import tell_rule
from pankti.reviews.types import CadenceOrder

_FIELDS = {
    "rule_unreadable": "rule",
    "never_comes": "often",
    "too_often": "rule",
    "levels_turned": "reviewed",
    "nobody_reviewed": "reviewed",
    "already_reviewed": "reviewed",
    "unit_closed": "unit",
}


@signed_in
@require_http_methods(["GET", "POST"])
def new(request: ActorRequest) -> HttpResponse:
    """A cadence: first what it would bring, then the same form once more sets it."""
    units = list_units_offered(request.actor)
    if not units:
        raise OutOfReach
    levels = list_levels_offered()
    form = CadenceForm(
        request.POST or None,
        units=units,
        levels=levels,
        wings=list_wings_offered(),
        initial={"reviewing": levels[0][0], "reviewed": levels[min(1, len(levels) - 1)][0]},
    )
    context: dict[str, object] = {"form": form}
    if request.method == "POST" and form.is_valid():
        order = _order(form)
        try:
            if request.POST.get("do") == "set":
                n = set_cadence(actor=request.actor, order=order)
                told = ngettext(
                    "The cadence is set; %(n)s review stands in the calendar.",
                    "The cadence is set; %(n)s reviews stand in the calendar.",
                    n,
                )
                messages.success(request, told % {"n": n})
                return HttpResponseRedirect(reverse("reviews:cadence", args=[order.id]))
            if not request.actor.may(CALL, path_of_unit(order.unit_id)):
                raise OutOfReach
            context |= {"seen": foresee(order), "told": tell_rule(order.rule)}
        except OutOfReach:
            raise
        except DomainError as error:
            form.add_error(_FIELDS.get(error.code), str(error))
    return render(request, "reviews/compose.html", context, status=422 if form.errors else 200)


@signed_in
@require_GET
def page(request: ActorRequest, cadence_id: UUID) -> HttpResponse:
    """A cadence with its reviews."""
    cadence = get_cadence(request.actor, cadence_id)
    context = {
        "cadence": cadence,
        "told": tell_rule(cadence.rule),
        "coming": list_reviews(request.actor, cadence_id=cadence_id, limit=100),
        "past": list_reviews(request.actor, cadence_id=cadence_id, when="past", limit=50),
    }
    return render(request, "reviews/cadence.html", context)


@signed_in
@require_http_methods(["GET", "POST"])
def end(request: ActorRequest, cadence_id: UUID) -> HttpResponse:
    """End a cadence; what is still to come is called off."""
    cadence = get_cadence(request.actor, cadence_id)
    if not cadence.may_change:
        raise OutOfReach
    if request.method == "POST":
        try:
            end_cadence(actor=request.actor, cadence_id=cadence_id)
        except OutOfReach:
            raise
        except DomainError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("The cadence is ended. Reviews that were still to come are called off."))
        return HttpResponseRedirect(reverse("reviews:list"))
    return render(request, "reviews/end.html", {"cadence": cadence, "told": tell_rule(cadence.rule)})


@signed_in
@require_http_methods(["GET", "POST"])
def holidays(request: ActorRequest) -> HttpResponse:
    """Days on which no review falls."""
    tops = tops_of(request.actor)
    if not tops:
        raise OutOfReach
    units = list_units_offered(request.actor)
    form = HolidayForm(request.POST or None, units=units)
    if request.method == "POST":
        if not units:
            raise OutOfReach
        if form.is_valid():
            said = form.cleaned_data
            try:
                set_holiday(
                    actor=request.actor,
                    unit_id=read_unit(said["unit"])[1],
                    on=said["on"],
                    names={language(): said["name"].strip()},
                )
            except OutOfReach:
                raise
            except DomainError as error:
                form.add_error("on", str(error))
            else:
                messages.success(request, _("The holiday is entered. The next reviews mind it."))
                return HttpResponseRedirect(reverse("reviews:holidays"))
    rows = {row.id: row for top in tops for row in list_holidays_over(top)}
    context = {"form": form if units else None, "rows": sorted(rows.values(), key=lambda row: row.on)}
    return render(request, "reviews/holidays.html", context, status=422 if form.errors else 200)


@signed_in
@require_POST
def remove(request: ActorRequest, holiday_id: UUID) -> HttpResponse:
    """Take a holiday back."""
    remove_holiday(actor=request.actor, holiday_id=holiday_id)
    messages.success(request, _("The holiday is removed."))
    return HttpResponseRedirect(reverse("reviews:holidays"))


def _order(form: CadenceForm) -> CadenceOrder:
    said = form.cleaned_data
    appointment_id, unit_id = read_unit(said["unit"])
    return CadenceOrder(
        id=new_id(),
        appointment_id=appointment_id,
        unit_id=unit_id,
        reviewing=said["reviewing"],
        reviewed=said["reviewed"],
        rule=form.recurrence(),
        starts_on=said["starts_on"],
        hour=said["hour"],
        minutes=said["minutes"],
        wing=said["wing"] or None,
        is_video=said["is_video"],
        link_base=said["link_base"],
    )
