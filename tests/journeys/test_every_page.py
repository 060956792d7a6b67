"""Every page that an office can click to: no page is wider than a phone, none breaks, and axe finds nothing to mend."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.journeys.conftest import OpenContext
from tests.journeys.people import LAPTOP, SMALL_PHONE, Office
from tests.journeys.product import Person, Product

pytestmark = pytest.mark.browser

UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
CODE = re.compile(r"/(posts|wings|team)/(?!new/|appoint/)[^/]+/")
MOST = 90
"""Pages in one walk; one of each kind is enough."""
NOT_PAGES = (".csv", ".json", ".zip", ".pdf", ".ics", ".png", ".txt", ".docx")
LINKS = "Array.from(document.querySelectorAll('a[href]'), a => new URL(a.getAttribute('href'), location).href)"
WIDER = "Math.max(0, document.documentElement.scrollWidth - window.innerWidth)"
TITLES = "[document.title, document.documentElement.lang, document.querySelectorAll('h1').length]"


def kind_of(url: str) -> str:
    """Pages of one kind differ in what they are about only."""
    return CODE.sub(r"/\1/<code>/", UUID.sub("<id>", urlsplit(url).path))


def walk(page: Page, start: str) -> Iterator[str]:
    """One page of each kind that links lead to from ``start``, which the page then shows."""
    waiting, known = [start], {kind_of(start)}
    base = urlsplit(page.url).netloc
    for _ in range(MOST):
        if not waiting:
            return
        address = waiting.pop(0)
        answer = page.goto(address, wait_until="load")
        assert answer is not None
        assert answer.status == 200, f"{address} answered {answer.status}"
        yield kind_of(page.url)
        for link in page.evaluate(LINKS):
            parts = urlsplit(link)
            kind = kind_of(link)
            if parts.netloc == base and parts.path.startswith("/console/") and kind not in known:
                known.add(kind)
                if not parts.path.endswith(NOT_PAGES) and "download" not in parts.path and "/letter" not in parts.path:
                    waiting.append(link.partition("#")[0])


@pytest.mark.parametrize(("language", "viewport"), [("hi", SMALL_PHONE), ("en", LAPTOP)], ids=["phone-hi", "laptop-en"])
def test_every_page_fits_and_can_be_read_aloud(
    product: Product, contexts: OpenContext, shots: Path, language: str, viewport: dict[str, int]
) -> None:
    top: Person = product.cast()[0]
    office = Office.sign_in(contexts, top, shots, language)
    page = office.page
    page.set_viewport_size({"width": viewport["width"], "height": viewport["height"]})
    axe, wrong, seen = Axe(), [], 0
    for kind in walk(page, f"{product.url}/console/"):
        seen += 1
        page.screenshot(path=shots / f"page-{language}-{kind.strip('/').replace('/', '_')}.png", full_page=True)
        title, spoken, headings = page.evaluate(TITLES)
        if not title or spoken != language or headings != 1:
            wrong.append(f"{kind}: title {title!r}, language {spoken!r}, {headings} main headings")
        if wider := page.evaluate(WIDER):
            wrong.append(f"{kind}: {wider} pixels wider than the screen")
        for finding in axe.run(page).response["violations"]:
            where = [node["target"][0] for node in finding["nodes"]][:3]
            wrong.append(f"{kind}: {finding['id']} at {where}: {finding['help']}")
    assert not wrong, "\n".join(wrong)
    assert seen >= 12, f"only {seen} pages were found: are the links gone?"
