"""What the phones' protocol keeps of persons: which phone a file is coming from."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from pankti.base.personal import REMOVED, Basis, Kept, Room, Table

TABLES = (
    Table("fieldsync.Refusal", impersonal="command_id code refused_at"),
    Table(
        "fieldsync.Upload",
        (
            Kept(
                "device_id",
                _("From which phone a photo is on its way"),
                _("So that only that phone can go on sending it."),
                Basis.GIVEN,
                _("Two days at most."),
                _("Nobody."),
                REMOVED,
            ),
        ),
        "id length offset media_type created_at claimed_sha256 sha256",
        open_because=_("It names a phone and no person, is asked by the phone's own id alone, and goes by itself."),
    ),
    Table("fieldsync.Epoch", impersonal="id n"),
)

ROOM = Room("fieldsync", TABLES)
