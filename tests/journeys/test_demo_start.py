"""``./pankti demo`` from nothing to ``ready:``, and the end of everything it started."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SECONDS = 120.0


@pytest.fixture(scope="module")
def data() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="pankti-demo-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)
        yield Path(folder) / "data"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def start(data: Path, port: int) -> subprocess.Popen[str]:
    env = {k: v for k, v in os.environ.items() if not k.startswith("PANKTI_")}
    env |= {"PYTHONPATH": f"{ROOT / 'src'}:{ROOT}"}
    command = [sys.executable, "-m", "pankti.project.verbs", "demo", "--port", str(port), "--data", str(data)]
    return subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def wait_ready(demo: subprocess.Popen[str], port: int) -> None:
    assert demo.stdout is not None
    for line in demo.stdout:
        if line.strip() == f"ready: http://127.0.0.1:{port}/":
            return
    raise AssertionError(demo.communicate()[1])


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
        new = set().union(*(children.get(one, set()) for one in todo)) - found
        found |= new
        todo = new
    return found


def alive(pids: set[int]) -> set[int]:
    left = set()
    for pid in pids:
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        except OSError:
            continue
        if state != "Z":
            left.add(pid)
    return left


def get(port: int, path: str) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", path)
        return connection.getresponse().status
    finally:
        connection.close()


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_the_demo_serves_and_takes_all_its_children_along(data: Path, number: signal.Signals) -> None:
    port = free_port()
    demo = start(data, port)
    try:
        wait_ready(demo, port)
        assert get(port, "/readyz") == 200
        family = descendants(demo.pid)
        assert len(family) >= 5  # the database with its own, the web, the worker
    finally:
        demo.send_signal(number)
        demo.wait(timeout=SECONDS)
        for stream in (demo.stdout, demo.stderr):
            assert stream is not None
            stream.close()
    end = time.monotonic() + SECONDS
    while alive(family) and time.monotonic() < end:
        time.sleep(0.05)
    assert not alive(family)


def test_a_taken_port_is_said(data: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = int(taken.getsockname()[1])
        _, said = start(data, port).communicate(timeout=SECONDS)

    assert f"Port {port}" in said
    assert "Traceback" not in said
