"""The only reader of the environment: strict helpers for ``PANKTI_*`` variables; any of them may be a file."""

from __future__ import annotations

import os
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

_TRUE, _FALSE = {"1", "true", "yes", "on"}, {"0", "false", "no", "off"}


def text(name: str, default: str) -> str:
    """``PANKTI_<name>``, or the content of the file named by ``PANKTI_<name>_FILE``, else ``default``."""
    if path := os.environ.get(f"PANKTI_{name}_FILE"):
        return Path(path).read_text(encoding="utf-8").strip()
    return os.environ.get(f"PANKTI_{name}", default)


def flag(name: str, *, default: bool) -> bool:
    """A yes or no; anything else stops the start with a sentence."""
    value = text(name, "1" if default else "0").lower()
    if value in _TRUE or value in _FALSE:
        return value in _TRUE
    raise ImproperlyConfigured(f"PANKTI_{name} is {value!r}: say 1 or 0.")


def number(name: str, default: int) -> int:
    """A whole number; anything else stops the start with a sentence."""
    value = text(name, str(default))
    try:
        return int(value)
    except ValueError:
        raise ImproperlyConfigured(f"PANKTI_{name} is {value!r}: give a whole number.") from None
