"""What attendance keeps of persons: who came where, and how names are written in video rooms."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from pankti.attendance.models import Alias, Arrival, Presence, Report, ReportLine
from pankti.base.clock import now
from pankti.base.personal import (
    AS_LONG_AS_RECORD,
    NAMELESS,
    REMOVED,
    SELF_AND_ABOVE,
    Basis,
    Kept,
    Room,
    Section,
    Sweep,
    Table,
)

REPORTS_KEPT = timedelta(days=30)
"""How long a list's names are kept after the last was decided, or after it came and nobody decided."""
_ON_RECORD = _("So that a meeting's record says truthfully who came.")
_READERS = _("The person, and the offices whose rights reach the meeting's unit or the person's.")
TABLES = (
    Table(
        "attendance.Presence",
        (
            Kept(
                "person appointment unit path is_invited is_present hows came_at minutes",
                _("Whether somebody came to a meeting, from when, for how many minutes, and how that is known"),
                _ON_RECORD,
                Basis.GIVEN,
                AS_LONG_AS_RECORD,
                _READERS,
                NAMELESS,
            ),
            Kept(
                "guest_names guest_key",
                _("The name of a guest who came without a post"),
                _ON_RECORD,
                Basis.GIVEN,
                AS_LONG_AS_RECORD,
                _READERS,
                _("A guest has no account: whoever keeps the meeting's record removes the name when asked."),
            ),
        ),
        "id meeting at_path changed_at",
    ),
    Table(
        "attendance.Arrival",
        (
            Kept(
                "presence came_at spans minutes reason by_person_id taken_back_by",
                _("Each sign that somebody was at a meeting, and who noted it"),
                _ON_RECORD,
                Basis.GIVEN,
                AS_LONG_AS_RECORD,
                _READERS,
                NAMELESS,
            ),
        ),
        "id at_path how is_here report_id made_at taken_back_at",
    ),
    Table(
        "attendance.Report",
        (
            Kept(
                "content by_person_id name",
                _("A video service's list of who was in the room, sealed, and who handed it in"),
                _("To find out who came."),
                Basis.GIVEN,
                _("Until every name in it is decided, 30 days at the most."),
                _("The offices whose rights reach the meeting's unit."),
                REMOVED,
            ),
        ),
        "id meeting at_path kind sha256 key_id made_at decided_at",
    ),
    Table(
        "attendance.ReportLine",
        (
            Kept(
                "written came_at spans minutes candidates person decided_by",
                _("A name as somebody wrote it in a video room, and whom it is taken for"),
                _("To find out who came."),
                Basis.GIVEN,
                _("30 days after the last name of the list is decided."),
                _("The offices whose rights reach the meeting's unit."),
                REMOVED,
            ),
        ),
        "id report place at_path state arrival_id decided_at",
    ),
    Table("attendance.Rehearsal", impersonal="meeting at_path starts_at findings is_ready looked_at visits_at"),
    Table(
        "attendance.Alias",
        (
            Kept(
                "key person by_person_id",
                _("How somebody writes their own name in video rooms"),
                _("So that they are recognised at the next meeting without anybody being asked again."),
                Basis.GIVEN,
                AS_LONG_AS_RECORD,
                SELF_AND_ABOVE,
                REMOVED,
            ),
        ),
        "id path made_at",
    ),
)


def export(person_id: UUID, language: str) -> Sequence[Section]:
    came = [
        {
            str(_("From")): row.came_at,
            str(_("Minutes")): row.minutes,
            str(_("Came")): str(_("yes") if row.is_present else _("no")),
        }
        for row in Presence.objects.filter(person_id=person_id).order_by("changed_at")
    ]
    aliases = [{str(_("Written")): row.key} for row in Alias.objects.filter(person_id=person_id).order_by("made_at")]
    return [
        Section(_("Meetings to which you were called or came"), came),
        Section(_("Your name in video rooms"), aliases),
    ]


def erase(person_id: UUID) -> None:
    """What they wrote as their name goes; that a nameless person came stays with the meeting."""
    Alias.objects.filter(person_id=person_id).delete()
    ReportLine.objects.filter(person_id=person_id).update(written="", candidates=[])
    Arrival.objects.filter(presence__person_id=person_id).update(reason="")


def forget_reports(limit: int) -> int:
    """Lists whose names were decided long enough ago; what they said of who came stays in the arrivals."""
    before = now() - REPORTS_KEPT
    due = Report.objects.filter(made_at__lt=before).exclude(decided_at__gte=before).values_list("pk", flat=True)
    ids = list(due[:limit])
    Report.objects.filter(pk__in=ids).delete()
    return len(ids)


ROOM = Room(
    "attendance",
    TABLES,
    export=export,
    erase=erase,
    sweeps=(Sweep("attendance.reports", _("Video services' lists"), REPORTS_KEPT, forget_reports),),
)
