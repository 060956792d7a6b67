"""What the record keeps of persons: who spoke, who wrote it down, who has it open."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from pankti.base.clock import now
from pankti.base.personal import AS_LONG_AS_RECORD, NAMELESS, REMOVED, Basis, Kept, Room, Section, Sweep, Table
from pankti.base.words import in_language
from pankti.minutes.models import Entry, Speaker, Writer
from pankti.minutes.types import Said

_READERS = _("Those who may see meetings of the unit, who chaired it, and who ran its stage.")
_WHY = _("So that the record of a meeting is true, and whoever wrote a line answers for it.")
TABLES = (
    Table(
        "minutes.Record",
        (
            Kept(
                "closed_by",
                _("Who closed the record of a meeting"),
                _WHY,
                Basis.GIVEN,
                AS_LONG_AS_RECORD,
                _READERS,
                NAMELESS,
            ),
        ),
        "meeting unit titles held_at change_no begun_at closed_at",
    ),
    Table(
        "minutes.Speaker",
        (
            Kept(
                "appointment names post_names honorific is_absent",
                _("Who took which part in a meeting, with the honorific they are named by"),
                _WHY,
                Basis.GIVEN,
                AS_LONG_AS_RECORD,
                _READERS,
                NAMELESS,
            ),
        ),
        "id record place part_id role",
    ),
    Table(
        "minutes.Entry",
        (
            Kept(
                "said author_id",
                _("What was said at a meeting and by whom, and who wrote it down"),
                _WHY,
                Basis.GIVEN,
                AS_LONG_AS_RECORD,
                _READERS,
                NAMELESS,
            ),
        ),
        "id record place kind version added_at changed_at removed_at is_addition corrects_id directive_id",
    ),
    Table(
        "minutes.EntryVersion",
        (
            Kept(
                "said author_id",
                _("What a line of the record said before, and who wrote it"),
                _WHY,
                Basis.GIVEN,
                AS_LONG_AS_RECORD,
                _READERS,
                NAMELESS,
            ),
        ),
        "id entry version base at is_removed settled_at",
    ),
    Table(
        "minutes.Writer",
        (
            Kept(
                "person_id entry_id seen_at",
                _("Who has a record open just now"),
                _("So that two people do not write the same line unawares."),
                Basis.GIVEN,
                _("For a day."),
                _READERS,
                REMOVED,
            ),
        ),
        "record",
    ),
)
STAYS = timedelta(days=1)


def export(person_id: UUID, language: str) -> Sequence[Section]:
    """What the person said and what they wrote down."""
    parts = Speaker.objects.filter(appointment__person=person_id).select_related("record")
    of_part = {part.id: part for part in parts}
    spoken = Entry.objects.filter(record__in={part.record_id for part in parts}, removed_at=None).order_by("added_at")
    written = Entry.objects.filter(author_id=person_id).select_related("record").order_by("added_at")
    return [
        Section(
            _("What you said at meetings"),
            [
                {
                    str(_("Meeting")): in_language(of_part[said.speaker_id].record.titles, language),
                    str(_("When")): of_part[said.speaker_id].record.held_at,
                    str(_("Text")): in_language(said.texts, language),
                }
                for said in (Said.from_json(entry.said) for entry in spoken)
                if said.speaker_id in of_part
            ],
        ),
        Section(
            _("What you wrote into records of meetings"),
            [
                {
                    str(_("Meeting")): in_language(entry.record.titles, language),
                    str(_("Written")): entry.added_at,
                    str(_("Text")): in_language(Said.from_json(entry.said).texts, language),
                }
                for entry in written
            ],
        ),
    ]


def erase(person_id: UUID) -> None:
    """The record stays; it names the person no more."""
    Writer.objects.filter(person_id=person_id).delete()
    Speaker.objects.filter(appointment__person=person_id).update(names={}, honorific="")


def sweep_writers(limit: int) -> int:
    """Forget who had a record open a day ago."""
    old = list(Writer.objects.filter(seen_at__lt=now() - STAYS).values_list("pk", flat=True)[:limit])
    for key in old:
        Writer.objects.filter(pk=key).delete()
    return len(old)


ROOM = Room(
    "minutes",
    TABLES,
    export=export,
    erase=erase,
    sweeps=(Sweep("minutes.writers", _("Who had a record open"), STAYS, sweep_writers),),
)
