"""Every adapter keeps the same contract, asked of the practice server's published shapes."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import orjson
import pytest
from aiohttp import web
from pytest_django import Settings

from pankti.channels import adapters as home
from pankti.channels.adapters import ADAPTERS, Adapter
from pankti.channels.errors import NeverTry, OutcomeUnknown, TryLater
from pankti.channels.practice import Practice
from pankti.channels.practice.zoom import fault
from pankti.channels.types import Guest, RoomOrder

STARTS = datetime(2026, 12, 1, 12, 30, tzinfo=UTC)
ORDER = RoomOrder(key="0123456789abcdef", title="मंडल बैठक", starts_at=STARTS, ends_at=STARTS + timedelta(hours=1))

BUILD: dict[str, Callable[[Practice], Adapter]] = {
    "jitsi": lambda practice: ADAPTERS["jitsi"]({"server": practice.address}),
    "zoom": lambda practice: ADAPTERS["zoom"](practice.zoom_settings()),
    "link": lambda practice: ADAPTERS["link"]({"link": f"{practice.address}/any-room"}),
}


@pytest.fixture(params=sorted(ADAPTERS))
def adapter(request: pytest.FixtureRequest, practice: Practice) -> Adapter:
    return BUILD[request.param](practice)


def test_every_adapter_is_whole() -> None:
    assert BUILD.keys() == ADAPTERS.keys()
    for code in ADAPTERS:
        folder = Path(home.__file__).parent / code
        assert (folder / "README.md").exists()
        assert (folder / "config.py").exists()
        assert (folder / "adapter.py").exists()


def test_an_account_is_checked(adapter: Adapter) -> None:
    asyncio.run(adapter.check())


def test_a_room_is_made_opens_is_changed_and_goes(adapter: Adapter) -> None:
    made = asyncio.run(adapter.create(ORDER))
    asyncio.run(adapter.opens(made.link))
    later = RoomOrder(ORDER.key, "दूसरा", STARTS + timedelta(days=1), STARTS + timedelta(days=1, hours=2))
    asyncio.run(adapter.update(made.provider_id, later))
    asyncio.run(adapter.delete(made.provider_id))
    asyncio.run(adapter.delete(made.provider_id))  # that it is gone is no error


def test_a_room_made_before_is_found_or_made_the_same(adapter: Adapter) -> None:
    """After an answer that was lost there is never a second room."""
    made = asyncio.run(adapter.create(ORDER))
    if adapter.capabilities.finds:
        assert asyncio.run(adapter.find(ORDER)) == made
    else:
        assert adapter.capabilities.is_repeatable
    if adapter.capabilities.is_repeatable:
        assert asyncio.run(adapter.create(ORDER)) == made


def test_a_link_for_one_person_leads_to_the_same_room(adapter: Adapter) -> None:
    made = asyncio.run(adapter.create(ORDER))
    link = adapter.join_link(made.link, Guest(name="आशा वर्मा"))
    assert link.startswith(made.link)


def test_nothing_listens(settings: Settings) -> None:
    settings.VIDEO_INSIDE = True
    for code in ("jitsi", "zoom"):
        gone = "http://127.0.0.1:9"
        values = {"server": gone, "account_id": "a", "client_id": "b", "client_secret": "c", "host": "d"}
        with pytest.raises(TryLater) as told:
            asyncio.run(ADAPTERS[code]({**values, "api": gone, "oauth": gone}).check())
        assert told.value.code == "unreachable"


def test_machines_of_our_own_network_are_not_asked(practice: Practice, settings: Settings) -> None:
    settings.VIDEO_INSIDE = False
    for address in (practice.address, "http://localhost:1", "https://[::1]/room", "http://169.254.169.254/latest"):
        with pytest.raises(NeverTry) as told:
            asyncio.run(ADAPTERS["link"]({}).opens(address))
        assert told.value.code == "address", address


# Zoom's own ways


@pytest.fixture
def zoom(practice: Practice) -> Adapter:
    return ADAPTERS["zoom"](practice.zoom_settings())


def test_zoom_is_told_the_local_hour_and_its_zone(zoom: Adapter, practice: Practice) -> None:
    made = asyncio.run(zoom.create(ORDER))
    kept = practice.zoom.meetings[int(made.provider_id)]
    assert (kept["start_time"], kept["timezone"], kept["duration"]) == ("2026-12-01T18:00:00", "Asia/Kolkata", 60)
    assert kept["agenda"].startswith("[pankti:0123456789abcdef]")


@pytest.mark.parametrize(
    ("answer", "kind", "code"),
    [
        (lambda: fault(429, 429, "You have reached the maximum per-second rate limit."), TryLater, "limited"),
        (lambda: web.Response(status=503), OutcomeUnknown, "no_answer"),
        (lambda: fault(404, 1001, "User does not exist."), NeverTry, "host_unknown"),
        (lambda: fault(400, 300, "Validation Failed."), NeverTry, "refused"),
        (lambda: fault(401, 124, "Invalid access token."), NeverTry, "credentials"),
        (lambda: fault(400, 4711, "Invalid access token, does not contain scopes."), NeverTry, "scope"),
        (lambda: fault(400, 3161, "Your user account is not allowed meeting hosting."), NeverTry, "plan"),
        (lambda: web.Response(status=400, text="<html>"), NeverTry, "refused"),
        (lambda: web.Response(status=200, text="<html>"), TryLater, "service_failed"),
    ],
)
def test_zooms_faults_in_our_words(
    zoom: Adapter, practice: Practice, answer: Callable[[], web.Response], kind: type[Exception], code: str
) -> None:
    practice.zoom.faults.append(("create", answer()))
    with pytest.raises(kind) as told:
        asyncio.run(zoom.create(ORDER))
    assert told.value.code == code  # type: ignore[attr-defined]


def test_zoom_says_how_long_to_wait(zoom: Adapter, practice: Practice) -> None:
    practice.zoom.faults.append(("create", fault(429, 429, "Too many", **{"Retry-After": "7"})))
    with pytest.raises(TryLater) as told:
        asyncio.run(zoom.create(ORDER))
    assert told.value.after == timedelta(seconds=7)
    practice.zoom.made_today = 100
    with pytest.raises(TryLater) as told:
        asyncio.run(zoom.create(ORDER))
    assert told.value.after is not None
    assert timedelta(0) < told.value.after <= timedelta(days=1)


def test_a_lost_answer_is_an_unknown_outcome(zoom: Adapter, practice: Practice) -> None:
    practice.zoom.faults.append(("create", "lost"))
    with pytest.raises(OutcomeUnknown):
        asyncio.run(zoom.create(ORDER))
    assert asyncio.run(zoom.find(ORDER)) is not None


def test_wrong_keys_and_a_room_that_somebody_removed(practice: Practice) -> None:
    wrong = ADAPTERS["zoom"]({**practice.zoom_settings(), "client_secret": "other"})
    with pytest.raises(NeverTry, match="credentials"):
        asyncio.run(wrong.check())
    right = ADAPTERS["zoom"](practice.zoom_settings())
    with pytest.raises(NeverTry, match="room_gone"):
        asyncio.run(right.update("81999", ORDER))


def test_a_room_is_found_on_a_later_page(zoom: Adapter, practice: Practice) -> None:
    for at in range(640):
        practice.zoom.meetings[at] = {"id": at, "agenda": "somebody else's", "join_url": "https://example.org/j/1"}
    made = asyncio.run(zoom.create(ORDER))
    assert asyncio.run(zoom.find(ORDER)) == made


def test_the_report_comes_in_pages_and_leaves_out_what_cannot_be_read(zoom: Adapter, practice: Practice) -> None:
    row = {"name": "Asha", "user_email": "a@example.org", "join_time": "2026-12-01T12:31:00Z"}
    rows = [{**row, "leave_time": "2026-12-01T13:00:00Z"} for _ in range(710)]
    practice.zoom.visits[81] = [*rows, {**row, "leave_time": "soon"}, {**row, "leave_time": "2026-12-01T10:00:00Z"}]
    visits = asyncio.run(zoom.list_visits("81"))
    assert len(visits) == 710
    assert visits[0].left_at - visits[0].joined_at == timedelta(minutes=29)


def test_no_report_yet_and_a_plan_without_reports(zoom: Adapter, practice: Practice) -> None:
    with pytest.raises(NeverTry, match="no_report"):
        asyncio.run(zoom.list_visits("82"))
    practice.zoom.may_report = False
    with pytest.raises(NeverTry, match="plan"):
        asyncio.run(zoom.list_visits("82"))


def test_the_samples_read_as_answers(zoom: Adapter, practice: Practice) -> None:
    folder = Path(home.__file__).parent / "zoom" / "samples"
    practice.zoom.faults.append(
        ("create", web.Response(text=(folder / "meeting.json").read_text(), content_type="application/json"))
    )
    made = asyncio.run(zoom.create(ORDER))
    assert (made.provider_id, made.link) == ("81123456789", "https://example.org/j/81123456789")
    practice.zoom.visits[81] = orjson.loads((folder / "participants.json").read_bytes())["participants"]
    assert [visit.name for visit in asyncio.run(zoom.list_visits("81"))] == ["Asha Verma", "Galaxy A12"]
