"""HTTP/1.1 over loopback with asyncio's own streams: one connection for each call, closed by the server."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

SECONDS = 30.0


class NoAnswer(Exception):
    """The server could not be reached or hung up: try again later."""


@dataclass(frozen=True, slots=True)
class Reply:
    status: int
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class Server:
    """Where the phones call."""

    host: str
    port: int

    @classmethod
    def at(cls, url: str) -> Server:
        parts = urlsplit(url)
        return cls(parts.hostname or "127.0.0.1", parts.port or 80)

    async def call(self, method: str, path: str, headers: Mapping[str, str], body: bytes = b"") -> Reply:
        """One request. Raises NoAnswer."""
        try:
            return await asyncio.wait_for(self._call(method, path, headers, body), SECONDS)
        except (OSError, EOFError, ValueError, TimeoutError) as problem:
            raise NoAnswer(str(problem)) from problem

    async def _call(self, method: str, path: str, headers: Mapping[str, str], body: bytes) -> Reply:
        reader, writer = await asyncio.open_connection(self.host, self.port)
        try:
            lines = [f"{method} {path} HTTP/1.1", f"Host: {self.host}:{self.port}", "Connection: close"]
            lines += [f"{name}: {value}" for name, value in headers.items()]
            lines += [f"Content-Length: {len(body)}", "", ""]
            writer.write("\r\n".join(lines).encode() + body)
            await writer.drain()
            return await _read(reader, has_body=method != "HEAD")
        finally:
            writer.close()


async def _read(reader: asyncio.StreamReader, *, has_body: bool) -> Reply:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    status = int(head[0].split(" ")[1])
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in head[1:]) if name}
    if not has_body or status == 204:
        return Reply(status, headers)
    if "content-length" in headers:
        return Reply(status, headers, await reader.readexactly(int(headers["content-length"])))
    if headers.get("transfer-encoding") == "chunked":
        return Reply(status, headers, await _read_chunks(reader))
    return Reply(status, headers, await reader.read())


async def _read_chunks(reader: asyncio.StreamReader) -> bytes:
    parts = []
    while size := int((await reader.readuntil(b"\r\n")).split(b";")[0], 16):
        parts.append(await reader.readexactly(size))
        await reader.readexactly(2)
    return b"".join(parts)
