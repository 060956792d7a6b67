"""This room's audit event types."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from pankti.audit.types import Erasure, EventType

SCHEME_LOADED = EventType("organisation.scheme.loaded", _("Loaded the scheme %(scheme)s."), Erasure.KEEP)

TYPES = (SCHEME_LOADED,)
