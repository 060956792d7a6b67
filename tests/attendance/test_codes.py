"""The phone's half of the codes is the same as ours: one file with both, which the phone's tests read too."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

from pytest_django import Settings

from pankti.attendance.codes import door_code, read_card, read_door

TWIN = Path(__file__).resolve().parents[2] / "field" / "tests" / "door.json"
SECRET_KEY = "a key of the tests alone, the same for ever"


def test_the_phone_and_the_server_make_the_same_codes(settings: Settings) -> None:
    settings.SECRET_KEY = SECRET_KEY
    twin = json.loads(TWIN.read_text(encoding="utf-8"))
    at = datetime.fromtimestamp(twin["at"], UTC)
    assert door_code(UUID(twin["meeting"]), at) == twin["door"]
    assert read_door(twin["door"], at) == UUID(twin["meeting"])
    assert read_card(twin["card"], at) == UUID(twin["person"])
