"""A console walked by keys alone: every stop is seen, in the page's own order, and nothing keeps the focus."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from playwright.sync_api import Page

MOST_STOPS = 400
PARTS_OF_A_DATE = 5
"""A date field is day, month, year and its calendar: so often the focus may stay where it is."""

LOOK = """() => {
  const here = document.activeElement;
  if (!here || here === document.body || here === document.documentElement) return null;
  const ringed = (one) => {
    const style = getComputedStyle(one);
    return style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0;
  };
  const box = here.getBoundingClientRect();
  const bearer = box.width < 3 && here.labels && here.labels[0] ? here.labels[0] : here;
  const seen = bearer.getBoundingClientRect();
  const at = document.elementFromPoint(seen.left + seen.width / 2, seen.top + seen.height / 2);
  window.pankti_stops = window.pankti_stops || [];
  const stops = window.pankti_stops;
  const last = stops.length ? stops[stops.length - 1] : null;
  stops.push(here);
  return {
    what: here.outerHTML.replace(/\\s+/g, ' ').slice(0, 120),
    // A date's calendar button has the browser's own ring, within the field.
    ringed: ringed(bearer) || (here.labels && [...here.labels].some(ringed)) || (here.type === 'date' && last === here),
    inside: seen.bottom > 0 && seen.right > 0 && seen.top < innerHeight && seen.left < innerWidth,
    covered: !!at && at !== bearer && !bearer.contains(at) && !at.contains(bearer) && !at.closest('label'),
    stays: last === here,
    backwards: !!last && last !== here && !!(last.compareDocumentPosition(here) & Node.DOCUMENT_POSITION_PRECEDING),
  };
}"""
TO_THE_TOP = """() => {
  window.pankti_stops = [];
  document.body.tabIndex = -1;
  document.body.focus();
  document.body.removeAttribute('tabindex');
  window.scrollTo(0, 0);
}"""
MISSED = """() => [...document.querySelectorAll('a[href], button, input, select, textarea, summary')].filter((one) =>
  one.type !== 'hidden' && one.type !== 'radio' && !one.disabled &&
  one.checkVisibility({ visibilityProperty: true }) && !(window.pankti_stops || []).includes(one)
).map((one) => one.outerHTML.replace(/\\s+/g, ' ').slice(0, 120))"""


@dataclass(slots=True)
class Keys:
    """Hands that have a keyboard and nothing else."""

    page: Page

    def open(self, path: str) -> None:
        """An address is typed."""
        self.page.goto(path)

    def tab(self) -> dict[str, Any] | None:
        """One stop on; None past the last one. What it lands on must be seen."""
        self.page.keyboard.press("Tab")
        stop: dict[str, Any] | None = self.page.evaluate(LOOK)
        if stop is not None:
            where = f"{self.page.url}: {stop['what']}"
            assert stop["ringed"], f"the focus cannot be seen at {where}"
            assert stop["inside"], f"the focus is off the screen at {where}"
            assert not stop["covered"], f"something lies over the focus at {where}"
        return stop

    def to(self, wanted: str) -> None:
        """Tab until the focus is on what fits the selector."""
        for _stop in range(MOST_STOPS):
            self.tab()
            if self.page.evaluate(
                "(wanted) => !!document.activeElement && document.activeElement.matches(wanted)", wanted
            ):
                return
        raise AssertionError(f"Tab never comes to {wanted} on {self.page.url}")

    def write(self, wanted: str, text: str) -> None:
        """Come to a field and type; what stood there is replaced, as Tab selects it."""
        self.to(wanted)
        self.page.keyboard.type(text)

    def date(self, wanted: str, day: date) -> None:
        """Come to a date field and type the day, in whichever order this browser shows its parts."""
        self.to(wanted)
        for order in ("%m%d%Y", "%d%m%Y"):
            self.page.keyboard.type(day.strftime(order))
            if self.page.locator(wanted).input_value() == day.isoformat():
                return
            for _part in range(3):
                self.page.keyboard.press("ArrowLeft")
        raise AssertionError(f"{wanted} takes no day from the keyboard")

    def press(self, wanted: str, key: str = "Enter") -> None:
        """Come to a link or a button and press it; the page that follows is awaited."""
        self.to(wanted)
        with self.page.expect_navigation():
            self.page.keyboard.press(key)

    def enter(self) -> None:
        """Send the form from the field one is in."""
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def choose(self, key: str = "Space") -> None:
        """Tick the box, or take the radio button, that has the focus."""
        self.page.keyboard.press(key)

    def walk(self) -> None:
        """From the top of the page to its end: the skip link first, then everything once and in order; no trap."""
        self.page.evaluate(TO_THE_TOP)
        first = self.tab()
        assert first is not None
        assert 'class="skip"' in first["what"], f"{self.page.url} begins with {first['what']}"
        stays = 0
        for _stop in range(MOST_STOPS):
            stop = self.tab()
            if stop is None or 'class="skip"' in stop["what"]:
                break
            stays = stays + 1 if stop["stays"] else 0
            assert stays < PARTS_OF_A_DATE, f"the focus does not leave {stop['what']} on {self.page.url}"
            assert not stop["backwards"], f"{self.page.url} jumps back to {stop['what']}"
        else:
            raise AssertionError(f"{self.page.url} has no end")
        missed = self.page.evaluate(MISSED)
        assert not missed, f"Tab passes by on {self.page.url}: {missed}"

    def skip(self) -> None:
        """The skip link leads past the header: the next stop lies in the content."""
        self.page.evaluate(TO_THE_TOP)
        self.tab()
        self.page.keyboard.press("Enter")
        self.tab()
        inside = self.page.evaluate("document.querySelector('main').contains(document.activeElement)")
        assert inside, f"the skip link of {self.page.url} skips nothing"

    def id_in(self, pattern: str) -> str:
        """The id that the address holds."""
        found = re.search(pattern, self.page.url)
        assert found, self.page.url
        return found[1]
