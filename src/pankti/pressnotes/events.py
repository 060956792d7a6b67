"""What this room writes into the audit."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from pankti.audit.types import Erasure, EventType

EVENTS = (
    EventType("pressnotes.note.written", _("wrote a press note from the record of a meeting"), Erasure.KEEP),
    EventType("pressnotes.note.edited", _("edited a press note: edition %(edition)s"), Erasure.KEEP),
    EventType("pressnotes.note.proposed", _("asked for a press note to be approved"), Erasure.KEEP),
    EventType("pressnotes.note.sent_back", _("sent a press note back: %(reason)s"), Erasure.DROP_DETAILS),
    EventType("pressnotes.note.approved", _("approved a press note: release %(release)s"), Erasure.KEEP),
    EventType("pressnotes.note.withdrawn", _("took a press note back: %(reason)s"), Erasure.DROP_DETAILS),
    EventType("pressnotes.note.reopened", _("opened a press note for a correction"), Erasure.KEEP),
)
