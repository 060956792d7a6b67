"""What this room writes into the audit."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from pankti.audit.types import Erasure, EventType

EVENTS = (
    EventType("meetings.meeting.drafted", _("began to prepare a meeting"), Erasure.KEEP),
    EventType("meetings.draft.deleted", _("threw the draft of a meeting away"), Erasure.KEEP),
    EventType("meetings.meeting.called", _("called people to a meeting"), Erasure.KEEP),
    EventType("meetings.meeting.changed", _("changed a meeting: version %(version)s"), Erasure.KEEP),
    EventType("meetings.meeting.cancelled", _("cancelled a meeting: %(reason)s"), Erasure.DROP_DETAILS),
    EventType("meetings.meeting.held", _("marked a meeting as held"), Erasure.KEEP),
    EventType("meetings.room.given", _("gave a meeting its video room"), Erasure.KEEP),
    EventType("meetings.sessions.planted", _("planned %(sessions)s sessions at once"), Erasure.KEEP),
    EventType("meetings.sessions.shifted", _("moved %(sessions)s sessions by %(minutes)s minutes"), Erasure.KEEP),
    EventType("meetings.sessions.cancelled", _("cancelled %(sessions)s sessions: %(reason)s"), Erasure.DROP_DETAILS),
    EventType("meetings.template.saved", _("saved an agenda to begin from"), Erasure.KEEP),
    EventType("meetings.template.retired", _("put an agenda to begin from aside"), Erasure.KEEP),
    EventType("meetings.feed.made", _("made an address for their own calendar"), Erasure.KEEP),
    EventType("meetings.feed.revoked", _("switched the address of their own calendar off"), Erasure.KEEP),
)
