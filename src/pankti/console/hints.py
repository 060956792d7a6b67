"""Whom one may sign in as in a demo; written by the seeding, shown on the public page of a demo only."""

from __future__ import annotations

import json
import logging
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings

from pankti.base.words import Words

log = logging.getLogger(__name__)
FILE = "demo-hints.json"


@dataclass(frozen=True, slots=True)
class Hint:
    """One invented person: their post, unit, phone number, and the console's password if they have one."""

    roles: Words
    names: Words
    unit: Words
    phone: str
    password: str


def list_hints() -> list[Hint]:
    """The demo's people; empty outside a demo, or where none were written."""
    path = Path(settings.DATA_DIR) / FILE
    if not settings.DEMO or not path.is_file():
        return []
    try:
        return [_hint(one) for one in json.loads(path.read_text(encoding="utf-8"))]
    except (ValueError, KeyError, TypeError, AttributeError):
        log.warning("the demo's hints cannot be read: %s", path, exc_info=True)
        return []


def _hint(said: dict[str, Any]) -> Hint:
    roles = said.get("roles") or {"en": str(said["role"])}
    return Hint(roles, said["names"], said.get("unit") or {}, str(said["phone"]), said.get("password") or "")
