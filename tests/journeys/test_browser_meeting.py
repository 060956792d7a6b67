"""A call to a meeting by video: answered offline, counted by the office, joined by one's own link."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import OpenContext
from tests.journeys.people import Office, Phone
from tests.journeys.product import Product

pytestmark = pytest.mark.browser

TITLE = "Video meeting on the next drive"  # of the demo's own, which its assembly's office calls for tomorrow
SAID = "SELECT count(*) FROM cascade_answer WHERE dispatch_id = %s::uuid AND rank = 4"


def test_a_call_is_answered_offline_and_joined_by_ones_own_link(
    product: Product, contexts: OpenContext, shots: Path
) -> None:
    assembly, mandal = product.cast()[4:6]
    phone = Phone.sign_in(contexts, product, mandal, shots, name="meeting", language="en")
    page = phone.page
    expect(phone.card(TITLE).first).to_be_visible()
    phone.wait_until_kept()
    phone.go_offline()
    phone.card(TITLE).get_by_role("button", name="I come", exact=True).click()
    phone.to_list()
    phone.shot("answered-offline-en")
    phone.pass_the_minute()
    phone.go_online()
    expect(phone.state).to_contain_text("Everything is sent")

    office = Office.sign_in(contexts, assembly, shots, "en")
    office.page.goto("/console/meetings/")
    office.page.get_by_role("link", name=TITLE).first.click()
    office.page.wait_for_url("**/console/meetings/*/")
    meeting = office.page.url.rstrip("/").rsplit("/", 1)[-1]
    assert product.count(SAID, meeting) == 1
    for _look in range(20):  # the roll-up follows within seconds
        if mandal.names["en"] in office.page.locator("#who").inner_text():
            break
        office.page.wait_for_timeout(1_000)
        office.page.reload()
    expect(office.page.locator("#who")).to_contain_text(mandal.names["en"])
    office.shot("office-meeting-en")

    page.evaluate("location.hash = '#/meetings'")
    phone.card(TITLE).locator("h3 a").click()
    with phone.context.expect_page() as opened:
        page.get_by_role("button", name="Join by video").click()
    room = opened.value
    room.wait_for_url("**/join/*")
    expect(room.locator("h1")).to_be_visible()
    room.screenshot(path=shots / "meeting-join-en.png")
