"""What directives keep of persons: who wrote them."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from pankti.base.personal import AS_LONG_AS_RECORD, NAMELESS, Basis, Kept, Room, Section, Table
from pankti.base.words import in_language
from pankti.directives.models import Directive
from pankti.directives.types import DirectiveState

_READERS = _("Those to whom it was sent, and the offices above them.")
_OPEN = _("It holds the organisation's own words; every reading asks first for a right over the issuing unit.")
TABLES = (
    Table(
        "directives.Directive",
        (
            Kept(
                "author by_appointment",
                _("Who wrote a directive, and from which post"),
                _("So that whoever speaks answers for it."),
                Basis.GIVEN,
                AS_LONG_AS_RECORD,
                _READERS,
                _("Issued ones stay without a name; drafts are removed."),
            ),
        ),
        "id state version titles texts audience proof number_labels deadline_at attachments source by_unit created_at"
        " changed_at issued_at ended_at end_reason",
        open_because=_OPEN,
    ),
    Table(
        "directives.DirectiveVersion",
        (
            Kept(
                "author_id",
                _("Who wrote a version of a directive"),
                _("So that whoever speaks answers for it."),
                Basis.GIVEN,
                AS_LONG_AS_RECORD,
                _READERS,
                NAMELESS,
            ),
        ),
        "id directive version titles texts deadline_at attachments what_changed answers_stand issued_at",
        open_because=_OPEN,
    ),
    Table("directives.ReminderRule", impersonal="id kind hours levels_up is_active"),
    Table("directives.ClosingRule", impersonal="id days_after_deadline days_without_deadline is_active"),
    Table("directives.Escalation", impersonal="id dispatch_id rule due_at fired_at change_no"),
)


def export(person_id: UUID, language: str) -> Sequence[Section]:
    rows = [
        {
            str(_("Title")): in_language(row.titles, language),
            str(_("Text")): in_language(row.texts, language),
            str(_("Written")): row.created_at,
            str(_("Issued")): row.issued_at,
        }
        for row in Directive.objects.filter(author_id=person_id).order_by("created_at")
    ]
    return [Section(_("Directives that you wrote"), rows)]


def erase(person_id: UUID) -> None:
    """Drafts are the person's own; what was issued is the organisation's."""
    Directive.objects.filter(author_id=person_id, state=DirectiveState.DRAFT).delete()


ROOM = Room("directives", TABLES, export=export, erase=erase)
