"""A service's secrets as they are kept: sealed under the same ring of keys as phone numbers, for one row only."""

from __future__ import annotations

from uuid import UUID

import orjson

from pankti.people.vault import seal, unseal


def seal_secrets(row_id: UUID, secrets: dict[str, str]) -> tuple[bytes, int]:
    """Ciphertext and the key's number."""
    sealed = seal(row_id, orjson.dumps(secrets).decode())
    return sealed.ciphertext, sealed.key_id


def open_secrets(row_id: UUID, ciphertext: bytes | memoryview | None, key_id: int) -> dict[str, str]:
    """What was sealed. Raises ``people.vault.Unopenable``."""
    if not ciphertext:
        return {}
    found: dict[str, str] = orjson.loads(unseal(row_id, bytes(ciphertext), key_id))
    return found
