"""What this machine has and what is wrong: ``./pankti doctor``."""

from __future__ import annotations

import platform
import shutil
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from pankti.project.checks import ABOVE_THE_LAW
from pankti.project.tuning import memory_mib

ENOUGH_DISK = 2 * 1024**3


class Command(BaseCommand):
    help = "Says what this machine has, and what is wrong with it."

    def handle(self, *args: Any, **options: Any) -> None:
        wrong = 0
        for good, line in findings():
            self.stdout.write(f"{'ok   ' if good else 'WRONG'}  {line}")
            wrong += not good
        if wrong:
            raise SystemExit(1)


def findings() -> Iterator[tuple[bool, str]]:
    """Each thing looked at: whether it is well, and a line about it."""
    yield True, f"Python {platform.python_version()} on {platform.platform()}, {memory_mib()} MiB of memory"
    disk = shutil.disk_usage(settings.DATA_DIR)
    yield disk.free > ENOUGH_DISK, f"{disk.free // 1024**2} MiB free for {settings.DATA_DIR}"
    yield from _database()
    yield settings.SECRET_KEY != settings.INSECURE_KEY, "a secret key of its own"
    yield bool(settings.FIELD_KEYS), "keys for contact points"
    app = settings.ROOT / "src/pankti/console/static/built"
    yield (
        app.is_dir(),
        "the phone app is built" if app.is_dir() else "the phone app is not built: ./pankti demo builds it",
    )
    node = shutil.which("node")
    yield True, f"Node: {node or 'none; a Python wheel brings one when the phone app is built'}"


def _database() -> Iterator[tuple[bool, str]]:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_setting('server_version'), current_user")
            version, user = cursor.fetchone()
            cursor.execute(ABOVE_THE_LAW)
            above = cursor.fetchone()[0]
            cursor.execute("SHOW server_version_num")
            number = int(cursor.fetchone()[0])
    except DatabaseError as problem:
        yield False, f"the database does not answer: {str(problem).strip().splitlines()[0]}"
        return
    yield number >= 150000, f"PostgreSQL {version}" + ("" if number >= 150000 else "; 15 or newer is needed")
    yield not above, f"served by the role {user}" + (", which stands above the law: name a plain one" if above else "")
    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    yield (
        not waiting,
        "all migrations applied"
        if not waiting
        else (f"{len(waiting)} migrations wait: ./pankti manage prepare_database"),
    )
