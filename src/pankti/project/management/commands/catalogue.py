"""``./pankti manage catalogue``: gather what the server says into ``locale/``; ``--check`` only looks."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

NAME = "django.po"


class Command(BaseCommand):
    help = (
        "Gathers the server's messages (needs gettext). New ones wait for their Hindi; English says what the code says."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="change nothing; fail when the catalogue is stale")

    def handle(self, *args: Any, **options: Any) -> None:
        root: Path = settings.ROOT
        said = gather(root)
        stale = False
        for language, _name in settings.LANGUAGES:
            path = root / "locale" / language / "LC_MESSAGES" / NAME
            known = read(path, language)
            if {key(m) for m in said if m.id} != {key(m) for m in known if m.id}:
                stale = True
            if not options["check"]:
                write(path, merged(said, known, language))
                missing = [m.id for m in read(path, language) if m.id and not is_whole(m)]
                for msgid in missing:
                    self.stdout.write(f"{language}: {msgid!r}")
        if stale and options["check"]:
            raise CommandError("The catalogue is stale: run ./pankti manage catalogue and translate what is new.")


def gather(root: Path) -> Catalog:
    """Everything that code and templates say now, read from a copy so that nothing here is touched."""
    if shutil.which("xgettext") is None:
        raise CommandError("Gathering messages needs gettext: apt-get install gettext")
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder)
        shutil.copytree(root / "src", copy / "src", ignore=shutil.ignore_patterns("static", "__pycache__", "built"))
        (copy / "locale").mkdir()
        env = {k: v for k, v in os.environ.items() if k != "DJANGO_SETTINGS_MODULE"}
        command = [sys.executable, "-m", "django", "makemessages", "-l", "en", "--no-wrap", "--add-location", "file"]
        done = subprocess.run(command, cwd=copy, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        if done.returncode:
            raise CommandError(done.stdout)
        return read(copy / "locale" / "en" / "LC_MESSAGES" / NAME, "en")


def read(path: Path, language: str) -> Catalog:
    if not path.exists():
        return Catalog(locale=language)
    with path.open("rb") as file:
        return read_po(file, locale=language)


def key(message: Any) -> tuple[str | None, str]:
    return message.context, message.id if isinstance(message.id, str) else "\0".join(message.id)


def is_whole(message: Any) -> bool:
    forms = message.string if isinstance(message.string, (list, tuple)) else [message.string]
    return bool(forms) and all(forms) and not message.fuzzy


def merged(said: Catalog, known: Catalog, language: str) -> Catalog:
    """What is said now, with the words that are known; English is the message itself."""
    words = {key(m): m for m in known if m.id}
    new = Catalog(locale=language, project="Pankti", version="", charset="utf-8", fuzzy=False)
    for message in said:
        if not message.id:
            continue
        old = words.get(key(message))
        plural = isinstance(message.id, (list, tuple))
        string: Any = old.string if old is not None and is_whole(old) else (("",) * 2 if plural else "")
        if language == "en":
            string = message.id
        flags = [flag for flag in message.flags if flag != "fuzzy"]
        places = sorted({(path, 1) for path, _line in message.locations})
        new.add(message.id, string, locations=places, flags=flags, context=message.context)
    return new


def write(path: Path, catalogue: Catalog) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryFile() as file:
        write_po(file, catalogue, width=0, omit_header=True, sort_output=True, include_lineno=False)
        file.seek(0)
        body = file.read().decode()
    plurals = "nplurals=2; plural=(n > 1);" if catalogue.locale_identifier == "hi" else "nplurals=2; plural=(n != 1);"
    header = (
        'msgid ""\nmsgstr ""\n"Project-Id-Version: pankti\\n"\n'
        f'"Language: {catalogue.locale_identifier}\\n"\n"MIME-Version: 1.0\\n"\n'
        '"Content-Type: text/plain; charset=utf-8\\n"\n"Content-Transfer-Encoding: 8bit\\n"\n'
        f'"Plural-Forms: {plurals}\\n"\n\n'
    )
    path.write_text(header + body.strip() + "\n", encoding="utf-8")
