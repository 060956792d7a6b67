from __future__ import annotations

import pytest
from django.test import Client

from pankti.access.models import Device, OfficeSession
from pankti.access.queries import may_look_after
from pankti.audit.models import Event
from pankti.base.clock import now
from pankti.base.sight import acting_as
from pankti.organisation.models import Appointment
from pankti.people.models import Person
from tests.makers.access import console_client, sign_in_device
from tests.makers.organisation import Cast, actor_of, make_appointment, make_cast

pytestmark = pytest.mark.django_db

SYNC: dict[str, object] = {"cursor": None, "sent_at": "2026-11-22T05:00:00.000Z", "commands": []}


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def page(person: Person) -> str:
    return f"/console/people/{person.id}/sign-ins/"


def says(phone: Client) -> str:
    answer = phone.post("/api/v1/sync", SYNC, content_type="application/json")
    return "" if answer.status_code == 200 else str(answer.json()["code"])


def test_an_office_ends_a_lost_phone(cast: Cast) -> None:
    phone, _token = sign_in_device(cast.worker.person)
    kept, _token = sign_in_device(cast.stranger.person)
    device = Device.objects.get(person=cast.worker.person)
    assert says(phone) == ""
    office = console_client(cast.officer.person)
    assert "test phone" in office.get(page(cast.worker.person)).content.decode()
    assert office.post(f"{page(cast.worker.person)}devices/{device.id}/end/").status_code == 302
    assert says(phone) == "device_revoked"
    assert says(kept) == ""
    event = Event.objects.get(type="access.device.revoked")
    assert (event.actor_id, event.subject_id) == (cast.officer.person_id, device.id)


def test_everything_at_once(cast: Cast) -> None:
    phones = [sign_in_device(cast.worker.person)[0] for _ in range(2)]
    browser = console_client(cast.worker.person)
    office = console_client(cast.chief.person)
    assert office.post(f"{page(cast.worker.person)}end/").status_code == 302
    assert [says(phone) for phone in phones] == ["device_revoked"] * 2
    assert browser.get("/console/account/").status_code == 302
    assert OfficeSession.objects.filter(account__person=cast.worker.person, ended_at=None).count() == 0


def test_nobody_else_does(cast: Cast) -> None:
    sign_in_device(cast.worker.person)
    device = Device.objects.get()
    for other in (cast.stranger, cast.worker):
        client = console_client(other.person)
        assert client.get(page(cast.worker.person)).status_code == 404
        assert client.post(f"{page(cast.worker.person)}devices/{device.id}/end/").status_code == 404
        assert client.post(f"{page(cast.worker.person)}end/").status_code == 404
    officer = console_client(cast.officer.person)
    assert officer.post(f"{page(cast.colleague.person)}devices/{device.id}/end/").status_code == 404
    device.refresh_from_db()
    assert device.revoked_at is None


def test_who_also_serves_higher_up_is_not_signed_out_from_below(cast: Cast) -> None:
    officer = actor_of(cast.officer)
    with acting_as(officer):  # who does not see that post
        assert may_look_after(officer, cast.worker.person_id)
        assert not may_look_after(officer, cast.chief.person_id)
    make_appointment(unit=cast.top, person=cast.worker.person)
    with acting_as(officer):
        assert not may_look_after(officer, cast.worker.person_id)
    assert may_look_after(actor_of(cast.chief), cast.worker.person_id)


def test_who_has_left_is_still_looked_after(cast: Cast) -> None:
    Appointment.objects.filter(pk=cast.worker.pk).update(ended_at=now())
    assert may_look_after(actor_of(cast.officer), cast.worker.person_id)
    assert not may_look_after(actor_of(cast.stranger), cast.worker.person_id)


def test_a_phone_lists_and_ends_the_others(cast: Cast) -> None:
    here, _token = sign_in_device(cast.worker.person)
    lost, _token = sign_in_device(cast.worker.person)
    stranger, _token = sign_in_device(cast.stranger.person)
    listed = here.get("/api/v1/devices").json()
    assert sorted(one["is_this"] for one in listed) == [False, True]
    other = next(one["id"] for one in listed if not one["is_this"])
    assert stranger.post(f"/api/v1/devices/{other}/end").status_code == 404
    assert here.post(f"/api/v1/devices/{other}/end").status_code == 204
    assert says(lost) == "device_revoked"
    assert lost.get("/api/v1/devices").json()["code"] == "device_revoked"
    assert len(here.get("/api/v1/devices").json()) == 1
    office, _token = sign_in_device(cast.officer.person)
    own = here.get("/api/v1/devices").json()[0]["id"]
    assert office.post(f"/api/v1/devices/{own}/end").status_code == 404, "from a phone, one's own alone"
