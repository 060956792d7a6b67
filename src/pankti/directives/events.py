"""What this room writes into the audit."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from pankti.audit.types import Erasure, EventType

EVENTS = (
    EventType("directives.draft.begun", _("began a draft"), Erasure.KEEP),
    EventType("directives.draft.deleted", _("threw a draft away"), Erasure.KEEP),
    EventType("directives.directive.issued", _("issued a directive to %(roots)s units and all below"), Erasure.KEEP),
    EventType("directives.directive.corrected", _("corrected a directive: version %(version)s"), Erasure.KEEP),
    EventType("directives.directive.withdrawn", _("withdrew a directive: %(reason)s"), Erasure.DROP_DETAILS),
    EventType("directives.directive.closed", _("closed a directive: %(reason)s"), Erasure.DROP_DETAILS),
    EventType("directives.directive.expired", _("closed a directive by the rule, after %(days)s days"), Erasure.KEEP),
    EventType("directives.proof.rejected", _("sent a proof back: %(reason)s"), Erasure.DROP_DETAILS),
    EventType("directives.rule.saved", _("set a reminder rule: %(kind)s, %(hours)s hours"), Erasure.KEEP),
    EventType(
        "directives.closing.saved",
        _("set the closing rule: %(after)s days after the deadline, %(without)s days without one"),
        Erasure.KEEP,
    ),
    EventType("directives.rule.fired", _("a reminder rule fired: %(kind)s, %(hours)s hours"), Erasure.KEEP),
)
