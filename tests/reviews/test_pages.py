"""Every page of reviews in both languages, without script; what is typed stays on an error."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from pankti.base.clock import now
from pankti.reviews.models import Cadence, Holiday, Review
from tests.makers.access import console_client, english_client
from tests.makers.organisation import Cast, make_cast

pytestmark = pytest.mark.django_db


def form_of(cast: Cast, **said: Any) -> dict[str, Any]:
    return {
        "unit": f"{cast.chief.id}:{cast.top.id}",
        "reviewing": "top",
        "reviewed": "middle",
        "often": "fortnightly",
        "weekday": "MO",
        "place": "1",
        "starts_on": now().date().isoformat(),
        "hour": "11:00",
        "minutes": "60",
        "is_video": "on",
        "link_base": "https://meet.example.org",
        **said,
    }


@pytest.mark.parametrize("make_client", [console_client, english_client])
def test_from_the_form_to_the_pack(make_client: Any) -> None:
    cast = make_cast()
    client = make_client(cast.chief.person)
    assert client.get("/console/reviews/").status_code == 200
    assert client.get("/console/reviews/cadences/new/").status_code == 200

    seen = client.post("/console/reviews/cadences/new/", form_of(cast, do="see"))
    assert seen.status_code == 200
    assert not Cadence.objects.exists()
    typed = client.post("/console/reviews/cadences/new/", form_of(cast, do="set"))
    cadence = Cadence.objects.get()
    assert cadence.rule == "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO"
    assert typed["Location"] == f"/console/reviews/cadences/{cadence.id}/"
    review = Review.objects.earliest("starts_at")
    Review.objects.filter(id=review.id).update(state="missed")
    for address in (
        "reviews/",
        f"reviews/cadences/{cadence.id}/",
        f"reviews/cadences/{cadence.id}/end/",
        f"reviews/owed/{cast.top.id}/",
        "reviews/holidays/",
        f"units/{cast.middle.id}/review-pack/",
        f"units/{cast.middle.id}/review-pack/hi.pdf",
    ):
        assert client.get(f"/console/{address}").status_code == 200, address
    assert client.get(f"/console/reviews/{review.id}/").status_code == 302
    assert client.get(f"/console/units/{cast.middle.id}/review-pack/fr.pdf").status_code == 404
    assert cast.chief.person.names["hi"] in client.get(f"/console/reviews/owed/{cast.top.id}/").content.decode()
    assert client.post(f"/console/reviews/cadences/{cadence.id}/end/").status_code == 302
    assert Cadence.objects.get().ended_at


def test_a_day_that_never_comes_is_refused_and_all_that_was_typed_stays() -> None:
    cast = make_cast()
    client = english_client(cast.chief.person)
    said = form_of(cast, often="rule", rule="freq=yearly;bymonth=2;bymonthday=31", do="set")

    answer = client.post("/console/reviews/cadences/new/", said)

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "never comes" in page
    assert "freq=yearly;bymonth=2;bymonthday=31" in page
    assert not Cadence.objects.exists()


def test_holidays_by_form() -> None:
    cast = make_cast()
    client = english_client(cast.chief.person)
    on = (now() + timedelta(days=5)).date().isoformat()
    said = {"unit": f"{cast.chief.id}:{cast.top.id}", "on": on, "name": "Harvest day"}

    assert client.post("/console/reviews/holidays/", said).status_code == 302
    assert client.post("/console/reviews/holidays/", said).status_code == 422
    assert "Harvest day" in client.get("/console/reviews/holidays/").content.decode()
    holiday = Holiday.objects.get()
    assert client.post(f"/console/reviews/holidays/{holiday.id}/remove/").status_code == 302
    assert not Holiday.objects.exists()
