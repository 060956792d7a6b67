"""The door of the media store; behind a web server that serves files itself it is never used."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from pankti.base.errors import OutOfReach
from pankti.base.files import is_signed, path_of
from pankti.base.models import StoredFile

_RANGE = re.compile(r"bytes=(\d{0,15})-(\d{0,15})")
_PIECE = 64 * 1024
_SHOWN = ("image/", "audio/")


@require_safe
def media(request: HttpRequest, sha256: str) -> HttpResponseBase:
    """One stored file by its signed address: safe types are shown, the rest is handed over to be saved."""
    if not is_signed(sha256, request.GET.get("until", ""), request.GET.get("sign", "")):
        raise OutOfReach
    if request.headers.get("If-None-Match") == f'"{sha256}"':
        return HttpResponse(status=304)
    stored = StoredFile.objects.filter(sha256=sha256).first()
    path = path_of(sha256)
    if stored is None or not path.is_file():
        raise OutOfReach
    is_shown = stored.media_type.startswith(_SHOWN)
    part = _part(request, sha256, path.stat().st_size)
    if part is not None and not part:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{path.stat().st_size}"})
    response: FileResponse | StreamingHttpResponse
    if part is None:
        response = FileResponse(
            path.open("rb"), content_type=stored.media_type, as_attachment=not is_shown, filename=_file_name(stored)
        )
    else:
        response = StreamingHttpResponse(_read(path, part), status=206, content_type=stored.media_type)
        response["Content-Length"] = str(len(part))
        if not is_shown:
            response["Content-Disposition"] = f'attachment; filename="{_file_name(stored)}"'
        response["Content-Range"] = f"bytes {part.start}-{part.stop - 1}/{path.stat().st_size}"
    response["Accept-Ranges"] = "bytes"
    response["Cache-Control"] = "private, max-age=31536000, immutable"
    response["ETag"] = f'"{sha256}"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    return response


def _part(request: HttpRequest, sha256: str, size: int) -> range | None:
    """The bytes that were asked for, as a phone goes on with a file whose line broke; None: the whole file.

    One range only; several, or one of another file's state, are answered by the whole. Empty: none there are.
    """
    asked = _RANGE.fullmatch(request.headers.get("Range", "").strip())
    if request.method != "GET" or asked is None or request.headers.get("If-Range", f'"{sha256}"') != f'"{sha256}"':
        return None
    first, last = asked.groups()
    if not first and not last:
        return None
    if not first:  # the last so many
        return range(max(0, size - int(last)), size)
    return range(min(int(first), size), min(int(last) + 1, size) if last else size)


def _read(path: Path, part: range) -> Iterator[bytes]:
    with path.open("rb") as file:
        file.seek(part.start)
        left = len(part)
        while left and (piece := file.read(min(left, _PIECE))):
            left -= len(piece)
            yield piece


def _file_name(stored: StoredFile) -> str:
    return f"{stored.sha256[:12]}.{stored.media_type.rpartition('/')[2]}"
