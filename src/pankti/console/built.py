"""The field app as its build left it: which file answers which address, and how long browsers may keep it."""

from __future__ import annotations

import gzip
import mimetypes
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders

_INDEX = "built/app/index.html"
_TYPES = {".js": "text/javascript", ".webmanifest": "application/manifest+json", ".woff2": "font/woff2"}
_SQUEEZED = ("text/", "application/manifest+json", "application/json", "image/svg+xml")


@dataclass(frozen=True, slots=True)
class BuiltFile:
    """One file of the app. ``is_hashed``: its name changes with its content, so it may be kept for ever."""

    path: Path
    media_type: str
    is_hashed: bool

    def read(self, *, squeezed: bool) -> tuple[bytes, bool]:
        """The content, and whether it came out gzipped (only text does)."""
        stat = self.path.stat()
        if squeezed and self.media_type.startswith(_SQUEEZED):
            return _squeeze(self.path, stat.st_mtime_ns), True
        return self.path.read_bytes(), False


def find_built(name: str) -> BuiltFile | None:
    """The file at ``/app/<name>``; a page inside the app (no dot in its last part) is the app itself.

    None when the app was not built, or has no such file.
    """
    root = _root()
    if root is None:
        return None
    last = name.rsplit("/", 1)[-1]
    wanted = (root / (name if "." in last else "index.html")).resolve()
    if not wanted.is_relative_to(root) or not wanted.is_file():
        return None
    media_type = _TYPES.get(wanted.suffix) or mimetypes.guess_type(wanted.name)[0] or "application/octet-stream"
    return BuiltFile(wanted, media_type, is_hashed=wanted.parent.name == "assets")


def is_built() -> bool:
    return _root() is not None


def _root() -> Path | None:
    collected = Path(settings.STATIC_ROOT) / _INDEX
    if collected.is_file():
        return collected.resolve().parent
    found = finders.find(_INDEX)
    return Path(found).resolve().parent if isinstance(found, str) else None


@lru_cache(maxsize=64)
def _squeeze(path: Path, _changed: int) -> bytes:
    return gzip.compress(path.read_bytes(), 9, mtime=0)
