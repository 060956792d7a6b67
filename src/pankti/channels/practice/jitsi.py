"""Behaves as a Jitsi server's front door: any room's page opens; where people must be signed, the token is checked."""

from __future__ import annotations

from dataclasses import dataclass, field

import jwt
from aiohttp import web


@dataclass
class Server:
    """``secret`` empty: everybody may enter. ``entered``: who came, by room, as the token says."""

    app_id: str = ""
    secret: str = ""
    algorithm: str = "HS256"
    entered: dict[str, list[tuple[str, bool]]] = field(default_factory=dict)


class PracticeJitsi:
    def __init__(self, server: Server) -> None:
        self.server = server

    def add_to(self, app: web.Application) -> None:
        app.router.add_get("/", self.front)
        app.router.add_get("/{room:[A-Za-z0-9-]+}", self.room)

    async def front(self, request: web.Request) -> web.StreamResponse:
        return web.Response(text="<!doctype html><title>Practice Jitsi</title>", content_type="text/html")

    async def room(self, request: web.Request) -> web.StreamResponse:
        """The page itself is there for all; entering asks for the token, which the page would send on."""
        room, token = request.match_info["room"], request.query.get("jwt", "")
        if token:
            try:
                claims = jwt.decode(
                    token,
                    self.server.secret,
                    algorithms=[self.server.algorithm],
                    audience="jitsi",
                    issuer=self.server.app_id,
                    options={"require": ["aud", "iss", "sub", "room", "exp"]},
                )
            except jwt.InvalidTokenError as error:
                return web.Response(text=f"not-allowed: {error}", status=403)
            if claims["room"] not in (room, "*"):
                return web.Response(text="not-allowed: room", status=403)
            user = claims.get("context", {}).get("user", {})
            self.server.entered.setdefault(room, []).append((user.get("name", ""), user.get("moderator") == "true"))
        return web.Response(text=f"<!doctype html><title>{room}</title><p>Practice room", content_type="text/html")
