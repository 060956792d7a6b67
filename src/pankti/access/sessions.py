"""The console's session: which account is signed in, how far, and whether that is still true."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest
from django.middleware.csrf import rotate_token
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _

from pankti.access.models import Account
from pankti.access.queries import find_office_session
from pankti.access.types import HALF_LIVES, OfficeLine
from pankti.base.clock import now
from pankti.base.http import ActorRequest

_SESSION, _PASSWORD, _CEREMONY, _CONFIRMED = "office", "password", "ceremony", "confirmed"
_WELCOME = "welcome"

_SYSTEMS = {
    name: name.replace("CrOS", "ChromeOS").replace("Mac OS", "Mac")
    for name in ("Android", "iPhone", "iPad", "Windows", "CrOS", "Mac OS", "Linux")
}
_BROWSERS = {"Edg": "Edge", "OPR/": "Opera", "SamsungBrowser": "Samsung", "Firefox": "Firefox"}
_BROWSERS |= {"Chrome": "Chrome", "Safari": "Safari"}  # in this order: the earlier ones call themselves these too


class OfficeRequest(ActorRequest):
    """A request as ``access.middleware`` leaves it: the console session, and whether its second step is missing."""

    office: OfficeLine | None
    is_half: bool


def bind_session(request: HttpRequest, session_id: UUID, account: Account) -> None:
    """Let this browser be the console session ``session_id``, under a fresh key; nothing of an earlier one stays."""
    request.session.flush()
    request.session[_SESSION] = str(session_id)
    keep_session(request, account)
    renew_session(request)


def renew_session(request: HttpRequest) -> None:
    """A fresh session key and form guard: after every step that gives more."""
    request.session.cycle_key()
    rotate_token(request)


def keep_session(request: HttpRequest, account: Account) -> None:
    """Bind this session to the account's present password; all its other sessions end."""
    request.session[_PASSWORD] = account.get_session_auth_hash()


def close_session(request: HttpRequest) -> None:
    """Sign out: the session and all it held are gone."""
    request.session.flush()


def session_of(request: HttpRequest) -> OfficeLine | None:
    """The console session of this browser, half or whole.

    None without a cookie (no query), after a password change, when ended elsewhere or switched off.
    """
    if settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return None
    session_id = request.session.get(_SESSION)
    if session_id is None:
        return None
    found = find_office_session(UUID(session_id))
    if found is None or not constant_time_compare(request.session.get(_PASSWORD, ""), found[1]):
        request.session.flush()
        return None
    return found[0]


def confirm_owner(request: HttpRequest) -> None:
    """The owner showed once more that it is they."""
    request.session[_CONFIRMED] = now().timestamp()


def is_fresh(request: HttpRequest, office: OfficeLine) -> bool:
    """Whether the owner showed within a quarter of an hour that it is they: asked before ways of signing in change."""
    shown = max(office.opened_at.timestamp(), float(request.session.get(_CONFIRMED, 0)))
    return now().timestamp() - shown < HALF_LIVES.total_seconds()


def keep_ceremony(request: HttpRequest, kind: str, remembered: dict[str, Any]) -> None:
    """Remember the challenge of a passkey between its two calls."""
    request.session[_CEREMONY] = {"kind": kind, **remembered}


def take_ceremony(request: HttpRequest, kind: str) -> dict[str, Any] | None:
    """The challenge given to this browser, once; None when there is none of this kind."""
    kept = request.session.pop(_CEREMONY, None)
    if not isinstance(kept, dict) or kept.pop("kind", "") != kind:
        return None
    return kept


def keep_welcome(request: HttpRequest, token: str, person_id: UUID) -> None:
    """An invitation was just taken here, by this person: for the page that says what now, and for their phone."""
    request.session[_WELCOME] = {"token": token, "person": str(person_id), "at": now().timestamp(), "phone": True}
    request.session.cycle_key()


def find_welcome(request: HttpRequest) -> tuple[str, UUID] | None:
    """The invitation's token and the person, within a quarter of an hour."""
    kept = request.session.get(_WELCOME)
    if not isinstance(kept, dict) or now().timestamp() - kept["at"] > HALF_LIVES.total_seconds():
        return None
    return kept["token"], UUID(kept["person"])


def take_welcome(request: HttpRequest) -> UUID | None:
    """The same person for their phone's token, once. No query without the session's cookie."""
    if settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return None
    found = find_welcome(request)
    if found is None or not request.session[_WELCOME].get("phone"):
        return None
    request.session[_WELCOME] = {**request.session[_WELCOME], "phone": False}
    return found[1]


def end_welcome(request: HttpRequest) -> None:
    """What now has been answered."""
    request.session.pop(_WELCOME, None)


def browser_name(request: HttpRequest) -> str:
    """What a person recognises a browser by: "Firefox, Windows"."""
    agent = request.headers.get("User-Agent", "")
    browser = next((name for sign, name in _BROWSERS.items() if sign in agent), _("Browser"))
    system = next((name for sign, name in _SYSTEMS.items() if sign in agent), "")
    return f"{browser}, {system}" if system else browser
