"""Every noun in code has its English and Hindi word in docs/glossary.md, and none is listed that is gone."""

from __future__ import annotations

import re
from pathlib import Path

from django.apps import apps

GLOSSARY = Path(__file__).resolve().parents[2] / "docs" / "glossary.md"
DEVANAGARI = re.compile(r"[\u0900-\u097f]")


def rows() -> dict[str, list[str]]:
    """Word in code → the cells of its line (English, Hindi, meaning)."""
    found: dict[str, list[str]] = {}
    for line in GLOSSARY.read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if line.startswith("|") and (word := re.fullmatch(r"`(\w+)`", cells[0])):
            assert word[1] not in found, f"{word[1]} stands in the glossary twice"
            found[word[1]] = cells[1:]
    return found


def test_every_model_is_in_the_glossary() -> None:
    models = {
        model.__name__
        for config in apps.get_app_configs()
        if config.name.startswith("pankti.")
        for model in config.get_models()
    }

    assert not models - rows().keys(), f"Add a line to {GLOSSARY.name} for: {sorted(models - rows().keys())}"


def test_every_line_has_an_english_and_a_hindi_word_and_a_meaning() -> None:
    for word, (english, hindi, meaning) in rows().items():
        assert english, word
        assert DEVANAGARI.search(hindi), word
        assert meaning, word
