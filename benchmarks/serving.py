"""A web server of its own for a benchmark: granian with the options of ``./pankti run``."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

WORKERS, THREADS = 2, 4
APP, PLAIN = "pankti.project.wsgi:application", "benchmarks.plain:application"


@contextmanager
def served(application: str, more: dict[str, str] | None = None, log: Path | None = None) -> Iterator[int]:
    """The application on a free port of loopback until the block ends; ``log`` takes its standard output."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--http", "1", "--no-ws"]
    command += ["--host", "127.0.0.1", "--port", str(port), "--workers", str(WORKERS)]
    command += ["--blocking-threads", str(THREADS), "--log-level", "warning", application]
    path = os.pathsep.join(["src", ".", os.environ.get("PYTHONPATH", "")])
    environment = os.environ | {"PYTHONPATH": path, "PANKTI_AS_OWNER": "0", "PYTHONWARNINGS": "ignore"} | (more or {})
    environment["PYTHONUNBUFFERED"] = "1"
    with (log or Path(os.devnull)).open("ab") as output:
        server = subprocess.Popen(command, env=environment, stdout=output if log else sys.stderr)
        try:
            _wait(server, port)
            yield port
        finally:
            server.terminate()
            server.wait(15)


def _wait(server: subprocess.Popen[bytes], port: int) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until and server.poll() is None:
        try:
            with socket.create_connection(("127.0.0.1", port), 1) as probe:
                probe.sendall(b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
                if probe.recv(12):
                    return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("the web server did not start")
