"""``phone``: the built field app in Chromium, on slow 4G and a slowed CPU: first, later and offline loads."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, CDPSession, Error, Page, sync_playwright

from benchmarks import orders
from benchmarks.report import Report, percentile
from benchmarks.serving import APP, served
from pankti.base.actor import SYSTEM
from pankti.people.actions.set_phone import set_phone

PHONE = "9100000001"
DOWN, UP, DELAY_MS = 1_600_000 * 0.9 / 8, 750_000 * 0.9 / 8, 150 * 3.75
"""Slow 4G as browsers' own tools throttle it."""
CPU = 4
ROUNDS = 5
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
SIGN_IN, TODAY = "input#phone", "main article, main .empty"


def run(size: str) -> Report:
    report = Report("phone", size)
    orders.issue_everyday(to_districts=20, to_states=5, to_all=4)
    _, person, _, _ = orders.holders(1)[0]
    set_phone(actor=SYSTEM, person_id=person, phone=PHONE)
    log = Path(tempfile.mkstemp(prefix="pankti-bench-web")[1])
    with served(APP, {"PANKTI_DEMO": "1"}, log) as port, sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=_chromium(), headless=True, args=FLAGS)
        base = f"http://127.0.0.1:{port}/app/"
        loads = [_first_load(browser, base) for _ in range(ROUNDS)]
        sizes = [bytes_ for _, bytes_ in loads]
        network = max(sizes) / DOWN + 3 * DELAY_MS / 1000
        report.add("first load, over the wire", max(sizes) / 1000, "kB", 200, True)
        by = "those bytes and three round trips"
        report.add("first load, usable, median", percentile([s for s, _ in loads], 0.5), "s", 4, True, network, by)
        with _phone(browser) as (context, page, wire):
            _sign_in(page, base, log)
            page.evaluate("() => navigator.serviceWorker.ready.then(() => true)")
            page.wait_for_timeout(2_000)
            page.reload()
            page.wait_for_function("() => navigator.serviceWorker.controller !== null")
            _throttle(wire)
            later = [_reload(page) for _ in range(ROUNDS)]
            report.add("later loads, usable, median", percentile(later, 0.5), "s", 1, True)
            wire.send("Network.disable")
            context.set_offline(True)
            try:
                offline = [_reload(page) for _ in range(ROUNDS)]
                report.add("later loads offline, usable, median", percentile(offline, 0.5), "s", 1, True)
            except Error as failed:
                report.note(f"offline loads failed: {str(failed).splitlines()[0]}")
            context.set_offline(False)
            report.add("kept on the phone", _stored(page) / 1e6, "MB", 20, True)
        browser.close()
    report.note(f"Chromium {ROUNDS} times each; slow 4G is {DOWN * 8 / 1e6:.2f} Mbit/s down and {DELAY_MS:.0f} ms.")
    return report


@contextmanager
def _phone(browser: Browser) -> Iterator[tuple[BrowserContext, Page, CDPSession]]:
    context = browser.new_context(
        viewport={"width": 360, "height": 720}, is_mobile=True, has_touch=True, locale="hi-IN"
    )
    page = context.new_page()
    yield context, page, context.new_cdp_session(page)
    context.close()


def _throttle(wire: CDPSession) -> None:
    wire.send("Network.enable")
    speed = {"offline": False, "latency": DELAY_MS, "downloadThroughput": DOWN, "uploadThroughput": UP}
    wire.send("Network.emulateNetworkConditions", speed)
    wire.send("Emulation.setCPUThrottlingRate", {"rate": CPU})


def _first_load(browser: Browser, url: str) -> tuple[float, int]:
    """Seconds until the sign-in field can be typed into, and the bytes that came over the wire until then."""
    with _phone(browser) as (_, page, wire):
        received: list[int] = []
        wire.on("Network.loadingFinished", lambda event: received.append(int(event["encodedDataLength"])))
        _throttle(wire)
        began = time.perf_counter()
        page.goto(url, wait_until="commit")
        page.wait_for_selector(SIGN_IN, state="visible")
        page.fill(SIGN_IN, "9")
        return time.perf_counter() - began, sum(received)


def _sign_in(page: Page, url: str, log: Path) -> None:
    page.goto(url)
    page.fill(SIGN_IN, PHONE)
    page.click("button[type=submit]")
    page.wait_for_selector("input#code")
    page.fill("input#code", _code(log))
    page.click("button[type=submit]")
    page.wait_for_selector(TODAY)


def _code(log: Path) -> str:
    """The last code that the demo printed on its console."""
    for _ in range(100):
        if found := re.findall(r"\b(\d{6})\b", log.read_text("utf-8", errors="replace")):
            return str(found[-1])
        time.sleep(0.1)
    raise RuntimeError("no code was printed")


def _reload(page: Page) -> float:
    began = time.perf_counter()
    page.goto(page.url, wait_until="commit")
    page.wait_for_selector(TODAY, state="visible")
    return time.perf_counter() - began


def _stored(page: Page) -> float:
    usage: Any = page.evaluate("async () => (await navigator.storage.estimate()).usage")
    return float(usage)


def _chromium() -> str | None:
    return os.environ.get("PANKTI_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
