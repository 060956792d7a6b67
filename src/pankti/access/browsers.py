"""The mark that a browser carries: not who signs in, but that it is the one that asked, or was here before."""

from __future__ import annotations

import hashlib
import secrets

from django.conf import settings
from django.http import HttpRequest, HttpResponse

COOKIE = "pankti_browser"
_YEAR = 365 * 86_400
_LONGEST = 64


def browser_of(request: HttpRequest) -> bytes:
    """The hash of this browser's mark; empty when it carries none."""
    mark = request.COOKIES.get(COOKIE, "")
    return hashlib.sha256(mark.encode()).digest() if 0 < len(mark) <= _LONGEST else b""


def new_mark() -> tuple[str, bytes]:
    """A fresh mark and its hash."""
    mark = secrets.token_urlsafe(24)
    return mark, hashlib.sha256(mark.encode()).digest()


def give_mark(response: HttpResponse, mark: str) -> None:
    """Let the browser carry ``mark`` for a year; scripts cannot read it."""
    response.set_cookie(COOKIE, mark, max_age=_YEAR, httponly=True, samesite="Lax", secure=settings.HTTPS)
