"""A person's meetings as their calendar shows them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

from django.core import signing
from django.db.models import Q

from pankti.base.actor import SYSTEM
from pankti.base.clock import now
from pankti.base.errors import OutOfReach
from pankti.base.sight import acting_as
from pankti.cascade.queries.invitees import find_invited, list_for_person
from pankti.meetings.calendars import Called
from pankti.meetings.joining import join_path
from pankti.meetings.models import CalendarFeed, Meeting, Part
from pankti.meetings.queries.pages import views_of
from pankti.meetings.types import KIND, MeetingState, MeetingView, Mode
from pankti.organisation.models import Appointment
from pankti.organisation.tenure import forceful

SALT = "pankti.meetings.feed"
KEPT = timedelta(days=90)
"""So long a calendar still shows what is over."""
MOST = 500


def sign_feed(feed_id: UUID) -> str:
    return signing.Signer(salt=SALT).sign(feed_id.hex)


def find_feed(person_id: UUID) -> UUID | None:
    """The person's calendar address that is not switched off."""
    return CalendarFeed.objects.filter(person=person_id, revoked_at=None).values_list("id", flat=True).first()


@acting_as(SYSTEM)  # the address itself says whose it is
def person_of_feed(token: str) -> UUID:
    """Whose calendar reads there. Raises OutOfReach for an address that is not ours or was switched off."""
    try:
        feed_id = UUID(signing.Signer(salt=SALT).unsign(token))
    except (signing.BadSignature, ValueError) as error:
        raise OutOfReach from error
    person = CalendarFeed.objects.filter(id=feed_id, revoked_at=None, person__erased_at=None).values_list("person_id")
    found = person.first()
    if found is None:
        raise OutOfReach
    return found[0]


@acting_as(SYSTEM)  # of one person, whom the caller knows already
def list_called(person_id: UUID, origin: str = "") -> list[Called]:
    """The meetings to which the person is called, cancelled ones too; a few queries however many.

    ``origin``: of the site, put before the person's own links.
    """
    since = now() - KEPT
    sent = {one.dispatch.id: one for one in list_for_person(person_id, KIND, since)}
    rows = (
        Meeting.objects.filter(dispatch_id__in=sent, origin="", starts_at__gt=since)
        .exclude(state=MeetingState.DRAFT)
        .select_related("unit")
        .order_by("starts_at")[:MOST]
    )
    own = []
    for view in views_of(rows):
        by = sent[view.id].appointment_ids[0]
        own.append(Called(view, by, sent[view.id].state, join_address(view, by, origin)))
    return own + _planted(person_id, since, origin)


def _planted(person_id: UUID, since: datetime, origin: str) -> list[Called]:
    """Reviews and sessions that are the person's, as their phone has them; nobody answers to these.

    Those in which they take a part, or of a unit that they lead; of a conference those of the units above too.
    """
    held = list(
        Appointment.objects.filter(forceful(now()), person=person_id)
        .order_by("path", "id")
        .values_list("id", "unit", "path", "post__is_lead")
    )
    above = {path[:end] for _id, _unit, path, _lead in held for end in range(5, len(path) + 1, 5)}
    parts = Part.objects.filter(appointment__in=[one for one, *_rest in held]).values("meeting")
    led = [unit for _id, unit, _path, leads in held if leads]
    mine = Q(id__in=parts) | Q(unit__in=led) | Q(origin="conference", path__in=above)
    rows = Meeting.objects.filter(mine, starts_at__gt=since).exclude(origin="").exclude(state=MeetingState.DRAFT)
    paths = {one: path for one, _unit, path, _lead in held}
    return [
        Called(view, join=join_address(view, _holding(view, paths), origin))
        for view in views_of(rows.select_related("unit").order_by("starts_at")[:MOST])
    ]


def _holding(meeting: MeetingView, paths: Mapping[UUID, str]) -> UUID | None:
    """By which of their holdings somebody joins: the one with a part, else the first at or below the unit."""
    taken = [part.appointment_id for part in meeting.parts if part.appointment_id in paths]
    return next(iter([*taken, *(one for one, path in paths.items() if path.startswith(meeting.path))]), None)


def join_address(meeting: MeetingView, appointment_id: UUID | None, origin: str) -> str:
    """The holder's own address of the meeting's video room; nothing for a meeting in a hall alone."""
    by_video = meeting.mode is not Mode.IN_PERSON or meeting.link
    return origin + join_path(meeting.id, appointment_id) if by_video and appointment_id else ""


def as_called(meeting: MeetingView, person_id: UUID | None, origin: str = "") -> Called:
    """One meeting as this person's calendar shows it; a session that is theirs comes with their link too."""
    if person_id is None:
        return Called(meeting)
    invited = find_invited(meeting.dispatch_id, person_id) if meeting.dispatch_id else None
    if invited is not None and not meeting.origin:
        by = invited.appointment_id
        return Called(meeting, by, invited.state, join_address(meeting, by, origin))
    with acting_as(SYSTEM):  # of one person, whom the caller knows already
        held = Appointment.objects.filter(forceful(now()), person=person_id).order_by("path", "id")
        paths = dict(held.values_list("id", "path"))
    takes_part = any(part.appointment_id in paths for part in meeting.parts)
    is_theirs = takes_part or bool(meeting.origin)
    return Called(meeting, join=join_address(meeting, _holding(meeting, paths) if is_theirs else None, origin))
