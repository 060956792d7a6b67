"""The ways in, in a real browser: a passkey of a virtual key, an app's codes, an invitation, a lost phone."""

from __future__ import annotations

import base64
import re
import time
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from playwright.sync_api import Page, expect

from tests.journeys.conftest import OpenContext
from tests.journeys.people import LAPTOP, SMALL_PHONE, Office, Phone, fresh
from tests.journeys.product import Person, Product

EARLIER_PHONES = """
WITH gone AS (UPDATE access_device SET revoked_at = now() WHERE revoked_at IS NULL RETURNING id)
SELECT count(*) FROM gone
"""
"""Other journeys signed the same person in, in browsers that are closed by now."""

pytestmark = pytest.mark.browser

KEY = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}
LEFT = """async () => ({
  databases: (await indexedDB.databases()).map((one) => one.name),
  kept: Object.keys(localStorage).filter((key) => !['pankti.language', 'pankti.size'].includes(key)),
  caches: (await Promise.all((await caches.keys()).map(async (name) => (await (await caches.open(name)).keys()))))
    .flat().map((request) => new URL(request.url).pathname),
})"""
TITLE = {"hi": "साइन इन की जाँच", "en": "A look at signing in"}
TEXTS = {"hi": "मिल गया दबाएँ।", "en": "Press received."}


def with_key(page: Page) -> str:
    """Plug a virtual key in that asks for the finger; its id."""
    cdp = page.context.new_cdp_session(page)
    cdp.send("WebAuthn.enable")
    return str(cdp.send("WebAuthn.addVirtualAuthenticator", {"options": KEY})["authenticatorId"])


def password_step(page: Page, person: Person) -> None:
    page.fill("#id_phone", person.phone)
    page.fill("#id_password", person.password)
    page.locator("main form button.primary").click()


def leave(page: Page) -> None:
    page.locator("header form[action='/console/sign-out/'] button").click()
    page.wait_for_url("**/console/sign-in/")


def named(product: Product, path: str) -> str:
    """Passkeys belong to a name: a bare address has none."""
    return f"http://localhost:{product.port}{path}"


def wide_and_narrow(page: Page, shots: Path, name: str) -> None:
    """Look at a page as a laptop and as a small phone shows it; nothing sticks out."""
    page.screenshot(path=shots / f"{name}.png", full_page=True)
    page.set_viewport_size(SMALL_PHONE)  # type: ignore[arg-type]
    assert page.evaluate("document.documentElement.scrollWidth") <= SMALL_PHONE["width"], name
    page.screenshot(path=shots / f"{name}-phone.png", full_page=True)
    page.set_viewport_size(LAPTOP)  # type: ignore[arg-type]


def test_a_passkey(product: Product, contexts: OpenContext, shots: Path) -> None:
    """Made after the password, named, used alone, removed; refused when the finger is not shown."""
    officer = product.cast()[2]
    context = contexts(locale="hi-IN", viewport=LAPTOP)
    page = context.new_page()
    page.goto(named(product, "/console/sign-in/"))
    with_key(page)
    password_step(page, officer)
    page.wait_for_url("**/console/")
    page.goto(named(product, "/console/account/security/set-up/"))
    wide_and_narrow(page, shots, "signin-set-up-hi")
    page.fill("#passkey-name", "दफ़्तर का लैपटॉप")
    page.locator("[data-passkey] button").click()
    page.wait_for_url("**/console/account/security/")
    expect(page.locator("table input[name=name]")).to_have_value("दफ़्तर का लैपटॉप")
    wide_and_narrow(page, shots, "signin-security-hi")
    page.locator("form[action$='/recovery/'] button").click()
    expect(page.locator(".codes li")).to_have_count(10)
    wide_and_narrow(page, shots, "signin-recovery-hi")
    with page.expect_download() as download:
        page.locator("form[action$='/recovery/file/'] button").click()
    text = download.value.path().read_text(encoding="utf-8")
    assert page.locator(".codes li").first.inner_text() in text
    page.locator("main a.button.primary").click()

    page.fill("table input[name=name]", "Office laptop")
    page.locator("form.rename button").click()
    expect(page.locator("table input[name=name]")).to_have_value("Office laptop")
    leave(page)
    wide_and_narrow(page, shots, "signin-door-hi")
    page.locator("[data-passkey] button").click()
    page.wait_for_url("**/console/")
    page.goto(named(product, "/console/account/"))
    wide_and_narrow(page, shots, "signin-account-hi")
    leave(page)
    password_step(page, officer)
    page.wait_for_url("**/console/sign-in/second/")
    wide_and_narrow(page, shots, "signin-second-hi")
    page.locator("[data-passkey] button").click()
    page.wait_for_url("**/console/")

    page.goto(named(product, "/console/account/security/"))
    page.locator("form[action$='/remove/'] button").click()
    expect(page.locator("table input[name=name]")).to_have_count(0)
    leave(page)
    page.locator("[data-passkey] button").click()
    expect(page.locator("[data-passkey] [role=alert]")).not_to_be_empty()
    assert "/console/sign-in/" in page.url
    page.screenshot(path=shots / "signin-refused-hi.png")


def test_an_app_of_codes_on_a_bare_address(product: Product, contexts: OpenContext, shots: Path) -> None:
    officer = product.cast()[3]
    context = contexts(locale="en-IN", viewport=LAPTOP)
    page = context.new_page()
    page.goto("/console/sign-in/")
    expect(page.locator("[data-passkey]")).to_have_count(0)
    password_step(page, officer)
    page.wait_for_url("**/console/")
    page.goto("/console/account/security/set-up/")
    page.locator("form.languages button[value=en]").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    wide_and_narrow(page, shots, "signin-set-up-en")
    secret = page.locator("code.secret").inner_text().replace(" ", "")
    page.fill("#id_code", "000000")
    page.locator("form[action$='/set-up/'] button").click()
    expect(page.locator(".field .error")).to_be_visible()
    page.fill("#id_code", code_of(secret))
    page.locator("form[action$='/set-up/'] button").click()
    recovery = page.locator(".codes li").first.inner_text()
    wide_and_narrow(page, shots, "signin-recovery-en")
    leave(page)
    password_step(page, officer)
    page.wait_for_url("**/console/sign-in/second/")
    page.fill("#id_code", "000000")
    page.locator("main form.card button").click()
    expect(page.locator(".field .error")).to_be_visible()
    wide_and_narrow(page, shots, "signin-second-wrong-en")
    page.goto("/console/directives/")
    assert "/console/sign-in/" in page.url, "half a session opens nothing"
    page.fill("#id_code", recovery)
    page.locator("main form.card button").click()
    page.wait_for_url("**/console/directives/")
    page.goto("/console/account/security/")
    wide_and_narrow(page, shots, "signin-security-en")
    page.locator("form[action$='/app/remove/'] button").click()  # the demo offers it and does not demand it
    expect(page.locator("a[href$='/set-up/']")).to_be_visible()


def code_of(secret: str) -> str:
    totp = TOTP(base64.b32decode(secret), 6, SHA1(), 30)  # noqa: S303
    return totp.generate(int(time.time())).decode()


def test_an_invitation(product: Product, contexts: OpenContext, shots: Path) -> None:
    """An office makes the link, somebody with any phone takes the post, the office sees who and undoes it."""
    top, *_, mandal, _kendra, _holder, _stranger = product.cast()
    office = Office.sign_in(contexts, top, shots)
    page = office.page
    page.goto("/console/invitations/")
    wide_and_narrow(page, shots, "signin-invitations-empty-hi")
    page.goto("/console/invitations/new/")
    page.fill("#find", mandal.unit["hi"])
    page.locator("form.find-line button").click()
    wide_and_narrow(page, shots, "signin-invite-where-hi")
    page.locator("main ul a", has_text=mandal.unit["hi"]).first.click()
    page.locator("input[name=post]").last.check()
    page.fill("#id_note", "सुनीता जी")
    wide_and_narrow(page, shots, "signin-invite-hi")
    page.locator("main form.card button").click()
    address = page.locator("#link").input_value()
    wide_and_narrow(page, shots, "signin-invitation-made-hi")

    guest = contexts(locale="en-IN", viewport=SMALL_PHONE, is_mobile=True, has_touch=True)
    phone = guest.new_page()
    phone.goto(address)
    assert phone.url == f"{product.url}/invitation/", "the secret leaves the address"
    expect(phone.locator("html")).to_have_attribute("lang", "hi")
    phone.screenshot(path=shots / "signin-invited-hi-phone.png", full_page=True)
    number = f"90009{time.time_ns() % 100_000:05}"  # the demo's people have 90000 and more
    phone.fill("#id_name_hi", "सुनीता यादव")
    phone.fill("#id_phone", "123")
    phone.locator("main form.card button").click()
    expect(phone.locator("main [role=alert]")).to_be_visible()
    phone.fill("#id_phone", number.translate(str.maketrans("0123456789", "०१२३४५६७८९")))
    mark = len(product.said)
    phone.locator("main form.card button").click()
    phone.wait_for_selector("#id_code")
    phone.screenshot(path=shots / "signin-invited-code-hi-phone.png", full_page=True)
    phone.fill("#id_code", "000000")
    phone.locator("main form.card button").click()
    expect(phone.locator(".field .error")).to_be_visible()
    phone.fill("#id_code", product.code_since(mark))
    phone.locator("main form.card button").click()
    phone.wait_for_url("**/invitation/welcome/")
    phone.screenshot(path=shots / "signin-welcome-hi-phone.png", full_page=True)

    late = contexts(locale="hi-IN", viewport=SMALL_PHONE).new_page()
    assert late.goto(address) is not None
    expect(late.locator("main .problem")).to_be_visible()
    late.screenshot(path=shots / "signin-invited-late-hi-phone.png", full_page=True)

    page.goto("/console/invitations/")
    expect(page.locator("tbody tr").first).to_contain_text("सुनीता यादव")
    wide_and_narrow(page, shots, "signin-invitations-hi")
    office.speak("en")
    wide_and_narrow(page, shots, "signin-invitations-en")
    page.locator("tbody tr").first.locator("a.button").click()
    wide_and_narrow(page, shots, "signin-undo-en")
    page.locator("main form.card button").click()
    page.wait_for_url("**/console/invitations/new/?unit=*")
    page.goto("/console/invitations/?state=undone")
    expect(page.locator("tbody tr").first).to_contain_text("सुनीता यादव")


def test_a_lost_phone_and_a_sign_out(product: Product, contexts: OpenContext, shots: Path) -> None:
    """What a phone stored is gone once it was ended from elsewhere, or its owner left; what is unsent warns first."""
    top, *_, mandal, _kendra, holder, _stranger = product.cast()
    titles = fresh(TITLE)
    office = Office.sign_in(contexts, top, shots)
    office.compose(titles=titles, texts=TEXTS, to=mandal.unit["hi"], proof="acknowledge")
    assert office.counted > 0
    office.issue()
    product.count(EARLIER_PHONES)
    lost = Phone.sign_in(contexts, product, holder, shots, name="lost")
    expect(lost.card(titles["hi"])).to_be_visible()
    lost.wait_until_kept()
    assert any(name.startswith("pankti-") for name in left(lost)["databases"])
    other = Phone.sign_in(contexts, product, holder, shots, name="other")
    other.page.evaluate("location.hash = '#/account'")
    other.page.click("#where")
    expect(other.page.locator("#devices li")).to_have_count(2)
    other.page.locator("#devices button").click()
    other.page.screenshot(path=shots / "signin-devices-phone.png", full_page=True)
    other.page.locator("#devices button.danger").click()
    expect(other.page.locator("#devices li")).to_have_count(1)

    lost.page.reload()
    lost.page.wait_for_selector("#phone")
    lost.shot("revoked")
    gone(lost)

    # The owner leaves the other one, with an answer unsent.
    other.to_list()
    other.wait_until_kept()
    other.go_offline()
    other.open(titles["hi"])
    other.press_main()
    expect(other.said).to_contain_text("मिल गया")
    other.page.evaluate("location.hash = '#/account'")
    other.page.get_by_role("button", name="साइन आउट").last.click()
    warning = other.page.get_by_role("alertdialog")
    expect(warning).to_contain_text("1 जवाब")
    warning.scroll_into_view_if_needed()
    other.shot("unsent-warning")
    warning.locator("button.danger").click()
    other.page.wait_for_selector("#phone")
    left_there = left(other)
    assert not [name for name in left_there["databases"] if name.startswith("pankti-")]
    assert left_there["kept"] == ["pankti.leaving"], "only the token that the server is still to be told of"
    other.go_online()
    for _tenth in range(300):
        if other.page.evaluate("localStorage.getItem('pankti.leaving')") is None:
            break
        other.page.wait_for_timeout(100)
    else:
        pytest.fail("the server was not told that the phone left")
    gone(other)


def left(phone: Phone) -> dict[str, list[str]]:
    found: dict[str, list[str]] = phone.page.evaluate(LEFT)
    return found


def gone(phone: Phone) -> None:
    """Nothing of anybody is on this phone: no database, no token, no picture; the app's own shell alone."""
    there = left(phone)
    assert not [name for name in there["databases"] if name.startswith("pankti-")]
    assert there["kept"] == []
    assert there["caches"], "the app still opens without a network"
    assert all(re.fullmatch(r"/app/[\w./-]*", path) for path in there["caches"])
