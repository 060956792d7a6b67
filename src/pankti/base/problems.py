"""The one place that turns a DomainError into what its asker can read: an RFC 9457 problem, or a page."""

from __future__ import annotations

import logging
from collections.abc import Callable

import orjson
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from pankti.base.errors import DomainError, OutOfReach

log = logging.getLogger(__name__)
PROBLEM_TYPE = "application/problem+json"


class NotUnderstood(DomainError):
    """The body or a parameter does not have the described form."""

    code = "not_understood"
    status = 422
    sentence = _("This request was not understood. Bring the app up to date and try again.")


class Broken(DomainError):
    """Our own fault: an error that no one foresaw."""

    code = "broken"
    status = 500
    sentence = _("Something went wrong on our side. Nothing that you entered is lost; try again in a few minutes.")


class Forbidden(DomainError):
    """A request that did not come from our own page, or was made suspiciously."""

    code = "forbidden"
    status = 403
    sentence = _("This was not accepted, to protect you. Open the page again and repeat what you did.")


def problem(error: DomainError) -> HttpResponse:
    """An ``application/problem+json`` answer in the language of this request, with the error's fields."""
    body = {**error.fields, "type": "about:blank", "title": str(error), "status": error.status, "code": error.code}
    response = HttpResponse(orjson.dumps(body, default=str), content_type=PROBLEM_TYPE, status=error.status)
    response["Content-Language"] = get_language() or "hi"
    response["Cache-Control"] = "no-store"
    return response


def page(error: DomainError, request: HttpRequest) -> HttpResponse:
    """The error as a page for people."""
    body = render_to_string("base/problem.html", {"error": error, "sentence": str(error)}, request=request)
    return HttpResponse(body, status=error.status)


def wants_json(request: HttpRequest) -> bool:
    """Machines live under ``/api/`` or ask for JSON by name."""
    return request.path.startswith("/api/") or "application/json" in request.headers.get("Accept", "")


def answer(error: DomainError, request: HttpRequest) -> HttpResponse:
    """The error as the caller can read it."""
    return problem(error) if wants_json(request) else page(error, request)


class ProblemMiddleware:
    """Turns errors raised in any door into their answer, so that no view needs a try."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Domain errors and missing things; anything else goes on to the log and ``handler500``."""
        if isinstance(exception, DomainError):
            return answer(exception, request)
        if isinstance(exception, Http404):
            return answer(OutOfReach(), request)
        if isinstance(exception, PermissionDenied | SuspiciousOperation):
            return answer(Forbidden(), request)
        return None


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """``handler404``."""
    return answer(OutOfReach(), request)


def broken(request: HttpRequest) -> HttpResponse:
    """``handler500``: works without the database."""
    return answer(Broken(), request)


def refused(request: HttpRequest, reason: str = "") -> HttpResponse:
    """``CSRF_FAILURE_VIEW``."""
    log.warning("refused by the form guard: %s", reason)
    return answer(Forbidden(), request)


def refused_403(request: HttpRequest, exception: Exception) -> HttpResponse:
    """``handler403``."""
    return answer(Forbidden(), request)
