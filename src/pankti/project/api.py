"""The JSON face under ``/api/v1/``: one description, one way to say no. Rooms' routers are named by dotted string."""

from __future__ import annotations

import logging

from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from pankti.access.errors import SignedOut
from pankti.base.errors import DomainError, OutOfReach
from pankti.base.problems import Broken, NotUnderstood, problem

log = logging.getLogger(__name__)

api = NinjaAPI(
    title="Pankti",
    version="1",
    description="What phones and other programs may ask. Errors are RFC 9457 problem documents with a stable code.",
    docs_url=None,  # its page would load scripts from elsewhere
    openapi_url="/openapi.json",
)


@api.exception_handler(DomainError)
def _domain(request: HttpRequest, error: DomainError) -> HttpResponse:
    return problem(error)


@api.exception_handler(AuthenticationError)
def _authentication(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    return problem(SignedOut())


@api.exception_handler(ValidationError)
def _validation(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """Names the places that were not understood, never the values: they may be personal."""
    places = [".".join(str(part) for part in one.get("loc", ())) for one in error.errors]
    log.info("not understood: %s %s", request.path, places)
    return problem(NotUnderstood(places=places))


@api.exception_handler(Http404)
def _missing(request: HttpRequest, error: Http404) -> HttpResponse:
    return problem(OutOfReach())


@api.exception_handler(HttpError)
def _http(request: HttpRequest, error: HttpError) -> HttpResponse:
    """Ninja's own: a body that is no JSON."""
    return problem(NotUnderstood())


@api.exception_handler(Exception)
def _broken(request: HttpRequest, error: Exception) -> HttpResponse:
    log.error("unforeseen at %s", request.path, exc_info=error)
    return problem(Broken())


ROUTERS: tuple[str, ...] = (
    "pankti.access.api.router",
    "pankti.fieldsync.api.router",
    "pankti.privacy.api.router",
    "pankti.meetings.api.router",
    "pankti.minutes.api.router",
    "pankti.attendance.api.router",
)

for _router in ROUTERS:
    api.add_router("", _router)
