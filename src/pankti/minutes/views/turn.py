"""Decisions become directives."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from pankti.access.doors import signed_in
from pankti.base.errors import DomainError, OutOfReach
from pankti.base.http import ActorRequest
from pankti.base.words import in_language
from pankti.base.writing import language
from pankti.directives.queries.senders import list_senders
from pankti.minutes.actions.turn import turn_decisions
from pankti.minutes.forms import TurnForm
from pankti.minutes.queries.records import get_record, get_recorded_meeting


@signed_in
@require_http_methods(["GET", "POST"])
def turn(request: ActorRequest, meeting_id: UUID) -> HttpResponse:
    """One click: all decisions without a directive get theirs."""
    meeting = get_recorded_meeting(request.actor, meeting_id)
    record = get_record(request.actor, meeting_id)
    senders = [one for one in list_senders(request.actor) if meeting.path.startswith(one.path)]
    if not record.may_write or not senders:
        raise OutOfReach
    choices = [
        (
            str(one.appointment_id),
            f"{in_language(one.post_names, language())}, {in_language(one.unit_names, language())}",
        )
        for one in sorted(senders, key=lambda one: -len(one.path))
    ]
    form = TurnForm(request.POST or None, senders=choices)
    if request.method == "POST" and form.is_valid():
        at_once = form.cleaned_data["how"] == "issue"
        try:
            with transaction.atomic():
                made = turn_decisions(
                    actor=request.actor,
                    meeting_id=meeting_id,
                    appointment_id=UUID(form.cleaned_data["sender"]),
                    at_once=at_once,
                )
        except OutOfReach:
            raise
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            told = (
                ngettext("%(n)s directive is on its way.", "%(n)s directives are on their way.", len(made))
                if at_once
                else ngettext("%(n)s draft waits for you.", "%(n)s drafts wait for you.", len(made))
            )
            messages.success(request, told % {"n": len(made)})
            return HttpResponseRedirect(reverse("minutes:record", args=[meeting_id]) + "#decisions")
    context = {
        "meeting": meeting,
        "record": record,
        "form": form,
        "waiting": [one for one in record.decisions if one.directive_id is None],
    }
    return render(request, "minutes/turn.html", context, status=422 if form.errors else 200)
