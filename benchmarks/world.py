"""A database of its own, ``pankti_bench``, filled with an invented organisation of the size asked for."""

from __future__ import annotations

import os
import tempfile
import time
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import django
import psycopg

from benchmarks.report import say

NAME = "pankti_bench"
CASCADE = (
    "cascade_answer, cascade_standing, cascade_tally, cascade_tallytime, cascade_root, cascade_dispatch, "
    "cascade_headcount, cascade_shape, directives_directiveversion, directives_directive, fieldsync_refusal"
)


def open_world(size: str, *, fresh: bool = False) -> float:
    """Make the database ready and Django with it; seconds that filling took (0: it was there).

    Reads the configured server from ``PANKTI_OWNER_DATABASE_URL`` or ``PANKTI_DATABASE_URL``.
    """
    owner = os.environ.get("PANKTI_OWNER_DATABASE_URL") or os.environ["PANKTI_DATABASE_URL"]
    app = os.environ.get("PANKTI_DATABASE_URL", owner)
    if fresh:
        drop(owner)
    _create(owner)
    os.environ["PANKTI_OWNER_DATABASE_URL"] = _renamed(owner)
    os.environ["PANKTI_DATABASE_URL"] = _renamed(app)
    os.environ["PANKTI_AS_OWNER"] = "1"
    os.environ["PANKTI_DATABASE_POOL"] = "8"
    os.environ.setdefault("PANKTI_DATA_DIR", tempfile.mkdtemp(prefix="pankti-bench-"))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pankti.project.settings")
    django.setup()
    return _fill(size, owner)


def _fill(size: str, owner: str) -> float:
    from django.core.management import call_command  # noqa: PLC0415  (Django stands only now)

    from pankti.project.demo import seed as demo  # noqa: PLC0415

    call_command("prepare_database")
    began = time.perf_counter()
    try:
        done = demo.seed(size=size, say=lambda line: say(f"  {line}"), with_samples=False)
    except demo.OtherSize:
        from django.db import connection  # noqa: PLC0415

        connection.close()
        getattr(connection, "close_pool", lambda: None)()
        drop(owner)
        _create(owner)
        call_command("prepare_database")
        began = time.perf_counter()
        done = demo.seed(size=size, say=lambda line: say(f"  {line}"), with_samples=False)
    empty_cascade()
    return time.perf_counter() - began if done.is_new else 0.0


def empty_cascade() -> None:
    """No dispatches, no answers, nothing folded; the tree and its people stay."""
    from django.db import connection  # noqa: PLC0415

    with connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {CASCADE} CASCADE")
        cursor.execute("DELETE FROM access_device WHERE name = 'benchmark'")


def drop(owner: str) -> None:
    drop_database(owner, NAME)


def drop_database(owner: str, name: str) -> None:
    """Remove a database with whoever is still in it.

    An owner may not end the server's own vacuum by force; a plain DROP asks it to leave.
    """
    with psycopg.connect(owner, autocommit=True) as server:
        try:
            server.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        except psycopg.errors.InsufficientPrivilege:
            server.execute(f"DROP DATABASE IF EXISTS {name}")


def _create(owner: str) -> None:
    with psycopg.connect(owner, autocommit=True) as server:
        if not server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [NAME]).fetchone():
            server.execute(f"CREATE DATABASE {NAME}")


def _renamed(url: str) -> str:
    parts = urlsplit(url)
    return urlunsplit(parts._replace(path=f"/{NAME}"))


def data_dir() -> Path:
    return Path(os.environ["PANKTI_DATA_DIR"])
