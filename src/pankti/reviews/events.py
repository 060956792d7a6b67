"""What this room writes into the audit."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from pankti.audit.types import Erasure, EventType

EVENTS = (
    EventType("reviews.cadence.set", _("set how often a level is reviewed: %(rule)s"), Erasure.KEEP),
    EventType("reviews.cadence.ended", _("ended a cadence of reviews"), Erasure.KEEP),
    EventType("reviews.cadence.planned", _("put %(reviews)s reviews into the calendar"), Erasure.KEEP),
    EventType("reviews.holiday.set", _("entered a holiday: %(on)s"), Erasure.KEEP),
    EventType("reviews.holiday.removed", _("removed a holiday: %(on)s"), Erasure.KEEP),
)
