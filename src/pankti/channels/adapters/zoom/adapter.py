"""Zoom by server-to-server OAuth: token, create, update, delete, the participants' report page by page."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

import aiohttp
import orjson
from django.utils.translation import gettext_lazy as _

from pankti.channels.adapters import http
from pankti.channels.adapters.base import Adapter
from pankti.channels.adapters.link.adapter import open_page
from pankti.channels.adapters.reading import check_base, check_filled
from pankti.channels.adapters.zoom.config import API, OAUTH, SETTINGS, Config
from pankti.channels.adapters.zoom.faults import raise_for
from pankti.channels.errors import NeverTry, TryLater
from pankti.channels.types import Capabilities, Made, RoomOrder, Visit

PAGE = 300
MOST_PAGES = 40
"""Of a host's list or a report: 12,000 rows, more than any plan lets in."""
LONGEST_TOPIC = 200
SCHEDULED = 2


class Zoom(Adapter):
    code = "zoom"
    label = _("Zoom")
    settings = SETTINGS
    capabilities = Capabilities(updates=True, deletes=True, finds=True, reports=True)

    def __init__(self, values: Mapping[str, str]) -> None:
        known = {s.name: values.get(s.name, "").strip() or s.default for s in SETTINGS}
        self._config = Config(**known)

    @classmethod
    def check_settings(cls, values: Mapping[str, str]) -> None:
        check_filled(SETTINGS, values)
        for setting in (API, OAUTH):
            if values.get(setting.name, "").strip():
                check_base(setting, values[setting.name].strip())

    async def check(self) -> None:
        async with self._signed_in() as web:
            await self._ask(web, "GET", f"/users/{self._host}/meetings", params={"type": "upcoming", "page_size": 1})

    async def create(self, order: RoomOrder) -> Made:
        async with self._signed_in() as web:
            made = await self._ask(web, "POST", f"/users/{self._host}/meetings", makes=True, json=_body(order))
        return _made(made)

    async def find(self, order: RoomOrder) -> Made | None:
        async with self._signed_in() as web:
            params: dict[str, str | int] = {"type": "scheduled", "page_size": PAGE}
            async for row in self._pages(web, f"/users/{self._host}/meetings", "meetings", params):
                if _mark(order.key) in str(row.get("agenda", "")):
                    return _made(row)
        return None

    async def update(self, provider_id: str, order: RoomOrder) -> None:
        async with self._signed_in() as web:
            await self._ask(web, "PATCH", f"/meetings/{quote(provider_id, safe='')}", json=_body(order))

    async def delete(self, provider_id: str) -> None:
        async with self._signed_in() as web:
            try:
                await self._ask(web, "DELETE", f"/meetings/{quote(provider_id, safe='')}")
            except NeverTry as error:
                if error.code != "room_gone":
                    raise

    async def list_visits(self, provider_id: str) -> list[Visit]:
        path = f"/report/meetings/{quote(provider_id, safe='')}/participants"
        visits = []
        async with self._signed_in() as web:
            try:
                async for row in self._pages(web, path, "participants", {"page_size": PAGE}):
                    visits.append(_visit(row))
            except NeverTry as error:
                raise NeverTry("no_report" if error.code == "room_gone" else error.code) from error
        return [visit for visit in visits if visit is not None]

    async def opens(self, link: str) -> None:
        await open_page(link)

    @property
    def _host(self) -> str:
        return quote(self._config.host, safe="")

    @asynccontextmanager
    async def _signed_in(self) -> AsyncIterator[aiohttp.ClientSession]:
        """A session whose requests carry a fresh token: it is valid for an hour, an errand takes seconds."""
        config = self._config
        params = {"grant_type": "account_credentials", "account_id": config.account_id}
        async with http.session() as web:
            keys = {"Authorization": aiohttp.encode_basic_auth(config.client_id, config.client_secret)}
            url = f"{config.oauth.rstrip('/')}/oauth/token"
            async with http.asked(web, "POST", url, params=params, headers=keys) as answer:
                body = await http.read(answer)
                if answer.status != 200:
                    raise_for(answer, body, signing_in=True)
                token = _json(body).get("access_token")
            if not isinstance(token, str) or not token:
                raise TryLater("service_failed")
            web.headers["Authorization"] = f"Bearer {token}"
            yield web

    async def _ask(
        self, web: aiohttp.ClientSession, method: str, path: str, *, makes: bool = False, **more: Any
    ) -> dict[str, Any]:
        url = f"{self._config.api.rstrip('/')}/v2{path}"
        async with http.asked(web, method, url, makes=makes, **more) as answer:
            body = await http.read(answer)
            if answer.status >= 300:
                raise_for(answer, body, makes=makes)
        return _json(body) if body else {}

    async def _pages(
        self, web: aiohttp.ClientSession, path: str, key: str, params: Mapping[str, str | int]
    ) -> AsyncIterator[dict[str, Any]]:
        """All rows of a list that comes in pages; a page token that comes again ends it."""
        token, seen = "", set[str]()
        for _page in range(MOST_PAGES):
            asked = {**params, **({"next_page_token": token} if token else {})}
            answer = await self._ask(web, "GET", path, params=asked)
            for row in answer.get(key) or ():
                if isinstance(row, dict):
                    yield row
            token = str(answer.get("next_page_token") or "")
            if not token or token in seen:
                return
            seen.add(token)


def _mark(key: str) -> str:
    """Stands first in the agenda, because lists show only its beginning."""
    return f"[pankti:{key}]"


def _body(order: RoomOrder) -> dict[str, Any]:
    """Local time with its zone, as Zoom reads it: with a Z the zone would be left out of the invitation."""
    minutes = max(1, round((order.ends_at - order.starts_at) / timedelta(minutes=1)))
    return {
        "topic": order.title[:LONGEST_TOPIC],
        "type": SCHEDULED,
        "start_time": order.starts_at.astimezone(ZoneInfo(order.time_zone)).strftime("%Y-%m-%dT%H:%M:%S"),
        "timezone": order.time_zone,
        "duration": minutes,
        "agenda": _mark(order.key),
        "settings": {"join_before_host": True, "waiting_room": False, "mute_upon_entry": True},
    }


def _made(row: Mapping[str, Any]) -> Made:
    link = row.get("join_url")
    if not row.get("id") or not isinstance(link, str) or not link.startswith(("https://", "http://127.0.0.1")):
        raise NeverTry("refused")
    return Made(provider_id=str(row["id"]), link=link)


def _visit(row: Mapping[str, Any]) -> Visit | None:
    try:
        joined, left = (datetime.fromisoformat(str(row[key])) for key in ("join_time", "leave_time"))
    except (KeyError, ValueError):
        return None
    if joined.tzinfo is None or left.tzinfo is None or left < joined:
        return None
    return Visit(str(row.get("name") or ""), joined, left, str(row.get("user_email") or ""))


def _json(body: bytes) -> dict[str, Any]:
    try:
        found = orjson.loads(body)
    except orjson.JSONDecodeError:
        raise TryLater("service_failed") from None
    return found if isinstance(found, dict) else {}
