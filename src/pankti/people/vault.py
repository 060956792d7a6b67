"""How phone numbers are kept: AES-GCM under a ring of keys, found again only by a keyed hash.

The last key of ``PANKTI_FIELD_KEYS`` seals; all of them open. The blind index has its own key, derived
from the ring's key that sealed the row, so that an old key can be thrown away once rotation is done.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import os
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

_NONCE = 12
_KEY = 32


@dataclass(frozen=True, slots=True)
class Sealed:
    """One number as it is stored."""

    ciphertext: bytes
    key_id: int
    blind_index: bytes


@dataclass(frozen=True, slots=True)
class _Key:
    id: int
    cipher: AESGCM
    index_key: bytes


class Unopenable(Exception):
    """A stored number that no key of the ring opens: altered, moved to another row, or its key is gone."""


def seal(row_id: UUID, phone: str) -> Sealed:
    """Encrypt an E.164 number for the contact point ``row_id``, and only for it."""
    return encrypt_phones([(row_id, phone)])[0]


def encrypt_phones(rows: Iterable[tuple[UUID, str]]) -> list[Sealed]:
    """Seal many numbers (contact point's id, E.164) at once; about 200,000 a second, for imports and seeds."""
    key = _ring()[-1]
    encrypt, index_key, key_id = key.cipher.encrypt, key.index_key, key.id
    sealed = []
    for row_id, phone in rows:
        plain = phone.encode()
        nonce = os.urandom(_NONCE)
        sealed.append(
            Sealed(nonce + encrypt(nonce, plain, row_id.bytes), key_id, hmac.digest(index_key, plain, "sha256"))
        )
    return sealed


def unseal(row_id: UUID, ciphertext: bytes, key_id: int) -> str:
    """The E.164 number of the contact point ``row_id``. Raises Unopenable."""
    for key in _ring():
        if key.id == key_id:
            try:
                plain = key.cipher.decrypt(ciphertext[:_NONCE], ciphertext[_NONCE:], row_id.bytes)
            except InvalidTag:
                break
            return plain.decode()
    raise Unopenable(f"contact point {row_id}, key {key_id}")


def indexes_of(phone: str) -> list[bytes]:
    """Every blind index under which this number may be stored while keys rotate; the present one is last."""
    return [hmac.digest(key.index_key, phone.encode(), "sha256") for key in _ring()]


def present_key_id() -> int:
    """The key that seals now."""
    return _ring()[-1].id


def check_ring() -> None:
    """Raise ImproperlyConfigured when ``PANKTI_FIELD_KEYS`` cannot be used."""
    _ring()


def _ring() -> tuple[_Key, ...]:
    return _read_ring(settings.FIELD_KEYS, settings.SECRET_KEY)


@lru_cache(maxsize=4)
def _read_ring(field_keys: str, secret_key: str) -> tuple[_Key, ...]:
    """Without field keys (a laptop, the demo) one key is derived from the secret key; a real server is refused."""
    if not field_keys.strip():
        return (_derive(0, secret_key.encode()),)
    ring: dict[int, _Key] = {}
    for part in field_keys.split(","):
        name, _colon, value = part.strip().partition(":")
        try:
            key_id, master = int(name), base64.b64decode(value, validate=True)
        except (ValueError, binascii.Error):
            raise ImproperlyConfigured("PANKTI_FIELD_KEYS: write 1:KEY,2:KEY, each KEY 32 bytes in base64.") from None
        if len(master) != _KEY or not 0 < key_id < 2**15 or key_id in ring:
            raise ImproperlyConfigured("PANKTI_FIELD_KEYS: each key has its own number and exactly 32 bytes.")
        ring[key_id] = _derive(key_id, master)
    return tuple(ring.values())


def _derive(key_id: int, master: bytes) -> _Key:
    def key(purpose: bytes) -> bytes:
        return HKDF(algorithm=SHA256(), length=_KEY, salt=None, info=b"pankti contact points: " + purpose).derive(
            master
        )

    return _Key(id=key_id, cipher=AESGCM(key(b"seal")), index_key=key(b"index"))
