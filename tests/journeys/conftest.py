"""What the journeys stand on: the running product, and a Chromium to look at it with."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Error, Page, expect, sync_playwright

from tests.journeys.product import ROOT, Product

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
PATIENCE = 30_000.0


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whatever needs the started product is marked: `./pankti test` runs it in one process, which starts it once."""
    for item in items:
        if "product" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.product)


@pytest.fixture(scope="session")
def product() -> Iterator[Product]:
    """The demo on a data folder of its own, started once for all journeys and stopped by TERM at the end."""
    if sys.platform != "linux":
        pytest.skip("The journeys read /proc to end only what they started: Linux.")
    if not (ROOT / "src/pankti/console/static/built/app/index.html").is_file():
        pytest.skip("The field app is not built. Any start of ./pankti demo builds it.")
    with tempfile.TemporaryDirectory(prefix="pankti-journey-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)
        one = Product(Path(folder) / "data")
        try:
            one.start()
            yield one
        finally:
            one.stop()


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    named = os.environ.get("PANKTI_CHROMIUM")
    path = named or next((found for name in CHROMIUM if (found := shutil.which(name))), None)
    if path is None:
        pytest.skip("No Chromium here, so nobody looked: apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


OpenContext = Callable[..., BrowserContext]


@pytest.fixture
def contexts(chromium: Browser, product: Product) -> Iterator[OpenContext]:
    """Make browsers with nothing in them; all are closed at the end, and none may have met a broken script."""
    made: list[BrowserContext] = []
    broken: list[str] = []
    if product.process is None:  # a journey that failed left it dead
        product.start()
    product.forget_limits()  # the journeys share one person's phone number

    def hear(error: Error) -> None:
        broken.append(f"{error.name}: {error.message}")

    def watch(page: Page) -> None:
        page.on("pageerror", hear)

    def make(**wishes: Any) -> BrowserContext:
        context = chromium.new_context(base_url=product.url, **wishes)
        context.set_default_timeout(PATIENCE)
        expect.set_options(timeout=PATIENCE)
        context.on("page", watch)
        made.append(context)
        return context

    yield make
    for context in made:
        context.close()
    assert not broken


@pytest.fixture
def shots(tmp_path: Path) -> Path:
    """Where screenshots go; ``PANKTI_SHOTS`` keeps them for people to look at."""
    kept = os.environ.get("PANKTI_SHOTS")
    folder = Path(kept) if kept else tmp_path
    folder.mkdir(parents=True, exist_ok=True)
    return folder
