"""Sign-ins of a person whom one looks after: their phone is lost, they are gone, and somebody must end it now."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST

from pankti.access.actions.devices import revoke_device
from pankti.access.actions.office_sessions import end_office_session
from pankti.access.actions.renew_sign_in import may_renew, renew_sign_in
from pankti.access.doors import signed_in
from pankti.access.queries import list_devices, list_office_sessions, may_look_after
from pankti.base.errors import OutOfReach
from pankti.base.http import ActorRequest
from pankti.base.writing import language
from pankti.people.queries import name_people


@signed_in
@require_http_methods(["GET"])
def sign_ins(request: ActorRequest, person_id: UUID) -> HttpResponse:
    """On which phones and in which browsers the person is signed in."""
    _require(request, person_id)
    context = {
        "person_id": person_id,
        "name": name_people([person_id], language()).get(person_id, ""),
        "devices": list_devices(person_id),
        "sessions": list_office_sessions(person_id),
        "may_renew": request.actor.person_id != person_id and may_renew(request.actor, person_id),
    }
    return render(request, "access/sign_ins.html", context)


@require_POST
@signed_in
def end_device(request: ActorRequest, person_id: UUID, device_id: UUID) -> HttpResponse:
    """One lost phone."""
    _require(request, person_id)
    if all(line.id != device_id for line in list_devices(person_id)):
        raise OutOfReach
    revoke_device(actor=request.actor, device_id=device_id)
    messages.success(request, _("This phone is signed out. What it stored is removed when it next connects."))
    return HttpResponseRedirect(reverse("access:sign-ins", args=[person_id]))


@require_POST
@signed_in
def end_all(request: ActorRequest, person_id: UUID) -> HttpResponse:
    """Everything at once: all phones, all browsers."""
    _require(request, person_id)
    for device in list_devices(person_id):
        revoke_device(actor=request.actor, device_id=device.id)
    for session in list_office_sessions(person_id):
        end_office_session(actor=request.actor, session_id=session.id)
    messages.success(request, _("Signed out everywhere. What the phones stored is removed when they next connect."))
    return HttpResponseRedirect(reverse("access:sign-ins", args=[person_id]))


@never_cache
@sensitive_variables()
@require_POST
@signed_in
def renew(request: ActorRequest, person_id: UUID) -> HttpResponse:
    """Void a lost password and second step; the page shows the one recovery code, once."""
    code = renew_sign_in(actor=request.actor, person_id=person_id)
    name = name_people([person_id], language()).get(person_id, "")
    return render(request, "access/renewed.html", {"code": code, "name": name, "person_id": person_id})


def _require(request: ActorRequest, person_id: UUID) -> None:
    if not may_look_after(request.actor, person_id):
        raise OutOfReach
