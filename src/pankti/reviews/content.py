"""What phones show of a cadence, and how its reviews are called."""

from __future__ import annotations

import hashlib
import hmac
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from pankti.base.words import Words, in_language
from pankti.organisation.models import Appointment
from pankti.reviews.models import Cadence
from pankti.reviews.telling import tell_rule

TONGUES = ("hi", "en")


def titles_of(row: Cadence) -> Words:
    """ "Review of the districts by the region"."""
    return _in_each(row, lambda fields: _("Review: %(reviewing)s reviews %(reviewed)s") % fields)


def build_content(row: Cadence) -> dict[str, Any]:
    """The payload of the cadence's dispatch."""
    held = Appointment.objects.select_related("post", "unit").filter(id=row.by_appointment_id or UUID(int=0)).first()
    texts = _in_each(
        row, lambda fields: _("%(often)s. The hour and the link of your own review stand under “Sessions”.") % fields
    )
    return {
        "titles": titles_of(row),
        "texts": texts,
        "number_labels": {},
        "what_changed": {},
        "answers_stand": True,
        "from": {"post": held.post.names if held else {}, "unit": row.unit.names},
        "attachments": [],
    }


def _in_each(row: Cadence, say: Any) -> Words:
    said: Words = {}
    for tongue in TONGUES:
        with override(tongue):
            fields = {
                "reviewing": in_language(row.reviewing.names, tongue),
                "reviewed": in_language(row.reviewed.names, tongue),
                "often": tell_rule(row.rule),
            }
            said[tongue] = str(say(fields))
    return said


def link_of(base: str, review_id: UUID) -> str:
    """A room's address that nobody guesses, the same whenever it is asked; no service is asked for it."""
    if not base:
        return ""
    name = hmac.new(settings.SECRET_KEY.encode(), f"review {review_id}".encode(), hashlib.sha256).hexdigest()[:24]
    return f"{base.rstrip('/')}/pankti-{name}"
