"""Composing in the console, with and without script."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from pankti.base.clock import now
from pankti.base.ids import new_id
from pankti.base.writing import zone
from pankti.cascade.models import Dispatch
from pankti.directives.forms import seal
from pankti.directives.models import Directive
from pankti.directives.types import Attached, DirectiveState
from pankti.organisation.models import Tree, TreeLevel
from tests.makers.access import console_client
from tests.makers.organisation import Cast, make_cast, make_unit, place_unit

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.4\n%%EOF\n"


@pytest.fixture(autouse=True)
def media(tmp_path: Path) -> Iterator[Path]:
    with override_settings(MEDIA_ROOT=tmp_path):
        yield tmp_path


def office(cast: Cast) -> Client:
    client = console_client(cast.officer.person)
    client.cookies["django_language"] = "en"
    return client


def written(cast: Cast, **other: object) -> dict[str, object]:
    """The page's fields as a browser sends them."""
    return {
        "sender": str(cast.officer.id),
        "title_hi": "बूथ की सफ़ाई",
        "title_en": "Clean the booth",
        "text_hi": "आज शाम तक।",
        "text_en": "",
        "proof": "acknowledge",
        "tree": "main",
        "tree_before": "main",
        "roots": [str(cast.middle.id)],
        "levels": ["last"],
        "do": "save",
        **other,
    }


def edit_url(directive_id: UUID) -> str:
    return f"/console/directives/{directive_id}/edit/"


def test_from_an_empty_page_to_every_booth() -> None:
    cast = make_cast()
    client = office(cast)

    page = client.get("/console/directives/new/")
    assert page.status_code == 200
    found = re.search(r"/console/directives/([0-9a-f-]{36})/edit/", page.content.decode())
    assert found
    url = edit_url(UUID(found[1]))

    answer = client.post(url, written(cast, do="review"))
    assert answer.status_code == 302, answer.content.decode()
    assert answer.headers["Location"].endswith("/issue/")
    confirm = client.get(answer.headers["Location"]).content.decode()
    assert "Issue to 3 units" in confirm
    assert "Clean the booth" in confirm
    assert not Dispatch.objects.exists()

    answer = client.post(answer.headers["Location"])
    assert answer.status_code == 302
    directive = Directive.objects.get()
    assert directive.state == DirectiveState.ISSUED
    assert Dispatch.objects.get().payload["titles"]["hi"] == "बूथ की सफ़ाई"
    page = client.get(answer.headers["Location"])
    assert "on its way" in page.content.decode()
    assert client.get(url).status_code == 404
    assert client.post(url, written(cast)).status_code == 404


def test_who_may_not_issue_finds_nothing_there() -> None:
    cast = make_cast()
    draft = new_id()
    assert office(cast).post(edit_url(draft), written(cast)).status_code == 302

    for other in (cast.stranger, cast.worker, cast.colleague):
        client = console_client(other.person)
        assert client.get(edit_url(draft)).status_code == 404
        assert client.post(edit_url(draft), written(cast)).status_code == 404
        assert client.get(f"/console/directives/{draft}/issue/").status_code == 404
        assert client.post(f"/console/directives/{draft}/issue/").status_code == 404
        assert client.post(f"/console/directives/{draft}/delete/").status_code == 404
    for other in (cast.stranger, cast.worker):
        client = console_client(other.person)
        assert client.get("/console/directives/new/").status_code == 404
        assert client.post(f"/console/directives/{draft}/count/", written(cast)).status_code == 404
    assert Directive.objects.get().state == DirectiveState.DRAFT


def test_signed_out_is_led_to_the_sign_in(client: Client) -> None:
    make_cast()
    answer = client.get("/console/directives/new/")
    assert answer.status_code == 302
    assert "/console/sign-in/" in answer.headers["Location"]


def test_a_unit_beyond_reach_is_not_there() -> None:
    cast = make_cast()
    client = office(cast)
    draft = edit_url(new_id())
    for beyond in (cast.top, cast.other_middle, cast.other_booths[0]):
        assert client.post(draft, written(cast, roots=[str(beyond.id)])).status_code == 404
        assert client.post(draft, written(cast, do=f"open:{beyond.id}")).status_code == 404
        assert client.post(draft, written(cast, do=f"add:{beyond.id}")).status_code == 404
    assert not Directive.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"title_hi": "", "title_en": " "}, "Nothing has been written yet"),
        ({"roots": []}, "This would reach nobody"),
        ({"levels": []}, "This would reach nobody"),
        ({"deadline_on": "2020-01-31"}, "The deadline is already over"),
        ({"deadline_time": "17:00"}, "Choose the day too"),
        ({"deadline_on": "yesterday"}, "Enter a valid date"),
    ],
)
def test_what_stands_in_the_way_is_said_and_nothing_is_lost(wrong: dict[str, object], sentence: str) -> None:
    cast = make_cast()
    client, draft = office(cast), new_id()
    answer = client.post(edit_url(draft), written(cast, do="review", **wrong))
    text = answer.content.decode()

    assert answer.status_code == 422
    assert sentence in text
    assert "error-summary" in text
    assert "आज शाम तक।" in text
    for value in wrong.values():
        assert not isinstance(value, str) or not value.strip() or value in text
    assert not Dispatch.objects.exists()
    assert Directive.objects.get(id=draft).texts == {"hi": "आज शाम तक।"}


def test_a_day_alone_ends_at_its_last_minute_in_the_organisations_zone() -> None:
    cast = make_cast()
    draft = new_id()
    day = (now() + timedelta(days=3)).date()
    client = office(cast)
    client.post(edit_url(draft), written(cast, deadline_on=day.isoformat()))

    deadline = Directive.objects.get().deadline_at
    assert deadline is not None
    local = timezone.localtime(deadline, zone("Asia/Kolkata"))
    assert (local.date(), local.hour, local.minute) == (day, 23, 59)
    assert f'value="{day.isoformat()}"' in client.get(edit_url(draft)).content.decode()


def test_choosing_works_by_plain_buttons() -> None:
    cast = make_cast()
    client, draft = office(cast), new_id()
    url = edit_url(draft)

    page = client.post(url, written(cast, roots=[], do=f"add:{cast.middle.id}")).content.decode()
    assert f'name="roots" value="{cast.middle.id}"' in page
    page = client.post(url, written(cast, do=f"except:{cast.booths[0].id}")).content.decode()
    assert f'name="excluded" value="{cast.booths[0].id}"' in page
    assert ">2<" in page
    page = client.post(
        url, written(cast, excluded=[str(cast.booths[0].id)], do=f"drop:{cast.booths[0].id}")
    ).content.decode()
    assert 'name="excluded"' not in page
    page = client.post(url, written(cast, do=f"open:{cast.middle.id}")).content.decode()
    assert cast.booths[1].names["en"] in page
    page = client.post(url, written(cast, do="find", find="B2")).content.decode()
    assert f"except:{cast.booths[1].id}" in page
    assert Directive.objects.get().audience["roots"] == [str(cast.middle.id)]


def test_units_inside_one_another_are_made_one() -> None:
    cast = make_cast()
    client, draft = office(cast), new_id()
    roots = [str(cast.booths[0].id), str(cast.middle.id)]
    client.post(edit_url(draft), written(cast, roots=roots, excluded=[str(cast.middle.id)]))

    kept = Directive.objects.get().audience
    assert kept["roots"] == [str(cast.middle.id)]
    assert kept["excluded"] == []


def test_htmx_gets_the_part_it_asked_for() -> None:
    cast = make_cast()
    client, draft = office(cast), new_id()
    htmx = {"HX-Request": "true"}

    panel = client.post(edit_url(draft), written(cast, do=f"open:{cast.middle.id}"), headers=htmx).content.decode()
    assert panel.lstrip().startswith("<section")
    assert "<html" not in panel
    saved = client.post(edit_url(draft), written(cast, do="autosave"), headers=htmx).content.decode()
    assert "Saved at" in saved
    assert 'id="preview" hx-swap-oob' in saved
    count = client.post(f"/console/directives/{draft}/count/", written(cast), headers=htmx).content.decode()
    assert ">3<" in count
    assert cast.booths[0].names["en"] in count
    assert "2 have nobody to answer" in count


def test_looking_around_stores_nothing() -> None:
    cast = make_cast()
    empty = written(cast, title_hi="", title_en="", text_hi="", roots=[], do=f"open:{cast.middle.id}")
    office(cast).post(edit_url(new_id()), empty)

    assert not Directive.objects.exists()


def test_files_are_checked_kept_and_taken_away() -> None:
    cast = make_cast()
    client, draft = office(cast), new_id()
    url = edit_url(draft)
    good = SimpleUploadedFile("पर्चा.pdf", PDF, "application/pdf")
    bad = SimpleUploadedFile("photo.jpg", b"no picture at all", "image/jpeg")

    page = client.post(url, written(cast, do="attach", file=[good, bad]))
    assert page.status_code == 422
    assert "“photo.jpg” is not a picture" in page.content.decode()
    [kept] = Directive.objects.get().attachments
    assert kept["name"] == "पर्चा.pdf"
    assert kept["media_type"] == "application/pdf"

    sealed = seal(Attached.from_json(kept))
    client.post(url, written(cast, attachment=[sealed]))
    assert Directive.objects.get().attachments == [kept]
    client.post(url, written(cast, attachment=[sealed[:-2] + "xx"]))
    assert Directive.objects.get().attachments == []


def test_a_draft_is_thrown_away_after_one_question() -> None:
    cast = make_cast()
    client, draft = office(cast), new_id()
    client.post(edit_url(draft), written(cast))

    assert "Throw this draft away?" in client.get(f"/console/directives/{draft}/delete/").content.decode()
    assert Directive.objects.exists()
    client.post(f"/console/directives/{draft}/delete/")
    assert not Directive.objects.exists()


def test_another_tree_is_chosen_within_reach() -> None:
    cast = make_cast()
    seats = Tree.objects.create(code="seats", names={"hi": "सीटें", "en": "Seats"}, rank=1)
    for rank, level in enumerate(("top", "last")):
        TreeLevel.objects.create(tree=seats, level_id=level, rank=rank)
    place_unit(unit=cast.top, parent=None, tree="seats")
    for booth in (*cast.booths, *cast.other_booths):
        place_unit(unit=booth, parent=cast.top, tree="seats")
    client, draft = office(cast), new_id()

    page = client.post(edit_url(draft), written(cast, roots=[], tree="seats", do="tree")).content.decode()
    assert f"add:{cast.booths[0].id}" in page
    assert f"add:{cast.other_booths[0].id}" not in page
    said = written(cast, roots=[str(cast.booths[0].id)], tree="seats", tree_before="seats", do="review")
    assert client.post(edit_url(draft), said).status_code == 302
    foreign = written(cast, roots=[str(cast.other_booths[0].id)], tree="seats", tree_before="seats")
    assert client.post(edit_url(draft), foreign).status_code == 404


def test_the_page_costs_the_same_for_a_wider_tree() -> None:
    cast = make_cast()
    client, draft = office(cast), new_id()
    client.post(edit_url(draft), written(cast))
    with CaptureQueriesContext(connection) as few:
        client.get(edit_url(draft))
    for n in range(40):
        make_unit(level="last", parent=cast.middle, code=f"N{n}")
    with CaptureQueriesContext(connection) as many:
        client.get(edit_url(draft))
    assert len(many) <= len(few)
    assert len(many) < 40
