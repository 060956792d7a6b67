"""One's own data: what is kept, a copy, the erasure; and for offices the erasures that they answer for."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from pankti.access.doors import signed_in
from pankti.access.errors import PasswordRefused, TooManyTries
from pankti.base.clock import now
from pankti.base.errors import DomainError, OutOfReach
from pankti.base.http import ActorRequest
from pankti.base.writing import language
from pankti.people.queries import name_people
from pankti.privacy import queries
from pankti.privacy.actions.erase import (
    MANAGE,
    ask_erasure,
    call_off_erasure,
    check_free,
    confirm_erasure,
    require_asker,
)
from pankti.privacy.actions.export import ask_export, confirm_export, open_export
from pankti.privacy.errors import NoteMissing
from pankti.privacy.forms import NoteForm, PasswordForm


@require_GET
def public(request: HttpRequest) -> HttpResponse:
    """What we keep about people, in plain words, for anyone."""
    context = {"lines": queries.list_register(), "retention": queries.list_retention()}
    return render(request, "privacy/public.html", context)


@require_GET
@signed_in
def register(request: ActorRequest) -> HttpResponse:
    """The whole register, field by field."""
    context = {"lines": queries.list_register(), "retention": queries.list_retention()}
    return render(request, "privacy/register.html", context)


@require_GET
@signed_in
def my_data(request: ActorRequest) -> HttpResponse:
    person_id = _own(request)
    context = {
        "exports": queries.list_exports(person_id),
        "erasure": queries.find_open_erasure(request.actor, person_id),
        "hindered": _hindered(person_id),
    }
    return render(request, "privacy/my_data.html", context)


@require_POST
@signed_in
def ask_for_export(request: ActorRequest) -> HttpResponse:
    try:
        export_id = ask_export(actor=request.actor)
    except OutOfReach:
        raise
    except DomainError as error:
        messages.warning(request, str(error))
        return HttpResponseRedirect(reverse("privacy:my-data"))
    return HttpResponseRedirect(reverse("privacy:confirm-export", args=[export_id]))


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
@signed_in
def confirm_my_export(request: ActorRequest, export_id: UUID) -> HttpResponse:
    """The second step: the password once more."""
    line = next((one for one in queries.list_exports(_own(request)) if one.id == export_id), None)
    if line is None:
        raise OutOfReach
    form, status = PasswordForm(request.POST or None), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                confirm_export(actor=request.actor, export_id=export_id, password=form.cleaned_data["password"])
            except (PasswordRefused, TooManyTries) as error:
                _say(form, error)
            else:
                messages.success(request, _("The copy is being made. It lies here in a minute or two."))
                return HttpResponseRedirect(reverse("privacy:my-data"))
    return render(request, "privacy/confirm_export.html", {"form": form, "export": line}, status=status)


@never_cache
@require_GET
@signed_in
def download(request: ActorRequest, export_id: UUID) -> HttpResponse:
    """The copy itself, for its person alone."""
    content = open_export(actor=request.actor, export_id=export_id)
    response = HttpResponse(content, content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="my-data-{now():%Y%m%d}.zip"'
    return response


@require_http_methods(["GET", "POST"])
@signed_in
def ask_for_own_erasure(request: ActorRequest) -> HttpResponse:
    """The first step for oneself: says plainly what goes, what stays, and that it cannot be undone."""
    person_id = _own(request)
    hindered = _hindered(person_id)
    if request.method == "POST":
        try:
            erasure_id = ask_erasure(actor=request.actor, person_id=person_id)
        except OutOfReach:
            raise
        except DomainError as error:
            messages.warning(request, str(error))
            return HttpResponseRedirect(reverse("privacy:my-data"))
        return HttpResponseRedirect(reverse("privacy:erasure", args=[erasure_id]))
    return render(request, "privacy/ask_own.html", {"hindered": hindered})


@require_http_methods(["GET", "POST"])
@signed_in
def ask_for_erasure(request: ActorRequest, person_id: UUID) -> HttpResponse:
    """The first step for a manager, on the person's written request."""
    require_asker(request.actor, person_id)
    form, status = NoteForm(request.POST or None), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                erasure_id = ask_erasure(actor=request.actor, person_id=person_id, note=form.cleaned_data["note"])
            except OutOfReach:
                raise
            except NoteMissing as error:
                form.add_error("note", str(error))
            except DomainError as error:
                form.add_error(None, str(error))
            else:
                return HttpResponseRedirect(reverse("privacy:erasure", args=[erasure_id]))
    context = {
        "form": form,
        "name": name_people([person_id], language()).get(person_id, ""),
        "hindered": _hindered(person_id),
    }
    return render(request, "privacy/ask.html", context, status=status)


@require_GET
@signed_in
def erasures(request: ActorRequest) -> HttpResponse:
    """The erasures within one's reach, for those who manage people."""
    if not request.actor.roots(MANAGE):
        raise OutOfReach
    return render(request, "privacy/erasures.html", {"erasures": queries.list_erasures(request.actor)})


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
@signed_in
def erasure(request: ActorRequest, erasure_id: UUID) -> HttpResponse:
    """One erasure: where it stands, and the second step with one's password."""
    line = queries.find_erasure(request.actor, erasure_id)
    if line is None:
        raise OutOfReach
    require_asker(request.actor, line.person_id)
    form, status = PasswordForm(request.POST or None), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                confirm_erasure(actor=request.actor, erasure_id=erasure_id, password=form.cleaned_data["password"])
            except OutOfReach:
                raise
            except DomainError as error:
                _say(form, error)
            else:
                messages.success(request, _("It is confirmed. Everything is erased within a few minutes."))
                return HttpResponseRedirect(request.path)
    return render(request, "privacy/erasure.html", {"form": form, "erasure": line}, status=status)


@require_POST
@signed_in
def call_off(request: ActorRequest, erasure_id: UUID) -> HttpResponse:
    line = queries.find_erasure(request.actor, erasure_id)
    if line is None:
        raise OutOfReach
    call_off_erasure(actor=request.actor, erasure_id=erasure_id)
    messages.success(request, _("The erasure is called off. Nothing was changed."))
    return HttpResponseRedirect(reverse("privacy:my-data" if line.is_own else "privacy:erasures"))


def _own(request: ActorRequest) -> UUID:
    if request.actor.person_id is None:
        raise OutOfReach
    return request.actor.person_id


def _hindered(person_id: UUID) -> str:
    try:
        check_free(person_id)
    except DomainError as error:
        return str(error)
    return ""


def _say(form: PasswordForm, error: DomainError) -> None:
    is_wrong = isinstance(error, PasswordRefused)
    form.add_error("password" if is_wrong else None, _("This is not your password.") if is_wrong else str(error))
