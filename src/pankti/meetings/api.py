"""What a phone asks of a meeting beside the sync: its card as a picture."""

from __future__ import annotations

from typing import cast
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Router

from pankti.access.doors import Bearer, DeviceRequest
from pankti.base.errors import OutOfReach
from pankti.meetings.cards import draw_card
from pankti.meetings.queries.pages import get_meeting
from pankti.organisation.queries import get_organisation

router = Router(tags=["meetings"])


@router.get("/meetings/{meeting_id}/card/{tongue}", auth=Bearer(), url_name="meeting-card-api")
def show_card(request: HttpRequest, meeting_id: UUID, tongue: str) -> HttpResponse:
    """The invitation card of a meeting to which the person is called, as PNG."""
    actor = cast("DeviceRequest", request).actor
    shown = get_meeting(actor, meeting_id)
    if tongue not in get_organisation().languages:
        raise OutOfReach
    return HttpResponse(draw_card(shown, tongue), content_type="image/png")
