"""What this room writes into the audit."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from pankti.audit.types import Erasure, EventType

EVENTS = (
    EventType("minutes.record.begun", _("began the record of a meeting"), Erasure.KEEP),
    EventType("minutes.entry.added", _("wrote an entry into the record of a meeting"), Erasure.KEEP),
    EventType("minutes.entry.changed", _("changed an entry of the record: version %(version)s"), Erasure.KEEP),
    EventType("minutes.entry.removed", _("took an entry out of the record"), Erasure.KEEP),
    EventType("minutes.entry.restored", _("brought an entry of the record back to version %(version)s"), Erasure.KEEP),
    EventType("minutes.entry.settled", _("chose between two versions of an entry of the record"), Erasure.KEEP),
    EventType("minutes.speaker.changed", _("changed who took part in a meeting"), Erasure.KEEP),
    EventType("minutes.record.closed", _("closed the record of a meeting with %(entries)s entries"), Erasure.KEEP),
    EventType("minutes.decisions.turned", _("turned %(n)s decisions of a meeting into directives"), Erasure.KEEP),
)
