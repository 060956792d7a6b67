"""Fills ``request.actor`` from the console's session; speaks the person's language unless the browser chose one."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation

from pankti.access.queries import actor_for_person
from pankti.access.sessions import person_of_session
from pankti.base.http import ANONYMOUS, ActorRequest, client_address


class ActorMiddleware:
    """Phones (``/api/``) and files never look at the session: their doors read the bearer token themselves."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        known = cast("ActorRequest", request)
        known.actor = ANONYMOUS
        if not request.path.startswith("/api/"):
            person_id = person_of_session(request)
            if person_id is not None:
                known.actor = actor_for_person(person_id, address=client_address(request))
                if known.actor.person_id is not None and settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
                    translation.activate(known.actor.language)
                    request.LANGUAGE_CODE = translation.get_language()
        return self.get_response(request)
