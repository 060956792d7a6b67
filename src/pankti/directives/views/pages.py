"""Reading directives and changing what was issued."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from pankti.access.doors import signed_in
from pankti.base.errors import DomainError, OutOfReach
from pankti.base.files import sign_url
from pankti.base.http import ActorRequest
from pankti.cascade.queries import get_dispatch, list_proofs
from pankti.cascade.types import GRACE, Counts
from pankti.directives.actions.change import correct_directive, reject_proof, withdraw_directive
from pankti.directives.actions.close import close_directive
from pankti.directives.errors import ChangeUnsaid, NothingChanged, NothingSaid
from pankti.directives.forms import ReasonForm
from pankti.directives.queries.pages import get_directive, list_directives, list_versions
from pankti.directives.queries.progress import get_progress
from pankti.directives.queries.senders import board_units_of, list_senders
from pankti.directives.types import DirectiveState, DirectiveView
from pankti.directives.views.said import correct_form, corrected_from, keep_files, seal_all, unseal
from pankti.organisation.queries import list_units

PAGE_SIZE = 50
TABS = {
    "running": (gettext_lazy("Running"), (DirectiveState.ISSUED,)),
    "drafts": (gettext_lazy("My drafts"), (DirectiveState.DRAFT,)),
    "ended": (gettext_lazy("Ended"), (DirectiveState.WITHDRAWN, DirectiveState.CLOSED)),
    "all": (gettext_lazy("All"), tuple(DirectiveState)),
}


class _Known(Paginator):  # type: ignore[type-arg]
    """A paginator over one page that was already read: the database did the slicing and the counting."""

    def __init__(self, rows: object, total: int) -> None:
        super().__init__([], PAGE_SIZE)
        self._total, self._rows = total, rows

    @property
    def count(self) -> int:
        return self._total


@signed_in
@require_GET
def listing(request: ActorRequest) -> HttpResponse:
    """All directives within reach, one state at a time, fifty on a page."""
    may_issue = bool(list_senders(request.actor))
    if not may_issue and not request.actor.roots("directive.view"):
        raise OutOfReach
    tab = request.GET.get("state", "running")
    tab = tab if tab in TABS else "running"
    number = request.GET.get("page", "1")
    page = max(1, int(number)) if number.isdecimal() and len(number) < 6 else 1
    found = list_directives(request.actor, states=TABS[tab][1], limit=PAGE_SIZE, offset=(page - 1) * PAGE_SIZE)
    shown = _Known(found.rows, found.total).get_page(page)
    context = {
        "rows": found.rows,
        "total": found.total,
        "page": shown,
        "tab": tab,
        "tabs": [(code, label) for code, (label, _states) in TABS.items()],
        "may_issue": may_issue,
    }
    return render(request, "directives/list.html", context)


@signed_in
@require_GET
def page(request: ActorRequest, directive_id: UUID) -> HttpResponse:
    """What was said, in all its versions, and how far it has come."""
    shown = get_directive(request.actor, directive_id)
    if shown.state is DirectiveState.DRAFT:
        return HttpResponseRedirect(reverse("directives:edit", args=[directive_id]))
    counts, board = _progress(request, shown)
    context = {
        "directive": shown,
        "versions": list_versions(directive_id),
        "roots": list_units(shown.audience.roots, shown.audience.tree),
        "excluded": list_units(shown.audience.excluded, shown.audience.tree),
        "files": [(one, sign_url(one.sha256)) for one in shown.attachments],
        "board": board,
        "taken_until": shown.ended_at + GRACE if shown.ended_at else None,
        "counts": counts,
    }
    return render(request, "directives/page.html", context)


@signed_in
@require_http_methods(["GET", "POST"])
def correct(request: ActorRequest, directive_id: UUID) -> HttpResponse:
    """A new version: what it says, what changed, whether answers stand."""
    shown = _changeable(request, directive_id)
    if request.method == "GET":
        form, files = correct_form(shown=shown), shown.attachments
        context = {"directive": shown, "form": form, "files": seal_all(files)}
        return render(request, "directives/correct.html", context)
    form = correct_form(request.POST, shown=shown)
    form.is_valid()
    files = keep_files(request, form, unseal(request.POST.getlist("attachment")))
    if not form.errors and request.POST.get("do") != "attach":
        try:
            correct_directive(actor=request.actor, directive_id=directive_id, corrected=corrected_from(form, files))
        except OutOfReach:
            raise
        except ChangeUnsaid as error:
            form.add_error(f"changed_{form.languages[0]}", str(error))
        except (NothingSaid, NothingChanged) as error:
            form.add_error(f"title_{form.languages[0]}", str(error))
        except DomainError as error:
            form.add_error("deadline_on" if error.code == "deadline_passed" else None, str(error))
        else:
            messages.success(request, _("The correction is on its way as a new version."))
            return HttpResponseRedirect(reverse("directives:page", args=[directive_id]))
    context = {"directive": shown, "form": form, "files": seal_all(files)}
    return render(request, "directives/correct.html", context, status=422 if form.errors else 200)


@signed_in
@require_http_methods(["GET", "POST"])
def withdraw(request: ActorRequest, directive_id: UUID) -> HttpResponse:
    """Take it back, with the reason that everybody reads."""
    shown = _changeable(request, directive_id)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            withdraw_directive(actor=request.actor, directive_id=directive_id, reason=form.cleaned_data["reason"])
        except OutOfReach:
            raise
        except DomainError as error:
            form.add_error("reason", str(error))
        else:
            messages.success(request, _("It is taken back. Phones show that when they are next online."))
            return HttpResponseRedirect(reverse("directives:page", args=[directive_id]))
    counts, _board = _progress(request, shown)
    context = {"directive": shown, "form": form, "counts": counts}
    return render(request, "directives/withdraw.html", context, status=422 if form.errors else 200)


@signed_in
@require_http_methods(["GET", "POST"])
def close(request: ActorRequest, directive_id: UUID) -> HttpResponse:
    """End it for good, after one question."""
    shown = _changeable(request, directive_id)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            close_directive(actor=request.actor, directive_id=directive_id, reason=form.cleaned_data["reason"])
        except OutOfReach:
            raise
        except DomainError as error:
            form.add_error("reason", str(error))
        else:
            messages.success(request, _("It is closed. Phones let go of it when they are next online."))
            return HttpResponseRedirect(reverse("directives:page", args=[directive_id]))
    counts, _board = _progress(request, shown)
    context = {"directive": shown, "form": form, "counts": counts, "grace": GRACE.days}
    return render(request, "directives/close.html", context, status=422 if form.errors else 200)


@signed_in
@require_GET
def proofs(request: ActorRequest, directive_id: UUID) -> HttpResponse:
    """What units gave as proof, newest first, each with a way to send it back."""
    shown = _changeable(request, directive_id)
    after = _read_place(request.GET.get("after", ""))
    found = list_proofs(get_dispatch(directive_id), after=after, limit=PAGE_SIZE + 1)
    rows = found[:PAGE_SIZE]
    context = {
        "directive": shown,
        "rows": [(row, sign_url(row.body["photo"]) if row.body.get("photo") else "") for row in rows],
        "next": f"{rows[-1].said_at.isoformat()}~{rows[-1].subject_id}" if len(found) > PAGE_SIZE else "",
        "after": after,
    }
    return render(request, "directives/proofs.html", context)


@signed_in
@require_http_methods(["GET", "POST"])
def reject(request: ActorRequest, directive_id: UUID, subject_id: UUID) -> HttpResponse:
    """Send one unit's proof back, saying what is missing."""
    shown = _changeable(request, directive_id)
    unit = next(iter(list_units([subject_id], shown.audience.tree)), None)
    if unit is None:
        raise OutOfReach
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            reject_proof(
                actor=request.actor,
                directive_id=directive_id,
                subject_id=subject_id,
                reason=form.cleaned_data["reason"],
            )
        except OutOfReach:
            raise
        except DomainError as error:
            form.add_error("reason", str(error))
        else:
            messages.success(request, _("It is sent back. The unit is asked to do it again."))
            return HttpResponseRedirect(reverse("directives:proofs", args=[directive_id]))
    context = {"directive": shown, "form": form, "unit": unit}
    return render(request, "directives/reject.html", context, status=422 if form.errors else 200)


def _changeable(request: ActorRequest, directive_id: UUID) -> DirectiveView:
    """The directive, if this reader may change it; else as if it were not there."""
    shown = get_directive(request.actor, directive_id)
    if not shown.may_change:
        raise OutOfReach
    return shown


def _progress(request: ActorRequest, shown: DirectiveView) -> tuple[Counts | None, str]:
    """The tally at the reader's own place (the issuing unit, or their own below it), and the board's address."""
    unit = board_units_of(request.actor, [shown.by_unit_id])[shown.by_unit_id]
    return get_progress(request.actor, get_dispatch(shown.id), unit)


def _read_place(text: str) -> tuple[datetime, UUID] | None:
    at, _tilde, subject = text.partition("~")
    try:
        moment = datetime.fromisoformat(at)
        return (moment, UUID(subject)) if moment.tzinfo else None
    except ValueError:
        return None
