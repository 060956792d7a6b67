"""The other end of an invitation: opened on any phone, by somebody who is nobody here yet.

The link's secret goes from the address into a cookie at once, so that no address that is logged holds it.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST

from pankti.access.actions.set_password import set_password
from pankti.access.actions.take_invitation import send_invitation_code, take_invitation
from pankti.access.browsers import give_mark
from pankti.access.errors import InvitationOver, InvitationTaken, PasswordWeak
from pankti.access.forms import FirstPasswordForm, InvitedCodeForm, InvitedForm
from pankti.access.invitations import find_invitation_page
from pankti.access.models import Account
from pankti.access.queries import actor_for_person
from pankti.access.sessions import end_welcome, find_welcome, keep_welcome
from pankti.access.types import InvitationPage, InvitationState
from pankti.access.views.sign_in import caller, mark_of
from pankti.base.actor import SYSTEM
from pankti.base.errors import DomainError, OutOfReach
from pankti.base.sight import acting_as
from pankti.organisation.models import Organisation

COOKIE = "pankti_invitation"
_LIVES = 86_400
_LONGEST = 64

View = Callable[..., HttpResponse]


def in_first_language(view: View) -> View:
    """In the organisation's first language, whatever the phone's own is, until somebody chooses another."""

    @wraps(view)
    def door(request: HttpRequest, *args: str) -> HttpResponse:
        if settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
            first = Organisation.objects.values_list("languages", flat=True).first()
            translation.activate(first[0] if first else settings.LANGUAGE_CODE)
            request.LANGUAGE_CODE = translation.get_language()
        return view(request, *args)

    return never_cache(door)


@sensitive_variables()
@require_http_methods(["GET"])
def link(request: HttpRequest, token: str) -> HttpResponse:
    """What the QR code opens. The same answer whether or not there is such an invitation."""
    response = HttpResponseRedirect(reverse("access:invitation"))
    response.set_cookie(
        COOKIE,
        token[:_LONGEST],
        max_age=_LIVES,
        path="/invitation/",
        httponly=True,
        samesite="Lax",
        secure=settings.HTTPS,
    )
    response["Cache-Control"] = "no-store"
    return response


@sensitive_variables()
@sensitive_post_parameters("phone")
@in_first_language
@require_http_methods(["GET", "POST"])
def invitation(request: HttpRequest) -> HttpResponse:
    """Who invites to what; POST: name and number, to which a code is sent."""
    page = _page(request)
    form = InvitedForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                send_invitation_code(
                    actor=caller(request),
                    token=_token(request),
                    names=form.names,
                    phone=form.cleaned_data["phone"],
                    language=_language(),
                )
            except (InvitationTaken, InvitationOver):
                raise
            except DomainError as error:
                form.add_error(None, str(error))
                status = error.status
            else:
                return _ask_code(request, page, InvitedCodeForm(initial=form.cleaned_data))
    return render(request, "access/invitation.html", {"page": page, "form": form}, status=status)


@sensitive_variables()
@sensitive_post_parameters()
@in_first_language
@require_POST
def take(request: HttpRequest) -> HttpResponse:
    """The code: the first whose code is right becomes the holder."""
    page = _page(request)
    form = InvitedCodeForm(request.POST)
    if not form.is_valid():
        return _ask_code(request, page, form, status=422)
    mark, browser = mark_of(request)
    try:
        taken = take_invitation(
            actor=caller(request),
            token=_token(request),
            names=form.names,
            phone=form.cleaned_data["phone"],
            code=form.cleaned_data["code"],
            language=_language(),
            browser=browser,
        )
    except (InvitationTaken, InvitationOver):
        raise
    except DomainError as error:
        form.add_error("code", str(error))
        return _ask_code(request, page, form, status=error.status)
    keep_welcome(request, _token(request), taken.person_id)
    response = HttpResponseRedirect(reverse("access:welcome"))
    response.delete_cookie(COOKIE, path="/invitation/")
    if mark:
        give_mark(response, mark)
    return response


@sensitive_variables()
@sensitive_post_parameters()
@in_first_language
@require_http_methods(["GET", "POST"])
def welcome(request: HttpRequest) -> HttpResponse:
    """The post is theirs. What now: the field app, or for an office a password for the console."""
    kept = find_welcome(request)
    page = find_invitation_page(kept[0]) if kept else None
    if kept is None or page is None:
        raise OutOfReach
    person_id = kept[1]
    with acting_as(SYSTEM):  # who has just shown that the number is theirs
        has_password = Account.objects.filter(person_id=person_id).exists()
        wants_password = page.is_office and not has_password
        form = FirstPasswordForm(request.POST or None)
        status = 200
        if request.method == "POST":
            status = 422
            if not wants_password:
                raise OutOfReach
            if form.is_valid():
                try:
                    set_password(
                        actor=actor_for_person(person_id, address=caller(request).address),
                        person_id=person_id,
                        password=form.cleaned_data["wanted"],
                    )
                except PasswordWeak as error:
                    form.add_error("wanted", str(error))
                else:
                    end_welcome(request)
                    return HttpResponseRedirect(reverse("access:sign-in"))
    context = {"page": page, "form": form, "wants_password": wants_password, "has_password": has_password}
    return render(request, "access/welcome.html", context, status=status)


def _page(request: HttpRequest) -> InvitationPage:
    page = find_invitation_page(_token(request))
    if page is None:
        raise OutOfReach
    if page.state in (InvitationState.TAKEN, InvitationState.UNDONE):
        raise InvitationTaken
    if page.state is not InvitationState.OPEN:
        raise InvitationOver
    return page


def _ask_code(request: HttpRequest, page: InvitationPage, form: InvitedCodeForm, status: int = 200) -> HttpResponse:
    return render(request, "access/invitation_code.html", {"page": page, "form": form}, status=status)


def _token(request: HttpRequest) -> str:
    return request.COOKIES.get(COOKIE, "")[:_LONGEST]


def _language() -> str:
    return translation.get_language() or settings.LANGUAGE_CODE
