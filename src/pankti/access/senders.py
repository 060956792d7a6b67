"""How a one-time code reaches a phone: a registry that rooms above fill; ``PANKTI_CODE_SENDER`` names one.

Two ways are here: ``demo`` prints on the demo's console; ``command`` hands the code to a
program of the operator's own (``PANKTI_CODE_COMMAND``), which speaks to their SMS gateway.
"""

from __future__ import annotations

import json
import logging
import subprocess
import sys
from collections.abc import Callable
from threading import Thread

from django.conf import settings
from django.utils.translation import gettext as _

from pankti.access.errors import SenderMissing
from pankti.people.phones import mask_phone

log = logging.getLogger(__name__)

Sender = Callable[[str, str, str], None]
"""Takes the number (E.164), the code, and the language of its owner; returns at once. Must log neither of the first."""

DEMO, COMMAND = "demo", "command"
PATIENCE = 30

_senders: dict[str, Sender] = {}


def register_sender(name: str, send: Sender) -> None:
    """Make a way of sending known; called from a room's ``apps.ready``."""
    _senders[name] = send


def list_senders() -> list[str]:
    return sorted(_senders)


def get_sender() -> Sender:
    """The configured way. Raises SenderMissing when there is none, or when it is the demo's on a real server."""
    name = settings.CODE_SENDER
    if name not in _senders or (name == DEMO and not settings.DEMO) or (name == COMMAND and not settings.CODE_COMMAND):
        raise SenderMissing
    return _senders[name]


def print_code(phone: str, code: str, language: str) -> None:
    """The demo's way: a line on the demo's own console, and nowhere else."""
    if not settings.DEMO:
        raise SenderMissing
    sys.stdout.write(f"code for {mask_phone(phone)}: {code}\n")
    sys.stdout.flush()


def run_command(phone: str, code: str, language: str) -> None:
    """Hand phone, code and a ready text as one line of JSON to the operator's program, on its standard input.

    In a thread of its own: how long it takes must not tell a caller that the number is known.
    """
    text = _("%(code)s is your sign-in code. It is good for 10 minutes. Tell it to nobody.") % {"code": code}
    line = json.dumps({"phone": phone, "code": code, "language": language, "text": text}) + "\n"
    Thread(target=_run, args=(settings.CODE_COMMAND, line), daemon=True).start()


def _run(command: str, line: str) -> None:
    try:
        done = subprocess.run(
            [command], input=line.encode(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=PATIENCE
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        log.error("a code was not sent: %s", type(error).__name__)
        return
    if done.returncode:
        log.error("a code was not sent: the command ended with %s", done.returncode)


register_sender(DEMO, print_code)
register_sender(COMMAND, run_command)
