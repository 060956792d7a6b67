"""Signed-in phones for benchmarks."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from uuid import UUID

from pankti.access.models import Device
from pankti.access.queries import hash_token


def sign_in(persons: Sequence[UUID]) -> list[str]:
    """One device for each person; their tokens."""
    tokens = [secrets.token_urlsafe(32) for _ in persons]
    Device.objects.bulk_create(
        (
            Device(person_id=person, token_hash=hash_token(token), name="benchmark")
            for person, token in zip(persons, tokens, strict=True)
        ),
        batch_size=5_000,
    )
    return tokens
