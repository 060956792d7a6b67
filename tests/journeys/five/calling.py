"""Calling a meeting through the console, and what phones answer; every figure is counted again by plain SQL."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import connection
from django.test import Client

from pankti.base.clock import now
from pankti.base.ids import new_id
from pankti.cascade.actions.sweep import recount_shapes
from pankti.meetings.models import Meeting
from pankti.meetings.types import MeetingState, Role
from pankti.organisation.models import Appointment, Unit
from tests.journeys.five.land import MAIN
from tests.makers.access import console_client, sign_in_device
from tests.makers.cascade import fold_all
from tests.makers.phone import Phone

ZONE = ZoneInfo("Asia/Kolkata")


@dataclass(frozen=True)
class Guest:
    """Somebody known by a post that the organisation's scheme does not have."""

    hi: str
    en: str
    post_hi: str
    post_en: str


@dataclass(frozen=True)
class Order:
    """A meeting as an office enters it. ``day``: so many days from now."""

    by: Appointment
    unit: Unit
    title: tuple[str, str]
    levels: tuple[str, ...]
    posts: tuple[str, ...]
    parts: tuple[tuple[Role, Appointment | Guest], ...]
    residents: tuple[str, ...] = ()
    added: tuple[Appointment, ...] = ()
    agenda: tuple[tuple[str, str], ...] = (("पिछले काम", "Earlier work"), ("आगे की योजना", "Plans ahead"))
    place: tuple[str, str] = ("", "")
    link: str = ""
    mode: str = "in_person"
    day: int = 2
    hour: str = "10:30"
    until: str = "12:00"
    follows: UUID | None = None
    more: dict[str, Any] = field(default_factory=dict)


def office(held: Appointment) -> Client:
    """This holder's browser, signed in just now, in English."""
    client = console_client(held.person)
    client.cookies["django_language"] = "en"
    return client


def form_of(order: Order) -> dict[str, Any]:
    """What the browser posts."""
    form: dict[str, Any] = {
        "sender": str(order.by.id),
        "unit": str(order.unit.id),
        "title_hi": order.title[0],
        "title_en": order.title[1],
        "starts_on": (now().astimezone(ZONE) + timedelta(days=order.day)).date().isoformat(),
        "starts_time": order.hour,
        "ends_time": order.until,
        "mode": order.mode,
        "place_hi": order.place[0],
        "place_en": order.place[1],
        "link": order.link,
        "agenda_hi": "\n".join(hindi for hindi, _english in order.agenda),
        "agenda_en": "\n".join(english for _hindi, english in order.agenda),
        "tree": MAIN,
        "tree_before": MAIN,
        "roots": [str(order.unit.id)],
        "levels": list(order.levels),
        "posts": list(order.posts),
        "resident_posts": list(order.residents),
        "added": [str(one.id) for one in order.added],
        "part": [],
        "do": "review",
        **({"follows": str(order.follows)} if order.follows else {}),
        **order.more,
    }
    for role, who in order.parts:
        part = str(new_id())
        form["part"].append(part)
        form[f"part_role_{part}"] = role.value
        if isinstance(who, Appointment):
            form[f"part_holder_{part}"] = str(who.id)
        else:
            form |= {f"part_name_{part}_hi": who.hi, f"part_name_{part}_en": who.en}
            form |= {f"part_post_{part}_hi": who.post_hi, f"part_post_{part}_en": who.post_en}
    return form


def call(order: Order, invited: Sequence[Appointment]) -> UUID:
    """Write, look, call; exactly ``invited`` are called, and the count before is theirs."""
    client, meeting_id = office(order.by), new_id()
    here = f"/console/meetings/{meeting_id}/"
    asked = f"?follows={order.follows}" if order.follows else ""
    assert client.get(f"/console/meetings/new/{asked}").status_code == 200
    looked = client.post(f"{here}edit/", form_of(order))
    assert looked.status_code == 302, [str(e) for e in looked.context["form"].errors.values()]
    seen = client.get(f"{here}call/")
    assert seen.context["faults"] == []
    assert seen.context["reached"].count.persons == len(invited)
    assert client.post(f"{here}call/").status_code == 302
    assert Meeting.objects.get(id=meeting_id).state == MeetingState.CALLED
    recount_shapes()
    page = client.get(here)
    assert page.status_code == 200
    assert page.context["counts"].expected == len(invited)
    rows = b"".join(client.get(f"{here}invited.csv")).decode()
    assert sorted(row.split(",")[0] for row in rows.strip().splitlines()[1:]) == sorted(
        one.person.names["en"] for one in invited
    )
    assert client.get(f"{here}card-hi.png")["Content-Type"] == "image/png"
    assert b"BEGIN:VCALENDAR" in client.get(f"{here}meeting.ics").content
    assert client.get(f"/console/board/{meeting_id}/", follow=True).status_code == 200
    return meeting_id


def phone_of(held: Appointment) -> Phone:
    """The holder's phone, which has just fetched what is theirs."""
    client, _token = sign_in_device(held.person)
    phone = Phone(client)
    phone.sync()
    return phone


def answer(meeting_id: UUID, held: Appointment, state: str, **said: Any) -> Phone:
    """The call has come, and this is said to it."""
    phone = phone_of(held)
    assert phone.dispatches[str(meeting_id)]["kind"] == "meeting", held.post_id
    say(phone, meeting_id, held, state, **said)
    return phone


def say(phone: Phone, meeting_id: UUID, held: Appointment, state: str, **said: Any) -> None:
    command = phone.command(meeting_id, held, state, subject_id=str(held.id), **said)
    assert [one["status"] for one in phone.sync(command)] == ["accepted"]


LAST_WORDS = """
SELECT coalesce(sum((rank = 4)::int), 0), coalesce(sum((rank = 2)::int), 0), coalesce(sum((rank = 3)::int), 0) FROM (
    SELECT DISTINCT ON (subject_id) subject_id, rank FROM cascade_answer
    WHERE dispatch_id = %s AND rank > 1 ORDER BY subject_id, tapped_at DESC, id DESC) said"""


def assert_answers(meeting_id: UUID, by: Appointment, attending: int, deputy: int, declined: int) -> None:
    """The page says what the phones said last: so does the database, counted by hand."""
    fold_all()
    counts = office(by).get(f"/console/meetings/{meeting_id}/").context["counts"]
    with connection.cursor() as cursor:
        cursor.execute(LAST_WORDS, [meeting_id])
        assert cursor.fetchone() == (attending, deputy, declined)
    assert (counts.done, counts.acknowledged, counts.refused) == (attending, deputy, declined), counts
    assert counts.silent == counts.expected - attending - deputy - declined


def hour_of(meeting_id: UUID) -> datetime:
    """When it begins."""
    starts_at = Meeting.objects.get(id=meeting_id).starts_at
    assert starts_at is not None
    return starts_at


def hold(meeting_id: UUID, by: Appointment) -> None:
    """It took place: said by whoever called it, after it began."""
    here = f"/console/meetings/{meeting_id}/"
    client = office(by)
    assert client.get(here).context["may_hold"]
    assert client.post(f"{here}hold/").status_code == 302
    assert Meeting.objects.get(id=meeting_id).state == MeetingState.HELD
