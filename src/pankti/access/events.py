"""What access writes into the audit. No event holds a phone number, a code or a token."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from pankti.audit.types import Erasure, EventType

EVENTS = (
    EventType("access.device.signed_in", _("Signed in on the device %(name)s."), Erasure.DROP_DETAILS),
    EventType("access.device.signed_out", _("Signed out on their device."), Erasure.KEEP),
    EventType("access.device.revoked", _("Ended a device's sign-in."), Erasure.KEEP),
    EventType("access.code.sent", _("Was sent a sign-in code."), Erasure.KEEP),
    EventType("access.code.refused", _("Gave a wrong sign-in code."), Erasure.KEEP),
    EventType("access.session.opened", _("Signed in to the console."), Erasure.KEEP),
    EventType("access.session.closed", _("Signed out of the console."), Erasure.KEEP),
    EventType("access.session.refused", _("Was refused at the console's sign-in."), Erasure.KEEP),
    EventType("access.password.changed", _("Changed their password."), Erasure.KEEP),
    EventType("access.office.created", _("Was set up as the first office of this server."), Erasure.KEEP),
)
