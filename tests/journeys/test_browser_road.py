"""The road in a real browser: an office says it, a phone without network answers, the board knows."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import expect

from tests.journeys.conftest import OpenContext
from tests.journeys.people import Office, Phone, fresh, to_board, wait_for_figures
from tests.journeys.product import Product

pytestmark = pytest.mark.browser

TITLE = {"hi": "आज की गिनती भेजें", "en": "Send today's count"}
TEXTS = {"hi": "अपने बूथ पर लगे पौधों की गिनती आज ही भेजें।", "en": "Send the number of saplings planted at your booth."}
PHOTO_TITLE = {"hi": "एक पौधे की फ़ोटो", "en": "One photo of a sapling"}
BELOW = """
SELECT count(*) FROM organisation_placement last
JOIN organisation_level level ON level.code = last.level_id AND 'acknowledges' = ANY(level.traits)
JOIN organisation_placement root ON last.path >= root.path AND last.path < root.path || 'g'
JOIN organisation_unit unit ON unit.id = root.unit_id
JOIN organisation_tree tree ON tree.code = root.tree_id AND tree.is_main
WHERE last.tree_id = root.tree_id AND last.ended_on IS NULL AND root.ended_on IS NULL AND unit.names ->> 'en' = %s
"""
DONE = "SELECT count(*) FROM cascade_answer WHERE dispatch_id = %s::uuid AND rank = 4"


def test_a_number_from_a_phone_without_network(product: Product, contexts: OpenContext, shots: Path) -> None:
    top, *_, mandal, _kendra, holder, stranger = product.cast()
    titles = fresh(TITLE)

    # The office says it, in two languages, to the last units of one mandal.
    office = Office.sign_in(contexts, top, shots)
    office.shot("office-home")
    office.compose(titles=titles, texts=TEXTS, to=mandal.unit["hi"], proof="number", label="पौधे")
    expected = office.counted
    expect(office.page.locator("#preview")).to_contain_text(TEXTS["hi"])
    office.shot("office-compose")
    assert expected == product.count(BELOW, mandal.unit["en"])
    office.issue()
    office.page.locator("main a[href^='/console/board/']").first.click()
    wait_for_figures(office.page, expected=expected, silent=expected, done=0)
    top_board = office.page.url
    office.shot("office-board-empty")

    # A phone fetches it, and from then on has no network.
    phone = Phone.sign_in(contexts, product, holder, shots)
    expect(phone.card(titles["hi"])).to_be_visible()
    expect(phone.state).to_contain_text("सब भेजा जा चुका है")
    phone.shot("today")
    phone.wait_until_kept()
    phone.go_offline()
    phone.open(titles["hi"])
    expect(phone.page.locator("p.said")).to_have_text(TEXTS["hi"])
    phone.shot("opened-offline")
    phone.press_main()  # received
    expect(phone.said).to_contain_text("मिल गया")
    phone.shot("received-offline")
    phone.press_main()  # done: a number
    expect(phone.page.locator("label[for=number]")).to_have_text("पौधे")
    phone.page.fill("#number", "२५")
    phone.shot("number-offline")
    phone.page.locator(".bar form button[type=submit]").click()
    expect(phone.said).to_contain_text("हो गया")

    # Closed and opened again, still without network: the app is there, and nothing is lost.
    phone.open_again()
    phone.pass_the_minute()
    expect(phone.state).to_contain_text("नेटवर्क नहीं है")
    expect(phone.state).to_contain_text("2 भेजने बाकी")
    expect(phone.finished(titles["hi"])).to_contain_text("हो गया")
    phone.shot("waiting-offline")
    phone.page.reload()
    expect(phone.finished(titles["hi"])).to_contain_text("हो गया")
    wait_for_figures(office.page, done=0)  # the server cannot know yet

    # The network comes back, and the answer goes by itself.
    phone.go_online()
    expect(phone.state).to_contain_text("सब भेजा जा चुका है")
    phone.shot("sent")
    wait_for_figures(office.page, done=1, silent=expected - 1)
    office.shot("office-board-top")
    rows = office.page.locator("#rows tr th a")
    assert rows.count() > 0

    # The mandal's own board says the same, and so does a recount.
    own = Office.sign_in(contexts, mandal, shots, "en")
    own.page.goto("/console/")
    own.page.get_by_role("link", name=titles["en"]).first.click()
    to_board(own.page)
    wait_for_figures(own.page, expected=expected, done=1, silent=expected - 1)
    own.shot("mandal-board-en")
    dispatch = top_board.split("/console/board/")[1].split("/")[0]
    assert product.count(DONE, dispatch) == 1
    assert product.count(DONE.replace("count(*)", "(body ->> 'number')::float::int"), dispatch) == 25

    # The stranger from another branch has never heard of it.
    other = Phone.sign_in(contexts, product, stranger, shots, name="stranger", language="en")
    expect(other.state).to_contain_text("Everything is sent")
    other.shot("today-en")
    expect(other.page.get_by_text(titles["en"])).to_have_count(0)
    expect(other.page.get_by_text(titles["hi"])).to_have_count(0)
    there = Office.sign_in(contexts, stranger, shots)
    response = there.page.goto(top_board)
    assert response is not None
    assert response.status == 404
    there.shot("stranger-board")


def photo() -> bytes:
    out = io.BytesIO()
    Image.effect_mandelbrot((1600, 1200), (-2.0, -1.5, 1.0, 1.5), 30).convert("RGB").save(out, "JPEG")
    return out.getvalue()


def test_a_photo_from_a_phone_without_network(product: Product, contexts: OpenContext, shots: Path) -> None:
    *_, assembly, mandal, _kendra, holder, _stranger = product.cast()
    titles = fresh(PHOTO_TITLE)
    office = Office.sign_in(contexts, assembly, shots, "en")
    office.compose(titles=titles, texts=TEXTS, to=mandal.unit["en"], proof="photo")
    office.shot("office-compose-en")
    expected = office.counted
    dispatch = office.issue()

    phone = Phone.sign_in(contexts, product, holder, shots, name="photo", language="en")
    expect(phone.card(titles["en"])).to_be_visible()
    phone.wait_until_kept()
    phone.go_offline()
    phone.open(titles["en"])
    phone.press_main()
    expect(phone.said).to_contain_text("Received")
    phone.press_main()
    with phone.page.expect_file_chooser() as chooser:
        phone.page.locator("label", has_text="Take or choose a photo").click()
    chooser.value.set_files({"name": "plant.jpg", "mimeType": "image/jpeg", "buffer": photo()})
    expect(phone.page.locator("form img")).to_be_visible()
    phone.shot("chosen-offline")
    phone.page.locator(".bar form button[type=submit]").click()
    expect(phone.said).to_contain_text("Done")
    phone.open_again()
    phone.pass_the_minute()
    expect(phone.state).to_contain_text("2 waiting to be sent")
    phone.shot("waiting-offline")
    phone.go_online()
    expect(phone.state).to_contain_text("Everything is sent")

    to_board(office.page)
    wait_for_figures(office.page, expected=expected, done=1)
    office.page.goto(f"/console/directives/{dispatch}/proofs/")
    image = office.page.locator("main img").first
    expect(image).to_be_visible()
    assert image.evaluate("one => one.decode().then(() => one.naturalWidth)") > 0
    office.shot("office-proofs-en")
