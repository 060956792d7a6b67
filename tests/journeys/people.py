"""What people do at an office and on a phone, in the words of the road."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.journeys.conftest import OpenContext
from tests.journeys.product import Person, Product

LAPTOP = {"width": 1366, "height": 768}
SMALL_PHONE = {"width": 360, "height": 640}
FIGURES = ("expected", "seen", "acknowledged", "done", "refused", "late", "silent")
UNDO = "01:05"
"""A phone's minute to take something back, and a little."""


@dataclass(slots=True)
class Office:
    """A person at the console."""

    page: Page
    shots: Path

    @classmethod
    def sign_in(cls, make: OpenContext, person: Person, shots: Path, language: str = "hi") -> Office:
        context = make(locale=f"{language}-IN", viewport=LAPTOP)
        page = context.new_page()
        page.goto("/console/sign-in/")
        page.fill("#id_phone", person.phone)
        page.fill("#id_password", person.password)
        page.locator("main form button.primary").click()
        page.wait_for_url("**/console/")
        office = cls(page, shots)
        office.speak(language)
        return office

    def shot(self, name: str) -> None:
        self.page.screenshot(path=self.shots / f"{name}.png", full_page=True)

    def compose(self, *, titles: dict[str, str], texts: dict[str, str], to: str, proof: str, label: str = "") -> None:
        """Write it, choose one unit by name, and see the live count."""
        page = self.page
        page.goto("/console/directives/new/")
        for code in ("hi", "en"):
            page.fill(f"#id_title_{code}", titles[code])
            page.fill(f"#id_text_{code}", texts[code])
        page.check(f"input[name=proof][value={proof}]")
        if label:
            page.fill("#id_label_hi", label)
        page.locator("#id_find").press_sequentially(to, delay=20)
        found = page.locator("#tree li.branch", has_text=to)
        expect(found.first).to_be_visible()
        found.first.locator("button[value^='add:']").click()

    @property
    def counted(self) -> int:
        """How many the page says it reaches."""
        self.page.wait_for_selector("#count .count-n")
        return number(self.page.locator("#count .count-n").inner_text())

    def review(self) -> None:
        """Keep what was written and take the last look at it."""
        self.page.click("button[value=review]")
        self.page.wait_for_url("**/issue/")
        self.shot("office-confirm")

    def issue(self) -> str:
        """Through the last look; the directive's page stays open. Its id."""
        if not self.page.url.endswith("/issue/"):
            self.review()
        self.page.locator("main form button.primary").click()
        self.page.wait_for_url(re.compile(r"/console/directives/[0-9a-f-]{36}/$"))
        self.shot("office-issued")
        return self.page.url.rstrip("/").rsplit("/", 1)[-1]

    def speak(self, code: str) -> None:
        """Change the language of the page by its own switch."""
        button = self.page.locator(f"form.languages button[value={code}]")
        if button.count():
            with self.page.expect_navigation():
                button.click()
        expect(self.page.locator("html")).to_have_attribute("lang", code)


@dataclass(slots=True)
class Phone:
    """A person with a small phone."""

    context: BrowserContext
    page: Page
    shots: Path
    name: str = "phone"

    @classmethod
    def sign_in(
        cls,
        make: OpenContext,
        product: Product,
        person: Person,
        shots: Path,
        *,
        name: str = "phone",
        language: str = "hi",
    ) -> Phone:
        """With the code that the demo printed on its own console."""
        context = make(
            locale=f"{language}-IN",
            timezone_id="Asia/Kolkata",
            viewport=SMALL_PHONE,
            device_scale_factor=2,
            has_touch=True,
            is_mobile=True,
        )
        context.clock.install()  # its minutes can be let pass
        phone = cls(context, context.new_page(), shots, name)
        page = phone.page
        page.goto("/app/")
        page.wait_for_selector("#phone")
        phone.speak(language)
        page.fill("#phone", person.phone.removeprefix("+91"))
        phone.shot("sign-in")
        mark = len(product.said)
        page.click("button[type=submit]")
        page.wait_for_selector("#code")
        page.fill("#code", product.code_since(mark))
        page.click("button[type=submit]")
        page.wait_for_selector("a[href='#/account']")
        return phone

    def shot(self, name: str) -> None:
        self.page.screenshot(path=self.shots / f"{self.name}-{name}.png")

    def speak(self, code: str) -> None:
        button = self.page.locator(f"[role=group] button[lang={code}]")
        button.click()
        expect(button).to_have_attribute("aria-pressed", "true")

    def card(self, title: str) -> Locator:
        """What waits under this title on today's list."""
        return self.page.locator("article.card", has_text=title)

    def finished(self, title: str) -> Locator:
        """What is over under this title, below the list."""
        if not self.page.locator("details[open]").count():
            self.page.locator("details > summary").click()
        return self.page.locator("details li", has_text=title)

    def open(self, title: str) -> None:
        self.card(title).locator("h3 a").click()
        self.page.wait_for_selector(".bar button.main")

    def press_main(self) -> None:
        """The one large button: received first, then done."""
        self.page.locator(".bar button.main").click()

    def to_list(self) -> None:
        self.page.evaluate("location.hash = '#/today'")
        self.page.wait_for_selector("a[href='#/account']")

    @property
    def said(self) -> Locator:
        """What the phone confirms as said, once it is safely stored."""
        return self.page.locator(".bar [role=status] .state")

    @property
    def state(self) -> Locator:
        """What the list says about sending."""
        return self.page.locator("header [role=status]")

    def hear(self, title: str) -> None:
        """Look at once instead of at the next half-minute, as a person does: leave the app and come back."""
        self.open_again()
        expect(self.card(title)).to_be_visible()

    def go_offline(self) -> None:
        self.context.set_offline(True)

    def go_online(self) -> None:
        self.context.set_offline(False)

    def wait_until_kept(self) -> None:
        """Until the service worker holds the app's shell: from then on it opens without a network."""
        self.page.wait_for_function("navigator.serviceWorker.ready.then(() => navigator.serviceWorker.controller)")

    def open_again(self) -> None:
        """Close the app and open it anew, with or without a network."""
        self.page.close()
        self.page = self.context.new_page()
        self.page.goto("/app/")
        self.page.wait_for_selector("a[href='#/account']")

    def pass_the_minute(self) -> None:
        self.context.clock.fast_forward(UNDO)


def fresh(titles: dict[str, str]) -> dict[str, str]:
    """The same titles with a word of their own, so that journeys on one server never mistake each other's."""
    own = secrets.token_hex(3)
    return {code: f"{title} {own}" for code, title in titles.items()}


def to_board(page: Page) -> None:
    """From a directive's page to its board."""
    if "/console/board/" not in page.url:
        page.locator("main a[href^='/console/board/']").first.click()
        page.wait_for_url("**/console/board/**")


def figures(page: Page) -> dict[str, int]:
    """What the board says in its line of figures."""
    shown = page.locator("#numbers .figures-line .figure > b").all_inner_texts()
    return dict(zip(FIGURES, map(number, shown), strict=True))


def wait_for_figures(page: Page, **wanted: int) -> None:
    """The board follows by itself; a few seconds are its own."""
    for name, n in wanted.items():
        at = page.locator("#numbers .figures-line .figure > b").nth(FIGURES.index(name))
        expect(at).to_have_text(re.compile(rf"^\s*{n}\s*$"), timeout=30_000)


def number(text: str) -> int:
    return int(text.replace(",", "").strip())
