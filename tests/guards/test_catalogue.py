"""Everything that is said is said in Hindi and in English."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from pankti.project.management.commands.catalogue import is_whole, read

LOCALE = Path(__file__).resolve().parents[2] / "locale"
FIELD = re.compile(r"%\((\w+)\)[sd]|\{(\w+)\}")


def forms(message: Any) -> list[str]:
    return [message.string] if isinstance(message.string, str) else list(message.string)


@pytest.mark.parametrize("name", ["django.po", "djangojs.po"])
@pytest.mark.parametrize("language", ["hi", "en"])
def test_no_word_is_missing_or_doubtful(language: str, name: str) -> None:
    catalogue = read(LOCALE / language / "LC_MESSAGES" / name, language)
    lacking = [message.id for message in catalogue if message.id and not is_whole(message)]

    assert len(catalogue) > 10
    assert not lacking


@pytest.mark.parametrize("name", ["django.po", "djangojs.po"])
def test_translations_keep_their_named_fields(name: str) -> None:
    wrong = []
    for message in read(LOCALE / "hi" / "LC_MESSAGES" / name, "hi"):
        if not message.id:
            continue
        ids = [message.id] if isinstance(message.id, str) else list(message.id)
        known = {field for text in ids for field in FIELD.findall(text)}
        wrong += [form for form in forms(message) if not set(FIELD.findall(form)) <= known]

    assert not wrong


@pytest.mark.skipif(shutil.which("xgettext") is None, reason="needs gettext: apt-get install gettext")
def test_the_catalogue_is_fresh() -> None:
    call_command("catalogue", "--check")
