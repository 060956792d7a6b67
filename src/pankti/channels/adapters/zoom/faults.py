"""Zoom's error codes in our words. The HTTP status says little; the body's ``code`` says what is the matter."""

from __future__ import annotations

from datetime import timedelta
from typing import NoReturn

import aiohttp
import orjson

from pankti.channels.adapters import http
from pankti.channels.errors import NeverTry, OutcomeUnknown, TryLater

OF_CODE = {
    124: "credentials",  # token invalid or expired
    1001: "host_unknown",  # user does not exist or does not belong to this account
    1010: "host_unknown",  # user not found on this account
    3001: "room_gone",  # meeting does not exist, or has expired
    3000: "refused",  # cannot access meeting info
    3161: "plan",  # meeting hosting and scheduling are not allowed for this user
    12702: "no_report",  # a report may be asked for only of the last months
    4700: "credentials",  # the token holds no scopes
    4711: "scope",  # the token does not hold the scope that this needs
    104: "scope",
    200: "plan",  # only for paid accounts
    300: "refused",  # a field was not taken
}
A_MINUTE = timedelta(minutes=1)
DAILY = "daily"


def raise_for(
    answer: aiohttp.ClientResponse, body: bytes, *, makes: bool = False, signing_in: bool = False
) -> NoReturn:
    """Raise what this answer means. A fault of theirs after a request that makes something leaves it unknown."""
    code, message = _read(body)
    if answer.status == 429:
        wait = http.wait_of(answer)
        if wait is None:
            wait = timedelta(hours=1) if DAILY in message.lower() else A_MINUTE
        raise TryLater("limited", after=wait)
    if answer.status >= 500:
        raise OutcomeUnknown("no_answer") if makes else TryLater("service_failed")
    if signing_in:
        raise NeverTry("credentials")
    if code in OF_CODE:
        raise NeverTry(OF_CODE[code])
    if answer.status == 401:
        raise NeverTry("credentials")
    if answer.status == 403:
        raise NeverTry("scope")
    if answer.status == 404:
        raise NeverTry("room_gone")
    raise NeverTry("refused")


def _read(body: bytes) -> tuple[int, str]:
    try:
        told = orjson.loads(body)
        return int(told.get("code", 0)), str(told.get("message", ""))
    except (orjson.JSONDecodeError, AttributeError, TypeError, ValueError):
        return 0, ""
