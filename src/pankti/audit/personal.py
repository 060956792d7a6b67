"""What the audit keeps of persons: what they did, and what was done to them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from pankti.audit.actions.forget import forget_addresses
from pankti.audit.models import Event
from pankti.audit.types import write_sentence
from pankti.base.personal import (
    AS_LONG_AS_RECORD,
    NAMELESS,
    SELF_AND_ABOVE,
    Basis,
    Kept,
    Room,
    Section,
    Sweep,
    Table,
)

YEAR = timedelta(days=366)
TABLES = (
    Table(
        "audit.Event",
        (
            Kept(
                "actor_id subject_id details",
                _("Who did what, to what, when"),
                _("So that everybody can answer for what they did."),
                Basis.LAW,
                AS_LONG_AS_RECORD,
                SELF_AND_ABOVE,
                NAMELESS,
            ),
            Kept(
                "address device_id",
                _("From which network address and phone it was done"),
                _("To find out what happened when an account is misused."),
                Basis.LAW,
                _("A year: the law asks for that. Then it goes by itself."),
                SELF_AND_ABOVE,
                _("Not shown any more; removed after the law's year."),
            ),
        ),
        "id at type subject_kind path",
    ),
)


def export(person_id: UUID, language: str) -> Sequence[Section]:
    rows = [
        {
            str(_("When")): event.at,
            str(_("What")): write_sentence(event.type, event.details),
            str(_("By you")): str(_("yes")) if event.actor_id == person_id else "",
            str(_("From where")): event.address if event.actor_id == person_id else "",
        }
        for event in Event.objects.filter(Q(actor_id=person_id) | Q(subject_id=person_id))
        .order_by("at", "id")
        .iterator()
    ]
    return [Section(_("What you did, and what was done with your entry"), rows)]


SWEEPS = (Sweep("audit.addresses", _("Network addresses in the record of who did what"), YEAR, forget_addresses),)

ROOM = Room("audit", TABLES, export=export, sweeps=SWEEPS)
