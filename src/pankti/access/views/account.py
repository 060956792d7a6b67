from __future__ import annotations

from typing import cast
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from pankti.access.actions.devices import revoke_device
from pankti.access.actions.office_sessions import end_office_session, end_other_sessions
from pankti.access.actions.set_password import change_password
from pankti.access.doors import signed_in
from pankti.access.errors import PasswordRefused, PasswordWeak, TooManyTries
from pankti.access.forms import PasswordForm
from pankti.access.queries import find_factors, list_devices, list_office_sessions
from pankti.access.sessions import OfficeRequest, keep_session
from pankti.base.errors import OutOfReach
from pankti.base.http import ActorRequest
from pankti.people.actions.choose_language import choose_language


@signed_in
@require_http_methods(["GET"])
def account(request: ActorRequest) -> HttpResponse:
    """One's own phones, sessions, language and password."""
    return _account_page(request, PasswordForm())


@require_POST
@signed_in
def end_device(request: ActorRequest, device_id: UUID) -> HttpResponse:
    revoke_device(actor=request.actor, device_id=device_id)
    messages.success(request, _("This phone is signed out. What it stored is removed when it next connects."))
    return HttpResponseRedirect(reverse("access:account"))


@require_POST
@signed_in
def end_session(request: ActorRequest, session_id: UUID) -> HttpResponse:
    if not any(line.id == session_id for line in list_office_sessions(_own_id(request))):
        raise OutOfReach
    end_office_session(actor=request.actor, session_id=session_id)
    messages.success(request, _("This browser is signed out."))
    return HttpResponseRedirect(reverse("access:account"))


@require_POST
@signed_in
def end_others(request: ActorRequest) -> HttpResponse:
    """Sign out everywhere else: all other browsers. Phones have their own list."""
    office = cast("OfficeRequest", request).office
    if office is not None:
        end_other_sessions(actor=request.actor, keep=office.id)
        messages.success(request, _("Every other browser is signed out."))
    return HttpResponseRedirect(reverse("access:account"))


@require_POST
@signed_in
def language(request: ActorRequest) -> HttpResponse:
    chosen = request.POST.get("language", "")
    choose_language(actor=request.actor, language=chosen)
    response = HttpResponseRedirect(reverse("access:account"))
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME, chosen, max_age=365 * 86_400, samesite="Lax", secure=settings.HTTPS
    )
    return response


@sensitive_post_parameters()
@require_POST
@signed_in
def password(request: ActorRequest) -> HttpResponse:
    """Change the password: this session stays, all others end."""
    form = PasswordForm(request.POST)
    status = 422
    if form.is_valid():
        given = form.cleaned_data
        try:
            changed = change_password(actor=request.actor, present=given["present"], wanted=given["wanted"])
        except PasswordRefused:
            form.add_error("present", _("This is not your present password."))
        except TooManyTries as error:
            form.add_error("present", str(error))
            status = error.status
        except PasswordWeak as error:
            form.add_error("wanted", str(error))
        else:
            office = cast("OfficeRequest", request).office
            if office is not None:
                end_other_sessions(actor=request.actor, keep=office.id)
            keep_session(request, changed)
            request.session.cycle_key()
            messages.success(request, _("Your password is changed. Everywhere else you are signed out."))
            return HttpResponseRedirect(reverse("access:account"))
    return _account_page(request, form, status=status)


def _own_id(request: ActorRequest) -> UUID:
    assert request.actor.person_id is not None  # noqa: S101 - the door saw to it
    return request.actor.person_id


def _account_page(request: ActorRequest, form: PasswordForm, status: int = 200) -> HttpResponse:
    person_id = _own_id(request)
    office = cast("OfficeRequest", request).office
    context = {
        "devices": list_devices(person_id),
        "sessions": list_office_sessions(person_id),
        "office": office,
        "factors": find_factors(office.account_id) if office else None,
        "form": form,
        "language": request.actor.language,
    }
    return render(request, "access/account.html", context, status=status)
