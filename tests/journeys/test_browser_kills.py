"""The same road, with everything of the server killed by ``kill -9`` between any two steps, and started again."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Route, expect

from tests.journeys.conftest import OpenContext
from tests.journeys.people import Office, Phone, fresh, number, to_board, wait_for_figures
from tests.journeys.product import Product

pytestmark = pytest.mark.browser

TITLE = {"hi": "पानी की टंकी देखें", "en": "Look at the water tank"}
TEXT = {"hi": "टंकी में कितने बाल्टी पानी है?", "en": "How many buckets are in the tank?"}
ANSWERS = "SELECT count(*) FROM cascade_answer WHERE dispatch_id = %s::uuid AND rank = %s"
TALLIES = "SELECT count(*) FROM cascade_tally WHERE dispatch_id = %s::uuid AND done <> 1"
RECEIVED, DONE = 2, 4


def killed(product: Product) -> None:
    """Database, web, worker, roll-up and supervisor, all at once; then started again as a user does it."""
    product.kill()
    product.start()


def test_killed_between_any_two_steps(product: Product, contexts: OpenContext, shots: Path) -> None:
    top, *_, mandal, _kendra, holder, _stranger = product.cast()
    titles = fresh(TITLE)
    office = Office.sign_in(contexts, top, shots)
    office.compose(titles=titles, texts=TEXT, to=mandal.unit["hi"], proof="number", label="बाल्टी")
    expected = office.counted
    office.review()

    killed(product)  # it was written, and not issued yet
    dispatch = office.issue()

    killed(product)  # it was issued, and no phone knows yet
    phone = Phone.sign_in(contexts, product, holder, shots, name="killed")
    expect(phone.card(titles["hi"])).to_be_visible()

    killed(product)  # the phone has fetched it
    phone.wait_until_kept()
    phone.go_offline()
    phone.open(titles["hi"])
    phone.press_main()
    expect(phone.said).to_contain_text("मिल गया")
    phone.press_main()
    phone.page.fill("#number", "7")
    phone.page.locator(".bar form button[type=submit]").click()
    expect(phone.said).to_contain_text("हो गया")
    phone.open_again()

    product.kill()  # answers wait; the network comes back, and nobody is there
    phone.go_online()
    phone.pass_the_minute()
    expect(phone.state).to_contain_text("2 भेजने बाकी")
    product.start()

    lost: list[int] = []

    def lose(route: Route) -> None:
        """The server takes the answers; everything dies while its word is on the way."""
        status = route.fetch().status
        product.kill()
        lost.append(status)
        route.abort()

    phone.context.route("**/api/v1/sync", lose, times=1)
    phone.open_again()
    while not lost:
        phone.page.wait_for_timeout(100)
    expect(phone.state).to_contain_text("2 भेजने बाकी")
    product.start()
    phone.open_again()
    expect(phone.state).to_contain_text("सब भेजा जा चुका है")
    assert lost == [200]

    killed(product)  # the phone has its acceptance, and nobody has read the board
    office.page.goto(f"/console/directives/{dispatch}/")
    to_board(office.page)
    wait_for_figures(office.page, expected=expected, done=1, acknowledged=0, seen=0, silent=expected - 1)
    assert number(office.page.locator("#rows td.c-done").first.inner_text()) == 1
    assert product.count(ANSWERS, dispatch, RECEIVED) == 1
    assert product.count(ANSWERS, dispatch, DONE) == 1
    assert product.count(TALLIES, dispatch) == 0  # at every unit above: exactly one, not two

    phone.open_again()
    expect(phone.finished(titles["hi"])).to_contain_text("हो गया")
    expect(phone.state).to_contain_text("सब भेजा जा चुका है")
