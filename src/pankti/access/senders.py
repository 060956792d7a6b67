"""How a one-time code reaches a phone: a registry that rooms above fill; ``PANKTI_CODE_SENDER`` names one."""

from __future__ import annotations

import sys
from collections.abc import Callable

from django.conf import settings

from pankti.access.errors import SenderMissing
from pankti.people.phones import mask_phone

Sender = Callable[[str, str, str], None]
"""Takes the number (E.164), the code, and the language of its owner. Must not log either of the first two."""

DEMO = "demo"

_senders: dict[str, Sender] = {}


def register_sender(name: str, send: Sender) -> None:
    """Make a way of sending known; called from a room's ``apps.ready``."""
    _senders[name] = send


def list_senders() -> list[str]:
    return sorted(_senders)


def get_sender() -> Sender:
    """The configured way. Raises SenderMissing when there is none, or when it is the demo's on a real server."""
    name = settings.CODE_SENDER
    if name not in _senders or (name == DEMO and not settings.DEMO):
        raise SenderMissing
    return _senders[name]


def print_code(phone: str, code: str, language: str) -> None:
    """The demo's way: a line on the demo's own console, and nowhere else."""
    if not settings.DEMO:
        raise SenderMissing
    sys.stdout.write(f"code for {mask_phone(phone)}: {code}\n")
    sys.stdout.flush()


register_sender(DEMO, print_code)
