"""The locks that every room hangs on its doors: a bearer token for phones, a session for offices."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, Concatenate, ParamSpec, cast
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from ninja.security.http import HttpAuthBase

from pankti.access.errors import DeviceRevoked, SignedOut
from pankti.access.queries import actor_for_person, ask_device
from pankti.access.types import DeviceScope
from pankti.base.http import ActorRequest, client_address
from pankti.base.sight import Sight, go_on_as, sight_of

P = ParamSpec("P")


class DeviceRequest(ActorRequest):
    """A phone's request behind the bearer door."""

    device: DeviceScope


def device_of(request: HttpRequest) -> DeviceScope:
    """The phone that asks, by its bearer token. One query; raises SignedOut or DeviceRevoked (both 401)."""
    return device_and(request)[0]


def device_and(
    request: HttpRequest, columns: str = "", params: Mapping[str, Any] | None = None
) -> tuple[DeviceScope, tuple[Any, ...]]:
    """``device_of``, and what more ``columns`` ask of the device's row in the same query (``queries.ask_device``)."""
    scheme, _space, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token or len(token) > 200:
        raise SignedOut
    found = ask_device(token.strip(), columns, params)
    if found is None:
        raise SignedOut
    device = found[0]
    if device.is_revoked:
        raise DeviceRevoked
    go_on_as(device.reach.sight if device.reach else Sight(str(device.person_id)))
    return found


class Bearer(HttpAuthBase):
    """For ``auth=`` of a ninja operation: ``request.device`` and ``request.actor`` are filled (two queries).

    It reads the header itself, so that each refusal has its own code.
    """

    openapi_scheme = "bearer"

    def __call__(self, request: HttpRequest) -> DeviceScope:
        device = device_of(request)
        known = cast("DeviceRequest", request)
        known.device = device
        known.actor = actor_for_person(device.person_id, device_id=device.device_id, address=client_address(request))
        go_on_as(sight_of(known.actor))
        return device


def signed_in(
    view: Callable[Concatenate[ActorRequest, P], HttpResponseBase],
) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """A console page for signed-in people; others are led to the sign-in page and back."""

    @wraps(view)
    def door(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        known = cast("ActorRequest", request)
        if known.actor.person_id is None:
            response: HttpResponse = HttpResponseRedirect(sign_in_address(request))
            if request.headers.get("HX-Request") == "true":
                response = HttpResponse(status=204)
                response["HX-Redirect"] = sign_in_address(request)
            return response
        answer = view(known, *args, **kwargs)
        answer.setdefault("Cache-Control", "private, no-cache")
        return answer

    return door


def sign_in_address(request: HttpRequest) -> str:
    """The sign-in page, remembering the page that was asked for (never a form's target)."""
    back = request.get_full_path() if request.method == "GET" else ""
    return reverse("access:sign-in") + (f"?{urlencode({'next': back})}" if back else "")
