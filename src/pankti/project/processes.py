"""``demo``, ``run`` and ``worker``: the database, the web, the background work, kept together and stopped together."""

from __future__ import annotations

import argparse
import hashlib
import http.client
import json
import socket
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from pankti.project import env
from pankti.project.database import ROOT, Urls, data_folder, database, environment
from pankti.project.supervise import Child, Supervisor, say

MANAGE = [sys.executable, "-m", "pankti.project.manage"]
LOOPBACK = {"127.0.0.1", "::1", "localhost"}
DEMO_MARK = "is-demo"
READY_SECONDS = 60.0


class CannotStart(Exception):
    """The installation cannot start as asked; the message is one sentence that says what to do."""


@dataclass(frozen=True, slots=True)
class Where:
    host: str
    port: int

    @property
    def url(self) -> str:
        return f"http://{self.host}:{self.port}/"


def demo(arguments: list[str]) -> int:
    """An invented organisation, seeded once, with its web, its work and its simulated phones."""
    parser = argparse.ArgumentParser(prog="./pankti demo")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--data", help="where the demo keeps its database and files (default: .pankti/demo)")
    parser.add_argument("--units", nargs="+", metavar="CSV", help="real lists instead of an invented tree")
    parser.add_argument("--size", choices=["small", "state", "nation"], help="default: what is there, else small")
    parser.add_argument("--no-simulator", action="store_true", help="nobody answers but you")
    options = parser.parse_args(arguments)
    where = Where("127.0.0.1", options.port)
    check_port(where)
    data = data_folder(options.data) if options.data else data_folder() / "demo"
    data.mkdir(parents=True, exist_ok=True)
    (data / DEMO_MARK).touch()
    seed = ["seed_demo", *(["--size", options.size] if options.size else [])]
    if options.units:
        seed += ["--units", *(str(Path(unit).resolve()) for unit in options.units)]
    with Supervisor() as supervisor, database(data, supervisor) as urls:
        demo_env = {"PANKTI_DEMO": "1"}
        prepare(supervisor, data, urls, demo_env)
        seed_demo(supervisor, data, urls, seed, demo_env)
        child_env = environment(data, urls, owner=False, **demo_env)
        start_web(supervisor, where, child_env)
        wait_ready(supervisor, where)
        start_work(supervisor, child_env)
        if has_command("simulate_field") and not options.no_simulator and not supervisor.stopping:
            command = [*MANAGE, "simulate_field", "--url", where.url]
            supervisor.start(Child("the field simulator", command, child_env, output=sys.stderr.fileno()))
        return serve(supervisor, where)


def run(arguments: list[str]) -> int:
    """The real server."""
    parser = argparse.ArgumentParser(prog="./pankti run")
    parser.add_argument("--port", type=int, default=env.number("PORT", 8000))
    parser.add_argument("--host", default=env.text("HOST", "127.0.0.1"))
    parser.add_argument("--data")
    options = parser.parse_args(arguments)
    where = Where(options.host, options.port)
    data = data_folder(options.data)
    refuse_unsafe(where, data)
    check_port(where)
    with Supervisor() as supervisor, database(data, supervisor) as urls:
        prepare(supervisor, data, urls, {})
        child_env = environment(data, urls, owner=False)
        must(
            supervisor, ["check", "--deploy", "--tag", "pankti", "--fail-level", "ERROR"], child_env, "The safety check"
        )
        start_web(supervisor, where, child_env)
        wait_ready(supervisor, where)
        start_work(supervisor, child_env)
        return serve(supervisor, where)


def worker(arguments: list[str]) -> int:
    """Background work alone, on a further machine; needs a database that is reached by name."""
    parser = argparse.ArgumentParser(prog="./pankti worker")
    parser.add_argument("--data")
    options = parser.parse_args(arguments)
    data = data_folder(options.data)
    with Supervisor() as supervisor, database(data, supervisor) as urls:
        start_work(supervisor, environment(data, urls, owner=False))
        say("working; Ctrl-C stops")
        supervisor.watch(lambda: False)
    return 0


# -- steps


def refuse_unsafe(where: Where, data: Path) -> None:
    """What a real server must never do."""
    if env.flag("DEMO", default=False):
        raise CannotStart(
            "PANKTI_DEMO is set: a real server shows no codes on its console. Unset it, or use ./pankti demo."
        )
    if env.flag("DEBUG", default=False):
        raise CannotStart("PANKTI_DEBUG is set: a real server shows no inner workings. Unset it.")
    if (data / DEMO_MARK).exists():
        raise CannotStart(
            f"{data} holds the demo's data. Give the real server its own folder: --data or PANKTI_DATA_DIR."
        )
    if where.host not in LOOPBACK and not env.flag("HTTPS", default=False):
        raise CannotStart(
            f"Plain HTTP on {where.host} would send sign-ins in the clear. "
            "Put a TLS proxy in front and set PANKTI_HTTPS=1, or stay on 127.0.0.1."
        )


def check_port(where: Where) -> None:
    family = socket.AF_INET6 if ":" in where.host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((where.host, where.port))
        except (OSError, OverflowError) as reason:
            raise CannotStart(
                f"Port {where.port} on {where.host} is taken or not allowed. Choose another: --port {where.port + 1}"
            ) from reason


def digest(files: list[Path], *more: str) -> str:
    total = hashlib.sha256("\0".join(more).encode())
    for file in files:
        total.update(str(file.relative_to(ROOT)).encode())
        total.update(file.read_bytes())
    return total.hexdigest()


def settled(mark: Path, wanted: str, act: Callable[[], None]) -> None:
    """Act unless ``mark`` says that exactly this was done before."""
    try:
        if json.loads(mark.read_text(encoding="utf-8")) == wanted:
            return
    except (OSError, ValueError):
        pass
    act()
    mark.write_text(json.dumps(wanted), encoding="utf-8")


def prepare(supervisor: Supervisor, data: Path, urls: Urls, more: dict[str, str]) -> None:
    """Migrations, rights and collected static files; skipped when nothing of them changed for our own database."""
    source = ROOT / "src" / "pankti"
    files = [f for f in source.rglob("*") if f.is_file() and ("migrations" in f.parts or "static" in f.parts)]
    files = [f for f in files if f.suffix != ".pyc"] + [ROOT / "requirements" / "run.txt"]
    wanted = digest(sorted(files), urls.owner.split("@")[-1] if not urls.embedded else "embedded")

    def act() -> None:
        must(supervisor, ["prepare_database"], environment(data, urls, owner=True, **more), "Preparing the database")

    settled(data / "prepared.json", wanted, act) if urls.embedded else act()


def seed_demo(supervisor: Supervisor, data: Path, urls: Urls, seed: list[str], more: dict[str, str]) -> None:
    """Fill the demo once; asked again only when the seeding itself changed. Says each time whom one may sign in as."""
    hints = data / "hints.txt"

    def act() -> None:
        with hints.open("wb") as file:
            must(supervisor, seed, environment(data, urls, owner=False, **more), "Seeding the demo", output=file)

    wanted = digest(sorted((ROOT / "src/pankti/project/demo").rglob("*.py")), *seed, "" if urls.embedded else urls.app)
    if not hints.exists():
        (data / "seeded.json").unlink(missing_ok=True)
    settled(data / "seeded.json", wanted, act)
    print(hints.read_text(encoding="utf-8"), end="", file=sys.stderr, flush=True)


def must(
    supervisor: Supervisor, command: list[str], child_env: dict[str, str], what: str, output: IO[bytes] | None = None
) -> None:
    if code := supervisor.run([*MANAGE, *command], child_env, foreground=False, output=output):
        if supervisor.stopping:
            raise KeyboardInterrupt
        raise CannotStart(f"{what} failed (code {code}); above is why.")


def start_web(supervisor: Supervisor, where: Where, child_env: dict[str, str]) -> None:
    workers = env.number("WEB_WORKERS", 2)
    threads = env.number("WEB_THREADS", 4)
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--http", "1", "--no-ws"]
    command += ["--host", where.host, "--port", str(where.port), "--workers", str(workers)]
    command += ["--blocking-threads", str(threads), "--log-level", "warning", "--respawn-failed-workers"]
    for counts in (Path(child_env["PANKTI_DATA_DIR"]) / "metrics").glob("*.counts"):
        counts.unlink(missing_ok=True)  # figures of processes that are gone
    command += ["--workers-kill-timeout", "5", "pankti.project.wsgi:application"]
    supervisor.start(Child("the web", command, child_env | {"PANKTI_SUPERVISED": "1"}))


def start_work(supervisor: Supervisor, child_env: dict[str, str]) -> None:
    """Queue and roll-up; after the web, so that these do not keep the first page waiting."""
    if supervisor.stopping:
        return
    supervisor.start(Child("the worker", [*MANAGE, "worker"], child_env, output=sys.stderr.fileno()))
    if has_command("fold"):
        supervisor.start(Child("the roll-up", [*MANAGE, "fold"], child_env, output=sys.stderr.fileno()))


def has_command(name: str) -> bool:
    return any((ROOT / "src" / "pankti").rglob(f"management/commands/{name}.py"))


def wait_ready(supervisor: Supervisor, where: Where) -> None:
    if not supervisor.watch(lambda: answers(where), seconds=READY_SECONDS) and not supervisor.stopping:
        raise CannotStart(
            f"The web did not answer on {where.url} within {READY_SECONDS:.0f} seconds; above is what it said."
        )


def answers(where: Where) -> bool:
    connection = http.client.HTTPConnection(where.host, where.port, timeout=5)
    try:
        connection.request("GET", "/readyz", headers={"Host": "127.0.0.1", "X-Forwarded-Proto": "https"})
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def serve(supervisor: Supervisor, where: Where) -> int:
    """Say that it serves, and keep everything until told to stop."""
    if not supervisor.stopping:
        print(f"ready: {where.url}", flush=True)
        supervisor.watch(lambda: False)
    say("stopping")
    return 0
