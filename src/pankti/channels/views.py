"""The organisation's accounts at video services."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from pankti.access.doors import signed_in
from pankti.base.errors import DomainError, OutOfReach
from pankti.base.http import ActorRequest
from pankti.base.jobs import defer
from pankti.channels.actions.services import require_top, save_service, switch_service
from pankti.channels.adapters import ADAPTERS
from pankti.channels.forms import ServiceForm
from pankti.channels.queries import get_service, list_parked, list_services
from pankti.channels.types import ServiceView
from pankti.organisation.queries import list_roots


@signed_in
@require_GET
def services(request: ActorRequest) -> HttpResponse:
    """All accounts, what their last check said, and the rooms that wait for a person."""
    require_top(request.actor)
    kinds = [{"code": kind.code, "label": kind.label} for kind in ADAPTERS.values() if kind.settings]
    parked = [room for root in list_roots() for room in list_parked(path=root.path)]
    return render(request, "channels/services.html", {"services": list_services(), "kinds": kinds, "parked": parked})


@signed_in
@require_http_methods(["GET", "POST"])
def new(request: ActorRequest, code: str) -> HttpResponse:
    """Set up an account of one kind."""
    require_top(request.actor)
    return _form(request, code, None)


@signed_in
@require_http_methods(["GET", "POST"])
def service(request: ActorRequest, service_id: UUID) -> HttpResponse:
    """One account's settings; its secrets are never shown."""
    require_top(request.actor)
    kept = get_service(service_id)
    return _form(request, kept.code, kept)


def _form(request: ActorRequest, code: str, kept: ServiceView | None) -> HttpResponse:
    kind = ADAPTERS.get(code)
    if kind is None or not kind.settings:
        raise OutOfReach
    initial: dict[str, object] = {"name": str(kind.label)}
    if kept:
        initial = {**kept.settings, "name": kept.name, "rank": kept.rank}
    form = ServiceForm(request.POST or None, settings=kind.settings, is_kept=kept is not None, initial=initial)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            saved = save_service(
                actor=request.actor,
                service_id=kept.id if kept else None,
                code=code,
                name=said["name"],
                rank=said["rank"],
                values={setting.name: said[setting.name] for setting in kind.settings},
            )
        except OutOfReach:
            raise
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            defer("channels.check", service_id=str(saved))
            messages.success(request, _("Saved. Whether the account works is asked now; look again in a moment."))
            return HttpResponseRedirect(reverse("channels:services"))
    context = {"form": form, "label": kind.label, "service": kept}
    return render(request, "channels/service.html", context, status=422 if form.errors else 200)


@signed_in
@require_POST
def check(request: ActorRequest, service_id: UUID) -> HttpResponse:
    """Ask the service whether the account works, by a job."""
    require_top(request.actor)
    defer("channels.check", service_id=str(get_service(service_id).id))
    messages.success(request, _("The service is asked now; look again in a moment."))
    return HttpResponseRedirect(reverse("channels:services"))


@signed_in
@require_POST
def switch(request: ActorRequest, service_id: UUID) -> HttpResponse:
    """On or off for new rooms."""
    switch_service(actor=request.actor, service_id=service_id, is_active=request.POST.get("on") == "1")
    return HttpResponseRedirect(reverse("channels:services"))
