"""The least a web server can answer: the limit of ``sync``, served by the same granian with the same options."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

BODY = b'{"cursor":"1~0123456789abcdef~1~1","now":"2026-11-22T05:00:00.000Z","full":false}'


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """The same bytes for every request."""
    environ["wsgi.input"].read()
    start_response("200 OK", [("Content-Type", "application/json"), ("Content-Length", str(len(BODY)))])
    return [BODY]
