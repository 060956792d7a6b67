"""The sync door's short way in: no session, no cookies, no messages; a phone asks a thousand times a second."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from pankti.fieldsync.api import sync_now

PATH = "/api/v1/sync"


class SyncMiddleware:
    """Answers ``POST /api/v1/sync`` before any other middleware; everything else passes through."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path == PATH and request.method == "POST":
            response = sync_now(request)
            response["Content-Length"] = str(len(response.content))  # else it goes out in chunks
            return response
        return self.get_response(request)
