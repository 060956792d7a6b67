"""What press notes keep of persons: who is named in them, who wrote and who approved them."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from pankti.base.personal import AS_LONG_AS_RECORD, NAMELESS, Basis, Kept, Room, Section, Table
from pankti.base.words import in_language
from pankti.pressnotes.models import Edition

_READERS = _("Those who may see meetings of the unit, and those who approve its press notes; once approved, the press.")
_WHY = _("So that the press is told truly what was said, and whoever wrote it answers for it.")
TABLES = (
    Table(
        "pressnotes.PressNote",
        (
            Kept(
                "texts given photos writers approved_by",
                _("Who is named in a press note, and who wrote and approved it"),
                _WHY,
                Basis.GIVEN,
                AS_LONG_AS_RECORD,
                _READERS,
                NAMELESS,
            ),
        ),
        "id meeting unit state edition release reason approved_at changed_at",
    ),
    Table(
        "pressnotes.Edition",
        (
            Kept(
                "texts photos author_id",
                _("Earlier editions of a press note, and who made them"),
                _WHY,
                Basis.GIVEN,
                AS_LONG_AS_RECORD,
                _READERS,
                NAMELESS,
            ),
        ),
        "id note number release step reason at",
    ),
)


def export(person_id: UUID, language: str) -> Sequence[Section]:
    rows = [
        {str(_("Written")): row.at, str(_("Text")): in_language(row.texts, language)}
        for row in Edition.objects.filter(author_id=person_id).order_by("at")
    ]
    return [Section(_("Press notes that you wrote"), rows)]


ROOM = Room("pressnotes", TABLES, export=export)
