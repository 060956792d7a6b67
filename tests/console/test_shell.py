"""The page around every page, and the small words on it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone, translation

from pankti.base import writing
from pankti.base.templatetags import pankti as tags
from pankti.organisation.models import Organisation
from tests.makers.organisation import make_cast


@pytest.mark.parametrize(
    ("value", "written"),
    [(0, "0"), (999, "999"), (1000, "1,000"), (138771, "1,38,771"), (10000000, "1,00,00,000"), (-4500, "-4,500"),
     ("12.5", "12.5"), ("many", "many")],
)  # fmt: skip
def test_digits_are_grouped_the_indian_way(value: int | str, written: str) -> None:
    assert writing.group_digits(value) == written


def test_days_and_times_are_written_in_both_languages() -> None:
    evening = datetime(2026, 11, 22, 12, 35, tzinfo=UTC)

    with timezone.override("Asia/Kolkata"):
        with translation.override("hi"):
            assert writing.write_moment(evening) == "22 नव॰ 2026, शाम 6:05"
        with translation.override("en"):
            assert writing.write_moment(evening) == "22 Nov 2026, 6:05 pm"
            assert writing.write_day(date(2026, 1, 5)) == "5 Jan 2026"


@pytest.mark.parametrize(
    ("hour", "written"),
    [(0, "रात 12:00"), (3, "रात 3:00"), (5, "सुबह 5:00"), (12, "दोपहर 12:00"), (17, "शाम 5:00"), (21, "रात 9:00")],
)
def test_the_parts_of_a_day_in_hindi(hour: int, written: str) -> None:
    with timezone.override(UTC), translation.override("hi"):
        assert writing.write_time(datetime(2026, 11, 22, hour, tzinfo=UTC)) == written


def test_spans_name_their_two_largest_parts() -> None:
    with translation.override("en"):
        assert writing.write_span(timedelta(days=2, hours=3, minutes=9)) == "2 days 3 hours"
        assert writing.write_span(timedelta(hours=1, minutes=1)) == "1 hour 1 minute"
        assert writing.write_span(9) == "9 seconds"
        at = datetime(2026, 1, 1, tzinfo=UTC)
        assert writing.write_distance(at + timedelta(hours=3), at=at) == "3 hours left"
        assert writing.write_distance(at - timedelta(days=1), at=at) == "1 day ago"


def test_words_fall_back_to_a_language_that_has_some() -> None:
    with translation.override("en"):
        assert tags.words({"hi": "बूथ"}) == "बूथ"
        assert tags.words_lang({"hi": "बूथ"}) == "hi"
        assert tags.words({"hi": "बूथ", "en": "Booth"}) == "Booth"
        assert tags.words(None) == ""


def test_a_state_shows_shape_and_word() -> None:
    with translation.override("en"):
        assert "●" in tags.status_mark("done")
        assert "Done" in tags.status_mark("done")
        assert "&lt;b&gt;" in tags.status_mark("done", "<b>")


def test_a_bar_never_runs_over_its_end() -> None:
    drawn = tags.bar(10, done=8, acknowledged=5)
    assert 'width="80.0"' in drawn
    assert 'width="20.0"' in drawn
    assert "style" not in drawn
    assert "<rect" in tags.bar(None, done=1)


@pytest.mark.django_db
def test_the_public_page_is_hindi_first_and_switches(client: Client) -> None:
    make_cast()

    page = client.get("/")
    assert page.status_code == 200
    assert '<html lang="hi">' in page.content.decode()
    assert "जन सेवा संघ" in page.content.decode()

    answer = client.post("/language/", {"language": "en", "next": "/"})
    assert answer.status_code == 302
    assert '<html lang="en">' in client.get("/").content.decode()


@pytest.mark.django_db
def test_the_language_switch_leads_nowhere_else(client: Client) -> None:
    assert (
        client.post("/language/", {"language": "en", "next": "https://elsewhere.example/"}).headers["Location"] == "/"
    )
    assert "django_language" not in client.post("/language/", {"language": "xx", "next": "/"}).cookies


@pytest.mark.django_db
def test_a_page_without_an_organisation_still_comes_out(client: Client) -> None:
    assert client.get("/").status_code == 200


@pytest.mark.django_db
def test_the_demo_says_so_on_every_page(client: Client) -> None:
    make_cast()
    assert "demo-banner" not in client.get("/").content.decode()
    Organisation.objects.update(is_demo=True)
    assert "demo-banner" in client.get("/").content.decode()


@pytest.mark.django_db
def test_pages_allow_only_ourselves(client: Client) -> None:
    page = client.get("/")
    policy = page.headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    text = page.content.decode()
    assert "<script>" not in text
    assert " style=" not in text
    assert " onclick=" not in text
    assert "https://" not in text.replace("http://www.w3.org", "")
