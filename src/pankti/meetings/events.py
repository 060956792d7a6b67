"""What this room writes into the audit."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from pankti.audit.types import Erasure, EventType

EVENTS = (
    EventType("meetings.meeting.drafted", _("began to prepare a meeting"), Erasure.KEEP),
    EventType("meetings.meeting.called", _("called a meeting of %(invited)s people"), Erasure.KEEP),
    EventType("meetings.meeting.changed", _("changed a meeting: version %(version)s"), Erasure.KEEP),
    EventType("meetings.meeting.cancelled", _("cancelled a meeting: %(reason)s"), Erasure.DROP_DETAILS),
)
