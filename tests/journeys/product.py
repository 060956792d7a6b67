"""The whole product as a user starts it, with its own database, and every way in which it may end."""

from __future__ import annotations

import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

import psycopg

from pankti.project.postgres import OWNER, Cluster

ROOT = Path(__file__).resolve().parents[2]
SECONDS = 180.0


@dataclass(frozen=True, slots=True)
class Person:
    """One of the demo's cast."""

    role: str
    names: dict[str, str]
    unit: dict[str, str]
    phone: str
    password: str


@dataclass(slots=True)
class Product:
    """``./pankti demo`` on ``data``: the supervisor, the web, the worker, the roll-up and the embedded PostgreSQL.

    Always on the embedded one: these journeys kill the database too, and a server that somebody named is not ours
    to kill. Nobody is simulated unless ``is_simulated`` says so: whatever is answered, a journey answered.
    """

    data: Path
    port: int = 0
    is_simulated: bool = False
    process: subprocess.Popen[str] | None = None
    said: list[str] = field(default_factory=list)
    _news: threading.Condition = field(default_factory=threading.Condition)

    def __post_init__(self) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    # -- beginning and end

    def start(self) -> None:
        env = {name: value for name, value in os.environ.items() if not name.startswith("PANKTI_")}
        env |= {"PYTHONPATH": f"{ROOT / 'src'}:{ROOT}", "PANKTI_WEB_WORKERS": "1"}
        command = [
            sys.executable,
            "-m",
            "pankti.project.verbs",
            "demo",
            *([] if self.is_simulated else ["--no-simulator"]),
        ]
        command += ["--port", str(self.port), "--data", str(self.data)]
        self.process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        assert self.process.stdout is not None
        begun = len(self.said)
        threading.Thread(target=self._listen, args=[self.process.stdout], daemon=True).start()
        self.wait_for(rf"^ready: {self.url}/$", since=begun)

    def _listen(self, stream: IO[str]) -> None:
        with stream:
            for line in stream:
                with self._news:
                    self.said.append(line.rstrip("\n"))
                    self._news.notify_all()
        with self._news:
            self._news.notify_all()

    def wait_for(self, pattern: str, *, since: int = 0, seconds: float = SECONDS) -> re.Match[str]:
        """The first line since ``since`` that fits, whether it was said already or is still to come."""
        end = time.monotonic() + seconds
        with self._news:
            while True:
                for line in self.said[since:]:
                    if found := re.search(pattern, line):
                        return found
                is_over = self.process is None or self.process.poll() is not None
                if is_over or time.monotonic() > end:
                    raise AssertionError(f"{pattern} was never said:\n" + "\n".join(self.said[-40:]))
                self._news.wait(1.0)

    def stop(self) -> None:
        """TERM, as a service manager says it; nothing stays behind."""
        self.end(signal.SIGTERM)

    def end(self, number: signal.Signals) -> set[int]:
        """Send ``number`` to the supervisor alone and wait until all that it started is gone; their ids."""
        if self.process is None:
            return set()
        family = descendants(self.process.pid)
        self.process.send_signal(number)
        self.process.wait(SECONDS)
        self._wait_gone(family)
        self.process = None
        return family

    def kill(self) -> None:
        """``kill -9`` of everything at once: nobody has time to say good-bye, nor to start anybody again."""
        assert self.process is not None
        self.process.send_signal(signal.SIGSTOP)  # a supervisor that does not see its children fall
        family: set[int] = set()
        while fresh := alive(descendants(self.process.pid)):
            family |= fresh
            for pid in fresh:
                try:
                    os.kill(pid, signal.SIGKILL)
                except ProcessLookupError:
                    continue
            time.sleep(0.02)
        assert len(family) >= 5  # the database with its own, the web, the worker, the roll-up
        self.process.kill()
        self.process.wait(SECONDS)
        self._wait_gone(family)
        self.process = None

    @staticmethod
    def _wait_gone(family: set[int]) -> None:
        end = time.monotonic() + SECONDS
        while left := alive(family):
            assert time.monotonic() < end, f"still there: {left}"
            time.sleep(0.05)

    # -- what stands behind it

    def cast(self) -> list[Person]:
        """From the top down to one last unit's holder, and last the stranger from another branch."""
        hints = json.loads((self.data / "demo-hints.json").read_text(encoding="utf-8"))
        return [Person(h["role"], h["names"], h["unit"], h["phone"], h["password"] or "") for h in hints]

    def count(self, sql: str, *values: object) -> int:
        """One number straight from the database, past everything that we wrote."""
        server = Cluster(self.data).find_running()
        assert server is not None
        with psycopg.connect(server.url(OWNER)) as connection:
            row = connection.execute(sql.encode(), values).fetchone()
        assert row is not None
        return int(row[0])

    def forget_limits(self) -> None:
        """As if hours had gone by: what was counted against guessing is gone, codes too."""
        server = Cluster(self.data).find_running()
        if server is not None:
            with psycopg.connect(server.url(OWNER)) as connection:
                connection.execute("DELETE FROM access_throttle")
                connection.execute("DELETE FROM access_onetimecode")

    def code_since(self, mark: int) -> str:
        """The one-time code that the demo printed after ``mark`` (``len(said)`` before it was asked for)."""
        return self.wait_for(r"^code for .*: (\d{6})$", since=mark, seconds=30)[1]

    def get(self, path: str) -> int:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request("GET", path)
            return connection.getresponse().status
        finally:
            connection.close()


def descendants(pid: int) -> set[int]:
    """Ids of all that this process started, with all that those started."""
    children: dict[int, set[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            except (OSError, IndexError):
                continue
            children.setdefault(parent, set()).add(int(entry.name))
    found: set[int] = set()
    todo = {pid}
    while todo:
        todo = set().union(*(children.get(one, set()) for one in todo)) - found
        found |= todo
    return found


def alive(pids: set[int]) -> set[int]:
    """Those that still run; one that waits to be reaped does not."""
    left = set()
    for pid in pids:
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        except OSError:
            continue
        if state != "Z":
            left.add(pid)
    return left
