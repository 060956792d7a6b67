"""What people writes into the audit. No event holds a name or a phone number."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from pankti.audit.types import Erasure, EventType

EVENTS = (
    EventType("people.person.added", _("Added a person."), Erasure.KEEP),
    EventType("people.language.chosen", _("Chose the language %(language)s."), Erasure.KEEP),
    EventType("people.phone.set", _("Set a person's phone number."), Erasure.KEEP),
    EventType("people.keys.rotated", _("Sealed %(count)s phone numbers under key %(key)s."), Erasure.KEEP),
)
