"""A host's phone: its session, its report (offline, repeated, too early), and who is reminded of what is owed."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from pankti.base import clock
from pankti.base.clock import now
from pankti.base.ids import new_id
from pankti.base.models import StoredFile
from pankti.conferences.actions.tend import nudge_plan
from pankti.conferences.models import Head, Session
from tests.makers.access import sign_in_device
from tests.makers.conferences import make_plan
from tests.makers.organisation import make_cast
from tests.makers.phone import Phone

pytestmark = pytest.mark.django_db(transaction=True)


def command(name: str, made_at: datetime, **body: Any) -> dict[str, Any]:
    return {"id": str(new_id()), "name": name, "made_at": made_at.isoformat(), "body": body}


def notices(phone: Phone) -> list[dict[str, Any]]:
    """What a fetch from the beginning tells."""
    body: dict[str, Any] = {"cursor": None, "sent_at": now().isoformat(), "commands": []}
    pulled = phone.client.post("/api/v1/sync", body, content_type="application/json").json()
    found: list[dict[str, Any]] = pulled["notices"]
    return found


def end_of(plan: UUID) -> datetime:
    return max(Session.objects.filter(plan_id=plan).values_list("ends_at", flat=True))


def test_a_host_reports_by_phone_and_the_session_leaves_it() -> None:
    cast = make_cast(booths=2)
    plan = make_plan(cast.officer, cast.middle)
    host, stranger = (Phone(sign_in_device(who.person)[0]) for who in (cast.worker, cast.stranger))
    host.sync()
    stranger.sync()
    session = Session.objects.get(plan_id=plan, unit=cast.booths[0])
    assert list(host.sessions) == [str(session.id)]
    assert not stranger.sessions
    StoredFile.objects.create(sha256="a" * 64, size=3, media_type="image/jpeg")

    early = command("session.report", now(), session_id=str(session.id), is_held=True, heads=12)
    assert host.sync(early)[0]["code"] == "not_begun"
    with clock.frozen(end_of(plan) + timedelta(minutes=5)):
        said = {"session_id": str(session.id), "is_held": True, "heads": 31, "text": "Good\0 talk", "photo": "a" * 64}
        counts = [{"unit_id": str(cast.booths[0].id), "n": 30}]
        report = command("session.report", now(), **said, counts=counts)
        assert stranger.sync(report)[0]["code"] == "not_found"
        lost = command("session.report", now(), **{**said, "photo": "b" * 64})
        assert host.sync(lost)[0]["code"] == "photo_missing"
        assert host.sync({**report, "id": str(new_id())})[0]["status"] == "accepted"
        assert host.sync({**report, "id": str(new_id())})[0]["status"] == "accepted", "a repeat changes nothing"
        broken = command("session.report", now(), session_id="x", is_held=True)
        assert host.sync(broken)[0]["code"] == "command_unreadable"
        host.sync()
    session.refresh_from_db()
    assert (session.state, session.heads, session.words, session.photo) == ("held", 31, "Good talk", "a" * 64)
    assert Head.objects.get(session=session).came == 30
    assert not host.shown()["sessions"]
    fresh = Phone(host.client)
    fresh.sync()
    assert host.shown() == fresh.shown()


def test_people_are_registered_by_phone() -> None:
    cast = make_cast()
    plan = make_plan(cast.chief, cast.top, level="middle", takes_registration=True, called_levels=("last",))
    session = Session.objects.get(plan_id=plan, unit=cast.middle)
    phone = Phone(sign_in_device(cast.worker.person)[0])
    phone.sync()
    assert str(session.id) in phone.sessions, "who is called below a session's unit sees it"

    counts = [{"unit_id": str(cast.booths[0].id), "n": 14}]
    told = phone.sync(command("session.register", now(), session_id=str(session.id), counts=counts))

    assert told[0]["status"] == "accepted"
    session.refresh_from_db()
    assert session.registered == 14


def test_who_owes_a_report_is_reminded_and_then_the_lead_above_is_told() -> None:
    cast = make_cast(booths=2)
    plan = make_plan(cast.officer, cast.middle, days=1)
    host, officer, chief, stranger = (
        Phone(sign_in_device(who.person)[0]) for who in (cast.worker, cast.officer, cast.chief, cast.stranger)
    )
    session = Session.objects.get(plan_id=plan, unit=cast.booths[0])
    Session.objects.exclude(id=session.id).update(state="cancelled")
    end = session.ends_at
    with clock.frozen(end + timedelta(hours=3)):
        nudge_plan(plan)
        assert [(one["kind"], one["silent"]) for one in notices(host)] == [("reminder", 1)]
        assert not notices(officer)
    with clock.frozen(end + timedelta(hours=25)):
        nudge_plan(plan)
        [told] = notices(officer)
        assert (told["kind"], told["unit_id"], told["silent"]) == ("escalation", str(cast.middle.id), 1)
        assert [one["id"] for one in told["silent_units"]] == [str(cast.booths[0].id)]
        assert not notices(chief)
    with clock.frozen(end + timedelta(hours=49)):
        nudge_plan(plan)
        assert [one["unit_id"] for one in notices(chief)] == [str(cast.top.id)]
        assert not notices(stranger)
        said = command("session.report", now(), session_id=str(session.id), is_held=False, text="Rain")
        assert host.sync(said)[0]["status"] == "accepted"
        assert not notices(officer)
        assert not notices(host)
