"""What privacy writes into the audit. No event holds what was exported or erased."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from pankti.audit.types import Erasure, EventType

EVENTS = (
    EventType("privacy.export.asked", _("Asked for a copy of their data."), Erasure.KEEP),
    EventType("privacy.export.confirmed", _("Confirmed with the password that they want a copy."), Erasure.KEEP),
    EventType("privacy.export.made", _("Made the copy of a person's data."), Erasure.KEEP),
    EventType("privacy.export.downloaded", _("Took the copy of their data."), Erasure.KEEP),
    EventType("privacy.erasure.asked", _("Asked for a person to be erased."), Erasure.KEEP),
    EventType("privacy.erasure.called_off", _("Called an erasure off."), Erasure.KEEP),
    EventType("privacy.erasure.confirmed", _("Confirmed an erasure; from then on it cannot be undone."), Erasure.KEEP),
    EventType("privacy.person.erased", _("Erased a person."), Erasure.KEEP),
    EventType("privacy.hold.opened", _("Opened the sealed record of an erased person: %(why)s"), Erasure.KEEP),
    EventType("privacy.retention.applied", _("Removed what was kept long enough: %(sweep)s, %(count)s."), Erasure.KEEP),
)
