"""Is everything ready: the host's check of one meeting, and the meetings of a unit that are not."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from pankti.access.doors import signed_in
from pankti.attendance.actions.keep_rooms import KIND, keep_room
from pankti.attendance.queries.rehearsals import find_rehearsal, list_not_ready
from pankti.attendance.views.opening import context_of, open_meeting
from pankti.base.errors import DomainError, OutOfReach
from pankti.base.http import ActorRequest
from pankti.base.jobs import defer
from pankti.channels.actions.decide_room import adopt_link, make_again
from pankti.channels.queries import find_room, has_service
from pankti.channels.types import PARKED
from pankti.meetings.types import CALL, VIEW, Mode

HERE = "attendance:ready"


@signed_in
@require_GET
def ready(request: ActorRequest, meeting_id: UUID) -> HttpResponse:
    """What the last look found, and the video room with what can be decided about it."""
    meeting, hosts = open_meeting(request.actor, meeting_id)
    room = find_room(KIND, meeting_id)
    context = context_of(
        meeting,
        HERE,
        hosts=hosts,
        rehearsal=find_rehearsal(meeting_id),
        room=room,
        is_parked=room is not None and room.state in PARKED,
        may_decide=request.actor.may(CALL, meeting.path),
        by_video=meeting.mode is not Mode.IN_PERSON,
        has_service=has_service(),
    )
    return render(request, "attendance/ready.html", context)


@signed_in
@require_POST
def look(request: ActorRequest, meeting_id: UUID) -> HttpResponse:
    """Look again now, by a job: the link is asked outside."""
    meeting, _hosts = open_meeting(request.actor, meeting_id, to_take=True)
    if meeting.mode is not Mode.IN_PERSON and not meeting.link and has_service():
        keep_room(meeting)
    defer("attendance.look", meeting_id=str(meeting_id))
    messages.success(request, _("It is looked at now; open this page again in a moment."))
    return HttpResponseRedirect(reverse(HERE, args=[meeting_id]))


@signed_in
@require_POST
def decide_room(request: ActorRequest, meeting_id: UUID) -> HttpResponse:
    """A parked room: make it again, or it is there under this link."""
    meeting, _hosts = open_meeting(request.actor, meeting_id, to_take=True)
    room = find_room(KIND, meeting.id)
    if room is None:
        raise OutOfReach
    link = request.POST.get("link", "").strip()
    try:
        if link:
            adopt_link(actor=request.actor, room_id=room.id, right=CALL, link=link)
        else:
            make_again(actor=request.actor, room_id=room.id, right=CALL)
    except OutOfReach:
        raise
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Decided. The room goes on from here."))
    return HttpResponseRedirect(reverse(HERE, args=[meeting_id]))


@signed_in
@require_GET
def not_ready(request: ActorRequest) -> HttpResponse:
    """The meetings of the coming day, in the reader's reach, that are not ready; the next one first."""
    if not any(grant.right in (CALL, VIEW) for grant in request.actor.grants):
        raise OutOfReach
    return render(request, "attendance/not_ready.html", {"rows": list_not_ready(request.actor)})
