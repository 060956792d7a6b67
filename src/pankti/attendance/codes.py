"""Codes that are scanned at the door, and what they prove.

The door's code changes every half minute and is made from a secret of the meeting, so that a host's phone makes it
without a network and an invited person's phone may hand it in hours later: what counts is that the moment of the scan
fits the code. A person's card is signed with a key whose public half the hosts' phones have, so that they can check it
without a network too.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from uuid import UUID

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

STEP = 30
"""Seconds for which one code of the door is shown."""
SLACK = timedelta(seconds=120)
"""How far the moment of a scan may lie from the code's own: clocks drift, hands shake."""
CARD_LIVES = timedelta(days=30)
_DOOR, _CARD = "PD1", "PC1"
_MAC = 9
_CURVE_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
LONGEST = 400


def door_secret(meeting_id: UUID) -> bytes:
    """The secret from which a meeting's codes are made; hosts' phones have it too."""
    return salted_hmac("pankti.attendance.door", meeting_id.hex, algorithm="sha256").digest()[:16]


def door_code(meeting_id: UUID, at: datetime) -> str:
    """The code that the door shows at this moment."""
    return _door_code(meeting_id, int(at.timestamp()) // STEP)


def read_door(code: str, scanned_at: datetime) -> UUID | None:
    """The meeting whose door showed ``code`` at about the moment of the scan; None for anything else."""
    kind, _dot, rest = bare(code).partition(".")
    parts = rest.split(".")
    if kind != _DOOR or len(parts) != 3 or not parts[1].isascii() or not parts[1].isdigit() or len(parts[1]) > 12:
        return None
    raw, step = _unpack(parts[0]), int(parts[1])
    if raw is None or len(raw) != 16:
        return None
    meeting_id = UUID(bytes=raw)
    if not constant_time_compare(bare(code), _door_code(meeting_id, step)):
        return None
    shown = datetime.fromtimestamp(step * STEP + STEP / 2, UTC)
    return meeting_id if abs(scanned_at - shown) <= SLACK else None


def _door_code(meeting_id: UUID, step: int) -> str:
    mac = hmac.digest(door_secret(meeting_id), f"{meeting_id.hex}:{step}".encode(), hashlib.sha256)[:_MAC]
    return f"{_DOOR}.{_pack(meeting_id.bytes)}.{step}.{_pack(mac)}"


def make_card(person_id: UUID, until: datetime) -> str:
    """A person's card, good until then."""
    said = person_id.bytes + int(until.timestamp()).to_bytes(5, "big")
    r, s = decode_dss_signature(_key().sign(said, ec.ECDSA(SHA256())))
    return f"{_CARD}.{_pack(said)}.{_pack(r.to_bytes(32, 'big') + s.to_bytes(32, 'big'))}"


def read_card(card: str, scanned_at: datetime) -> UUID | None:
    """The person whose card this is; None when it is none of ours, or was out of date when it was scanned."""
    kind, _dot, rest = bare(card).partition(".")
    said, signature = (_unpack(part) for part in ([*rest.split("."), "", ""])[:2])
    if kind != _CARD or said is None or signature is None or len(said) != 21 or len(signature) != 64:
        return None
    whole = encode_dss_signature(int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big"))
    try:
        _key().public_key().verify(whole, said, ec.ECDSA(SHA256()))
    except InvalidSignature:
        return None
    return UUID(bytes=said[:16]) if int.from_bytes(said[16:], "big") >= scanned_at.timestamp() else None


def public_key() -> str:
    """What hosts' phones check cards with: the point, uncompressed, as WebCrypto reads it."""
    return _pack(_key().public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint))


def bare(scanned: str) -> str:
    """The code in what was scanned: our QR codes hold an address, so that any camera leads to the app."""
    text = scanned.strip()[:LONGEST]
    return text.rpartition("at=")[2].split("&")[0] if "at=" in text else text


def _key() -> ec.EllipticCurvePrivateKey:
    return _derive(settings.SECRET_KEY)


@lru_cache(maxsize=2)
def _derive(secret: str) -> ec.EllipticCurvePrivateKey:
    raw = HKDF(algorithm=SHA256(), length=48, salt=None, info=b"pankti attendance cards").derive(secret.encode())
    return ec.derive_private_key(int.from_bytes(raw, "big") % (_CURVE_ORDER - 1) + 1, ec.SECP256R1())


def _pack(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def _unpack(text: str) -> bytes | None:
    try:
        return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except (binascii.Error, ValueError):
        return None
