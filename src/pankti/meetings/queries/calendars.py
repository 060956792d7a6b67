"""A person's meetings as their calendar shows them."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.core import signing
from django.db.models import Q, QuerySet

from pankti.base.actor import SYSTEM
from pankti.base.clock import now
from pankti.base.errors import OutOfReach
from pankti.base.sight import acting_as
from pankti.cascade.queries.invitees import find_invited, list_for_person
from pankti.meetings.calendars import Called
from pankti.meetings.models import CalendarFeed, Meeting, Part
from pankti.meetings.queries.pages import views_of
from pankti.meetings.types import KIND, MeetingState, MeetingView
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
def list_called(person_id: UUID) -> list[Called]:
    """The meetings to which the person is called, cancelled ones too; a few queries however many."""
    since = now() - KEPT
    sent = {one.dispatch.id: one for one in list_for_person(person_id, KIND, since)}
    rows = (
        Meeting.objects.filter(dispatch_id__in=sent, origin="", starts_at__gt=since)
        .exclude(state=MeetingState.DRAFT)
        .select_related("unit")
        .order_by("starts_at")[:MOST]
    )
    own = [
        Called(view, sent[view.id].appointment_ids[0], sent[view.id].state)
        for view in views_of(rows)
        if view.id in sent
    ]
    return own + [Called(view, None, "silent") for view in views_of(_planted(person_id, since))]


def _planted(person_id: UUID, since: datetime) -> QuerySet[Meeting]:
    """Reviews and sessions in which the person takes a part, or of a unit that they lead; nobody answers to these."""
    held = Appointment.objects.filter(forceful(now()), person=person_id)
    parts = Part.objects.filter(appointment__in=held).values("meeting")
    mine = Q(id__in=parts) | Q(unit__in=held.filter(post__is_lead=True).values("unit"))
    rows = Meeting.objects.filter(mine, starts_at__gt=since).exclude(origin="").exclude(state=MeetingState.DRAFT)
    return rows.select_related("unit").order_by("starts_at")[:MOST]


def as_called(meeting: MeetingView, person_id: UUID | None) -> Called:
    """One meeting as this person's calendar shows it."""
    invited = find_invited(meeting.dispatch_id, person_id) if meeting.dispatch_id and person_id else None
    return Called(meeting, invited.appointment_id if invited else None, invited.state if invited else "silent")
