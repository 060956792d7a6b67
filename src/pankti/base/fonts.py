"""Where the fonts lie that papers are set with."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders

_FONT = "built/console/letter-devanagari-400.ttf"


@lru_cache(maxsize=1)
def font_folder() -> Path | None:
    """Where the build left the letters' fonts; None while nothing was built (typst then takes what it has)."""
    collected = Path(settings.STATIC_ROOT) / _FONT
    if collected.is_file():
        return collected.parent
    found = finders.find(_FONT)
    return Path(found).parent if isinstance(found, str) else None
