from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from pankti.access.doors import signed_in
from pankti.base.http import ActorRequest
from pankti.console.built import is_built
from pankti.console.hints import list_hints
from pankti.console.queries import read_home


@require_GET
def public(request: HttpRequest) -> HttpResponse:
    """What this installation is, and the ways in; in a demo also whom one may be."""
    hints = list_hints()
    context = {
        "offices": [hint for hint in hints if hint.password],
        "workers": [hint for hint in hints if not hint.password],
        "is_built": is_built(),
    }
    return render(request, "console/public.html", context)


@signed_in
@require_GET
def home(request: ActorRequest) -> HttpResponse:
    """An office's start: its posts, what runs at its place, its drafts."""
    return render(request, "console/home.html", {"home": read_home(request.actor)})


@require_POST
def choose_language(request: HttpRequest) -> HttpResponse:
    """Keep the chosen language in a cookie and go back to the page."""
    chosen, back = request.POST.get("language", ""), request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}):
        back = "/"
    response = HttpResponseRedirect(back)
    if chosen in dict(settings.LANGUAGES):
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME, chosen, max_age=365 * 86400, samesite="Lax", secure=settings.HTTPS
        )
    return response
