"""What people writes into the audit. No event holds a name or a phone number."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from pankti.audit.types import Erasure, EventType

EVENTS = (
    EventType("people.person.added", _("Added a person."), Erasure.KEEP),
    EventType("people.language.chosen", _("Chose the language %(language)s."), Erasure.KEEP),
    EventType("people.phone.set", _("Set a person's phone number."), Erasure.KEEP),
    EventType("people.person.changed", _("Changed what is known of a person: %(fields)s."), Erasure.KEEP),
    EventType("people.contact.added", _("Added a person's %(kind)s."), Erasure.KEEP, {"kind": "contact"}),
    EventType(
        "people.contact.shared", _("Gave a person a number that others have too: %(reason)s."), Erasure.DROP_DETAILS
    ),
    EventType("people.contact.removed", _("Took away a person's %(kind)s."), Erasure.KEEP, {"kind": "contact"}),
    EventType("people.pair.parted", _("Said that two who look alike are two persons."), Erasure.KEEP),
    EventType("people.person.merged", _("Joined another person's history to this one."), Erasure.KEEP),
    EventType("people.merge.undone", _("Undid a merge of two persons."), Erasure.KEEP),
    EventType("people.keys.rotated", _("Sealed %(count)s phone numbers under key %(key)s."), Erasure.KEEP),
)
