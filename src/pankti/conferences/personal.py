"""What conferences keep of persons: who planned one, who hosts, speaks and reports."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from pankti.base.personal import AS_LONG_AS_RECORD, NAMELESS, Basis, Kept, Room, Section, Table
from pankti.base.words import in_language
from pankti.conferences.models import Conference, Session
from pankti.conferences.types import PlanState

_READERS = _("Those who are called to it, and the offices above them.")
TABLES = (
    Table(
        "conferences.Conference",
        (
            Kept(
                "author_id by_appointment speaker asked",
                _("Who planned a conference, from which post, and who is its main speaker"),
                _("So that whoever calls answers for it."),
                Basis.GIVEN,
                AS_LONG_AS_RECORD,
                _READERS,
                _("Called ones stay without a name; drafts are removed."),
            ),
        ),
        "id state titles texts unit path level wing is_video takes_registration called_levels starts_on days slots"
        " minutes link_base agenda created_at changed_at called_at ended_at end_reason sessions checked_at doing"
        " doing_since trouble",
        open_because=_(
            "It holds the organisation's own words; every reading asks first for a right over the conference's unit."
        ),
    ),
    Table(
        "conferences.Session",
        (
            Kept(
                "host reported_by words photo",
                _("Who hosts a session, and who reported what of it"),
                _("So that somebody answers for each session, and its report is true."),
                Basis.GIVEN,
                AS_LONG_AS_RECORD,
                _READERS,
                NAMELESS,
            ),
        ),
        "id plan unit path is_from_above has_speaker starts_at ends_at link state registered heads reported_at",
    ),
    Table("conferences.Head", impersonal="session unit registered came"),
    Table("conferences.Nudge", impersonal="id plan ends_at step fired_at change_no"),
)


def export(person_id: UUID, language: str) -> Sequence[Section]:
    planned = [
        {str(_("Title")): in_language(row.titles, language), str(_("Called")): row.called_at}
        for row in Conference.objects.filter(author_id=person_id).order_by("created_at")
    ]
    rows = Session.objects.filter(reported_by=person_id).select_related("unit").order_by("reported_at")
    reported = [
        {
            str(_("Unit")): in_language(row.unit.names, language),
            str(_("Reported")): row.reported_at,
            str(_("Text")): row.words,
        }
        for row in rows
    ]
    return [
        Section(_("Conferences that you planned"), planned),
        Section(_("Sessions that you reported"), reported),
    ]


def erase(person_id: UUID) -> None:
    """Drafts are the person's own; a session's words stay as the organisation's, without who wrote them."""
    Conference.objects.filter(author_id=person_id, state=PlanState.DRAFT).delete()
    Session.objects.filter(reported_by=person_id).update(reported_by=None)


ROOM = Room("conferences", TABLES, export=export, erase=erase)
