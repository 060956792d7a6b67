"""Calendars and cards: files for one meeting, one's own feed, a calendar's reply."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from pankti.access.doors import signed_in
from pankti.base.errors import DomainError, OutOfReach
from pankti.base.http import ActorRequest
from pankti.base.writing import language
from pankti.meetings.actions.calendar import make_feed, revoke_feed, take_reply
from pankti.meetings.calendars import method_of, write_calendar
from pankti.meetings.cards import draw_card
from pankti.meetings.forms import ReplyForm
from pankti.meetings.queries.calendars import as_called, find_feed, list_called, person_of_feed, sign_feed
from pankti.meetings.queries.pages import get_meeting
from pankti.meetings.types import MeetingState
from pankti.organisation.queries import get_organisation
from pankti.people.models import Person

TYPE = "text/calendar; charset=utf-8"
LARGEST = 200_000


def _origin(request: HttpRequest) -> str:
    """The site's own address, as this reader sees it."""
    return f"{request.scheme}://{request.get_host()}"


@signed_in
@require_GET
def file(request: ActorRequest, meeting_id: UUID) -> HttpResponse:
    """One meeting for the reader's own calendar: an invitation, its change, or its cancellation."""
    shown = get_meeting(request.actor, meeting_id)
    if shown.state is MeetingState.DRAFT:
        raise OutOfReach
    method = method_of(shown)
    called = as_called(shown, request.actor.person_id, _origin(request))
    data = write_calendar([called], language=language(), time_zone=get_organisation().time_zone, method=method)
    answer = HttpResponse(data, content_type=f"{TYPE}; method={method}")
    answer["Content-Disposition"] = f'attachment; filename="meeting-{meeting_id}.ics"'
    return answer


@require_GET
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """All meetings of the person whose address this is. The address itself is signed, and can be switched off."""
    person_id = person_of_feed(token)
    called = list_called(person_id, _origin(request))
    spoken = Person.objects.filter(id=person_id).values_list("language", flat=True).first() or language()
    data = write_calendar(called, language=spoken, time_zone=get_organisation().time_zone)
    answer = HttpResponse(data, content_type=TYPE)
    answer["Cache-Control"] = "private, no-store"
    return answer


@signed_in
@require_GET
def card(request: ActorRequest, meeting_id: UUID, tongue: str) -> HttpResponse:
    """The invitation card as a picture."""
    shown = get_meeting(request.actor, meeting_id)
    if tongue not in get_organisation().languages:
        raise OutOfReach
    answer = HttpResponse(draw_card(shown, tongue), content_type="image/png")
    answer["Content-Disposition"] = f'inline; filename="meeting-{meeting_id}-{tongue}.png"'
    return answer


@signed_in
@require_http_methods(["GET", "POST"])
def calendar(request: ActorRequest) -> HttpResponse:
    """One's own address for a calendar, and the way in for a calendar's reply."""
    if request.actor.person_id is None:
        raise OutOfReach
    here = reverse("meetings:calendar")
    form = ReplyForm()
    do = request.POST.get("do", "") if request.method == "POST" else ""
    if do == "make":
        make_feed(actor=request.actor)
        messages.success(request, _("The address is made. Copy it into your calendar."))
        return HttpResponseRedirect(here)
    if do == "revoke":
        revoke_feed(actor=request.actor)
        messages.success(request, _("The address is switched off. Calendars that read it find nothing any more."))
        return HttpResponseRedirect(here)
    if do == "reply":
        form = ReplyForm(request.POST, request.FILES)
        if form.is_valid():
            upload = form.cleaned_data["file"]
            data = upload.read(LARGEST) if upload else form.cleaned_data["text"].encode()
            try:
                meeting_id, _state = take_reply(actor=request.actor, data=data)
            except DomainError as error:
                form.add_error(None, str(error))
            else:
                messages.success(request, _("Your answer counts."))
                return HttpResponseRedirect(reverse("meetings:page", args=[meeting_id]))
    kept = find_feed(request.actor.person_id)
    address = request.build_absolute_uri(reverse("meetings:feed", args=[sign_feed(kept)])) if kept else ""
    context = {"form": form, "address": address}
    return render(request, "meetings/calendar.html", context, status=422 if form.errors else 200)
