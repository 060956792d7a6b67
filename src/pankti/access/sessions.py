"""The console's session: which account is signed in, and whether that is still true."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.http import HttpRequest
from django.middleware.csrf import rotate_token
from django.utils.crypto import constant_time_compare

from pankti.access.models import Account

_ACCOUNT, _PASSWORD = "account", "password"


def open_session(request: HttpRequest, account: Account) -> None:
    """Sign the account in under a fresh session key; nothing of an earlier session stays."""
    request.session.flush()
    request.session[_ACCOUNT] = str(account.id)
    keep_session(request, account)
    request.session.cycle_key()
    rotate_token(request)


def keep_session(request: HttpRequest, account: Account) -> None:
    """Bind this session to the account's present password; all its other sessions end."""
    request.session[_PASSWORD] = account.get_session_auth_hash()


def close_session(request: HttpRequest) -> None:
    """Sign out: the session and all it held are gone."""
    request.session.flush()


def person_of_session(request: HttpRequest) -> UUID | None:
    """Who is signed in here. None without a cookie (no query), after a password change, or when switched off."""
    if settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return None
    account_id = request.session.get(_ACCOUNT)
    if account_id is None:
        return None
    account = Account.objects.filter(pk=account_id, is_active=True).first()
    if account is None or not constant_time_compare(
        request.session.get(_PASSWORD, ""), account.get_session_auth_hash()
    ):
        request.session.flush()
        return None
    return account.person_id
