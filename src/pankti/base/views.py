"""The door of the media store; behind a web server that serves files itself it is never used."""

from __future__ import annotations

from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from pankti.base.errors import OutOfReach
from pankti.base.files import is_signed, path_of
from pankti.base.models import StoredFile

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
    response = FileResponse(
        path.open("rb"), content_type=stored.media_type, as_attachment=not is_shown, filename=_file_name(stored)
    )
    response["Cache-Control"] = "private, max-age=31536000, immutable"
    response["ETag"] = f'"{sha256}"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    return response


def _file_name(stored: StoredFile) -> str:
    return f"{stored.sha256[:12]}.{stored.media_type.rpartition('/')[2]}"
