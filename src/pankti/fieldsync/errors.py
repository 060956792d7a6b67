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
