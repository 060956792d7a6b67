"""What a killed PostgreSQL leaves in its folder, and when it is safe to take it away."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from pankti.project.accounts import CannotServe

PATIENCE = 20.0


def clear(home: Path) -> None:
    """Wait for the last processes of a dead server to go, then remove its ``postmaster.pid``.

    Only the holder of the supervisor's lock may call this: then any server still alive here has lost its supervisor.
    It is told to stop, and never believed by its process id alone: a zombie is dead, and an id may be someone else's.
    """
    pid_file = home / "postmaster.pid"
    if not pid_file.exists():
        return
    end, asked = time.monotonic() + PATIENCE, 0.0
    while alive := living_in(home):
        if time.monotonic() - asked > PATIENCE / 4:
            asked = time.monotonic()
            urgent = end - asked < PATIENCE / 2
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.kill(min(alive), signal.SIGQUIT if urgent else signal.SIGINT)
        if time.monotonic() > end:
            raise CannotServe(
                f"A PostgreSQL server that is not ours to stop works in {home} (process {min(alive)}). Stop it."
            )
        time.sleep(0.02)
    pid_file.unlink(missing_ok=True)


def living_in(home: Path) -> list[int]:
    """Ids of live processes whose working folder is ``home``: the server's and its children's always is."""
    if sys.platform == "linux":
        return [pid for pid in map(int, filter(str.isdigit, os.listdir("/proc"))) if _lives_in(pid, home)]  # noqa: PTH208
    try:
        pid = int((home / "postmaster.pid").read_text(encoding="utf-8").splitlines()[0])
    except (OSError, ValueError, IndexError):
        return []
    said = subprocess.run(["ps", "-o", "stat=,command=", "-p", str(pid)], stdout=subprocess.PIPE, text=True).stdout
    state, _, command = said.strip().partition(" ")
    return [pid] if command and not state.startswith("Z") and str(home) in command else []


def _lives_in(pid: int, home: Path) -> bool:
    # A zombie has no working folder any more, so it never counts.
    try:
        return Path(f"/proc/{pid}/cwd").readlink() == home
    except OSError:
        return False
