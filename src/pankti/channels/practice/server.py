"""All stand-ins on one port of this machine, in a thread of their own."""

from __future__ import annotations

import asyncio
import threading
from types import TracebackType

from aiohttp import web

from pankti.channels.practice.jitsi import PracticeJitsi, Server
from pankti.channels.practice.zoom import Account, PracticeZoom


class Practice:
    """``with Practice() as practice``: ``practice.address`` answers until the block ends.

    ``practice.zoom`` and ``practice.jitsi`` are what the stand-ins know; tests plant faults there.
    """

    def __init__(self, *, port: int = 0) -> None:
        self.zoom = Account()
        self.jitsi = Server()
        self.address = ""
        self._port = port
        self._loop = asyncio.new_event_loop()
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._serve, daemon=True, name="practice")

    def __enter__(self) -> Practice:
        self._thread.start()
        if not self._ready.wait(10):
            raise RuntimeError("The stand-ins of the video services did not start")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)

    def zoom_settings(self) -> dict[str, str]:
        """What an organisation would enter to use the stand-in of Zoom."""
        account = self.zoom
        return {
            "account_id": account.account_id,
            "client_id": account.client_id,
            "client_secret": account.client_secret,
            "host": account.hosts[0],
            "api": self.address,
            "oauth": self.address,
        }

    def _serve(self) -> None:
        asyncio.set_event_loop(self._loop)
        runner = self._loop.run_until_complete(self._open())
        self._ready.set()
        self._loop.run_forever()
        self._loop.run_until_complete(runner.cleanup())
        self._loop.close()

    async def _open(self) -> web.AppRunner:
        app = web.Application()
        PracticeZoom(self.zoom).add_to(app)
        PracticeJitsi(self.jitsi).add_to(app)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", self._port)
        await site.start()
        port = runner.addresses[0][1]
        self.address = f"http://127.0.0.1:{port}"
        return runner
