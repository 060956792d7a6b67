from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from pankti.access.actions.devices import revoke_device
from pankti.access.actions.set_password import change_password
from pankti.access.actions.sign_in_office import sign_in_office
from pankti.access.actions.sign_out_office import sign_out_office
from pankti.access.browsers import browser_of, give_mark, new_mark
from pankti.access.doors import signed_in
from pankti.access.errors import PasswordRefused, PasswordWeak, TooManyTries
from pankti.access.forms import PasswordForm, SignInForm
from pankti.access.queries import list_devices
from pankti.access.sessions import close_session, keep_session, open_session, person_of_session
from pankti.base.actor import Actor
from pankti.base.http import ActorRequest, client_address
from pankti.people.actions.choose_language import choose_language
from pankti.people.errors import PhoneUnreadable


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Phone number and password; then back to the page that was asked for."""
    back = _safe_back(request)
    if request.method == "GET" and person_of_session(request) is not None:
        return HttpResponseRedirect(back)
    form = SignInForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 422
        mark = ""
        browser = browser_of(request)
        if not browser:
            mark, browser = new_mark()
        if form.is_valid():
            try:
                account = sign_in_office(
                    actor=Actor(person_id=None, address=client_address(request)), **form.cleaned_data, browser=browser
                )
            except PhoneUnreadable as error:
                form.add_error("phone", str(error))
            except (PasswordRefused, TooManyTries) as error:
                form.add_error(None, str(error))
                status = error.status
            else:
                open_session(request, account)
                response = HttpResponseRedirect(back)
                if mark:
                    give_mark(response, mark)
                return response
    return render(request, "access/sign_in.html", {"form": form, "next": back}, status=status)


@require_POST
@signed_in
def sign_out(request: ActorRequest) -> HttpResponse:
    sign_out_office(actor=request.actor)
    close_session(request)
    return HttpResponseRedirect(reverse("access:sign-in"))


@signed_in
@require_http_methods(["GET"])
def account(request: ActorRequest) -> HttpResponse:
    """One's own phones, language and password."""
    return _account_page(request, PasswordForm())


@require_POST
@signed_in
def end_device(request: ActorRequest, device_id: UUID) -> HttpResponse:
    revoke_device(actor=request.actor, device_id=device_id)
    messages.success(request, _("This phone is signed out. What it stored is removed when it next connects."))
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
    if form.is_valid():
        given = form.cleaned_data
        try:
            changed = change_password(actor=request.actor, present=given["present"], wanted=given["wanted"])
        except PasswordRefused:
            form.add_error("present", _("This is not your present password."))
        except PasswordWeak as error:
            form.add_error("wanted", str(error))
        else:
            keep_session(request, changed)
            request.session.cycle_key()
            messages.success(request, _("Your password is changed. Everywhere else you are signed out."))
            return HttpResponseRedirect(reverse("access:account"))
    return _account_page(request, form, status=422)


def _account_page(request: ActorRequest, form: PasswordForm, status: int = 200) -> HttpResponse:
    assert request.actor.person_id is not None  # noqa: S101 - the door saw to it
    context = {"devices": list_devices(request.actor.person_id), "form": form, "language": request.actor.language}
    return render(request, "access/account.html", context, status=status)


def _safe_back(request: HttpRequest) -> str:
    back = request.POST.get("next") or request.GET.get("next") or ""
    if back.startswith("/") and url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}):
        return back
    return "/console/"
