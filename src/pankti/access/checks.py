"""What must be true before real people sign in; run by ``manage check --deploy`` and the start of ``run``."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning

from pankti.access.errors import SenderMissing
from pankti.access.senders import get_sender, list_senders
from pankti.access.types import DEMANDED

HINT = "Set PANKTI_CODE_SENDER=command and PANKTI_CODE_COMMAND to a program that reads one line of JSON and sends it."


def check_sender(**_kwargs: Any) -> list[CheckMessage]:
    """Without a way to send codes offices can work, but nobody can sign in on a phone."""
    if not settings.CODE_SENDER:
        return [Warning("No phone can sign in: there is no way to send one-time codes.", hint=HINT, id="access.W001")]
    try:
        get_sender()
    except SenderMissing:
        known = ", ".join(list_senders())
        return [
            Error(
                f"PANKTI_CODE_SENDER is {settings.CODE_SENDER!r}, which cannot send here (known: {known};"
                " 'demo' works in the demo only; 'command' needs PANKTI_CODE_COMMAND).",
                hint=HINT,
                id="access.E001",
            )
        ]
    return []


def check_second_factor(**_kwargs: Any) -> list[CheckMessage]:
    """On a real server a stolen password must not be enough to speak to everybody."""
    if settings.SECOND_FACTOR == DEMANDED:
        return []
    return [
        Error(
            f"PANKTI_SECOND_FACTOR is {settings.SECOND_FACTOR!r}: a stolen password would speak for an office.",
            hint="Unset it, or say demanded.",
            id="access.E002",
        )
    ]
