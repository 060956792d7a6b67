"""What every door shares: the request with its actor, and where the caller's address is read."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest

from pankti.base.actor import Actor

ANONYMOUS = Actor(person_id=None)
"""Nobody is signed in: no person, no grants."""


class ActorRequest(HttpRequest):
    """A request as views receive it: ``actor`` is filled by ``access.middleware`` (or by the bearer door)."""

    actor: Actor


def client_address(request: HttpRequest) -> str:
    """The caller's address, read past as many proxies as ``PANKTI_TRUSTED_PROXIES`` says stand before us.

    What the caller itself writes into ``X-Forwarded-For`` is never believed.
    """
    proxies = int(settings.TRUSTED_PROXIES)
    if proxies > 0:
        hops = [h.strip() for h in request.headers.get("X-Forwarded-For", "").split(",") if h.strip()]
        if len(hops) >= proxies:
            return hops[-proxies]
    return str(request.META.get("REMOTE_ADDR", ""))
