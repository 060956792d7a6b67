"""The public page, the office's start page, the field app's files."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext

from pankti.base.clock import now
from pankti.console import built
from pankti.directives.actions.drafts import save_draft
from tests.makers.access import console_client
from tests.makers.directives import a_draft, make_directive
from tests.makers.organisation import actor_of, make_cast, make_unit

pytestmark = pytest.mark.django_db
HINTS = [
    {"role": "Office", "names": {"en": "Asha"}, "phone": "+919000000001", "password": "neem-tree-12"},
    {"role": "Booth", "names": {"en": "Ravi"}, "phone": "+919000000002", "password": None},
]


@pytest.fixture
def app(tmp_path: Path) -> Iterator[Path]:
    """A built app, as small as one can be."""
    folder = tmp_path / "static" / "built" / "app"
    (folder / "assets").mkdir(parents=True)
    (folder / "index.html").write_text("<!doctype html><title>पंक्ति</title>", encoding="utf-8")
    (folder / "sw.js").write_text("self.x = 1", encoding="utf-8")
    (folder / "manifest.webmanifest").write_text("{}", encoding="utf-8")
    (folder / "assets" / "index-Ab12.js").write_text("const word = 'पंक्ति';\n" * 200, encoding="utf-8")
    (tmp_path / "static" / "secret.txt").write_text("hidden words", encoding="utf-8")
    with override_settings(STATIC_ROOT=tmp_path / "static"):
        yield folder


def test_the_app_answers_every_address_inside_it(client: Client, app: Path) -> None:
    for address in ("/app/", "/app/d/123", "/app/today/"):
        answer = client.get(address)
        assert answer.status_code == 200
        assert "पंक्ति" in answer.content.decode()
        assert answer.headers["Cache-Control"] == "no-cache"
        assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    assert client.get("/app").headers["Location"] == "/app/"


def test_hashed_files_are_kept_for_ever_and_others_are_asked_for_again(client: Client, app: Path) -> None:
    script = client.get("/app/assets/index-Ab12.js", headers={"Accept-Encoding": "gzip"})
    assert script.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert script.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(script.content) == (app / "assets" / "index-Ab12.js").read_bytes()
    assert "javascript" in script.headers["Content-Type"]
    worker = client.get("/app/sw.js")
    assert worker.headers["Service-Worker-Allowed"] == "/app/"
    assert worker.headers["Cache-Control"] == "no-cache"
    assert "Content-Encoding" not in worker.headers
    assert client.get("/app/manifest.webmanifest").headers["Content-Type"] == "application/manifest+json"


@pytest.mark.parametrize(
    "name", ["missing.js", "../../secret.txt", "..%2f..%2fsecret.txt", "assets/../../../secret.txt"]
)
def test_nothing_but_the_app_comes_out(client: Client, app: Path, name: str) -> None:
    answer = client.get(f"/app/{name}")
    assert answer.status_code == 404
    assert b"hidden words" not in answer.content


def test_an_app_that_was_not_built_says_what_to_do(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    make_cast()
    monkeypatch.setattr(built, "_root", lambda: None)
    client.cookies["django_language"] = "en"
    answer = client.get("/app/")
    assert answer.status_code == 404
    assert "./pankti demo" in answer.content.decode()


def test_hints_show_in_a_demo_only(client: Client, tmp_path: Path) -> None:
    make_cast()
    (tmp_path / "demo-hints.json").write_text(json.dumps(HINTS), encoding="utf-8")
    with override_settings(DATA_DIR=tmp_path, DEMO=False):
        assert "neem-tree-12" not in client.get("/").content.decode()
    with override_settings(DATA_DIR=tmp_path, DEMO=True):
        page = client.get("/").content.decode()
        assert "neem-tree-12" in page
        assert "+919000000002" in page
    (tmp_path / "demo-hints.json").write_text("{damaged", encoding="utf-8")
    with override_settings(DATA_DIR=tmp_path, DEMO=True):
        assert client.get("/").status_code == 200


def test_the_start_page_shows_what_runs_and_ones_drafts() -> None:
    cast = make_cast()
    running = make_directive(cast.chief, roots=[cast.top], deadline_at=now() + timedelta(days=1), counted=True)
    draft = a_draft(cast.officer)
    save_draft(actor=actor_of(cast.officer), draft=draft)
    client = console_client(cast.officer.person)
    client.cookies["django_language"] = "en"

    page = client.get("/console/").content.decode()
    assert f"/console/board/{running}/{cast.middle.id}/" in page
    assert f"/console/directives/{draft.id}/edit/" in page
    assert "/console/directives/new/" in page
    assert cast.middle.names["en"] in page


def test_the_start_page_of_those_who_may_not_issue() -> None:
    cast = make_cast()
    make_directive(cast.chief, roots=[cast.top])
    for other in (cast.stranger, cast.worker):
        page = console_client(other.person).get("/console/").content.decode()
        assert "/console/directives/new/" not in page
        assert "/console/board/" not in page


def test_the_start_page_costs_the_same_for_a_larger_tree() -> None:
    cast = make_cast()
    make_directive(cast.chief, roots=[cast.top])
    client = console_client(cast.officer.person)
    client.get("/console/")
    with CaptureQueriesContext(connection) as few:
        client.get("/console/")
    for n in range(30):
        make_unit(level="last", parent=cast.middle, code=f"N{n}")
    with CaptureQueriesContext(connection) as many:
        client.get("/console/")
    assert len(many) == len(few)


def test_the_start_page_costs_the_same_for_many_running_directives() -> None:
    cast = make_cast()
    make_directive(cast.chief, roots=[cast.top])
    client = console_client(cast.officer.person)
    client.get("/console/")
    with CaptureQueriesContext(connection) as few:
        client.get("/console/")
    for root in (cast.top, cast.middle, *cast.booths, cast.top, cast.middle, cast.top):
        make_directive(cast.chief, roots=[root])
    with CaptureQueriesContext(connection) as many:
        page = client.get("/console/").content.decode()
    assert page.count('href="/console/board/') > 5
    assert len(many) == len(few)


def test_what_is_not_there_says_so_in_both_languages(client: Client) -> None:
    make_cast()
    client.cookies["django_language"] = "en"
    page = client.get("/nowhere/")
    assert page.status_code == 404
    assert "There is nothing here that you may see" in page.content.decode()
    client.cookies["django_language"] = "hi"
    assert '<html lang="hi">' in client.get("/nowhere/").content.decode()


def test_a_form_without_its_token_is_refused_with_a_page() -> None:
    make_cast()
    strict = Client(enforce_csrf_checks=True)
    strict.cookies["django_language"] = "en"
    answer = strict.post("/language/", {"language": "en"})
    assert answer.status_code == 403
    assert "Open the page again" in answer.content.decode()
