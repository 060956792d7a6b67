"""Composing: one page that works by plain posts, made pleasant by htmx."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from pankti.access.doors import signed_in
from pankti.base.clock import now
from pankti.base.errors import DomainError, OutOfReach
from pankti.base.http import ActorRequest
from pankti.base.ids import new_id
from pankti.base.words import Words
from pankti.cascade.errors import DeadlinePassed
from pankti.directives.actions.drafts import delete_draft, save_draft
from pankti.directives.actions.issue import issue_directive
from pankti.directives.choosing import Choosing, Reached, begin, choosing_of, reach, read_choosing, show_panel
from pankti.directives.errors import NoPostToIssue, NothingSaid
from pankti.directives.forms import DraftForm
from pankti.directives.queries.pages import get_directive, get_draft
from pankti.directives.queries.senders import list_senders
from pankti.directives.types import Attached, DirectiveState, Sender
from pankti.directives.views.said import (
    draft_from,
    initial_of,
    is_htmx,
    keep_files,
    make_draft_form,
    seal_all,
    unseal,
)


@signed_in
@require_GET
def new(request: ActorRequest) -> HttpResponse:
    """An empty page under a fresh id; nothing is stored until something is written."""
    senders = _senders(request)
    form = make_draft_form(senders=senders, initial={"sender": str(senders[0].appointment_id)})
    return _page(request, new_id(), form, begin(), ())


@signed_in
@require_http_methods(["GET", "POST"])
def edit(request: ActorRequest, directive_id: UUID) -> HttpResponse:
    """The draft; every button of the page posts here and keeps what was written."""
    senders = _senders(request)
    draft = get_draft(request.actor, directive_id)
    if request.method == "GET":
        if draft is None:
            raise OutOfReach
        form = make_draft_form(senders=senders, initial=initial_of(draft))
        return _page(request, directive_id, form, choosing_of(draft.audience), draft.attachments)
    form = make_draft_form(request.POST, senders=senders)
    form.is_valid()
    choosing = read_choosing(request.actor, request.POST)
    files = keep_files(request, form, unseal(request.POST.getlist("attachment")))
    written = draft_from(directive_id, form, choosing, files, senders)
    if draft is not None or not written.is_empty:
        save_draft(actor=request.actor, draft=written)
    do = request.POST.get("do", "save")
    if is_htmx(request):
        return _part(request, directive_id, form, choosing, files, do)
    if do == "review" and _is_ready(form, choosing, senders):
        return HttpResponseRedirect(reverse("directives:confirm", args=[directive_id]))
    if do == "save" and not form.errors and not written.is_empty:
        messages.success(request, _("The draft is saved."))
        return HttpResponseRedirect(reverse("directives:edit", args=[directive_id]))
    tried = do == "review"
    return _page(request, directive_id, form, choosing, files, tried=tried)


@signed_in
@require_POST
def count(request: ActorRequest, directive_id: UUID) -> HttpResponse:
    """How many the audience on the page would reach now."""
    _senders(request)
    choosing = read_choosing(request.actor, request.POST)
    context = {
        **_addresses(directive_id),
        "id": directive_id,
        "reached": reach(choosing.audience),
        "choosing": choosing,
        "counted": True,
    }
    return render(request, "directives/_count.html", context)


@signed_in
@require_http_methods(["GET", "POST"])
def confirm(request: ActorRequest, directive_id: UUID) -> HttpResponse:
    """The last look before it goes out, and the one button that sends it."""
    shown = get_directive(request.actor, directive_id)
    if shown.state is not DirectiveState.DRAFT:
        return HttpResponseRedirect(reverse("directives:page", args=[directive_id]))
    if request.method == "POST":
        try:
            issue_directive(actor=request.actor, directive_id=directive_id)
        except OutOfReach:
            raise
        except DomainError as error:
            messages.error(request, str(error))
            return HttpResponseRedirect(reverse("directives:edit", args=[directive_id]))
        messages.success(request, _("It is on its way. Phones fetch it when they are next online."))
        return HttpResponseRedirect(reverse("directives:page", args=[directive_id]))
    panel = show_panel(request.actor, choosing_of(shown.audience))
    context = {"directive": shown, "panel": panel, "reached": reach(shown.audience)}
    return render(request, "directives/confirm.html", context)


@signed_in
@require_http_methods(["GET", "POST"])
def delete(request: ActorRequest, directive_id: UUID) -> HttpResponse:
    """Throw a draft away, after one question."""
    shown = get_directive(request.actor, directive_id)
    if request.method == "POST":
        delete_draft(actor=request.actor, directive_id=directive_id)
        messages.success(request, _("The draft is thrown away."))
        return HttpResponseRedirect(reverse("directives:list"))
    return render(request, "directives/delete.html", {"directive": shown})


def _senders(request: ActorRequest) -> list[Sender]:
    senders = list_senders(request.actor)
    if not senders:
        raise NoPostToIssue
    return senders


def _is_ready(form: DraftForm, choosing: Choosing, senders: list[Sender]) -> bool:
    """Whether it may go to the last look; what stands in the way is written beside its field."""
    if not form.words("title"):
        form.add_error(f"title_{form.languages[0]}", str(NothingSaid()))
    deadline = form.cleaned_data.get("deadline_at")
    if deadline is not None and deadline <= now():
        form.add_error("deadline_on", str(DeadlinePassed()))
    return not form.errors and not reach(choosing.audience, sample=1).refusal


def _context(
    request: ActorRequest, directive_id: UUID, form: DraftForm, choosing: Choosing, files: tuple[Attached, ...]
) -> dict[str, object]:
    return {
        **_addresses(directive_id),
        "id": directive_id,
        "form": form,
        "panel": show_panel(request.actor, choosing),
        "choosing": choosing,
        "files": seal_all(files),
        "at": now(),
        "preview": _preview(form),
    }


def _addresses(directive_id: UUID) -> dict[str, object]:
    """Where the audience panel posts to, and how its count is said."""
    return {
        "here": reverse("directives:edit", args=[directive_id]),
        "count_at": reverse("directives:count", args=[directive_id]),
        "count_part": "directives/_count_inner.html",
    }


def _preview(form: DraftForm) -> dict[str, object]:
    """The page's words as the phone will show them."""
    if not form.is_bound:
        said = form.initial

        def words(prefix: str) -> Words:
            return {c: said[f"{prefix}_{c}"] for c in form.languages if said.get(f"{prefix}_{c}")}

        return {
            "titles": words("title"),
            "texts": words("text"),
            "labels": words("label"),
            "proof": said.get("proof", "acknowledge"),
            "deadline_at": said.get("deadline_at"),
        }
    return {
        "titles": form.words("title"),
        "texts": form.words("text"),
        "labels": form.words("label"),
        "proof": form.cleaned_data.get("proof", "acknowledge"),
        "deadline_at": form.cleaned_data.get("deadline_at"),
    }


def _page(
    request: ActorRequest,
    directive_id: UUID,
    form: DraftForm,
    choosing: Choosing,
    files: tuple[Attached, ...],
    *,
    tried: bool = False,
) -> HttpResponse:
    context = _context(request, directive_id, form, choosing, files)
    reached = reach(choosing.audience) if choosing.roots or tried else Reached()
    context |= {"reached": reached, "counted": bool(choosing.roots) or tried, "tried": tried}
    return render(request, "directives/compose.html", context, status=422 if tried or form.errors else 200)


def _part(
    request: ActorRequest,
    directive_id: UUID,
    form: DraftForm,
    choosing: Choosing,
    files: tuple[Attached, ...],
    do: str,
) -> HttpResponse:
    """The part of the page that the pressed button changes."""
    if do == "autosave":
        context = {"id": directive_id, "form": form, "at": now(), "preview": _preview(form), "files": seal_all(files)}
        return render(request, "directives/_saved.html", context)
    context = _context(request, directive_id, form, choosing, files)
    if do == "attach":
        return render(request, "directives/_files.html", context)
    return render(request, "directives/_audience.html", context)
