"""What access writes into the audit. No event holds a phone number, a code or a token."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from pankti.audit.types import Erasure, EventType

EVENTS = (
    EventType("access.device.signed_in", _("signed in on the device %(name)s"), Erasure.DROP_DETAILS),
    EventType("access.device.signed_out", _("signed out on their device"), Erasure.KEEP),
    EventType("access.device.revoked", _("ended a device's sign-in"), Erasure.KEEP),
    EventType("access.code.sent", _("was sent a sign-in code"), Erasure.KEEP),
    EventType("access.code.refused", _("gave a wrong sign-in code"), Erasure.KEEP),
    EventType("access.session.opened", _("signed in to the console"), Erasure.KEEP),
    EventType("access.session.closed", _("signed out of the console"), Erasure.KEEP),
    EventType("access.session.refused", _("was refused at the console's sign-in"), Erasure.KEEP),
    EventType("access.password.changed", _("changed their password"), Erasure.KEEP),
    EventType("access.office.created", _("was set up as the first office of this server"), Erasure.KEEP),
)
