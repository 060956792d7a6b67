"""What this room writes into the audit."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from pankti.audit.types import Erasure, EventType

EVENTS = (
    EventType("conferences.plan.drafted", _("began to plan a conference"), Erasure.KEEP),
    EventType("conferences.plan.changed", _("changed the draft of a conference"), Erasure.KEEP),
    EventType("conferences.plan.called", _("called a conference of %(sessions)s sessions"), Erasure.KEEP),
    EventType("conferences.plan.shifted", _("shifted %(sessions)s sessions by %(hours)s hours"), Erasure.KEEP),
    EventType(
        "conferences.plan.stopped", _("stopped a conference, %(sessions)s sessions: %(reason)s"), Erasure.DROP_DETAILS
    ),
    EventType("conferences.plan.deleted", _("threw the draft of a conference away"), Erasure.KEEP),
    EventType("conferences.plan.rehosted", _("found other hosts for %(sessions)s sessions"), Erasure.KEEP),
    EventType("conferences.route.set", _("set the main speaker's route: %(sessions)s sessions"), Erasure.KEEP),
    EventType("conferences.session.reported", _("reported a session: %(heads)s people"), Erasure.KEEP),
    EventType("conferences.session.registered", _("registered %(n)s people for a session"), Erasure.KEEP),
)
