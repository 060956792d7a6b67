"""What must be true before real people sign in; run by ``manage check --deploy`` and the start of ``run``."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error

from pankti.access.errors import SenderMissing
from pankti.access.senders import get_sender, list_senders


def check_sender(**_kwargs: Any) -> list[CheckMessage]:
    """Without a way to send codes nobody could sign in on a phone."""
    try:
        get_sender()
    except SenderMissing:
        return [
            Error(
                f"One-time codes cannot be sent: PANKTI_CODE_SENDER is {settings.CODE_SENDER!r}.",
                hint=f"Name a sender (known here: {', '.join(list_senders())}); 'demo' works in the demo only.",
                id="access.E001",
            )
        ]
    return []
