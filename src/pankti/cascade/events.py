"""What this room writes into the audit."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from pankti.audit.types import Erasure, EventType

EVENTS = (
    EventType(
        "cascade.answers.deleted", _("deleted %(n)s single answers 13 months after the end of a dispatch"), Erasure.KEEP
    ),
)
