"""Words written by people, one JSON value per language: ``{"hi": "…", "en": "…"}``."""

from __future__ import annotations

from collections.abc import Mapping

Words = dict[str, str]


def in_language(words: Mapping[str, str], language: str, fallback: str = "hi") -> str:
    """The text in ``language``, else in ``fallback``, else in any language that has one, else empty."""
    for code in (language, fallback, *words):
        if text := words.get(code, ""):
            return text
    return ""
