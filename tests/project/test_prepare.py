"""What a fresh clone is made ready from, and that it is not made ready twice."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from pankti.project import prepare, verbs

ROOT = Path(__file__).resolve().parents[2]


def test_what_was_made_is_remembered_and_a_damaged_note_is_not_believed(tmp_path: Path) -> None:
    note = tmp_path / "stamps.json"
    prepare.Stamps(note).keep("run", "abc")

    assert prepare.Stamps(note).fresh("run", "abc")
    assert not prepare.Stamps(note).fresh("run", "other")
    note.write_text("{half", encoding="utf-8")
    assert not prepare.Stamps(note).fresh("run", "abc")


def test_a_changed_lock_is_seen(tmp_path: Path) -> None:
    lock = tmp_path / "run.txt"
    lock.write_text("a==1", encoding="utf-8")
    before = prepare.digest_of([lock], "3.11")

    assert prepare.digest_of([lock], "3.11") == before
    assert prepare.digest_of([lock], "3.12") != before
    lock.write_text("a==2", encoding="utf-8")
    assert prepare.digest_of([lock], "3.11") != before


def test_a_step_that_fails_says_so_in_a_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(prepare.CannotPrepare, match="Baking failed"):
        prepare.run("Baking", [sys.executable, "-c", "print('no flour'); raise SystemExit(3)"], cwd=tmp_path)

    assert "no flour" in capsys.readouterr().err


def test_the_front_end_is_made_again_when_an_icon_is_asked_for(tmp_path: Path) -> None:
    (tmp_path / "field").mkdir()
    page = tmp_path / "src" / "page.html"
    page.parent.mkdir()
    page.write_text("<p>", encoding="utf-8")
    before = prepare.app_digest(tmp_path)
    page.write_text("<p>words", encoding="utf-8")
    assert prepare.app_digest(tmp_path) == before

    page.write_text('<use href="icons.svg#i-check">', encoding="utf-8")
    assert prepare.app_digest(tmp_path) != before


def test_without_python_the_command_says_what_to_install(tmp_path: Path) -> None:
    for tool in ("dirname", "readlink"):
        where = next(Path(p) / tool for p in ("/usr/bin", "/bin") if (Path(p) / tool).exists())
        (tmp_path / tool).symlink_to(where)
    done = subprocess.run(
        ["/bin/sh", str(ROOT / "pankti"), "demo"],
        env={"PATH": str(tmp_path)},
        capture_output=True,
        text=True,
    )

    assert done.returncode == 1
    assert "Python 3.11" in done.stderr
    assert "apt-get install" in done.stderr


def test_the_command_is_a_posix_script_that_may_be_run() -> None:
    assert os.access(ROOT / "pankti", os.X_OK)
    assert (ROOT / "pankti").read_text(encoding="utf-8").startswith("#!/bin/sh\n")


def test_an_unknown_verb_gets_the_list(capsys: pytest.CaptureFixture[str]) -> None:
    assert verbs.main(["dance"]) == 2
    assert "./pankti demo" in capsys.readouterr().err
    assert verbs.main([]) == 0
