"""What this room writes into the audit."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from pankti.audit.types import Erasure, EventType

EVENTS = (
    EventType("channels.service.saved", _("set up the video service “%(name)s”"), Erasure.KEEP),
    EventType("channels.service.switched_off", _("switched the video service “%(name)s” off"), Erasure.KEEP),
    EventType("channels.service.switched_on", _("switched the video service “%(name)s” on"), Erasure.KEEP),
    EventType("channels.room.asked", _("asked for a video room"), Erasure.KEEP),
    EventType("channels.room.made", _("a video room was made: %(service)s"), Erasure.KEEP),
    EventType("channels.room.failed", _("a video room could not be made: %(problem)s"), Erasure.KEEP),
    EventType("channels.room.parked", _("a video room's fate is unknown and waits for a decision"), Erasure.KEEP),
    EventType("channels.room.decided", _("decided what became of a video room: %(decision)s"), Erasure.KEEP),
    EventType("channels.room.removed", _("a video room was removed"), Erasure.KEEP),
)
