"""Every page of a conference in both languages, without script; what is typed stays on an error."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from pankti.base.clock import now
from pankti.conferences.models import Conference, Session
from tests.makers.access import console_client, english_client
from tests.makers.conferences import make_plan
from tests.makers.organisation import Cast, make_cast

pytestmark = pytest.mark.django_db


def form_of(cast: Cast, **said: Any) -> dict[str, Any]:
    return {
        "unit": f"{cast.officer.id}:{cast.middle.id}",
        "level": "last",
        "is_video": "yes",
        "title_hi": "शक्ति केंद्र सम्मेलन",
        "agenda_hi": "स्वागत\nअभियान",
        "agenda_en": "Welcome",
        "starts_on": (now() + timedelta(days=3)).date().isoformat(),
        "days": "2",
        "slots": "11:00, 14.30",
        "minutes": "60",
        "link_base": "https://meet.example.org",
        **said,
    }


def test_from_the_form_to_the_report() -> None:
    cast = make_cast()
    client = english_client(cast.officer.person)
    assert client.get("/console/conferences/").status_code == 200

    typed = client.post("/console/conferences/new/", form_of(cast))
    plan = Conference.objects.get()
    assert typed["Location"] == f"/console/conferences/{plan.id}/call/"
    assert plan.slots == ["11:00", "14:30"]
    assert plan.agenda == [{"hi": "स्वागत", "en": "Welcome"}, {"hi": "अभियान"}]
    preview = client.get(typed["Location"]).content.decode()
    assert "Hosted from above" in preview
    assert not Session.objects.exists()
    client.post(typed["Location"])
    board = client.get(f"/console/conferences/{plan.id}/units/{cast.middle.id}/")
    assert board.status_code == 200
    assert "last 1" in board.content.decode() or "B1" in board.content.decode()

    session = Session.objects.earliest("path")
    Session.objects.update(starts_at=now() - timedelta(hours=3), ends_at=now() - timedelta(hours=2))
    empty = client.post(f"/console/sessions/{session.id}/report/", {"is_held": "yes", "words": "Good talk"})
    assert empty.status_code == 422
    assert "Good talk" in empty.content.decode()
    said = {"is_held": "yes", "heads": "31", "words": "Good talk"}
    assert client.post(f"/console/sessions/{session.id}/report/", said).status_code == 302
    assert Session.objects.get(id=session.id).heads == 31
    assert (
        "Report owed"
        in client.get(f"/console/conferences/{plan.id}/units/{cast.middle.id}/?only=owed").content.decode()
    )
    table = client.get(f"/console/conferences/{plan.id}/units/{cast.middle.id}/sessions.csv")
    assert b"31" in table.getvalue()


@pytest.mark.parametrize("make_client", [console_client, english_client])
def test_every_page_opens(make_client: Any) -> None:
    cast = make_cast()
    client: Client = make_client(cast.officer.person)
    plan = make_plan(cast.officer, cast.middle, takes_registration=True)
    draft = make_plan(cast.officer, cast.middle, is_called=False)
    session = Session.objects.filter(plan_id=plan).earliest("path").id
    for address in (
        "conferences/",
        "conferences/new/",
        f"conferences/{draft}/edit/",
        f"conferences/{draft}/call/",
        f"conferences/{draft}/delete/",
        f"conferences/{plan}/units/{cast.middle.id}/?only=unhosted",
        f"conferences/{plan}/units/{cast.booths[0].id}/",
        f"conferences/{plan}/shift/",
        f"conferences/{plan}/stop/",
        f"conferences/{plan}/route/?q=B",
        f"sessions/{session}/",
        f"sessions/{session}/report/",
        f"sessions/{session}/register/",
    ):
        assert client.get(f"/console/{address}").status_code == 200, address


def test_what_was_typed_wrongly_stays_on_the_page() -> None:
    cast = make_cast()
    client = english_client(cast.officer.person)

    answer = client.post("/console/conferences/new/", form_of(cast, slots="noon", link_base="http://meet.example.org"))

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "noon" in page
    assert "with commas between them" in page
    assert "begin with https" in page
    assert not Conference.objects.exists()


def test_shift_stop_and_route_by_form() -> None:
    cast = make_cast()
    client = english_client(cast.officer.person)
    plan = make_plan(cast.officer, cast.middle)
    before = {row.id: row.starts_at for row in Session.objects.all()}

    assert client.post(f"/console/conferences/{plan}/shift/", {"days": "0", "hours": "0"}).status_code == 422
    assert client.post(f"/console/conferences/{plan}/shift/", {"days": "1", "hours": "0"}).status_code == 302
    assert all(row.starts_at - before[row.id] == timedelta(days=1) for row in Session.objects.all())
    chosen = [str(one) for one in list(before)[:2]]
    said = {"speaker": str(cast.chief.id), "session": chosen}
    assert client.post(f"/console/conferences/{plan}/route/", said).status_code == 302
    assert Session.objects.filter(has_speaker=True).count() == 2
    assert client.post(f"/console/conferences/{plan}/route/", {"speaker": "x"}).status_code == 404
    assert client.post(f"/console/conferences/{plan}/stop/", {"reason": ""}).status_code == 422
    assert client.post(f"/console/conferences/{plan}/stop/", {"reason": "Rain"}).status_code == 302
    assert "Rain" in client.get(f"/console/conferences/{plan}/units/{cast.middle.id}/").content.decode()
