"""Agendas to begin from."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from pankti.access.doors import signed_in
from pankti.base.errors import DomainError, OutOfReach
from pankti.base.http import ActorRequest
from pankti.base.ids import new_id
from pankti.meetings.actions.agenda import retire_template, save_template
from pankti.meetings.errors import NoPostToCall
from pankti.meetings.forms import TemplateForm, agenda_text
from pankti.meetings.queries.agendas import get_template, list_templates
from pankti.meetings.queries.callers import list_callers
from pankti.meetings.views.said import languages
from pankti.organisation.queries import find_unit_at


@signed_in
@require_GET
def templates(request: ActorRequest) -> HttpResponse:
    """All that the reader's units may begin from."""
    if not list_callers(request.actor):
        raise NoPostToCall
    return render(request, "meetings/templates.html", {"templates": list_templates(request.actor)})


@signed_in
@require_http_methods(["GET", "POST"])
def template(request: ActorRequest, template_id: UUID | None = None) -> HttpResponse:
    """One agenda, or a new one for the reader's own unit and all below it."""
    senders = list_callers(request.actor)
    if not senders:
        raise NoPostToCall
    kept = get_template(request.actor, template_id) if template_id else None
    if kept is not None and not kept.may_change:
        raise OutOfReach
    spoken = languages()
    initial = {} if kept is None else {f"agenda_{code}": agenda_text(kept.items, code) for code in spoken}
    initial |= {} if kept is None else {f"name_{code}": text for code, text in kept.names.items()}
    form = TemplateForm(request.POST or None, languages=spoken, initial=initial)
    if request.method == "POST" and kept is not None and request.POST.get("do") == "retire":
        retire_template(actor=request.actor, template_id=kept.id)
        messages.success(request, _("It is not offered any more."))
        return HttpResponseRedirect(reverse("meetings:templates"))
    if request.method == "POST" and form.is_valid():
        unit = find_unit_at(kept.path) if kept else None
        try:
            save_template(
                actor=request.actor,
                template_id=kept.id if kept else new_id(),
                unit_id=unit.id if unit else senders[0].unit_id,
                names=form.words("name"),
                items=form.agenda(),
            )
        except OutOfReach:
            raise
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The agenda is saved."))
            return HttpResponseRedirect(reverse("meetings:templates"))
    context = {"form": form, "template": kept}
    return render(request, "meetings/template.html", context, status=422 if form.errors else 200)
