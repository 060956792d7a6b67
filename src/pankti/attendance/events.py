"""What this room writes into the audit."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from pankti.audit.types import Erasure, EventType

EVENTS = (
    EventType("attendance.roll.opened", _("opened a meeting's roll: %(invited)s invited"), Erasure.KEEP),
    EventType(
        "attendance.presence.ruled", _("corrected somebody's attendance by hand: %(reason)s"), Erasure.DROP_DETAILS
    ),
    EventType("attendance.arrival.noted", _("noted that somebody came"), Erasure.KEEP),
    EventType("attendance.arrival.taken_back", _("took an attendance back"), Erasure.KEEP),
    EventType(
        "attendance.report.read",
        _("read a video service's list: %(lines)s names, %(certain)s known, %(doubtful)s to decide"),
        Erasure.KEEP,
    ),
    EventType("attendance.line.decided", _("decided whom a name in a list means"), Erasure.KEEP),
    EventType("attendance.report.removed", _("removed a video service's list and all that it said"), Erasure.KEEP),
    EventType("attendance.roll.exported", _("saved a meeting's attendance as a file"), Erasure.KEEP),
)
