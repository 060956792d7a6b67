"""Load from one other process: phones that sync over raw sockets. Reads a plan as JSON, writes what came of it.

``python -m benchmarks.generator PLAN RESULT``; without Django, so that it stays light.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any


class Line:
    """One connection; opened anew for each request when it is not kept alive."""

    def __init__(self, host: str, port: int, *, keep_alive: bool) -> None:
        self.host, self.port, self.keep_alive = host, port, keep_alive
        self.reader: asyncio.StreamReader | None = None
        self.writer: asyncio.StreamWriter | None = None

    async def ask(self, head: bytes, body: bytes) -> tuple[int, bytes]:
        if self.writer is None:
            self.reader, self.writer = await asyncio.open_connection(self.host, self.port)
        assert self.reader is not None
        self.writer.write(head % len(body) + body)
        answer = await self.reader.readuntil(b"\r\n\r\n")
        lower = answer.lower()
        at = lower.find(b"content-length:")
        if at >= 0:
            content = await self.reader.readexactly(int(lower[at + 15 : lower.index(b"\r", at)]))
        else:
            content = await self._chunks(self.reader)
        if not self.keep_alive:
            self.writer.close()
            self.reader = self.writer = None
        return int(answer[9:12]), content

    async def _chunks(self, reader: asyncio.StreamReader) -> bytes:
        content = b""
        while length := int(await reader.readuntil(b"\r\n"), 16):
            content += (await reader.readexactly(length + 2))[:-2]
        await reader.readexactly(2)
        return content

    def close(self) -> None:
        if self.writer is not None:
            self.writer.close()


async def play(plan: dict[str, Any]) -> dict[str, Any]:
    """Each phone of the plan syncs once (``laps`` times) over so many connections, at ``rate`` a second or at will."""
    phones: list[dict[str, Any]] = plan["phones"] * plan.get("laps", 1)
    rate, until = plan.get("rate"), time.perf_counter() + plan["seconds"]
    latencies: list[float] = []
    statuses: Counter[int] = Counter()
    sizes: list[int] = []
    cursors: dict[str, str] = {}
    refused: Counter[str] = Counter()
    next_phone = iter(enumerate(phones))
    began = time.perf_counter()

    async def work() -> None:
        line = Line(plan["host"], plan["port"], keep_alive=plan["keep_alive"])
        for number, phone in next_phone:
            due = began + number / rate if rate else time.perf_counter()
            if due > time.perf_counter():
                await asyncio.sleep(due - time.perf_counter())
            if time.perf_counter() > until:
                break
            start = due if rate else time.perf_counter()
            status, content = await line.ask(_head(plan, phone["token"]), _body(phone))
            latencies.append(time.perf_counter() - start)
            statuses[status] += 1
            sizes.append(len(content))
            if status == 200:
                answer = json.loads(content)
                phone["cursor"] = answer["cursor"]
                cursors[phone["token"]] = answer["cursor"]
                refused.update(r["code"] for r in answer.get("results") or () if r["status"] == "refused")
        line.close()

    await asyncio.gather(*(work() for _ in range(plan["connections"])))
    seconds = time.perf_counter() - began
    ordered = sorted(latencies)

    def at(share: float) -> float:
        return ordered[min(len(ordered) - 1, int(len(ordered) * share))] * 1000 if ordered else 0.0

    return {
        "done": len(latencies),
        "seconds": seconds,
        "statuses": dict(statuses),
        "refused": dict(refused),
        "p50": at(0.5),
        "p95": at(0.95),
        "p99": at(0.99),
        "largest": max(sizes, default=0),
        "median_size": sorted(sizes)[len(sizes) // 2] if sizes else 0,
        "cursors": cursors,
    }


def _head(plan: dict[str, Any], token: str) -> bytes:
    kept = "keep-alive" if plan["keep_alive"] else "close"
    return (
        f"POST /api/v1/sync HTTP/1.1\r\nHost: {plan['host']}\r\nConnection: {kept}\r\nAccept-Language: hi\r\n"
        f"Authorization: Bearer {token}\r\nContent-Type: application/json\r\nContent-Length: "
    ).encode() + b"%d\r\n\r\n"


def _body(phone: dict[str, Any]) -> bytes:
    stamp = time.strftime("%Y-%m-%dT%H:%M:%S.000Z", time.gmtime())
    commands = [command | {"made_at": stamp} for command in phone.get("commands", ())]
    return json.dumps({"cursor": phone.get("cursor"), "sent_at": stamp, "commands": commands}).encode()


if __name__ == "__main__":
    result = asyncio.run(play(json.loads(Path(sys.argv[1]).read_text("utf-8"))))
    Path(sys.argv[2]).write_text(json.dumps(result), "utf-8")
