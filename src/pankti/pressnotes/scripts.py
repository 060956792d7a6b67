"""Whether a text is written in the script of its language: two that changed places are found before the press does."""

from __future__ import annotations

import unicodedata

_ENOUGH = 20
"""Letters below which nothing is concluded."""
_SHARE = 0.5
_NAMES = {"hi": "DEVANAGARI", "en": "LATIN"}


def is_in_script(text: str, language: str) -> bool:
    """False where most letters belong to another script than the language's own."""
    wanted = _NAMES.get(language)
    letters = [sign for sign in text if sign.isalpha()]
    if wanted is None or len(letters) < _ENOUGH:
        return True
    return sum(1 for sign in letters if unicodedata.name(sign, "").startswith(wanted)) >= _SHARE * len(letters)
