"""What the cascade keeps of persons: what a holder said for their unit."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext_lazy as _

from pankti.base.personal import AS_LONG_AS_RECORD, NAMELESS, SELF_AND_ABOVE, Basis, Kept, Room, Section, Table

_THIRTEEN = _("13 months after the directive is closed.")
_BOUNDED = _("Answers name a holding, not a person; every reading is bounded by the units that the reader reaches.")
TABLES = (
    Table(
        "cascade.Shape",
        impersonal="id digest tree subject_kind levels posts wings traits roots excluded counted_epoch counted_at",
    ),
    Table("cascade.Headcount", impersonal="shape unit_id n vacant began_at ended_at"),
    Table(
        "cascade.Dispatch",
        (
            Kept(
                "by_appointment_id payload",
                _("From which post a directive went out, and what it said"),
                _("So that everybody sees who speaks."),
                Basis.GIVEN,
                _THIRTEEN,
                _("Those to whom it was sent, and the offices above them."),
                NAMELESS,
            ),
        ),
        "id kind shape subject_kind tree by_unit_id proof settle_rank issued_at as_of deadline_at version"
        " asked_versions asked_ats state ended_at change_no tallied_epoch recheck_before answers_from answers_gone_to"
        " answers_gone answers_gone_at has_named",
        open_because=_("It names a post and no person; phones ask for it by the units above them."),
    ),
    Table("cascade.Root", impersonal="dispatch unit_id is_excluded change_no"),
    Table(
        "cascade.Named",
        (
            Kept(
                "appointment_id why is_excepted",
                _("That a holder was called one by one, or left out, and whether for living at a place"),
                _("So that the call reaches them, and is counted where they live."),
                Basis.GIVEN,
                AS_LONG_AS_RECORD,
                SELF_AND_ABOVE,
                NAMELESS,
            ),
        ),
        "dispatch unit_id change_no",
        open_because=_BOUNDED,
    ),
    Table("cascade.NamedCount", impersonal="dispatch unit_id n"),
    Table(
        "cascade.Answer",
        (
            Kept(
                "appointment_id device_id body tapped_at",
                _("What a holder said for the unit: seen, received, done, cannot; a number, words or a photo as proof"),
                _("To know truthfully how far a directive has come."),
                Basis.GIVEN,
                _THIRTEEN,
                SELF_AND_ABOVE,
                NAMELESS,
            ),
        ),
        "cell id dispatch_id version asked round rank subject_id unit_id counted_at received_at seq",
        open_because=_BOUNDED,
    ),
    Table(
        "cascade.Standing",
        (
            Kept(
                "appointment_id",
                _("Which holding's answer decides for the unit"),
                _("To know who answered."),
                Basis.GIVEN,
                _THIRTEEN,
                SELF_AND_ABOVE,
                NAMELESS,
            ),
        ),
        "cell dispatch_id asked subject_id unit_id version round rank answer_id said_at acknowledged_at settled_at"
        " is_late bucket fold_no",
        open_because=_BOUNDED,
    ),
    Table("cascade.Tally", impersonal="cell dispatch_id asked unit_id seen acknowledged refused done settled late"),
    Table("cascade.TallyTime", impersonal="cell dispatch_id asked unit_id bucket n"),
    Table("cascade.FoldPosition", impersonal="id seq fold_no cluster folded_at"),
)

_MINE = """
SELECT w.received_at, d.payload -> 'titles', w.rank, w.body
FROM cascade_answer w JOIN cascade_dispatch d ON d.id = w.dispatch_id
WHERE w.unit_id IN (
    SELECT unit_id FROM organisation_appointment WHERE person_id = %(person)s
    UNION
    SELECT n.unit_id FROM cascade_named n JOIN organisation_appointment a ON a.id = n.appointment_id
    WHERE a.person_id = %(person)s)
  AND w.appointment_id IN (SELECT id FROM organisation_appointment WHERE person_id = %(person)s)
ORDER BY w.received_at
"""


def export(person_id: UUID, language: str) -> Sequence[Section]:
    """Everything that was answered from their holdings."""
    with connection.cursor() as cursor:
        cursor.execute(_MINE, {"person": person_id})
        rows = [
            {str(_("When")): at, str(_("Directive")): titles, str(_("State")): rank, str(_("What was said")): body}
            for at, titles, rank, body in cursor.fetchall()
        ]
    return [Section(_("Your answers"), rows)]


ROOM = Room("cascade", TABLES, export=export)
