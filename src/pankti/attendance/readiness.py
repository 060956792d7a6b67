"""The host's rehearsal: what has to stand before the hour, looked at meeting by meeting."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from pankti.base.clock import now
from pankti.channels.actions.ask_outside import try_link, try_room
from pankti.channels.queries import find_room, sentence_of
from pankti.channels.types import RoomState
from pankti.meetings.types import MeetingView, Mode, Role
from pankti.organisation.models import Appointment
from pankti.organisation.tenure import forceful


class Finding(StrEnum):
    NO_CHAIR = "no_chair"
    CHAIR_GONE = "chair_gone"
    NO_AGENDA = "no_agenda"
    NO_PLACE = "no_place"
    NO_ROOM = "no_room"
    NO_OPENING = "no_opening"


SENTENCES: dict[str, str | Promise] = {
    Finding.NO_CHAIR: _("Nobody is named to chair it."),
    Finding.CHAIR_GONE: _("Who is to chair it holds the post no more, or rests."),
    Finding.NO_AGENDA: _("The agenda is empty."),
    Finding.NO_PLACE: _("No place is given."),
    Finding.NO_ROOM: _("The video room is not there yet."),
    Finding.NO_OPENING: _("The video room's link does not open."),
}


@dataclass(frozen=True, slots=True)
class Found:
    """One thing that is not ready. ``more``: a problem's code of the video service."""

    finding: Finding
    more: str = ""

    @property
    def sentence(self) -> str:
        told = str(SENTENCES[self.finding])
        why = str(sentence_of(self.more)) if self.more and self.more != "not_made" else ""
        return f"{told} {why}".strip()


def rehearse(meeting: MeetingView) -> list[Found]:
    """Everything that is not ready; asks the link outside, so never inside a transaction."""
    return [*_chair(meeting), *_agenda(meeting), *_room(meeting)]


def _chair(meeting: MeetingView) -> list[Found]:
    chairs = [part for part in meeting.parts if part.role is Role.CHAIR]
    if not chairs:
        return [Found(Finding.NO_CHAIR)]
    held = [part.appointment_id for part in chairs if part.appointment_id]
    at = max(now(), meeting.starts_at or now())
    if held and not Appointment.objects.filter(forceful(at), pk__in=held).exists():
        return [Found(Finding.CHAIR_GONE)]
    return []


def _agenda(meeting: MeetingView) -> list[Found]:
    found = [] if meeting.agenda else [Found(Finding.NO_AGENDA)]
    if meeting.mode is not Mode.VIDEO and not any(meeting.place.names.values()) and not meeting.place.address:
        found.append(Found(Finding.NO_PLACE))
    return found


def _room(meeting: MeetingView) -> list[Found]:
    if meeting.mode is Mode.IN_PERSON:
        return []
    if meeting.link:
        problem = try_link(link=meeting.link)
        return [Found(Finding.NO_OPENING, problem)] if problem else []
    room = find_room("meeting", meeting.id)
    if room is None or room.state is not RoomState.MADE:
        return [Found(Finding.NO_ROOM)]
    problem = try_room(room_id=room.id)
    return [Found(Finding.NO_OPENING, problem)] if problem else []
