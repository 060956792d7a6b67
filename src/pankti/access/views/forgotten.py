"""A forgotten password: the number, the code sent to it, then the second step and the new password."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST

from pankti.access.actions.forgotten import prove_number, reset_password, send_reset_code
from pankti.access.actions.office_sessions import open_office_session
from pankti.access.browsers import give_mark
from pankti.access.errors import ResetOver
from pankti.access.forms import ForgottenCodeForm, ForgottenForm, NewPasswordForm
from pankti.access.models import Account
from pankti.access.queries import find_factors
from pankti.access.sessions import bind_session, browser_name
from pankti.access.types import HALF_LIVES
from pankti.access.views.sign_in import caller, mark_of
from pankti.base.actor import SYSTEM
from pankti.base.clock import now
from pankti.base.errors import DomainError
from pankti.base.sight import acting_as
from pankti.base.words import in_language
from pankti.base.writing import language

_PROVEN = "forgotten"


@never_cache
@sensitive_variables()
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def forgotten(request: HttpRequest) -> HttpResponse:
    """The number; POST sends a code when an account has it, and says the same when none has."""
    form = ForgottenForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            mark, browser = mark_of(request)
            try:
                send_reset_code(actor=caller(request), phone=form.cleaned_data["phone"], browser=browser)
            except DomainError as error:
                form.add_error("phone", str(error))
                status = error.status
            else:
                response = _ask_code(request, ForgottenCodeForm(initial=form.cleaned_data))
                if mark:
                    give_mark(response, mark)
                return response
    return render(request, "access/forgotten.html", {"form": form}, status=status)


@never_cache
@sensitive_variables()
@sensitive_post_parameters()
@require_POST
def code(request: HttpRequest) -> HttpResponse:
    """The code: whoever shows it has the number. That alone opens nothing."""
    form = ForgottenCodeForm(request.POST)
    if not form.is_valid():
        return _ask_code(request, form, status=422)
    _mark, browser = mark_of(request)
    try:
        accounts = prove_number(actor=caller(request), **form.cleaned_data, browser=browser)
    except DomainError as error:
        form.add_error("code", str(error))
        return _ask_code(request, form, status=error.status)
    request.session[_PROVEN] = {"accounts": [str(one) for one in accounts], "at": now().timestamp()}
    request.session.cycle_key()
    return HttpResponseRedirect(reverse("access:forgotten-new"))


@never_cache
@sensitive_variables()
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """The second step and the new password; then they are signed in, with both steps taken."""
    people = _proven(request)
    form = NewPasswordForm(request.POST or None, people=people)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            said = form.cleaned_data
            account_id = said.get("whose") or people[0][0]
            mark, browser = mark_of(request)
            try:
                factor = reset_password(
                    actor=caller(request),
                    account_id=account_id,
                    step=said["step"],
                    password=said["wanted"],
                    browser=browser,
                )
            except DomainError as error:
                form.add_error("wanted" if error.code == "password_weak" else "step", str(error))
                status = error.status
            else:
                with acting_as(SYSTEM):  # the door itself looks up who comes
                    account = Account.objects.get(pk=account_id)
                    session_id = open_office_session(
                        actor=caller(request),
                        account=account,
                        factor=factor,
                        name=browser_name(request),
                        browser=browser,
                    )
                    bind_session(request, session_id, account)
                    page = "access:account" if find_factors(account.id) else "access:set-up"
                messages.success(request, _("The new password is set, and you are signed in."))
                response = HttpResponseRedirect(reverse(page))
                if mark:
                    give_mark(response, mark)
                return response
    return render(request, "access/forgotten_new.html", {"form": form}, status=status)


def _ask_code(request: HttpRequest, form: ForgottenCodeForm, status: int = 200) -> HttpResponse:
    return render(request, "access/forgotten_code.html", {"form": form}, status=status)


def _proven(request: HttpRequest) -> list[tuple[UUID, str]]:
    """The accounts whose number was proven in this browser a moment ago, with the names of their people."""
    kept = request.session.get(_PROVEN)
    if not isinstance(kept, dict) or now().timestamp() - kept["at"] > HALF_LIVES.total_seconds():
        raise ResetOver
    with acting_as(SYSTEM):
        rows = Account.objects.filter(pk__in=kept["accounts"], is_active=True).select_related("person").order_by("id")
        found = [(row.id, in_language(row.person.names, language())) for row in rows]
    if not found:
        raise ResetOver
    return found
