"""What privacy itself keeps of persons: their wishes, a week's copy, and what the law wants kept for a year."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from pankti.base.personal import (
    AS_LONG_AS_RECORD,
    NAMELESS,
    NOBODY,
    REMOVED,
    SELF,
    SELF_AND_ABOVE,
    Basis,
    Kept,
    Room,
    Section,
    Sweep,
    Table,
)
from pankti.privacy.actions.forget import A_WEEK, A_YEAR, drop_exports, drop_holds, empty_logs
from pankti.privacy.models import DataExport, Erasure

TABLES = (
    Table(
        "privacy.DataExport",
        (
            Kept(
                "person asked_at confirmed_at made_at expires_at ciphertext",
                _("A copy of the person's data, made because they asked, sealed"),
                _("So that everybody can take along what is kept of them."),
                Basis.LAW,
                _("Seven days."),
                SELF,
                REMOVED,
            ),
        ),
        "id key_id",
    ),
    Table(
        "privacy.Erasure",
        (
            Kept(
                "person asked_by note confirmed_by",
                _("Who asked for an erasure and who confirmed it, with a note on the written request"),
                _("To prove that it was asked for."),
                Basis.LAW,
                AS_LONG_AS_RECORD,
                SELF_AND_ABOVE,
                _("The note is removed; the rest says only: a person who was erased."),
            ),
        ),
        "id asked_at confirm_from confirmed_at done_at called_off_at logs_emptied_at",
    ),
    Table(
        "privacy.Hold",
        (
            Kept(
                "person_id ciphertext",
                _("The name and numbers of a person who was erased, sealed"),
                _("The law lets an authority ask for them during a year."),
                Basis.LAW,
                _("A year after the erasure. Then it goes by itself."),
                NOBODY,
                NAMELESS,
            ),
        ),
        "row_id key_id until",
    ),
)


def export(person_id: UUID, language: str) -> Sequence[Section]:
    copies = [{str(_("Asked")): row.asked_at} for row in DataExport.objects.filter(person_id=person_id)]
    erasures = [
        {str(_("Asked")): row.asked_at, str(_("Note")): row.note} for row in Erasure.objects.filter(person_id=person_id)
    ]
    return [Section(_("Copies that you asked for"), copies), Section(_("Erasures that were asked for"), erasures)]


def erase(person_id: UUID) -> None:
    DataExport.objects.filter(person_id=person_id).delete()
    Erasure.objects.filter(person_id=person_id).exclude(note="").update(note="")


SWEEPS = (
    Sweep("privacy.exports", _("Copies of data that somebody asked for"), A_WEEK, drop_exports),
    Sweep("privacy.holds", _("Sealed records of persons who were erased"), A_YEAR, drop_holds),
    Sweep("privacy.logs", _("Addresses and details in the record of erased persons"), A_YEAR, empty_logs),
)
ROOM = Room("privacy", TABLES, export=export, erase=erase, sweeps=SWEEPS)
