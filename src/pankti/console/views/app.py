"""The field app's files under ``/app/``, with what browsers must know to keep it offline."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from pankti.base.errors import OutOfReach
from pankti.console.built import find_built, is_built


@require_safe
def field_app(request: HttpRequest, name: str = "") -> HttpResponse:
    """One file of the built app; every address without a file name is the app itself."""
    file = find_built(name)
    if file is None:
        if is_built():
            raise OutOfReach
        return render(request, "console/not_built.html", status=404)
    content, is_squeezed = file.read(squeezed="gzip" in request.headers.get("Accept-Encoding", ""))
    response = HttpResponse(content, content_type=file.media_type)
    if file.media_type.startswith("text/"):
        response["Content-Type"] = f"{file.media_type}; charset=utf-8"
    if is_squeezed:
        response["Content-Encoding"] = "gzip"
    response["Vary"] = "Accept-Encoding"
    response["Cache-Control"] = "public, max-age=31536000, immutable" if file.is_hashed else "no-cache"
    if file.path.name == "sw.js":
        response["Service-Worker-Allowed"] = "/app/"
    return response
