"""Every event type reads as a sentence and says what erasure does; nothing is recorded under an unknown type."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from django.utils import translation

from pankti.audit.types import Erasure, EventType, list_types

ROOMS = Path(__file__).parents[2] / "src" / "pankti"
NAME = re.compile(r"[a-z_]+\.[a-z_]+\.[a-z_]+")
FIELD = re.compile(r"%\((\w+)\)s")


@pytest.mark.parametrize("event_type", list_types(), ids=lambda t: t.code)
def test_a_type_is_complete(event_type: EventType) -> None:
    assert (ROOMS / event_type.code.split(".")[0]).is_dir(), "an event type is named after its room"
    assert isinstance(event_type.erasure, Erasure)
    with translation.override("en"):
        english = str(event_type.sentence)
    assert english.strip(), "an event type has a sentence"
    assert english % dict.fromkeys(FIELD.findall(english), "x"), "a sentence takes %(named)s fields only"
    with translation.override("hi"):
        assert set(FIELD.findall(str(event_type.sentence))) == set(FIELD.findall(english)), "a translation lost a field"


def test_nothing_is_recorded_under_an_unknown_type() -> None:
    known = {event_type.code for event_type in list_types()}
    rooms = {path.name for path in ROOMS.iterdir() if path.is_dir()}
    unknown = []
    for path in [*ROOMS.glob("*/actions/**/*.py"), *ROOMS.glob("*/tasks.py")]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.keyword) and node.arg in ("type", "event") and isinstance(node.value, ast.Constant):
                text = str(node.value.value)
                if NAME.fullmatch(text) and text.split(".")[0] in rooms and text not in known:
                    unknown.append(f"{path.relative_to(ROOMS)}:{node.value.lineno} {text}")
    assert not unknown, f"Register these in the room's events.py: {unknown}"
