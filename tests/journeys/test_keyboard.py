"""People, posts and reach by Tab, Enter, Space and the arrows alone: no mouse touches these pages."""

from __future__ import annotations

import secrets
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page, expect

from pankti.base.clock import now
from tests.journeys.conftest import OpenContext
from tests.journeys.keys import Keys
from tests.journeys.people import LAPTOP
from tests.journeys.product import Person, Product
from tests.journeys.test_browser_sign_in import code_of

pytestmark = pytest.mark.browser


def signed_in(contexts: OpenContext, person: Person) -> Keys:
    page = contexts(locale="en-IN", viewport=LAPTOP).new_page()
    keys = Keys(page)
    password(keys, person)
    keys.press("form.languages button[value=en]")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    return keys


def password(keys: Keys, person: Person) -> None:
    keys.open("/console/sign-in/")
    keys.write("#id_phone", person.phone)
    keys.write("#id_password", person.password)
    keys.enter()


def unit_called(keys: Keys, name: str) -> str:
    """Its id, found on the page of invitations as anybody finds a unit."""
    keys.open("/console/invitations/new/")
    keys.write("#find", name)
    keys.enter()
    keys.press("main ul a[href*='unit=']")
    return keys.id_in(r"unit=([0-9a-f-]{36})")


def test_people_posts_and_reach(product: Product, contexts: OpenContext, shots: Path) -> None:
    top, below, *_, mandal, _kendra, _holder, _stranger = product.cast()
    keys = signed_in(contexts, below)
    page = keys.page
    today = now().astimezone(ZoneInfo("Asia/Kolkata")).date()
    name = f"Kunjika {secrets.token_hex(3).translate(str.maketrans('0123456789abcdef', 'bdgjklmnprstvyzh'))}"

    # Search a person, add one.
    keys.open("/console/people/")
    keys.skip()
    keys.walk()
    keys.write("#q", mandal.names["en"].split()[0])
    expect(page.locator("#people tbody tr").first).to_be_visible()
    keys.open("/console/people/")
    keys.press("a[href*='/console/people/new/']")
    keys.walk()
    keys.write("#id_name_hi", "कुंजिका")
    keys.write("#id_name_en", name)
    keys.press("main form .actions button.primary")
    person = keys.id_in(r"/people/([0-9a-f-]{36})/")
    keys.walk()
    page.screenshot(path=shots / "keys-person.png", full_page=True)

    # Appoint them.
    unit = unit_called(keys, mandal.unit["en"])
    keys.open(f"/console/units/{unit}/team/")
    keys.walk()
    keys.press(f"main a[href='/console/units/{unit}/team/appoint/']")
    keys.write("#find-person", name)
    keys.enter()
    keys.walk()
    keys.to("input[name=person]")
    keys.choose()
    keys.to("#id_post")
    page.keyboard.press("End")
    keys.write("#id_reason", "by keys alone")
    keys.press("main form .actions button.primary")
    expect(page.locator("#flash")).to_contain_text("Appointed")
    page.screenshot(path=shots / "keys-appointed.png", full_page=True)

    # A new team: they come in, a second person from above approves.
    keys.open(f"/console/units/{unit}/reconstitutions/")
    keys.press("main form.actions button.primary")
    team = page.url
    keys.to("main tbody tr:nth-child(2) summary")
    page.keyboard.press("Enter")
    keys.date("#on-2", today - timedelta(days=1))
    keys.write("#heard-2", "agrees")
    keys.press("main tbody tr:nth-child(2) button[value=remove]")
    expect(page.locator("main tbody .is-refused")).to_have_count(1)
    keys.write("#find-person", name)
    keys.enter()
    keys.to("input[name=person]")
    keys.choose()
    keys.to("#add-post")
    page.keyboard.press("End")
    page.keyboard.press("ArrowUp")
    keys.press("button[value=add]")
    expect(page.locator("main .is-acknowledged")).to_have_count(1)
    keys.write("#note", "a team by keys")
    keys.to("button[value=propose]")
    keys.page.screenshot(path=shots / "keys-reconstitution.png", full_page=True)
    with page.expect_navigation():
        page.keyboard.press("Space")
    above = signed_in(contexts, top)
    above.open(team)
    above.walk()
    above.write("#decision", "good")
    above.press("button[value=approve]")
    expect(above.page.locator("#flash, main").first).not_to_contain_text("could not be done")

    # A plan with a step, looked at and discarded.
    keys.open("/console/reorganise/")
    keys.press("main a[href$='/reorganise/new/']")
    keys.write("#id_title", "Names by keys")
    keys.date("#id_on", today + timedelta(days=9))
    keys.press("main form .actions button.primary")
    keys.walk()
    keys.press("main a[href*='verb=rename']")
    keys.write("#id_find", mandal.unit["en"])
    keys.enter()
    keys.press("main a[href*='unit=']")
    keys.walk()
    keys.write("#id_name_en", "Renamed by keys")
    keys.press("main form .actions button.primary")
    expect(page.locator("main ol.tree-list li")).to_have_count(1)
    keys.press("button[value=preview]")
    keys.walk()
    page.screenshot(path=shots / "keys-preview.png", full_page=True)
    page.go_back()
    keys.press("button[value=discard]")

    # Lend a right.
    keys.open(f"/console/delegations/new/?person={person}")
    keys.write("#q", mandal.unit["en"])
    keys.enter()
    keys.walk()
    keys.to("input[name=right]")
    keys.choose()
    keys.date("#id_until", today + timedelta(days=5))
    keys.write("#id_reason", "while the holder travels")
    keys.press("main form .actions button.primary")
    keys.walk()
    page.screenshot(path=shots / "keys-lent.png", full_page=True)


def test_signing_in_with_an_app_of_codes(product: Product, contexts: OpenContext, shots: Path) -> None:
    """Set up, used, and taken away again; a wrong code first."""
    officer = product.cast()[1]
    keys = signed_in(contexts, officer)
    page = keys.page
    keys.open("/console/account/security/set-up/")
    keys.walk()
    secret = page.locator("code.secret").inner_text().replace(" ", "")
    keys.write("#id_code", code_of(secret))
    keys.enter()
    recovery = page.locator(".codes li").first.inner_text()
    keys.press("main a.button.primary")
    keys.press("header form[action='/console/sign-out/'] button", key="Space")
    keys.walk()
    password(keys, officer)
    page.wait_for_url("**/console/sign-in/second/")
    keys.walk()
    keys.write("#id_code", "000000")
    keys.enter()
    expect(page.locator(".field .error")).to_be_visible()
    keys.write("#id_code", recovery)
    keys.enter()
    page.wait_for_url("**/console/")
    keys.open("/console/account/security/")
    keys.walk()
    keys.press("form[action$='/app/remove/'] button")
    expect(page.locator("a[href$='/set-up/']").first).to_be_visible()


@pytest.mark.parametrize(
    "path", ["/console/", "/console/account/", "/console/teams/", "/console/posts/", "/console/audit/"]
)
def test_whole_pages(product: Product, contexts: OpenContext, path: str) -> None:
    keys = signed_in(contexts, product.cast()[0])
    keys.open(path)
    keys.skip()
    keys.walk()


def test_a_forgotten_password(product: Product, contexts: OpenContext, shots: Path) -> None:
    """The pages before anybody is signed in; the number alone opens nothing."""
    page: Page = contexts(locale="hi-IN", viewport=LAPTOP).new_page()
    keys = Keys(page)
    keys.open("/console/sign-in/")
    keys.walk()
    keys.press("main a[href$='/forgotten/']")
    keys.walk()
    page.screenshot(path=shots / "forgotten-hi.png", full_page=True)
    mark = len(product.said)
    keys.write("#id_phone", product.cast()[0].phone)
    keys.enter()
    keys.walk()
    page.screenshot(path=shots / "forgotten-code-hi.png", full_page=True)
    keys.write("#id_code", product.code_since(mark))
    keys.enter()
    keys.walk()
    page.screenshot(path=shots / "forgotten-new-hi.png", full_page=True)
    keys.write("#id_step", "aaaa-bbbb-ccc")
    keys.write("#id_wanted", "seven grey herons by the weir")
    keys.write("#id_again", "seven grey herons by the weir")
    keys.enter()
    expect(page.locator(".field .error")).to_be_visible()
