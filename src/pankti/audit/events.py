"""What the audit writes about itself."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from pankti.audit.types import Erasure, EventType

EVENTS = (
    EventType("audit.person.erased", _("Emptied %(count)s events of a person who was erased."), Erasure.KEEP),
    EventType("audit.record.exported", _("Saved the record of who did what as a file."), Erasure.KEEP),
)
