"""Fills ``request.actor`` from the console's session, and tells the database who asks."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, cast

from django.conf import settings
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import translation

from pankti.access.queries import actor_for_person
from pankti.access.sessions import person_of_session
from pankti.base.actor import SYSTEM
from pankti.base.http import ANONYMOUS, ActorRequest, client_address
from pankti.base.sight import NOBODY, Sight, acting_as, seeing, sight


class SightMiddleware:
    """Every request begins as nobody's; what streams after the view has returned keeps the view's sight."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        with seeing(NOBODY):
            return self.get_response(request)


class ActorMiddleware:
    """Phones (``/api/``) and files never look at the session: their doors read the bearer token themselves."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        known = cast("ActorRequest", request)
        known.actor = ANONYMOUS
        if request.path.startswith("/api/"):
            return self.get_response(request)
        with acting_as(SYSTEM):  # the door itself looks up who comes
            person_id = person_of_session(request)
            if person_id is not None:
                known.actor = actor_for_person(person_id, address=client_address(request))
        if known.actor.person_id is not None and settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
            translation.activate(known.actor.language)
            request.LANGUAGE_CODE = translation.get_language()
        with acting_as(known.actor):
            response = self.get_response(request)
            if response.streaming and not isinstance(response, FileResponse):
                streamed: Any = response
                streamed.streaming_content = _seen(streamed.streaming_content, sight())
            return response


def _seen(parts: Iterator[bytes], what: Sight) -> Iterator[bytes]:
    """The parts of a streamed answer, each made with the sight of the request that it answers."""
    parts = iter(parts)
    while True:
        with seeing(what):
            part = next(parts, None)
        if part is None:
            return
        yield part
