"""Codes of the second step: six digits of an app (TOTP, RFC 6238) and recovery codes on paper."""

from __future__ import annotations

import base64
import re
import secrets
from datetime import datetime
from urllib.parse import quote, urlencode
from uuid import UUID

import segno
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from django.utils.crypto import constant_time_compare

from pankti.access.marks import keyed_hash

STEP = 30
DIGITS = 6
_SECRET = 20
RECOVERY_CODES = 10
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that are taken for one another
_RECOVERY = 11
RECOVERY_FORM = re.compile(rf"[{_LETTERS}]{{4}}-[{_LETTERS}]{{4}}-[{_LETTERS}]{{3}}")


def new_secret() -> str:
    """160 random bits in base32, as apps take them."""
    return base64.b32encode(secrets.token_bytes(_SECRET)).decode()


def read_digits(written: str) -> str:
    """Only the digits, of any script, as Latin ones."""
    return "".join(str(int(c)) for c in written if c.isdecimal())


def find_step(secret: str, code: str, at: datetime) -> int | None:
    """The half-minute of ``code``: the present one, or one beside it for clocks that are off. None: wrong."""
    given = read_digits(code)
    totp = TOTP(base64.b32decode(secret), DIGITS, SHA1(), STEP)  # noqa: S303 - what every app speaks
    present = int(at.timestamp()) // STEP
    found = None
    for step in (present, present - 1, present + 1):
        if constant_time_compare(totp.generate(step * STEP).decode(), given):
            found = step
    return found


def app_address(secret: str, *, issuer: str, owner: str) -> str:
    """What the QR code for the app says."""
    label = quote(f"{issuer}:{owner}")
    return f"otpauth://totp/{label}?{urlencode({'secret': secret, 'issuer': issuer}, quote_via=quote)}"


def draw_qr(text: str) -> str:
    """A QR code as the address of a picture, which the content policy lets stand inside a page."""
    return str(
        segno.make(text, error="l", micro=False).svg_data_uri(scale=4, border=4, dark="#1D2430", light="#FFFFFF")
    )


def new_recovery_code() -> str:
    letters = "".join(secrets.choice(_LETTERS) for _ in range(_RECOVERY))
    return f"{letters[:4]}-{letters[4:8]}-{letters[8:]}"


def hash_recovery_code(account_id: UUID, written: str) -> bytes:
    """What is stored of a recovery code; spaces, dashes and capitals do not matter."""
    letters = "".join(c for c in written.lower() if c in _LETTERS)
    return keyed_hash("recovery code", account_id.bytes, letters.encode())
