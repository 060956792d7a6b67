"""The address by which one holder of a post joins a meeting by video: signed, so that it knows who follows it.

It is ours and stays the same whatever becomes of the room behind it; what happens there is told by ``attendance``.
"""

from __future__ import annotations

import base64
import binascii
from uuid import UUID

from django.utils.crypto import constant_time_compare, salted_hmac

_SALT = "pankti.meetings.joining"
_MAC = 12


def join_path(meeting_id: UUID, appointment_id: UUID) -> str:
    """``/join/…`` for one holder; put the site's own origin before it."""
    said = meeting_id.bytes + appointment_id.bytes
    return f"/join/{base64.urlsafe_b64encode(said + _sign(said)).decode().rstrip('=')}"


def read_join(token: str) -> tuple[UUID, UUID] | None:
    """Meeting and appointment of a token that we signed; None for any other."""
    try:
        raw = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
    except (binascii.Error, ValueError):
        return None
    said, mac = raw[:32], raw[32:]
    if len(raw) != 32 + _MAC or not constant_time_compare(mac, _sign(said)):
        return None
    return UUID(bytes=said[:16]), UUID(bytes=said[16:])


def _sign(said: bytes) -> bytes:
    return salted_hmac(_SALT, said.hex(), algorithm="sha256").digest()[:_MAC]
