"""What meetings keep of persons: who called them, and who takes which part."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from pankti.base.personal import (
    AS_LONG_AS_RECORD,
    NAMELESS,
    REMOVED,
    SELF,
    UNTIL_ERASED,
    Basis,
    Kept,
    Room,
    Section,
    Table,
)
from pankti.base.words import in_language
from pankti.cascade.actions.dispatch import rewrite_payload
from pankti.cascade.queries import find_dispatches
from pankti.meetings.models import CalendarFeed, Meeting, Part
from pankti.meetings.types import MeetingState

_READERS = _("Those who are called to the meeting, and the offices above them.")
_OPEN = _("It holds the organisation's own words; every reading asks first for a right over the meeting's unit.")
TABLES = (
    Table(
        "meetings.Meeting",
        (
            Kept(
                "author_id by_appointment invitees",
                _("Who called a meeting, from which post, and whom by hand"),
                _("So that whoever calls answers for it."),
                Basis.GIVEN,
                AS_LONG_AS_RECORD,
                _READERS,
                NAMELESS,
            ),
        ),
        "id state version sequence titles texts unit path wing mode place starts_at ends_at follows link room_id"
        " dispatch_id origin origin_id created_at changed_at called_at ended_at end_reason change_no",
        open_because=_OPEN,
    ),
    Table("meetings.HostUnit", impersonal="meeting unit"),
    Table(
        "meetings.Part",
        (
            Kept(
                "appointment names post_names unit_names",
                _("Who takes which part in a meeting: chair, guest, speaker"),
                _("So that those who are called know who will speak, and the record is true."),
                Basis.GIVEN,
                AS_LONG_AS_RECORD,
                _READERS,
                NAMELESS,
            ),
        ),
        "id meeting place role",
    ),
    Table(
        "meetings.FormerPart",
        (
            Kept(
                "appointment",
                _("Who was to take part in a meeting and is no more"),
                _("So that their phone lets the meeting go."),
                Basis.GIVEN,
                AS_LONG_AS_RECORD,
                _READERS,
                NAMELESS,
            ),
        ),
        "meeting",
        open_because=_OPEN,
    ),
    Table(
        "meetings.MeetingVersion",
        (
            Kept(
                "author_id",
                _("Who wrote a version of a call to a meeting"),
                _("So that whoever calls answers for it."),
                Basis.GIVEN,
                AS_LONG_AS_RECORD,
                _READERS,
                NAMELESS,
            ),
        ),
        "id meeting version sequence titles texts place starts_at ends_at link what_changed answers_stand issued_at",
        open_because=_OPEN,
    ),
    Table(
        "meetings.CalendarFeed",
        (
            Kept(
                "person made_at revoked_at",
                _("That a calendar of theirs reads their meetings, and since when"),
                _("So that the person can switch it off."),
                Basis.GIVEN,
                UNTIL_ERASED,
                SELF,
                REMOVED,
            ),
        ),
        "id",
    ),
    Table("meetings.AgendaItem", impersonal="id meeting place titles minutes part"),
    Table("meetings.AgendaTemplate", impersonal="id names path items retired_at"),
)


def export(person_id: UUID, language: str) -> Sequence[Section]:
    rows = [
        {
            str(_("Title")): in_language(row.titles, language),
            str(_("Begins")): row.starts_at,
            str(_("Called")): row.called_at,
        }
        for row in Meeting.objects.filter(author_id=person_id).order_by("created_at")
    ]
    return [Section(_("Meetings that you called"), rows)]


def erase(person_id: UUID) -> None:
    """Their calendar goes, drafts go, and where they had a part it says only what post it was."""
    CalendarFeed.objects.filter(person=person_id).delete()
    Meeting.objects.filter(author_id=person_id, state=MeetingState.DRAFT, origin="").delete()
    parts = Part.objects.filter(appointment__person=person_id).exclude(names={})
    meetings = list(parts.values_list("meeting_id", "appointment_id"))
    parts.update(names={})
    for sent in find_dispatches([meeting for meeting, _appointment in meetings]):
        gone = {str(appointment) for meeting, appointment in meetings if meeting == sent.id}
        told = [
            {**part, "names": {}} if part.get("appointment_id") in gone else part
            for part in sent.payload.get("parts", ())
        ]
        rewrite_payload(dispatch_id=sent.id, payload={**sent.payload, "parts": told})


ROOM = Room("meetings", TABLES, export=export, erase=erase)
