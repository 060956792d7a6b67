"""No child outlives us, not even after ``kill -9``: the kernel's parent-death signal, or a guard where there is none.

On Linux ``on_leash`` gives ``Popen`` a ``preexec_fn`` that asks the kernel for a signal when the starting thread dies,
so children are started from the main thread only. Elsewhere ``guarded`` puts this file between: it starts the command,
reads a pipe that only the supervisor holds open, and passes the signal on when the pipe closes.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable

HAS_KERNEL_LEASH = sys.platform == "linux"
_PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None, use_errno=True) if HAS_KERNEL_LEASH else None


def follow_parent(number: signal.Signals, parent: int | None = None) -> None:
    """Ask the kernel to send us ``number`` when our parent dies; leave at once if it already did."""
    if _libc is None:
        return
    _libc.prctl(_PR_SET_PDEATHSIG, int(number), 0, 0, 0)
    if parent is not None and os.getppid() != parent:
        os._exit(1)


def on_leash(number: signal.Signals) -> Callable[[], None]:
    """A ``preexec_fn`` for ``Popen``. It runs after the change of user, which would clear the setting."""
    parent = os.getpid()

    def tie() -> None:
        follow_parent(number, parent)

    return tie


def guarded(
    command: list[str], number: signal.Signals, user: int | None, group: int | None
) -> tuple[list[str], int, int]:
    """The command behind a guard that becomes ``user``, the pipe's end to pass on, and the end to keep open."""
    read, write = os.pipe()
    given = [read, int(number), -1 if user is None else user, -1 if group is None else group]
    return [sys.executable, "-I", __file__, *map(str, given), *command], read, write


def _guard(read: int, number: int, user: int, group: int, command: list[str]) -> int:
    if user < 0:
        child = subprocess.Popen(command)
    else:
        child = subprocess.Popen(command, user=user, group=group, extra_groups=[])

    def forward(got: int, _frame: object) -> None:
        with contextlib.suppress(ProcessLookupError):
            child.send_signal(got)

    for each in (signal.SIGTERM, signal.SIGINT, signal.SIGQUIT, signal.SIGHUP):
        signal.signal(each, forward)

    def watch() -> None:
        while os.read(read, 1):
            pass
        with contextlib.suppress(ProcessLookupError):
            child.send_signal(number)

    threading.Thread(target=watch, daemon=True).start()
    code = child.wait()
    return 128 - code if code < 0 else code


if __name__ == "__main__":
    _read, _number, _user, _group = map(int, sys.argv[1:5])
    sys.exit(_guard(_read, _number, _user, _group, sys.argv[5:]))
