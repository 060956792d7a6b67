"""The network, asked politely: time limits, no machines of our own network, our two kinds of error."""

from __future__ import annotations

import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from django.conf import settings

from pankti.base.clock import now
from pankti.channels.errors import NeverTry, OutcomeUnknown, TryLater

TIMEOUT = aiohttp.ClientTimeout(total=20, connect=6)
LONGEST_ANSWER = 4_000_000
AGENT = "Pankti"
LONGEST_WAIT = timedelta(hours=24)


class _Outside(AbstractResolver):
    """Answers with addresses of the public network alone, so that a link that somebody typed asks nothing inside."""

    def __init__(self) -> None:
        self._resolver = aiohttp.ThreadedResolver()

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        found = await self._resolver.resolve(host, port, family)
        if any(not is_outside(one["host"]) for one in found):
            raise NeverTry("address")
        return found

    async def close(self) -> None:
        await self._resolver.close()


def is_outside(address: str) -> bool:
    """Whether an IP address is one of the public network; a name is not."""
    try:
        return ip_address(address).is_global
    except ValueError:
        return False


@asynccontextmanager
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    """One session for one errand; errors of the network come out as ours."""
    may_inside = settings.VIDEO_INSIDE
    connector = aiohttp.TCPConnector(resolver=None if may_inside else _Outside(), limit=4)
    async with aiohttp.ClientSession(
        connector=connector, timeout=TIMEOUT, headers={"User-Agent": AGENT}, trust_env=False
    ) as found:
        yield found


def check_address(url: str) -> None:
    """Refuse what no resolver is asked about: an address written in figures. Raises NeverTry ``address``."""
    host = urlsplit(url).hostname or ""
    is_figures = ":" in host or host.replace(".", "").isdigit()
    if not settings.VIDEO_INSIDE and is_figures and not is_outside(host):
        raise NeverTry("address")


@asynccontextmanager
async def asked(
    http: aiohttp.ClientSession, method: str, url: str, *, makes: bool = False, **more: Any
) -> AsyncIterator[aiohttp.ClientResponse]:
    """One request. ``makes``: it makes something new, so a lost answer is an unknown outcome."""
    check_address(url)
    try:
        async with http.request(method, url, **more) as answer:
            yield answer
    except (aiohttp.ClientConnectorError, aiohttp.InvalidURL) as error:
        raise TryLater("unreachable") from error
    except (aiohttp.ClientError, TimeoutError, UnicodeError) as error:
        raise (OutcomeUnknown("no_answer") if makes else TryLater("unreachable")) from error


async def read(answer: aiohttp.ClientResponse) -> bytes:
    """The body, cut where nobody's honest answer ends."""
    return await answer.content.read(LONGEST_ANSWER)


def wait_of(answer: aiohttp.ClientResponse) -> timedelta | None:
    """What ``Retry-After`` asks for: seconds, an HTTP date, or an ISO moment; at most a day."""
    told = answer.headers.get("Retry-After", "").strip()
    if not told:
        return None
    if told.isdigit():
        return min(timedelta(seconds=int(told)), LONGEST_WAIT)
    try:
        until = datetime.fromisoformat(told) if told[:1].isdigit() else parsedate_to_datetime(told)
    except ValueError:
        return None
    until = until if until.tzinfo else until.replace(tzinfo=UTC)
    return min(max(until - now(), timedelta(0)), LONGEST_WAIT)
