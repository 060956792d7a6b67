from __future__ import annotations

from typing import cast
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from pankti.access.actions.office_sessions import complete_office_session, is_demanded, open_office_session
from pankti.access.actions.sign_in_office import sign_in_office
from pankti.access.actions.sign_out_office import sign_out_office
from pankti.access.actions.take_step import take_step
from pankti.access.browsers import browser_of, give_mark, new_mark
from pankti.access.errors import PasswordRefused, StepUsed, StepWrong, TooManyTries
from pankti.access.forms import SignInForm, StepForm
from pankti.access.models import Account
from pankti.access.passkeys import has_name
from pankti.access.queries import actor_for_person, find_factors
from pankti.access.sessions import OfficeRequest, bind_session, browser_name, close_session, renew_session
from pankti.access.types import Factor
from pankti.base.actor import SYSTEM, Actor
from pankti.base.http import client_address
from pankti.base.sight import acting_as
from pankti.people.errors import PhoneUnreadable


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Phone number and password, or a passkey; then the second step or the page that was asked for."""
    back = safe_back(request)
    known = cast("OfficeRequest", request)
    if request.method == "GET" and known.office is not None:
        return _onward(known, back)
    form = SignInForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                account = sign_in_office(actor=caller(request), **form.cleaned_data, browser=browser_of(request))
            except PhoneUnreadable as error:
                form.add_error("phone", str(error))
            except (PasswordRefused, TooManyTries) as error:
                form.add_error(None, str(error))
                status = error.status
            else:
                return _first_step_taken(request, account, back)
    context = {"form": form, "next": back, "has_name": has_name(request), "quoted_next": quote(back)}
    return render(request, "access/sign_in.html", context, status=status)


@acting_as(SYSTEM)  # the door itself looks up who comes
def _first_step_taken(request: HttpRequest, account: Account, back: str) -> HttpResponse:
    """Open a half session where there is a second step to take, or one to set up; else a whole one."""
    mark, browser = mark_of(request)
    actor = actor_for_person(account.person_id, address=client_address(request))
    has_factor = bool(find_factors(account.id))
    factor = Factor.HALF if has_factor or is_demanded(actor) else Factor.NONE
    session_id = open_office_session(
        actor=caller(request), account=account, factor=factor, name=browser_name(request), browser=browser
    )
    bind_session(request, session_id, account)
    response = HttpResponseRedirect(back if factor is Factor.NONE else step_address(back, has_factor=has_factor))
    if mark:
        give_mark(response, mark)
    return response


def _onward(request: OfficeRequest, back: str) -> HttpResponse:
    """Somebody who is signed in already, or half."""
    assert request.office is not None  # noqa: S101 - asked by the caller
    if not request.is_half:
        return HttpResponseRedirect(back)
    return HttpResponseRedirect(step_address(back, has_factor=bool(find_factors(request.office.account_id))))


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def second_step(request: HttpRequest) -> HttpResponse:
    """The app's code, a recovery code, or a passkey, after the password."""
    known = cast("OfficeRequest", request)
    back = safe_back(request)
    if known.office is None:
        return HttpResponseRedirect(reverse("access:sign-in"))
    factors = find_factors(known.office.account_id)
    if not known.is_half or not factors:
        return _onward(known, back)
    form = StepForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            mark, browser = mark_of(request)
            actor = Actor(person_id=None, address=client_address(request))
            try:
                factor = take_step(
                    actor=actor, account_id=known.office.account_id, code=form.cleaned_data["code"], browser=browser
                )
            except (StepWrong, StepUsed, TooManyTries) as error:
                form.add_error("code", str(error))
                status = error.status
            else:
                complete_office_session(actor=actor, session=known.office, factor=factor, browser=browser)
                renew_session(request)
                response = HttpResponseRedirect(back)
                if mark:
                    give_mark(response, mark)
                return response
    context = {
        "form": form,
        "next": back,
        "factors": factors,
        "has_name": has_name(request),
        "quoted_next": quote(back),
    }
    return render(request, "access/second_step.html", context, status=status)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Out, from the middle of signing in too."""
    known = cast("OfficeRequest", request)
    if known.office is not None:
        sign_out_office(actor=actor_for_person(known.office.person_id), session_id=known.office.id)
    close_session(request)
    return HttpResponseRedirect(reverse("access:sign-in"))


def step_address(back: str, *, has_factor: bool) -> str:
    """Where the second step is taken, or set up by those who have none."""
    page = reverse("access:second-step") if has_factor else reverse("access:set-up")
    return page if back == "/console/" else f"{page}?{urlencode({'next': back})}"


def caller(request: HttpRequest) -> Actor:
    """Nobody yet, from there."""
    return Actor(person_id=None, address=client_address(request))


def mark_of(request: HttpRequest) -> tuple[str, bytes]:
    """The browser's mark to give it (empty when it has one), and the mark's hash."""
    browser = browser_of(request)
    return ("", browser) if browser else new_mark()


def safe_back(request: HttpRequest) -> str:
    """The page that was asked for before; never another site."""
    back = request.POST.get("next") or request.GET.get("next") or ""
    if back.startswith("/") and url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}):
        return back
    return "/console/"
