"""Behaves as Zoom's API does for what we ask of it: sign-in, meetings, lists in pages, the participants' report."""

from __future__ import annotations

import base64
import itertools
import secrets
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from aiohttp import web

from pankti.base.clock import now

DAILY = 100
"""So many meetings may one user make and change in a day."""
PAGE = 300


@dataclass
class Account:
    """What the stand-in knows. ``faults``: answers to give before anything else, the first one first."""

    account_id: str = "practice-account"
    client_id: str = "practice-client"
    client_secret: str = "practice-secret"  # noqa: S105 - of a stand-in
    hosts: tuple[str, ...] = ("host@example.org",)
    may_list: bool = True
    may_report: bool = True
    meetings: dict[int, dict[str, Any]] = field(default_factory=dict)
    visits: dict[int, list[dict[str, Any]]] = field(default_factory=dict)
    tokens: set[str] = field(default_factory=set)
    faults: list[tuple[str, web.Response | str]] = field(default_factory=list)
    made_today: int = 0
    asked: list[str] = field(default_factory=list)


def fault(status: int, code: int, message: str, **headers: str) -> web.Response:
    """An answer as Zoom gives it when something is wrong."""
    return web.json_response({"code": code, "message": message}, status=status, headers=headers)


class PracticeZoom:
    """``add_to`` hangs the stand-in's addresses into an application."""

    def __init__(self, account: Account) -> None:
        self.account = account
        self._ids = itertools.count(81_000_000_001)

    def add_to(self, app: web.Application) -> None:
        app.router.add_post("/oauth/token", self.token)
        app.router.add_get("/v2/users/{user}/meetings", self.listing)
        app.router.add_post("/v2/users/{user}/meetings", self.create)
        app.router.add_get("/v2/meetings/{id}", self.get)
        app.router.add_patch("/v2/meetings/{id}", self.update)
        app.router.add_delete("/v2/meetings/{id}", self.delete)
        app.router.add_get("/v2/report/meetings/{id}/participants", self.participants)
        app.router.add_get("/j/{id}", self.join)

    async def token(self, request: web.Request) -> web.StreamResponse:
        account = self.account
        keys = base64.b64encode(f"{account.client_id}:{account.client_secret}".encode()).decode()
        if request.headers.get("Authorization") != f"Basic {keys}":
            return web.json_response(
                {"reason": "Invalid client_id or client_secret", "error": "invalid_client"}, status=400
            )
        if (
            request.query.get("grant_type") != "account_credentials"
            or request.query.get("account_id") != account.account_id
        ):
            return web.json_response({"reason": "Bad Request", "error": "invalid_request"}, status=400)
        token = secrets.token_urlsafe(24)
        account.tokens.add(token)
        return web.json_response(
            {"access_token": token, "token_type": "bearer", "expires_in": 3599, "scope": "meeting:write:admin"}
        )

    async def create(self, request: web.Request) -> web.StreamResponse:
        if refused := self._refusal(request, "create"):
            return refused
        if request.match_info["user"] not in self.account.hosts:
            return fault(404, 1001, f"User does not exist: {request.match_info['user']}.")
        if self.account.made_today >= DAILY:
            return _daily()
        wanted = await request.json()
        if not wanted.get("topic") or wanted.get("type") != 2 or "start_time" not in wanted:
            return fault(400, 300, "Validation Failed.")
        self.account.made_today += 1
        number = next(self._ids)
        self.account.meetings[number] = {
            **wanted,
            "id": number,
            "uuid": base64.b64encode(secrets.token_bytes(16)).decode(),
            "host_email": request.match_info["user"],
            "status": "waiting",
            "join_url": f"{request.scheme}://{request.host}/j/{number}",
        }
        if lost := self._late_fault("create"):
            return lost
        return web.json_response(self.account.meetings[number], status=201)

    async def listing(self, request: web.Request) -> web.StreamResponse:
        if refused := self._refusal(request, "list"):
            return refused
        if not self.account.may_list:
            return fault(400, 4711, "Invalid access token, does not contain scopes:[meeting:read:list_meetings:admin].")
        if request.match_info["user"] not in self.account.hosts:
            return fault(404, 1001, f"User does not exist: {request.match_info['user']}.")
        rows = [{**row, "agenda": str(row.get("agenda", ""))[:250]} for row in self.account.meetings.values()]
        return _page(request, "meetings", rows)

    async def get(self, request: web.Request) -> web.StreamResponse:
        refused = self._refusal(request, "get")
        return (
            refused or self._found(request) or web.json_response(self.account.meetings[int(request.match_info["id"])])
        )

    async def update(self, request: web.Request) -> web.StreamResponse:
        if refused := self._refusal(request, "update") or self._found(request):
            return refused
        if self.account.made_today >= DAILY:
            return _daily()
        self.account.made_today += 1
        self.account.meetings[int(request.match_info["id"])] |= await request.json()
        return web.Response(status=204)

    async def delete(self, request: web.Request) -> web.StreamResponse:
        if refused := self._refusal(request, "delete") or self._found(request):
            return refused
        del self.account.meetings[int(request.match_info["id"])]
        return web.Response(status=204)

    async def participants(self, request: web.Request) -> web.StreamResponse:
        if refused := self._refusal(request, "report"):
            return refused
        if not self.account.may_report:
            return fault(400, 200, "Only available for Paid account: practice-account.")
        number = int(request.match_info["id"])
        if number not in self.account.visits:
            return fault(404, 3001, f"Meeting does not exist: {number}.")
        return _page(request, "participants", self.account.visits[number])

    async def join(self, request: web.Request) -> web.StreamResponse:
        known = int(request.match_info["id"]) in self.account.meetings
        text = "<!doctype html><title>Practice room</title><p>Practice room" if known else "<!doctype html><p>Gone"
        return web.Response(text=text, content_type="text/html", status=200 if known else 404)

    def _refusal(self, request: web.Request, what: str) -> web.Response | None:
        self.account.asked.append(what)
        for at, (when, answer) in enumerate(self.account.faults):
            if when == what and isinstance(answer, web.Response):
                del self.account.faults[at]
                return answer
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        if token not in self.account.tokens:
            return fault(401, 124, "Invalid access token.")
        return None

    def _late_fault(self, what: str) -> web.Response | None:
        """A fault after the work was done: ``lost`` closes the connection without an answer, ``busy`` answers 502."""
        for at, (when, answer) in enumerate(self.account.faults):
            if when == what and isinstance(answer, str):
                del self.account.faults[at]
                if answer == "lost":
                    raise ConnectionResetError
                return web.Response(status=502)
        return None

    def _found(self, request: web.Request) -> web.Response | None:
        number = request.match_info["id"]
        known = number.isdigit() and int(number) in self.account.meetings
        return None if known else fault(404, 3001, f"Meeting does not exist: {number}.")


def _daily() -> web.Response:
    until = (now() + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
    message = (
        f"You have exceeded the daily rate limit ({DAILY}) of Meeting Create/Update API requests permitted for this"
        " particular user. You may resume these requests at GMT 00:00:00."
    )
    return fault(
        429, 429, message, **{"X-RateLimit-Type": "Daily-limit", "Retry-After": until.strftime("%Y-%m-%dT%H:%M:%SZ")}
    )


def _page(request: web.Request, key: str, rows: list[dict[str, Any]]) -> web.Response:
    size = min(int(request.query.get("page_size", 30)), PAGE)
    token = request.query.get("next_page_token", "")
    start = int(token.removeprefix("page-")) if token else 0
    after = start + size
    return web.json_response(
        {
            "page_size": size,
            "total_records": len(rows),
            "next_page_token": f"page-{after}" if after < len(rows) else "",
            key: rows[start:after],
        }
    )
