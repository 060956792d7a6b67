"""What channels keep of persons: who set a video service up. A room is a meeting's, not a person's."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from pankti.base.personal import AS_LONG_AS_RECORD, NAMELESS, Basis, Kept, Room, Section, Table
from pankti.channels.models import Service

TABLES = (
    Table(
        "channels.Service",
        (
            Kept(
                "changed_by",
                _("Who set up a video service"),
                _("So that whoever holds the organisation's keys answers for them."),
                Basis.SECURITY,
                AS_LONG_AS_RECORD,
                _("Those who manage the organisation."),
                NAMELESS,
            ),
        ),
        "id code name settings secrets key_id rank is_active checked_at problem_code made_at changed_at",
        open_because=_(
            "It holds the organisation's own account; its page asks for the right to manage the organisation."
        ),
    ),
    Table(
        "channels.Room",
        impersonal="id service subject_kind subject_id path title starts_at ends_at key state wish done provider_id"
        " link problem_code tries next_try_at claimed_at called_at asked_at made_at",
    ),
)


def export(person_id: UUID, language: str) -> Sequence[Section]:
    rows = [{str(_("Service")): row.name} for row in Service.objects.filter(changed_by=person_id).order_by("made_at")]
    return [Section(_("Video services that you set up"), rows)]


ROOM = Room("channels", TABLES, export=export)
