from __future__ import annotations

import getpass
import sys
from pathlib import Path

from django.core.management.base import CommandError
from django.utils.translation import gettext as _


def ask_password(file: str | None) -> str:
    """From a file or from the terminal, never from the command line, which others can see."""
    if file == "-":
        return sys.stdin.readline().rstrip("\r\n")
    if file:
        try:
            return Path(file).read_text(encoding="utf-8").rstrip("\r\n")
        except OSError as error:
            raise CommandError(f"{file}: {error.strerror}") from None
    if not sys.stdin.isatty():
        raise CommandError(_("There is no terminal to ask for the password: give --password-file."))
    first = getpass.getpass(_("Password") + ": ")
    if first != getpass.getpass(_("Once more") + ": "):
        raise CommandError(_("The two passwords differ."))
    return first
