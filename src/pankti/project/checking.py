"""``test`` and ``check``: the suite beside a real PostgreSQL, and everything else that CI asks."""

from __future__ import annotations

import fcntl
import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pankti.project.database import ROOT, data_folder, database, environment
from pankti.project.supervise import Supervisor, say

CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
FIELD = ROOT / "field"
SLOTS = 16
MOST_WORKERS = 8


@contextmanager
def test_folder() -> Iterator[Path]:
    """A data folder that no other test run uses now; kept for the next run, which then starts at once."""
    for number in range(1, SLOTS + 1):
        folder = data_folder() / f"test-{number}"
        folder.mkdir(parents=True, exist_ok=True)
        with (folder / "lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                continue
            yield folder
            return
    raise OSError(f"{SLOTS} test runs are under way in {data_folder()}")


def workers(arguments: list[str]) -> list[str]:
    """The whole suite runs on every core, each worker with a database of its own; a part of it in one process."""
    of_whole = all(one == "tests" or one.startswith("-") for one in arguments[:1])
    cores = min(len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1, MOST_WORKERS)
    if not of_whole or cores < 2 or any(one.startswith(("-n", "-p", "--pdb")) for one in arguments):
        return []
    return ["-n", str(cores), "--dist", "worksteal"]


def pytest(supervisor: Supervisor, arguments: list[str]) -> int:
    """The Python suite; on the database that was named, else on an embedded one of its own."""
    with test_folder() as folder, database(folder, supervisor, fast=True) as urls:
        say(f"tests run on {'the embedded PostgreSQL' if urls.embedded else 'the PostgreSQL that was named'}")
        env = environment(folder, urls, owner=True)
        spread = workers(arguments)
        runs = [[*spread, *arguments]]
        if spread and "-m" not in arguments:  # the started product wants the machine for itself, and is started once
            runs = [[*spread, "-m", "not product", *arguments], ["-m", "product", *arguments]]
        code = 0
        for run in runs:
            if not supervisor.stopping:
                code = supervisor.run([sys.executable, "-m", "pytest", *run], env) or code
        return code


def vitest(supervisor: Supervisor) -> int:
    if not (FIELD / "node_modules").is_dir() or shutil.which("npm") is None:
        say("the phone app's own tests did not run: its packages are not here (start again with a network)")
        return 0
    return supervisor.run(["npm", "run", "--silent", "test"], dict(os.environ) | {"CI": "true"}, cwd=FIELD)


def test(arguments: list[str]) -> int:
    """Everything; with arguments, only what pytest is told."""
    with Supervisor() as supervisor:
        code = pytest(supervisor, arguments)
        if not arguments and FIELD.is_dir() and not supervisor.stopping:
            code = vitest(supervisor) or code
    if not any(map(shutil.which, CHROMIUM)):
        say("the browser journeys did not run for want of Chromium: apt-get install chromium")
    return code


def steps() -> list[tuple[str, list[str], Path]]:
    python = [sys.executable, "-m"]
    listed: list[tuple[str, list[str], Path]] = [
        ("ruff check", [*python, "ruff", "check"], ROOT),
        ("ruff format", [*python, "ruff", "format", "--check"], ROOT),
        ("mypy", [*python, "mypy"], ROOT),
        ("import contracts", [str(Path(sys.executable).with_name("lint-imports"))], ROOT),
        ("migrations", [*python, "pankti.project.manage", "makemigrations", "--check", "--dry-run"], ROOT),
    ]
    if (FIELD / "node_modules").is_dir() and shutil.which("npm"):
        listed += [(f"field: {name}", ["npm", "run", "--silent", name], FIELD) for name in ("typecheck", "lint")]
    return listed


def check(arguments: list[str]) -> int:
    """All that CI asks. ``--without-tests``: what ``./pankti test`` does not already say."""
    failed: list[str] = []
    with Supervisor() as supervisor:
        with test_folder() as folder, database(folder, supervisor, fast=True) as urls:
            env = environment(folder, urls, owner=True)
            for name, command, where in steps():
                if supervisor.stopping:
                    return 130
                say(f"checking: {name}")
                if supervisor.run(command, env, cwd=where):
                    failed.append(name)
        if "--without-tests" not in arguments:
            say("checking: tests")
            if pytest(supervisor, []):
                failed.append("tests")
            if FIELD.is_dir() and vitest(supervisor):
                failed.append("field: tests")
    say(f"FAILED: {', '.join(failed)}" if failed else "all checks passed")
    return 1 if failed else 0
