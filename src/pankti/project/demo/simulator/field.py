"""Time passes: phones look, people read and act, commands wait for network and go out, some of them twice."""

from __future__ import annotations

import asyncio
import heapq
import itertools
import json
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random
from typing import Any

from pankti.base.clock import now
from pankti.project.demo.simulator import photos
from pankti.project.demo.simulator.habits import Deed, decide
from pankti.project.demo.simulator.phone import Phone
from pankti.project.demo.simulator.wire import NoAnswer, Server

HANDS = 6
"""How many calls may be under way at once."""
WATCH_SECONDS = 2.0
LONGEST_SECONDS = 900.0
RETRY_SECONDS = (2.0, 5.0, 15.0, 30.0)


@dataclass(slots=True)
class Field:
    """The simulated field. ``speed``: minutes of human time in one of ours; ``rate``: calls a second, at most."""

    server: Server
    phones: list[Phone]
    rng: Random
    speed: float = 60.0
    rate: float = 40.0
    counts: Counter[str] = field(default_factory=Counter)
    _queue: list[tuple[float, int, Callable[[], Any]]] = field(default_factory=list)
    _order: Any = field(default_factory=itertools.count)
    _busy: int = 0
    _turn: float = 0.0
    _stopped: bool = False

    def stop(self) -> None:
        self._stopped = True

    @property
    def is_idle(self) -> bool:
        return not self._queue and not self._busy

    async def run(self, newest: Callable[[], int], goes_on: Callable[[], bool], *, once: bool = False) -> None:
        """Work until stopped or ``goes_on`` says no; with ``once`` until nobody has anything left to do."""
        hands = [asyncio.create_task(self._work()) for _ in range(HANDS)]
        seen = -1
        try:
            while not self._stopped and goes_on():
                latest = await asyncio.to_thread(newest)
                if latest != seen:
                    seen = latest
                    self._wake_all()
                elif once and self.is_idle:
                    return
                await self._pause(WATCH_SECONDS)
        finally:
            self._stopped = True
            for hand in hands:
                hand.cancel()
            await asyncio.gather(*hands, return_exceptions=True)

    def _wake_all(self) -> None:
        """Something new is out: everybody will look, each in their own time."""
        for phone in self.phones:
            if not phone.character.is_silent and not phone.is_signed_out:
                minutes = phone.character.look_after * self.rng.uniform(0.5, 1.5)
                self._later(minutes, lambda phone=phone: self._look(phone))  # type: ignore[misc]

    def _later(self, minutes: float, act: Callable[[], Any]) -> None:
        self._after(min(LONGEST_SECONDS, minutes * 60 / self.speed), act)

    def _after(self, seconds: float, act: Callable[[], Any]) -> None:
        heapq.heappush(self._queue, (time.monotonic() + seconds, next(self._order), act))

    async def _work(self) -> None:
        while not self._stopped:
            if not self._queue or self._queue[0][0] > time.monotonic():
                await asyncio.sleep(0.05)
                continue
            act = heapq.heappop(self._queue)[2]
            self._busy += 1
            try:
                await act()
            finally:
                self._busy -= 1

    async def _pause(self, seconds: float) -> None:
        until = time.monotonic() + seconds
        while not self._stopped and time.monotonic() < until:
            await asyncio.sleep(min(0.2, seconds))

    async def _pace(self) -> None:
        """Wait for this call's turn."""
        start = max(time.monotonic(), self._turn)
        self._turn = start + 1 / self.rate
        if (wait := start - time.monotonic()) > 0:
            await asyncio.sleep(wait)

    async def _look(self, phone: Phone, tries: int = 0) -> None:
        """One sync; what is new is taken up by its person."""
        if phone.is_signed_out:
            return
        await self._pace()
        body = json.dumps(phone.request(now()), ensure_ascii=False).encode()
        headers = _headers(phone) | {"Content-Type": "application/json"}
        try:
            reply = await self.server.call("POST", "/api/v1/sync", headers, body)
        except NoAnswer:
            self.counts["unreachable"] += 1
            self._after(RETRY_SECONDS[min(tries, 3)] * self.rng.uniform(0.5, 1.5), lambda: self._look(phone, tries + 1))
            return
        self.counts[f"sync {reply.status}"] += 1
        if reply.status == 401:
            phone.is_signed_out = True
        elif reply.status == 200:
            waiting = phone.take(json.loads(reply.body))
            for dispatch in waiting:
                for subject in phone.decide(dispatch):
                    deed = decide(phone.character, dispatch["proof"], self.rng)
                    self._plan(phone, dispatch, subject, deed)
            if phone.outbox:
                self._later(1, lambda: self._look(phone))
        elif reply.status >= 500 or reply.status == 429:
            self._after(RETRY_SECONDS[min(tries, 3)], lambda: self._look(phone, tries + 1))

    def _plan(self, phone: Phone, dispatch: dict[str, Any], subject: dict[str, Any], deed: Deed) -> None:
        self._later(deed.read_after, lambda: self._read(phone, dispatch, subject, deed))
        if deed.state != "seen":
            self._later(deed.read_after + deed.act_after, lambda: self._act(phone, dispatch, subject, deed))

    async def _read(self, phone: Phone, dispatch: dict[str, Any], subject: dict[str, Any], deed: Deed) -> None:
        """Opened: goes with the next sync; out of order, or offline, it goes after or together with the deed."""
        command = phone.say(dispatch, subject, "seen", deed, now())
        if deed.is_disordered and deed.state != "seen":
            self._later(deed.act_after + deed.send_after + 5, lambda: self._send(phone, [command]))
        elif deed.send_after:
            phone.outbox.append(command)
            if deed.state == "seen":
                self._later(deed.send_after, lambda: self._look(phone))
        else:
            await self._send(phone, [command])

    async def _act(self, phone: Phone, dispatch: dict[str, Any], subject: dict[str, Any], deed: Deed) -> None:
        """Tapped now; sent now, or when the network is back. A photo goes up first."""
        tapped_at = now()
        photo = b""
        if deed.state == "done" and dispatch["proof"] == "photo":
            photo = await asyncio.to_thread(photos.draw, self.rng.getrandbits(32))

        async def send(tries: int = 0) -> None:
            digest = ""
            if photo:
                await self._pace()
                try:
                    digest = await photos.upload(self.server, _headers(phone), photo)
                except NoAnswer:
                    self._after(RETRY_SECONDS[min(tries, 3)], lambda: send(tries + 1))
                    return
                self.counts["photo" if digest else "photo refused"] += 1
                if not digest:
                    return
            command = phone.say(dispatch, subject, deed.state, deed, tapped_at, digest)
            if deed.is_repeated:
                phone.again.append(command)
                self.counts["repeat"] += 1
            self.counts[deed.state] += 1
            await self._send(phone, [command])

        if deed.send_after:
            self.counts["offline"] += 1
            self._later(deed.send_after, send)
        else:
            await send()

    async def _send(self, phone: Phone, commands: list[dict[str, Any]]) -> None:
        phone.outbox.extend(commands)
        await self._look(phone)


def _headers(phone: Phone) -> dict[str, str]:
    return {"Authorization": f"Bearer {phone.token}", "Accept-Language": "hi"}
