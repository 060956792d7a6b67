from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from pankti.access.doors import signed_in
from pankti.access.sessions import close_session
from pankti.base.http import ActorRequest


def sign_in(request: HttpRequest) -> HttpResponse:
    return HttpResponse("sign-in")


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    close_session(request)
    return HttpResponseRedirect(reverse("access:sign-in"))


@signed_in
def account(request: ActorRequest) -> HttpResponse:
    return HttpResponse("account")
