"""Which PostgreSQL: the one named by ``PANKTI_DATABASE_URL``, else our own below the data folder."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pankti.project import env
from pankti.project.keys import load_keys
from pankti.project.postgres import APP, OWNER, Cluster, serving
from pankti.project.supervise import Supervisor

ROOT = Path(__file__).resolve().parents[3]


@dataclass(frozen=True, slots=True)
class Urls:
    app: str
    owner: str
    embedded: bool


def data_folder(given: str | None = None) -> Path:
    """``--data``, else ``PANKTI_DATA_DIR``, else ``.pankti`` in the clone."""
    return Path(given or env.text("DATA_DIR", str(ROOT / ".pankti"))).expanduser().resolve()


@contextlib.contextmanager
def database(data: Path, supervisor: Supervisor, *, fast: bool = False) -> Iterator[Urls]:
    """Addresses of a database that answers (ours) or that was named (theirs)."""
    if named := env.text("DATABASE_URL", ""):
        yield Urls(app=named, owner=env.text("OWNER_DATABASE_URL", named), embedded=False)
        return
    with serving(Cluster(data, fast=fast), supervisor) as server:
        yield Urls(app=server.url(APP), owner=server.url(OWNER), embedded=True)


def environment(data: Path, urls: Urls, *, owner: bool, **more: str) -> dict[str, str]:
    """What a process of ours finds in its environment. Only those that migrate get the owner's address."""
    keys = load_keys(data)
    made = dict(os.environ)
    made.pop("PANKTI_OWNER_DATABASE_URL", None)
    made.pop("PANKTI_OWNER_DATABASE_URL_FILE", None)
    made.pop("PANKTI_DATABASE_URL_FILE", None)
    made |= {"PANKTI_DATA_DIR": str(data), "PANKTI_DATABASE_URL": urls.app, "PYTHONUNBUFFERED": "1"}
    if owner:
        made["PANKTI_OWNER_DATABASE_URL"] = urls.owner
    for name, value in (("SECRET_KEY", keys.secret_key), ("FIELD_KEYS", keys.field_keys)):
        if not env.text(name, ""):
            made[f"PANKTI_{name}"] = value
    return made | more
