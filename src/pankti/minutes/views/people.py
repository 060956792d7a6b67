"""Who took which part on the day."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from pankti.access.doors import signed_in
from pankti.base.errors import DomainError, OutOfReach
from pankti.base.http import ActorRequest
from pankti.minutes.actions.speakers import save_speaker
from pankti.minutes.forms import SpeakerForm
from pankti.minutes.queries.records import get_record, get_recorded_meeting
from pankti.organisation.queries import get_organisation


@signed_in
@require_http_methods(["GET", "POST"])
def speaker(request: ActorRequest, meeting_id: UUID, speaker_id: UUID | None = None) -> HttpResponse:
    """Change who somebody was on the day, or add another one."""
    meeting = get_recorded_meeting(request.actor, meeting_id)
    record = get_record(request.actor, meeting_id)
    shown = next((one for one in record.speakers if one.id == speaker_id), None)
    if not record.may_write or (speaker_id is not None and shown is None):
        raise OutOfReach
    form = SpeakerForm(
        request.POST or None,
        languages=get_organisation().languages or ("hi",),
        initial=SpeakerForm.initial_of(shown) if shown else {"role": "speaker"},
    )
    if request.method == "POST" and form.is_valid():
        try:
            save_speaker(actor=request.actor, meeting_id=meeting_id, change=form.change(speaker_id))
        except OutOfReach:
            raise
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            return HttpResponseRedirect(f"{reverse('minutes:record', args=[meeting_id])}#people")
    context = {"meeting": meeting, "record": record, "form": form, "speaker": shown}
    return render(request, "minutes/speaker.html", context, status=422 if form.errors else 200)
