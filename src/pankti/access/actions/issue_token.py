from __future__ import annotations

import secrets
from uuid import UUID

from pankti.access.models import Device
from pankti.access.queries import hash_token


def issue_token(*, person_id: UUID, name: str) -> tuple[Device, str]:
    """A new device of this person and the token that only the phone will keep.

    Writes no audit: the caller (the sign-in) does. The field simulator signs its phones in this way too.
    """
    token = secrets.token_urlsafe(32)
    return Device.objects.create(person_id=person_id, token_hash=hash_token(token), name=name[:100]), token
