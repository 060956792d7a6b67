"""Start children, restart the ones that crash, stop all of them: what ``demo``, ``run`` and every verb stand on."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import IO

from pankti.project import leash
from pankti.project.accounts import As

FIRST_PAUSE, LONGEST_PAUSE, LONG_LIFE = 0.25, 30.0, 60.0
TICK = 0.05


def say(text: str) -> None:
    print(f"pankti: {text}", file=sys.stderr, flush=True)


@dataclass(slots=True)
class Child:
    """One process of ours. ``keep``: start it again whenever it ends, after a pause that grows."""

    name: str
    command: list[str]
    env: Mapping[str, str] | None = None
    keep: bool = True
    foreground: bool = False  # shares our terminal: Ctrl-C is its own affair
    stop_with: signal.Signals = signal.SIGTERM
    patience: float = 10.0
    cwd: Path | None = None
    account: As = field(default_factory=As)
    output: IO[bytes] | int | None = None
    merged: bool = False  # its errors go where its output goes
    before: Callable[[], None] | None = None
    process: subprocess.Popen[bytes] | None = None
    began: float = 0.0
    pause: float = 0.0
    again_at: float = 0.0
    falls: int = 0


class Supervisor:
    """Use as a context: leaving it stops every child, last started first."""

    def __init__(self) -> None:
        self.children: list[Child] = []
        self.stopping = False
        self._impatient = 0
        self._before: dict[int, object] = {}
        self._pipes: list[int] = []

    def __enter__(self) -> Supervisor:
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            self._before[number] = signal.signal(number, self._heard)
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()
        for number, handler in self._before.items():
            signal.signal(number, handler)  # type: ignore[arg-type]

    def _heard(self, number: int, _frame: FrameType | None) -> None:
        foreground = [c for c in self.children if c.foreground and c.process]
        if foreground and number == signal.SIGINT:
            return  # the terminal told the command itself
        for child in foreground:
            if child.process:
                child.process.send_signal(number)
        self.stopping = True
        self._impatient += 1

    def start(self, child: Child) -> Child:
        """Start ``child`` and keep it until stopped."""
        self.children.append(child)
        self._launch(child)
        return child

    def _launch(self, child: Child) -> None:
        if child.before:
            child.before()
        command, account, number = child.command, child.account, child.stop_with
        passed: tuple[int, ...] = ()
        if not leash.HAS_KERNEL_LEASH:
            command, read, write = leash.guarded(command, number, account.get("user"), account.get("group"))
            account, passed = As(), (read,)
            self._pipes.append(write)
        # Own process group: Ctrl-C reaches us alone, and we stop the children in order.
        child.process = subprocess.Popen(
            command,
            env=child.env,
            cwd=child.cwd,
            stdin=None if child.foreground else subprocess.DEVNULL,
            stdout=child.output,
            stderr=subprocess.STDOUT if child.merged else None,
            process_group=None if child.foreground else 0,
            preexec_fn=leash.on_leash(number),
            pass_fds=passed,
            **account,
        )
        for end in passed:
            os.close(end)
        child.began = time.monotonic()

    def tick(self) -> None:
        """Look at every child once: reap what ended, start again what is due."""
        now = time.monotonic()
        for child in list(self.children):
            if child.process is not None and child.process.poll() is not None:
                code = child.process.returncode
                child.process = None
                if not child.keep or self.stopping:
                    continue
                child.pause = (
                    FIRST_PAUSE
                    if now - child.began > LONG_LIFE
                    else min(max(child.pause * 2, FIRST_PAUSE), LONGEST_PAUSE)
                )
                child.again_at = now + child.pause
                child.falls += 1
                say(f"{child.name} ended ({_how(code)}); starting it again in {child.pause:.2g} s")
            elif child.process is None and child.keep and not self.stopping and now >= child.again_at:
                self._relaunch(child)

    def _relaunch(self, child: Child) -> None:
        try:
            self._launch(child)
        except OSError as problem:  # no memory, no process left: a later time may be better
            child.again_at = time.monotonic() + LONGEST_PAUSE
            say(f"{child.name} could not be started ({problem.strerror}); trying again in {LONGEST_PAUSE:.0f} s")

    def watch(self, until: Callable[[], bool], *, seconds: float | None = None) -> bool:
        """Keep the children until ``until`` says so (True), or we are told to stop or time is over (False)."""
        end = None if seconds is None else time.monotonic() + seconds
        while not self.stopping:
            self.tick()
            if until():
                return True
            if end is not None and time.monotonic() > end:
                return False
            time.sleep(TICK)
        return False

    def run(
        self,
        command: list[str],
        env: Mapping[str, str],
        *,
        foreground: bool = True,
        cwd: Path | None = None,
        output: IO[bytes] | None = None,
    ) -> int:
        """Run one command to its end while the other children are kept; its exit code."""
        child = Child(command[-1], command, env, keep=False, foreground=foreground, cwd=cwd, output=output)
        process = self.start(child).process
        assert process is not None  # noqa: S101 (just started)
        while child.process is not None:
            self.tick()
            if child.process is not None and self.stopping and not foreground:
                self._end(child)
            time.sleep(TICK / 5)
        self.children.remove(child)
        code = process.returncode
        return 128 - code if code < 0 else code

    def stop(self) -> None:
        """Stop every child in reverse order; a second Ctrl-C or TERM stops waiting."""
        self.stopping = True
        self._impatient = min(self._impatient, 1)
        for child in reversed(self.children):
            self._end(child)
        for pipe in self._pipes:
            os.close(pipe)
        self._pipes.clear()

    def _end(self, child: Child) -> None:
        process = child.process
        if process is None:
            return
        with contextlib.suppress(ProcessLookupError):
            process.send_signal(child.stop_with)
        end = time.monotonic() + child.patience
        while process.poll() is None:
            if time.monotonic() > end or self._impatient > 1:
                say(f"{child.name} does not stop by itself; ending it")
                with contextlib.suppress(ProcessLookupError):
                    process.kill() if child.foreground else os.killpg(process.pid, signal.SIGKILL)
                process.wait()
                break
            time.sleep(TICK / 5)
        child.process = None


@contextlib.contextmanager
def supervisor() -> Iterator[Supervisor]:
    with Supervisor() as one:
        yield one


def _how(code: int) -> str:
    if code < 0:
        with contextlib.suppress(ValueError):
            return signal.Signals(-code).name
    return f"code {code}"
