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
    EventType(
        "access.session.half_opened",
        _("Gave the right password at the console; the second step was still to come."),
        Erasure.KEEP,
    ),
    EventType("access.session.ended", _("Ended a console session from elsewhere."), Erasure.KEEP),
    EventType("access.step.refused", _("Gave a wrong code at the second step."), Erasure.KEEP),
    EventType("access.app.added", _("Set up an app for the second step."), Erasure.KEEP),
    EventType("access.app.removed", _("Removed the app of the second step."), Erasure.KEEP),
    EventType("access.passkey.added", _("Added the passkey %(name)s."), Erasure.DROP_DETAILS),
    EventType("access.passkey.renamed", _("Renamed a passkey to %(name)s."), Erasure.DROP_DETAILS),
    EventType("access.passkey.removed", _("Removed the passkey %(name)s."), Erasure.DROP_DETAILS),
    EventType(
        "access.passkey.copied",
        _("Was refused: the passkey %(name)s counts backwards, as a copy does."),
        Erasure.DROP_DETAILS,
    ),
    EventType("access.recovery.made", _("Made new recovery codes."), Erasure.KEEP),
    EventType("access.step.reset", _("The second step of this account was taken off at the machine."), Erasure.KEEP),
    EventType("access.invitation.made", _("Invited somebody to a post."), Erasure.KEEP),
    EventType("access.invitation.revoked", _("Took back an invitation."), Erasure.KEEP),
    EventType("access.invitation.taken", _("Took a post by invitation."), Erasure.KEEP),
    EventType("access.invitation.undone", _("Ended an appointment that came from an invitation."), Erasure.KEEP),
    EventType("access.reset.sent", _("Was sent a code for a new password."), Erasure.KEEP),
    EventType("access.reset.refused", _("Gave a wrong code for a new password."), Erasure.KEEP),
    EventType(
        "access.password.reset",
        _("Set a new password in place of a forgotten one, with the second step."),
        Erasure.KEEP,
    ),
    EventType(
        "access.step.renewed",
        _("Their password and second step were voided; the office above gave them a recovery code."),
        Erasure.KEEP,
    ),
    EventType("access.password.changed", _("Changed their password."), Erasure.KEEP),
    EventType("access.office.created", _("Was set up as the first office of this server."), Erasure.KEEP),
    EventType("access.right.delegated", _("Was given the right %(right)s by delegation."), Erasure.KEEP),
    EventType("access.delegation.ended", _("Holds the right %(right)s by delegation no longer."), Erasure.KEEP),
)
