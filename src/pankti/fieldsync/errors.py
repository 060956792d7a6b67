from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from pankti.base.errors import DomainError


class CommandUnreadable(DomainError):
    code = "command_unreadable"
    sentence = _("Your phone sent something that we could not read. Update the app and try again.")


class TooManyCommands(DomainError):
    code = "too_many_commands"
    status = 413
    sentence = _("That is too much at once. The app will send it in smaller parts.")


class PhotoUnreadable(DomainError):
    code = "photo_unreadable"
    sentence = _("This is not a photo that we can open. Take it again with the camera.")


class PhotoTooLarge(DomainError):
    code = "photo_too_large"
    sentence = _("The photo has more than 40 million pixels. Take it again with a smaller picture size.")


class PhotoTooHeavy(DomainError):
    code = "photo_too_heavy"
    status = 413
    sentence = _("The photo is larger than %(limit)s MB. Take it again with a smaller picture size.")


class UploadDamaged(DomainError):
    code = "upload_damaged"
    sentence = _("The photo was damaged on its way. It will be sent again.")


class OffsetConflict(DomainError):
    code = "offset_conflict"
    status = 409
    sentence = _("The photo went on elsewhere. The app asks how far it got and goes on from there.")


class ProtocolUnknown(DomainError):
    code = "protocol_unknown"
    status = 412
    sentence = _("This server speaks version 1.0.0 of the tus protocol.")
