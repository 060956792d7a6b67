"""The house keeps its habits: short files, settings that are explained, no address of one machine or registry."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LONGEST = 500
LONGEST_LINE = 1_000
CODE = {".py", ".ts", ".vue", ".mjs", ".js", ".css", ".html", ".sh"}


def tracked() -> list[Path]:
    """Files of the repository; without git, those of the folders that are ours."""
    try:
        listed = subprocess.run(
            ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            check=True,
        ).stdout.decode()
    except (OSError, subprocess.CalledProcessError):
        tops = ("src", "tests", "benchmarks", "docs", "requirements", "locale")
        return [p for top in tops for p in (ROOT / top).rglob("*") if p.is_file() and "__pycache__" not in p.parts]
    return [path for name in listed.split("\0") if name and (path := ROOT / name).is_file()]


def test_no_file_is_too_long_to_read_in_one_go() -> None:
    long = {
        str(path.relative_to(ROOT)): lines
        for path in tracked()
        if path.suffix in CODE and (lines := path.read_text(encoding="utf-8").count("\n")) > LONGEST
    }

    assert not long, f"split by verb, not by size: {long}"


def test_nothing_built_or_brought_in_lies_in_the_repository() -> None:
    """Fonts and scripts come from packages when the app is built; what is minified was not written here."""
    brought = [
        str(path.relative_to(ROOT))
        for path in tracked()
        if path.suffix in {".woff", ".woff2", ".ttf", ".otf", ".map", ".whl", ".jar"}
        or (
            path.suffix in {".js", ".mjs", ".css"}
            and max(map(len, path.read_text(encoding="utf-8").splitlines()), default=0) > LONGEST_LINE
        )
    ]
    assert not brought, f"Take these out and let .gitignore name where they are built: {brought}"


def test_every_setting_is_explained() -> None:
    asked = set()
    for path in (ROOT / "src" / "pankti").rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        asked |= {f"PANKTI_{n}" for n in re.findall(r'env\.(?:text|flag|number)\(\s*"([A-Z_]+)"', text)}
    page = (ROOT / "docs" / "operations" / "settings.md").read_text(encoding="utf-8")
    explained = set(re.findall(r"^\| `(PANKTI_[A-Z_]+)`", page, re.MULTILINE))

    assert asked == explained


def test_locks_name_no_download_address() -> None:
    for lock in (ROOT / "requirements").glob("*.txt"):
        assert not re.search(r"://|--(extra-)?index-url|--find-links", lock.read_text(encoding="utf-8")), lock.name
    npm = ROOT / "field" / "package-lock.json"
    if npm.exists():
        assert '"resolved": "http' not in npm.read_text(encoding="utf-8")


def test_nothing_names_one_machine_or_registry() -> None:
    ours = Path(__file__).resolve()
    spots = re.compile(
        "|".join(
            [
                "/" + "work/",
                "/" + r"root/(?!x\b)",
                r"/home/[a-z]+/",
                r"n[p]mjs\.",
                r"p[y]thonhosted",
            ]
        )
    )
    found = []
    for path in tracked():
        if (
            path.resolve() == ours
            or path.suffix in {".png", ".woff2", ".gz", ".jpg", ".webp"}
            or path.name == "LICENSE"
        ):
            continue
        for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), 1):
            if spots.search(line):
                found.append(f"{path.relative_to(ROOT)}:{number}: {line.strip()[:80]}")

    assert not found


@pytest.mark.parametrize("name", ["run", "dev", "node"])
def test_every_locked_package_has_its_hashes(name: str) -> None:
    text = (ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8")
    packages = re.findall(r"^([a-z0-9][^\s=]*)==", text, re.MULTILINE)

    assert packages
    assert len(re.findall(r"^[a-z0-9][^\n]*\\\n\s+--hash=sha256:", text, re.MULTILINE)) == len(packages)
