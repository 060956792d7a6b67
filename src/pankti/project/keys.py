"""The secrets of one data folder, made once: database passwords, Django's key, the key ring for contact points."""

from __future__ import annotations

import base64
import json
import os
import secrets
from dataclasses import asdict, dataclass
from pathlib import Path

KEYS = "keys.json"


@dataclass(frozen=True, slots=True)
class Keys:
    superuser: str
    owner: str
    app: str
    secret_key: str
    field_keys: str


def load_keys(data: Path) -> Keys:
    """The keys of this folder; made on first use, readable by nobody else (0600). Losing the file loses the data."""
    path = data / KEYS
    if not path.exists():
        data.mkdir(parents=True, exist_ok=True)
        fresh = Keys(
            superuser=secrets.token_urlsafe(24),
            owner=secrets.token_urlsafe(24),
            app=secrets.token_urlsafe(24),
            secret_key=secrets.token_urlsafe(48),
            field_keys=f"1:{base64.b64encode(secrets.token_bytes(32)).decode()}",
        )
        beside = data / f"keys.{os.getpid()}"
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            json.dump(asdict(fresh), file, indent=1)
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(beside, path)  # the first one wins, whole
        except FileExistsError:
            pass
        finally:
            beside.unlink()
    return Keys(**json.loads(path.read_text(encoding="utf-8")))
