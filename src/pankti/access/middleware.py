"""Fills ``request.actor`` from the console's session, and tells the database who asks."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, cast

from django.conf import settings
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import translation

from pankti.access.actions.office_sessions import is_demanded, note_seen
from pankti.access.queries import actor_for_person
from pankti.access.sessions import OfficeRequest, session_of
from pankti.access.types import Factor
from pankti.base.actor import SYSTEM
from pankti.base.http import ANONYMOUS, client_address
from pankti.base.sight import NOBODY, Sight, acting_as, seeing, sight, sight_of


class SightMiddleware:
    """Every request begins as nobody's; what streams after the view has returned keeps the view's sight."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        with seeing(NOBODY):
            return self.get_response(request)


class ActorMiddleware:
    """Phones (``/api/``) and files never look at the session: their doors read the bearer token themselves.

    A session that lacks its second step acts as nobody. So does one that was opened without, once its person's
    posts ask for one: the sign-in page leads both to it.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        known = cast("OfficeRequest", request)
        known.actor, known.office, known.is_half = ANONYMOUS, None, False
        if request.path.startswith("/api/"):
            return self.get_response(request)
        with acting_as(SYSTEM):  # the door itself looks up who comes
            self._recognise(known)
        own = Sight(str(known.office.person_id)) if known.office and known.is_half else sight_of(known.actor)
        with seeing(own):  # half a session sees what is its person's own: what the second step needs
            response = self.get_response(request)
            if response.streaming and not isinstance(response, FileResponse):
                streamed: Any = response
                streamed.streaming_content = _seen(streamed.streaming_content, sight())
            return response

    @staticmethod
    def _recognise(request: OfficeRequest) -> None:
        office = session_of(request)
        if office is None:
            return
        actor = actor_for_person(office.person_id, address=client_address(request))
        if actor.person_id is None:
            return
        request.office = office
        request.is_half = office.factor is Factor.HALF or (office.factor is Factor.NONE and is_demanded(actor))
        if not request.is_half:
            request.actor = actor
            note_seen(office)
        if settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
            translation.activate(actor.language)
            request.LANGUAGE_CODE = translation.get_language()


def _seen(parts: Iterator[bytes], what: Sight) -> Iterator[bytes]:
    """The parts of a streamed answer, each made with the sight of the request that it answers."""
    parts = iter(parts)
    while True:
        with seeing(what):
            part = next(parts, None)
        if part is None:
            return
        yield part
