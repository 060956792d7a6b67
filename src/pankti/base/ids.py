"""Ids are UUIDv7, made by whoever creates the thing: they sort by time, so indexes grow at one end."""

from __future__ import annotations

from uuid import UUID

import uuid_utils


def new_id() -> UUID:
    """A fresh UUIDv7 as a standard ``uuid.UUID``."""
    return UUID(int=uuid_utils.uuid7().int)
