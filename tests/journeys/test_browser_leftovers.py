"""In English: a directive with a file that only its address opens, and a phone closed before its minute was over."""

from __future__ import annotations

import io
import json
import time
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from PIL import Image
from playwright.sync_api import FilePayload, expect

from tests.journeys.conftest import OpenContext
from tests.journeys.people import Office, Phone, fresh, to_board, wait_for_figures
from tests.journeys.product import Product

pytestmark = pytest.mark.browser

TITLE = {"hi": "सूचना-पत्र पढ़ें", "en": "Read the notice"}
TEXTS = {"hi": "साथ का चित्र देखें।", "en": "Look at the picture that comes with it."}
ADDRESS = """async dispatch => {
    const all = (await indexedDB.databases()).filter(one => one.name.startsWith('pankti-'));
    const db = await new Promise(done => {
        const ask = indexedDB.open(all[0].name);
        ask.onsuccess = () => done(ask.result) });
    const one = await new Promise(done => {
        const ask = db.transaction('dispatches').objectStore('dispatches').get(dispatch);
        ask.onsuccess = () => done(ask.result) });
    db.close();
    return one.content.attachments[0].url;
}"""
"""The signed address as the phone was told it."""
RECEIVED = "SELECT count(*) FROM cascade_answer WHERE dispatch_id = %s::uuid AND rank = 2"


def picture() -> bytes:
    out = io.BytesIO()
    Image.effect_mandelbrot((640, 480), (-2.0, -1.5, 1.0, 1.5), 30).convert("RGB").save(out, "PNG")
    return out.getvalue()


def test_a_file_by_its_signed_address_and_a_saved_outbox(product: Product, contexts: OpenContext, shots: Path) -> None:
    *_, mandal, _kendra, holder, stranger = product.cast()
    titles, sent = fresh(TITLE), picture()
    office = Office.sign_in(contexts, mandal, shots, "en")
    office.compose(titles=titles, texts=TEXTS, to=mandal.unit["en"], proof="acknowledge")
    office.page.set_input_files(
        "input[type=file][name=file]", {"name": "n.png", "mimeType": "image/png", "buffer": sent}
    )
    expect(office.page.locator("#files, .files").first).to_contain_text("n.png")
    expected = office.counted
    dispatch = office.issue()
    expect(office.page.locator("h1")).to_have_text(titles["en"])
    expect(office.page.get_by_role("link", name="Open the board")).to_be_visible()
    expect(office.page.get_by_role("link", name="Withdraw")).to_be_visible()

    phone = Phone.sign_in(contexts, product, holder, shots, name="file", language="en")
    expect(phone.card(titles["en"])).to_be_visible()
    phone.open(titles["en"])
    expect(phone.page.locator("p.said")).to_have_text(TEXTS["en"])
    expect(phone.page.get_by_text("Asked for: say that you received it")).to_be_visible()
    expect(phone.page.locator("figure img")).to_be_visible()  # small files came along with the sync
    address = urlsplit(phone.page.evaluate(ADDRESS, dispatch))
    phone.shot("with-file-en")

    # The address opens the file, whole and in parts; changed by one sign it opens nothing.
    path = f"{address.path}?{address.query}"
    bare = contexts().request
    whole = bare.get(path)
    assert (whole.status, whole.body()) == (200, sent)
    rest = bare.get(path, headers={"Range": "bytes=100-"})
    assert (rest.status, rest.body()) == (206, sent[100:])
    for wrong in (address.path, path[:-1] + ("a" if path[-1] != "a" else "b"), path.replace("until=", "until=9")):
        assert bare.get(wrong).status == 404, wrong

    # Given without network, saved to a file, lost with the phone, and read in on another one.
    phone.wait_until_kept()
    phone.go_offline()
    phone.press_main()
    expect(phone.said).to_contain_text("Received")
    phone.page.evaluate("location.hash = '#/account'")
    expect(phone.page.get_by_text("1 waiting to be sent")).to_be_visible()
    with phone.page.expect_download() as saving:
        phone.page.get_by_role("button", name="Save what is unsent to a file").click()
    saved = Path(saving.value.path()).read_text(encoding="utf-8")
    assert json.loads(saved)["commands"][-1]["body"]["state"] == "acknowledged"
    phone.context.close()
    file: FilePayload = {"name": "pankti.json", "mimeType": "application/json", "buffer": saved.encode()}

    other = Phone.sign_in(contexts, product, stranger, shots, name="other", language="en")
    other.page.evaluate("location.hash = '#/account'")
    other.page.set_input_files("input[type=file][accept*=json]", file)
    expect(other.page.get_by_text("Somebody else saved this file.")).to_be_visible()

    again = Phone.sign_in(contexts, product, holder, shots, name="again", language="en")
    again.page.evaluate("location.hash = '#/account'")
    again.page.set_input_files("input[type=file][accept*=json]", file)
    expect(again.page.get_by_text("taken in from the file")).to_be_visible()
    again.shot("taken-in-en")
    to_board(office.page)
    wait_for_figures(office.page, expected=expected, acknowledged=1, silent=expected - 1)
    assert product.count(RECEIVED, dispatch) == 1


def test_an_answer_leaves_after_the_app_was_closed(product: Product, contexts: OpenContext, shots: Path) -> None:
    *_, mandal, _kendra, holder, _stranger = product.cast()
    titles = fresh(TITLE)
    office = Office.sign_in(contexts, mandal, shots, "en")
    office.compose(titles=titles, texts=TEXTS, to=mandal.unit["en"], proof="acknowledge")
    assert office.counted > 0
    dispatch = office.issue()
    phone = Phone.sign_in(contexts, product, holder, shots, name="closed", language="en")
    phone.wait_until_kept()
    ready = "navigator.serviceWorker.register('/app/background.js', {scope: '/app/background/'}).then(r => !!r.sync)"
    if not phone.page.evaluate(ready):
        pytest.skip("This browser has no Background Sync: answers leave when the app is open.")
    phone.open(titles["en"])
    phone.press_main()
    expect(phone.said).to_contain_text("Received")
    phone.page.wait_for_timeout(1500)
    phone.page.close()  # before its minute is over
    assert product.count(RECEIVED, dispatch) == 0

    end = time.monotonic() + 100
    while product.count(RECEIVED, dispatch) == 0 and time.monotonic() < end:
        time.sleep(2)
    assert product.count(RECEIVED, dispatch) == 1
