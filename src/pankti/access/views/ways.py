"""The ways to take the second step: set up, named, removed. Whoever changes them has just shown that it is they."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, Concatenate, ParamSpec, cast
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST

from pankti.access.actions.code_app import begin_app, confirm_app, remove_app
from pankti.access.actions.office_sessions import complete_office_session, is_demanded, open_office_session
from pankti.access.actions.passkeys import add_passkey, begin_passkey, remove_passkey, rename_passkey, take_passkey
from pankti.access.actions.recovery_codes import make_recovery_codes
from pankti.access.actions.set_password import check_own_password
from pankti.access.browsers import give_mark
from pankti.access.errors import PasskeyRefused, PasswordRefused, StepMissing, StepUsed, StepWrong, TooManyTries
from pankti.access.factors import RECOVERY_CODES, RECOVERY_FORM, app_address, draw_qr
from pankti.access.forms import ConfirmForm, StepForm
from pankti.access.passkeys import begin_sign_in, has_name, site_of
from pankti.access.queries import actor_for_person, find_factors
from pankti.access.sessions import (
    OfficeRequest,
    bind_session,
    browser_name,
    confirm_owner,
    is_fresh,
    keep_ceremony,
    renew_session,
    take_ceremony,
)
from pankti.access.types import Factor, OfficeLine
from pankti.access.views.sign_in import caller, mark_of, safe_back
from pankti.base.actor import SYSTEM, Actor
from pankti.base.http import client_address
from pankti.base.problems import NotUnderstood
from pankti.base.sight import acting_as
from pankti.base.words import in_language
from pankti.organisation.models import Organisation
from pankti.people.queries import name_people

P = ParamSpec("P")
LARGEST = 20_000


class OwnerRequest(OfficeRequest):
    """Behind ``owner_here``: the session is there, and ``owner`` acts even when it is half."""

    office: OfficeLine
    owner: Actor


def owner_here(
    view: Callable[Concatenate[OwnerRequest, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """For whom has just signed in or shown their password again; and for who must set up a second step and has none."""

    @wraps(view)
    def door(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        known = cast("OwnerRequest", request)
        back = request.get_full_path() if request.method == "GET" else reverse("access:security")
        if known.office is None or (known.is_half and find_factors(known.office.account_id)):
            return HttpResponseRedirect(f"{reverse('access:sign-in')}?{urlencode({'next': back})}")
        if not is_fresh(request, known.office):
            return HttpResponseRedirect(f"{reverse('access:confirm')}?{urlencode({'next': back})}")
        known.owner = actor_for_person(known.office.person_id, address=client_address(request))
        return view(known, *args, **kwargs)

    return never_cache(door)


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def confirm(request: HttpRequest) -> HttpResponse:
    """The password once more, before ways of signing in are changed."""
    known = cast("OfficeRequest", request)
    if known.office is None:
        return HttpResponseRedirect(reverse("access:sign-in"))
    owner = actor_for_person(known.office.person_id, address=client_address(request))
    back = safe_back(request)
    form = ConfirmForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                check_own_password(actor=owner, present=form.cleaned_data["password"])
            except PasswordRefused:
                form.add_error("password", _("This is not your present password."))
            except TooManyTries as error:
                form.add_error("password", str(error))
                status = error.status
            else:
                confirm_owner(request)
                renew_session(request)
                return HttpResponseRedirect(back)
    return render(request, "access/confirm.html", {"form": form, "next": back}, status=status)


@require_http_methods(["GET"])
@owner_here
def security(request: OwnerRequest) -> HttpResponse:
    """All ways to take the second step, and what can be done with each."""
    if request.is_half:
        return HttpResponseRedirect(reverse("access:set-up"))
    return render(request, "access/security.html", _facts(request))


@sensitive_variables()
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
@owner_here
def set_up(request: OwnerRequest) -> HttpResponse:
    """Set up an app of six-digit codes (or, beside it, a passkey). POST: the app's first code."""
    account_id, back = request.office.account_id, safe_back(request)
    secret = begin_app(account_id=account_id)
    if secret is None:
        return HttpResponseRedirect(reverse("access:security"))
    form = StepForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                confirm_app(actor=request.owner, account_id=account_id, code=form.cleaned_data["code"])
            except (StepWrong, StepUsed) as error:
                form.add_error("code", str(error))
            else:
                _step_up(request, Factor.APP)
                messages.success(request, _("The app is set up. From now on its codes are asked for at sign-in."))
                return _show_codes(request, back)
    context = _facts(request) | {
        "form": form,
        "next": back,
        "must": request.is_half,
        "secret": " ".join(re.findall(".{1,4}", secret)),
        "address": (address := app_address(secret, issuer=_issuer(), owner=_owner(request))),
        "qr": draw_qr(address),
    }
    return render(request, "access/set_up.html", context, status=status)


@require_POST
@owner_here
def end_app(request: OwnerRequest) -> HttpResponse:
    try:
        remove_app(actor=request.owner, account_id=request.office.account_id)
    except StepMissing as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The app is removed: its codes open nothing any more."))
    return HttpResponseRedirect(reverse("access:security"))


@require_POST
@owner_here
def recovery(request: OwnerRequest) -> HttpResponse:
    """Fresh recovery codes, shown once."""
    if not find_factors(request.office.account_id):
        return HttpResponseRedirect(reverse("access:set-up"))
    return _show_codes(request, reverse("access:security"))


@sensitive_post_parameters()
@require_POST
@owner_here
def recovery_file(request: OwnerRequest) -> HttpResponse:
    """The codes that the page just showed, as a text file; nothing is kept here."""
    codes = [code for code in request.POST.getlist("codes") if RECOVERY_FORM.fullmatch(code)][:RECOVERY_CODES]
    lines = [
        _("Recovery codes for %(name)s. Each is good once. Keep them where only you find them.") % {"name": _issuer()}
    ]
    response = HttpResponse("\n".join([*lines, "", *codes, ""]), content_type="text/plain; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="pankti-recovery-codes.txt"'
    return response


@require_POST
@owner_here
def passkey_begin(request: OwnerRequest) -> HttpResponse:
    options, remembered = begin_passkey(
        account_id=request.office.account_id, site=site_of(request), owner=_owner(request)
    )
    keep_ceremony(request, "add", remembered)
    return JsonResponse(options)


@require_POST
@owner_here
def passkey_add(request: OwnerRequest) -> HttpResponse:
    body = _body(request)
    remembered = take_ceremony(request, "add")
    if remembered is None:
        raise PasskeyRefused
    add_passkey(
        actor=request.owner,
        account_id=request.office.account_id,
        site=site_of(request),
        remembered=remembered,
        response=_mapping(body, "credential"),
        name=str(body.get("name") or browser_name(request)),
    )
    _step_up(request, Factor.PASSKEY)
    messages.success(request, _("The passkey is kept. Next time you sign in with it alone."))
    return JsonResponse({"next": reverse("access:security")})


@require_POST
@owner_here
def passkey_rename(request: OwnerRequest, passkey_id: UUID) -> HttpResponse:
    rename_passkey(
        actor=request.owner,
        account_id=request.office.account_id,
        passkey_id=passkey_id,
        name=request.POST.get("name", ""),
    )
    return HttpResponseRedirect(reverse("access:security"))


@require_POST
@owner_here
def passkey_remove(request: OwnerRequest, passkey_id: UUID) -> HttpResponse:
    try:
        remove_passkey(actor=request.owner, account_id=request.office.account_id, passkey_id=passkey_id)
    except StepMissing as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The passkey is removed: it opens nothing any more."))
    return HttpResponseRedirect(reverse("access:security"))


@never_cache
@require_POST
def passkey_sign_in_begin(request: HttpRequest) -> HttpResponse:
    """Anyone: a challenge to sign. It says nothing about who is known here."""
    options, remembered = begin_sign_in(site_of(request))
    keep_ceremony(request, "sign-in", remembered)
    return JsonResponse(options)


@never_cache
@require_POST
def passkey_sign_in(request: HttpRequest) -> HttpResponse:
    """A signed challenge opens a whole session: the key itself asked for the finger or the PIN."""
    body = _body(request)
    back = safe_back(request)
    remembered = take_ceremony(request, "sign-in")
    if remembered is None:
        raise PasskeyRefused
    mark, browser = mark_of(request)
    with acting_as(SYSTEM):  # nobody is known yet
        account = take_passkey(
            actor=caller(request), site=site_of(request), remembered=remembered, response=_mapping(body, "credential")
        )
        session_id = open_office_session(
            actor=caller(request), account=account, factor=Factor.PASSKEY, name=browser_name(request), browser=browser
        )
    bind_session(request, session_id, account)
    response = JsonResponse({"next": back})
    if mark:
        give_mark(response, mark)
    return response


def _step_up(request: OwnerRequest, factor: Factor) -> None:
    """A session without a second step has just taken one."""
    if request.is_half or request.office.factor is Factor.NONE:
        _mark, browser = mark_of(request)
        complete_office_session(actor=request.owner, session=request.office, factor=factor, browser=browser)
    renew_session(request)


@sensitive_variables()
def _show_codes(request: OwnerRequest, back: str) -> HttpResponse:
    codes = make_recovery_codes(actor=request.owner, account_id=request.office.account_id)
    request.actor = request.owner
    return render(request, "access/recovery.html", {"codes": codes, "next": back})


def _facts(request: OwnerRequest) -> dict[str, object]:
    return {
        "factors": find_factors(request.office.account_id),
        "has_name": has_name(request),
        "is_demanded": is_demanded(request.owner),
    }


def _issuer() -> str:
    """In Latin letters where there are any: the QR code stays coarse enough for a cheap camera."""
    organisation = Organisation.objects.first()
    return in_language(organisation.names, "en") if organisation else "Pankti"


def _owner(request: OwnerRequest) -> str:
    """The person's name: it stands in the app or the browser's list of passkeys. Never the number."""
    person_id = request.office.person_id
    return name_people([person_id], "en").get(person_id, "") or "Pankti"


def _body(request: HttpRequest) -> dict[str, Any]:
    if len(request.body) > LARGEST:
        raise NotUnderstood
    try:
        body = json.loads(request.body)
    except ValueError:
        raise NotUnderstood from None
    if not isinstance(body, dict):
        raise NotUnderstood
    return body


def _mapping(body: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    value = body.get(name)
    if not isinstance(value, dict):
        raise NotUnderstood
    return value
