"""2. The mandal meets by video: kendras by rule, who lives in it, the service's list; then one at every kendra."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import connection

from pankti.base.clock import frozen, now
from pankti.base.ids import new_id
from pankti.conferences.models import Conference, Session
from pankti.meetings.types import Role
from pankti.organisation.models import Appointment
from tests.journeys.five.attending import assert_came, decide, follow_link, hand_in
from tests.journeys.five.calling import ZONE, Order, answer, assert_answers, call, hold, hour_of, office, phone_of, say
from tests.journeys.five.land import Land
from tests.journeys.five.recording import (
    Decided,
    Said,
    assert_progress,
    do,
    expect_on_phone,
    release,
    turn,
    write_record,
)

TITLE = ("विधानसभा चुनाव तैयारी बैठक", "Preparation for the Assembly election")
LINK = "https://zoom.example/j/81123456789"


def hold_mandal(land: Land) -> None:
    """From the call to every kendra's own meeting, reported."""
    chair, district, assembly = land["mandal-convenor", 0], land["district-convenor", 0], land["assembly-in-charge", 0]
    kendras = [land["cluster-convenor", 0], land["cluster-convenor", 1]]
    lives_here = land["district-member", 0]
    order = Order(
        by=chair,
        unit=land.mandals[0],
        title=TITLE,
        levels=("cluster",),
        posts=("cluster-convenor",),
        residents=("district-member", "district-co-convenor"),
        added=(district, assembly),
        mode="video",
        link=LINK,
        parts=(
            (Role.CHAIR, chair),
            (Role.CHIEF_GUEST, district),
            (Role.CHIEF_GUEST, assembly),
            (Role.THANKS, chair),
        ),
    )
    called = [*kendras, lives_here, district, assembly]  # and not the member who lives elsewhere
    meeting = call(order, called)
    assert str(meeting) not in phone_of(land["district-member", 1]).dispatches

    phone = answer(meeting, kendras[0], "attending")
    answer(meeting, kendras[1], "attending")
    say(answer(meeting, lives_here, "attending"), meeting, lives_here, "declined", reason="नेटवर्क नहीं है")
    answer(meeting, district, "deputy", text="सह-संयोजक")
    assert phone.dispatches[str(meeting)]["content"]["link"] == LINK
    assert_answers(meeting, chair, attending=2, deputy=1, declined=1)

    begins = hour_of(meeting)
    with frozen(begins + timedelta(minutes=1)):
        follow_link(meeting, kendras[0], LINK)
    with frozen(begins + timedelta(hours=2)):
        written = kendras[1].person.names["hi"]
        first_name = assembly.person.names["en"].split()[0]
        hand_in(
            meeting,
            chair,
            [
                (kendras[0].person.names["en"], -118, -60),
                (kendras[0].person.names["en"].lower(), -80, -62),  # a second device
                (written, -115, -70),
                (written, -60, -58),  # came in again
                (first_name, -110, -61),  # nobody else who was called is called so
                ("iPhone", -100, -90),
                ("Ramu Kaka", -100, -65),
            ],
        )
        decide(meeting, chair, {"iPhone": "nobody", "Ramu Kaka": "guest"})
        assert_came(meeting, chair, invited=len(called) + 1, present=3, guests=1)
        hold(meeting, chair)
        voices = {"district": district, "assembly": assembly}
        write_record(meeting, chair, assembly, voices, SPEECHES, DECISIONS)
        sessions, booths = turn(meeting, chair, len(DECISIONS))
        for held in kendras:
            do(expect_on_phone(sessions, held, {"hi": TITLE[0], "en": TITLE[1]}), sessions, held)
        for at in (0, 1):
            worker = land["booth-convenor", at]
            do(expect_on_phone(booths, worker, {"hi": TITLE[0]}), booths, worker, 30 + at)
        assert_progress(meeting, chair, 0, roots=[land.mandals[0].id])
        assert assert_progress(meeting, chair, 1, roots=[land.mandals[0].id]).progress.reached == 61
        release(meeting, chair, district, [("वीडियो", "video"), (DECISIONS[0].hi[:20], DECISIONS[0].en[:20])])
        plan = plan_sessions(land, chair)
    report_sessions(land, chair, plan)
    with frozen(begins + timedelta(days=30)):
        _next_opens_with_it(land, chair, kendras, meeting)


def plan_sessions(land: Land, chair: Appointment) -> UUID:
    """The decision is carried out: a session at each kendra, hosts by rule, on every host's phone."""
    client = office(chair)
    form: dict[str, Any] = {
        "unit": f"{chair.id}:{land.mandals[0].id}",
        "level": "cluster",
        "is_video": "yes",
        "title_hi": "शक्ति केंद्र वर्चुअल बैठक",
        "title_en": "Virtual meeting of the kendra",
        "agenda_hi": "स्वागत\nव्हाट्सएप समूह",
        "agenda_en": "Welcome\nWhatsApp groups",
        "starts_on": (now().astimezone(ZONE) + timedelta(days=3)).date().isoformat(),
        "days": "3",
        "slots": "10:00, 11:30, 14:30, 16:00",
        "minutes": "60",
        "link_base": "https://meet.example.org",
    }
    typed = client.post("/console/conferences/new/", form)
    assert typed.status_code == 302, typed.context["form"].errors
    plan = Conference.objects.latest("id")
    foreseen = client.get(typed["Location"]).context["seen"]
    kendras = _count("cluster", land.mandals[0].id)
    vacant = kendras - 2
    assert (foreseen.sessions, foreseen.own_host, foreseen.from_above) == (kendras, 2, vacant), foreseen
    client.post(typed["Location"])
    assert Session.objects.filter(plan=plan).count() == kendras
    turnout = client.get(_board(plan.id, land)).context["turnout"]
    assert (turnout.sessions, turnout.hosted, turnout.linked) == (kendras, kendras, kendras)
    for host in (land["cluster-convenor", 0], land["cluster-convenor", 1]):
        own = [one for one in phone_of(host).sessions.values() if one["parts"]]
        assert len(own) == 1
        assert own[0]["link"].startswith("https://meet.example.org/")
    return plan.id


def report_sessions(land: Land, chair: Appointment, plan: UUID) -> None:
    """The two hosts report from their phones, the chair one in the console; the board has the sum."""
    rows = list(Session.objects.filter(plan=plan).order_by("path"))
    with frozen(max(row.ends_at for row in rows) + timedelta(hours=1)):
        client = office(chair)
        board = client.get(_board(plan, land)).context["turnout"]
        assert board.owed == len(rows)
        for host, heads in ((land["cluster-convenor", 0], 41), (land["cluster-convenor", 1], 23)):
            row = next(row for row in rows if row.host_id == host.id)
            body = {"session_id": str(row.id), "is_held": True, "heads": heads, "text": "अच्छी बैठक"}
            command = {"id": str(new_id()), "name": "session.report", "made_at": now().isoformat(), "body": body}
            phone = phone_of(host)
            assert [one["status"] for one in phone.sync(command)] == ["accepted"]
        mine = next(row for row in rows if row.host_id == chair.id)
        said = {"is_held": "yes", "heads": "17", "words": "संयोजक का पद खाली है"}
        assert client.post(f"/console/sessions/{mine.id}/report/", said).status_code == 302
        board = client.get(_board(plan, land)).context["turnout"]
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FILTER (WHERE state = 'held'), sum(heads), count(*) FILTER (WHERE reported_at IS NULL)"
                " FROM conferences_session WHERE plan_id = %s",
                [plan],
            )
            assert cursor.fetchone() == (board.held, board.heads, board.owed) == (3, 81, len(rows) - 3)


def _next_opens_with_it(land: Land, chair: Appointment, kendras: list[Appointment], before: UUID) -> None:
    """The mandal's next meeting begins with what became of the last one's decisions."""
    order = Order(
        by=chair,
        unit=land.mandals[0],
        title=("अगली बैठक", "The next meeting"),
        levels=("cluster",),
        posts=("cluster-convenor",),
        mode="video",
        link=LINK,
        follows=before,
        parts=((Role.CHAIR, chair),),
    )
    meeting = call(order, kendras)
    client = office(chair)
    record = client.get(f"/console/meetings/{meeting}/record/").context["record"]
    assert [(one.texts["hi"], one.progress.reached) for one in record.before] == [
        (DECISIONS[0].hi, None),
        (DECISIONS[1].hi, 61),
    ]
    assert set(client.get(f"/console/meetings/{meeting}/").context["linked"]) == {before}
    assert set(client.get(f"/console/meetings/{before}/").context["linked"]) == {meeting}


def _board(plan: UUID, land: Land) -> str:
    return f"/console/conferences/{plan}/units/{land.mandals[0].id}/"


def _count(level: str, under: UUID) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM organisation_placement p JOIN organisation_placement r ON r.unit_id = %s"
            " AND r.tree_id = p.tree_id AND r.ended_on IS NULL AND starts_with(p.path, r.path)"
            " WHERE p.tree_id = 'organisation' AND p.ended_on IS NULL AND p.level_id = %s",
            [under, level],
        )
        return int(cursor.fetchone()[0])


SPEECHES = (
    Said(
        "district",
        "प्रकोष्ठ का महत्व पहले से कई गुना बढ़ गया है।",
        "The cell matters many times more than it did.",
    ),
    Said(
        "assembly",
        "विधानसभा की वर्चुअल सभा वीडियो के माध्यम से होगी।",
        "The Assembly's virtual meeting will be held by video.",
        "explained",
    ),
)
DECISIONS = (
    Decided(
        "प्रत्येक शक्ति केंद्र पर वर्चुअल बैठक होगी, जिसकी तैयारी उस केंद्र के संयोजक करेंगे।",
        "A virtual meeting will be held at every shakti kendra, prepared by that kendra's convenor.",
        "cluster",
    ),
    Decided(
        "प्रत्येक बूथ पर घर-घर जाकर व्हाट्सएप नंबर लिए जाएँगे।",
        "WhatsApp numbers will be taken house to house at every booth.",
        "booth",
        target=50,
        label=("व्हाट्सएप नंबर", "WhatsApp numbers"),
    ),
)
