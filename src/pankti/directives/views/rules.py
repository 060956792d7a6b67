"""The organisation's own rules for reminding and for telling the post above."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from pankti.access.doors import signed_in
from pankti.base.errors import DomainError, OutOfReach
from pankti.base.http import ActorRequest
from pankti.directives.actions.close import save_closing_rule
from pankti.directives.actions.rules import RuleChange, save_rule
from pankti.directives.forms import ClosingForm, RuleForm
from pankti.directives.queries.pages import get_closing_rule, list_rules
from pankti.directives.queries.senders import require_manager
from pankti.directives.types import ClosingView, RuleKind


@signed_in
@require_GET
def rules(request: ActorRequest) -> HttpResponse:
    """All rules in the order in which they fire."""
    require_manager(request.actor)
    return render(request, "directives/rules.html", {"rules": list_rules(), "closing": get_closing_rule()})


@signed_in
@require_http_methods(["GET", "POST"])
def rule(request: ActorRequest, rule_id: UUID | None = None) -> HttpResponse:
    """One rule, or a new one."""
    require_manager(request.actor)
    kept = next((one for one in list_rules() if one.id == rule_id), None)
    if rule_id is not None and kept is None:
        raise OutOfReach
    initial = (
        {"kind": kept.kind.value, "hours": abs(kept.hours), "levels_up": kept.levels_up, "is_active": kept.is_active}
        if kept
        else None
    )
    form = RuleForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        kind, said = RuleKind(form.cleaned_data["kind"]), form.cleaned_data
        change = RuleChange(
            kind=kind,
            hours=-said["hours"] if kind is RuleKind.REMINDER else said["hours"],
            levels_up=said["levels_up"] or 0,
            is_active=said["is_active"],
        )
        try:
            save_rule(actor=request.actor, rule_id=rule_id, change=change)
        except OutOfReach:
            raise
        except DomainError as error:
            form.add_error("hours", str(error))
        else:
            messages.success(request, _("The rule is saved. It holds for everything that is running."))
            return HttpResponseRedirect(reverse("directives:rules"))
    return render(request, "directives/rule.html", {"form": form, "rule": kept}, status=422 if form.errors else 200)


@signed_in
@require_http_methods(["GET", "POST"])
def closing(request: ActorRequest) -> HttpResponse:
    """When what is running is closed by itself."""
    require_manager(request.actor)
    kept = get_closing_rule()
    form = ClosingForm(
        request.POST or None,
        initial={
            "days_after_deadline": kept.days_after_deadline,
            "days_without_deadline": kept.days_without_deadline,
            "is_active": kept.is_active,
        },
    )
    if request.method == "POST" and form.is_valid():
        save_closing_rule(actor=request.actor, rule=ClosingView(**form.cleaned_data))
        messages.success(request, _("The rule is saved. It holds for everything that is running."))
        return HttpResponseRedirect(reverse("directives:rules"))
    return render(request, "directives/closing.html", {"form": form}, status=422 if form.errors else 200)
