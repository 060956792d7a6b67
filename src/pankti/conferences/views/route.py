"""The main speaker's route over chosen sessions."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from pankti.access.doors import signed_in
from pankti.base.errors import DomainError, OutOfReach
from pankti.base.http import ActorRequest
from pankti.conferences.actions.route import set_route
from pankti.conferences.queries.plans import get_plan
from pankti.conferences.queries.speakers import list_speakers
from pankti.conferences.queries.turnout import find_sessions_of_units, list_sessions
from pankti.conferences.types import PlanState


@signed_in
@require_http_methods(["GET", "POST"])
def route(request: ActorRequest, plan_id: UUID) -> HttpResponse:
    """Choose the speaker and the sessions; those that would overlap are moved."""
    plan = get_plan(request.actor, plan_id)
    if plan.state is PlanState.DRAFT or not plan.may_change:
        raise OutOfReach
    speakers = list_speakers(plan.draft.unit_id)
    chosen = list_sessions(plan_id, plan.path, with_speaker=True, limit=200)
    error = ""
    if request.method == "POST":
        try:
            speaker = UUID(request.POST.get("speaker", "")) if request.POST.get("speaker") else plan.speaker_id
            kept = {UUID(each) for each in request.POST.getlist("session")}
        except ValueError:
            raise OutOfReach from None
        if speaker is not None and speaker != plan.speaker_id and speaker not in {one[0] for one in speakers}:
            raise OutOfReach
        try:
            moved = set_route(actor=request.actor, plan_id=plan_id, speaker_id=speaker, session_ids=sorted(kept))
        except OutOfReach:
            raise
        except DomainError as refused:
            error = str(refused)
        else:
            told = ngettext(
                "The route is set; %(n)s session was moved.", "The route is set; %(n)s sessions were moved.", moved
            )
            messages.success(request, told % {"n": moved} if moved else _("The route is set; nothing had to move."))
            return HttpResponseRedirect(reverse("conferences:route", args=[plan_id]))
    text = request.GET.get("q", "").strip()[:60]
    found = find_sessions_of_units(plan_id, text, plan.path) if text else []
    known = {row.id for row in chosen}
    context = {
        "plan": plan,
        "speakers": speakers,
        "chosen": sorted(chosen, key=lambda row: row.starts_at),
        "found": [row for row in found if row.id not in known],
        "q": text,
        "error": error,
    }
    return render(request, "conferences/route.html", context, status=422 if error else 200)
