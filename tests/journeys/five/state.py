"""3. The state's strategy meeting, and the reviews that follow by cadence. 5. Its meeting between two others."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import connection

from pankti.base.clock import frozen, now
from pankti.meetings.types import Role
from pankti.organisation.models import Appointment, Reconstitution
from pankti.reviews.actions.tend import settle_reviews
from pankti.reviews.models import Cadence, Review
from tests.journeys.five.attending import assert_came, follow_link, tap
from tests.journeys.five.calling import ZONE, Guest, Order, answer, assert_answers, call, hold, hour_of, office
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

STRATEGY = ("रणनीति बैठक", "Strategy meeting")
ON_APP = ("राज्य टीम बैठक", "State team meeting")
SECRETARY = Guest(
    "श्री रघुनाथ जोशी", "Shri Raghunath Joshi", "प्रदेश महामंत्री (संगठन)", "State General Secretary (Organisation)"
)
MEDIA = Guest("श्री सुरेश नायर", "Shri Suresh Nair", "प्रदेश मीडिया प्रभारी", "State Media In-charge")
APP = "https://app.example/rooms/state-team"


def hold_strategy(land: Land) -> None:
    """From the call to a region reviewed with its pack."""
    head, deputies = land["state-convenor", 0], [land["state-co-convenor", at] for at in (0, 1)]
    regions = [land["region-in-charge", at] for at in (0, 1)]
    order = Order(
        by=head,
        unit=land.state,
        title=STRATEGY,
        levels=("state", "region"),
        posts=("state-convenor", "state-co-convenor", "region-in-charge"),
        place=("राज्य कार्यालय", "the state office"),
        parts=(
            (Role.CHAIR, head),
            (Role.DIRECTOR, SECRETARY),
            (Role.SPEAKER, deputies[0]),
            (Role.SPECIAL_GUEST, MEDIA),
            (Role.THANKS, head),
        ),
    )
    called = [head, *deputies, *regions]
    meeting = call(order, called)
    answer(meeting, head, "attending")
    answer(meeting, regions[0], "attending")
    answer(meeting, regions[1], "declined", reason="यात्रा में")
    assert_answers(meeting, head, attending=2, deputy=0, declined=1)
    begins = hour_of(meeting)
    with frozen(begins + timedelta(hours=1)):
        tap(meeting, head, [head, deputies[0], regions[0]], [SECRETARY.hi, MEDIA.hi])
        assert_came(meeting, head, invited=len(called), present=3, guests=2)
        hold(meeting, head)
        voices: dict[str, Appointment | Guest] = {"secretary": SECRETARY, "head": head}
        write_record(meeting, head, deputies[0], voices, STRATEGY_SAID, STRATEGY_DECIDED)
        reviews, centres = turn(meeting, head, len(STRATEGY_DECIDED))
        do(expect_on_phone(reviews, regions[0], {"hi": STRATEGY[0], "en": STRATEGY[1]}), reviews, regions[0])
        district = land["district-convenor", 0]
        do(expect_on_phone(centres, district, {"hi": STRATEGY[0]}), centres, district, 1)
        assert_progress(meeting, head, 0, roots=[land.state.id])
        assert_progress(meeting, head, 1, roots=[land.state.id])
        release(meeting, head, land["nation-convenor", 0], [("महामंत्री", "General Secretary"), STRATEGY])
        first = set_cadences(land, head)
    review_a_region(land, head, regions[0], first)


def set_cadences(land: Land, head: Appointment) -> Review:
    """The state reviews each region on the first Monday, each region its districts every fortnight."""
    client = office(head)
    form: dict[str, Any] = {
        "unit": f"{head.id}:{land.state.id}",
        "weekday": "MO",
        "place": "1",
        "starts_on": now().astimezone(ZONE).date().isoformat(),
        "hour": "11:00",
        "minutes": "60",
        "is_video": "on",
        "link_base": "https://meet.example.org",
        "do": "set",
    }
    never = {"reviewing": "state", "reviewed": "region", "often": "rule", "rule": "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=31"}
    told = client.post("/console/reviews/cadences/new/", form | never)
    assert "31 February" in told.content.decode()
    assert "BYMONTHDAY=31" in told.content.decode()
    for above, below, often in (("state", "region", "monthly"), ("region", "district", "fortnightly")):
        said = form | {"reviewing": above, "reviewed": below, "often": often}
        assert client.post("/console/reviews/cadences/new/", said | {"do": "see"}).context["seen"].slots
        assert client.post("/console/reviews/cadences/new/", said).status_code == 302
        cadence = Cadence.objects.get(reviewed=below)
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(DISTINCT p.unit_id), count(DISTINCT r.unit_id), count(*) FILTER (WHERE r.id IS NULL)"
                " FROM organisation_placement p LEFT JOIN reviews_review r ON r.unit_id = p.unit_id"
                " AND r.cadence_id = %s WHERE p.tree_id = 'organisation' AND p.ended_on IS NULL AND p.level_id = %s",
                [cadence.id, below],
            )
            units, planned, without = cursor.fetchone()
        assert (planned, without) == (units, 0)
        assert (
            Review.objects.filter(cadence=cadence, reviewing__level=above).count()
            == Review.objects.filter(cadence=cadence).count()
        )
    return Review.objects.filter(cadence__reviewed="region", unit=land.regions[0]).earliest("starts_at")


def review_a_region(land: Land, head: Appointment, region: Appointment, review: Review) -> None:
    """The pack says what the region was asked; held, nothing is owed; another left undone is, and by whom."""
    with frozen(review.starts_at + timedelta(hours=1, minutes=30)):
        client = office(head)
        page = client.get(f"/console/reviews/{review.id}/", follow=True)
        text = page.content.decode()
        assert page.redirect_chain[-1][0].endswith(f"/units/{land.regions[0].id}/review-pack/")
        assert STRATEGY_DECIDED[0].en[:20] in text
        sheets = client.get(f"/console/units/{land.regions[0].id}/review-pack/hi.pdf").content
        assert 1 <= sheets.count(b"/Type /Page\n") + sheets.count(b"/Type /Page ") + sheets.count(b"/Type/Page") <= 8
        assert client.post(f"/console/meetings/{review.id}/hold/").status_code == 302
        assert office(region).get(f"/console/units/{land.regions[0].id}/review-pack/").status_code == 200
    other = Review.objects.filter(cadence=review.cadence_id, unit=land.regions[1]).earliest("starts_at")
    with frozen(max(review.ends_at, other.ends_at) + timedelta(days=2)):
        settle_reviews()
        assert Review.objects.get(id=review.id).state == "held"
        owed = office(head).get(f"/console/reviews/owed/{land.state.id}/")
        rows = {row.unit_id: row for row in owed.context["rows"]}
        assert rows[land.regions[1].id].lead_names == head.person.names
        assert land.regions[0].id not in rows
        assert set(Review.objects.filter(state="missed").values_list("unit", flat=True)) >= set(rows)


def hold_on_app(land: Land) -> None:
    """It follows the nation's meeting, the regions' follows it on the next day; the team is then made anew."""
    nation, head = land["nation-convenor", 0], land["state-convenor", 0]
    deputies = [land["state-co-convenor", at] for at in (0, 1)]
    regions = [land["region-in-charge", at] for at in (0, 1)]
    national = call(
        Order(
            by=nation,
            unit=land.nation,
            title=("राष्ट्रीय बैठक", "National meeting"),
            levels=("state",),
            posts=("state-convenor", "state-co-convenor"),
            mode="video",
            link=APP,
            parts=((Role.CHAIR, nation),),
            day=1,
        ),
        [head, *deputies],
    )
    order = Order(
        by=head,
        unit=land.state,
        title=ON_APP,
        levels=("state",),
        posts=("state-co-convenor",),
        mode="video",
        link=APP,
        follows=national,
        parts=((Role.CHAIR, head), (Role.THANKS, deputies[0])),
        day=2,
    )
    meeting = call(order, deputies)
    agenda = (("व्हाट्सएप का विस्तार", "Widen WhatsApp"), ("टीमों का पुनर्गठन", "Reconstitute the teams"))
    following = call(
        Order(
            by=head,
            unit=land.state,
            title=("क्षेत्रों की बैठक", "Meeting of the regions"),
            levels=("region",),
            posts=("region-in-charge",),
            mode="video",
            link=APP,
            follows=meeting,
            agenda=agenda,
            parts=((Role.CHAIR, head), (Role.MAIN_SPEAKER, SECRETARY)),
            day=3,
        ),
        regions,
    )
    _assert_linked(head, national, meeting, following)
    answer(meeting, deputies[0], "attending")
    answer(meeting, deputies[1], "attending")
    assert_answers(meeting, head, attending=2, deputy=0, declined=0)
    begins = hour_of(meeting)
    with frozen(begins + timedelta(minutes=2)):
        for held in (head, *deputies):
            follow_link(meeting, held, APP)
    with frozen(begins + timedelta(hours=2)):
        assert_came(meeting, head, invited=3, present=3, guests=0)
        hold(meeting, head)
        write_record(meeting, head, deputies[0], {"head": head}, APP_SAID, APP_DECIDED)
        app, colleges = turn(meeting, head, len(APP_DECIDED))
        worker, district = land["booth-convenor", 0], land["district-convenor", 0]
        do(expect_on_phone(app, worker, {"hi": ON_APP[0], "en": ON_APP[1]}), app, worker)
        do(expect_on_phone(colleges, district, {"hi": ON_APP[0]}), colleges, district)
        assert_progress(meeting, head, 0, roots=[land.state.id])
        assert_progress(meeting, head, 1, roots=[land.state.id])
        release(meeting, head, nation, [("वीडियो", "video"), (APP_DECIDED[0].hi[:20], APP_DECIDED[0].en[:20])])
    with frozen(hour_of(following) + timedelta(hours=2)):
        hold(following, head)
        record = office(head).get(f"/console/meetings/{following}/record/").context["record"]
        assert [one.texts["hi"] for one in record.before if one.meeting_id == meeting] == [
            one.hi for one in APP_DECIDED
        ]
        _reconstitute(land, head)


def _assert_linked(head: Appointment, national: UUID, meeting: UUID, following: UUID) -> None:
    client = office(head)
    for one, others in ((national, {meeting}), (meeting, {national, following}), (following, {meeting})):
        page = client.get(f"/console/meetings/{one}/")
        assert set(page.context["linked"]) == others
        for other in others:
            assert f"/console/meetings/{other}/" in page.content.decode()
    assert hour_of(following) == hour_of(meeting) + timedelta(days=1)


def _reconstitute(land: Land, head: Appointment) -> None:
    """The region's team is proposed anew by its in-charge, with a co-in-charge, and stands above for decision."""
    region, person = land["region-in-charge", 0], land["district-member", 1].person
    client = office(region)
    opened = client.post(f"/console/units/{land.regions[0].id}/reconstitutions/")
    here = opened["Location"]
    page = client.post(here, {"do": "add", "post": "region-co-in-charge", "person": str(person.id)})
    assert page.status_code == 302, page.context["error"]
    client.post(here, {"do": "propose", "note": "क्षेत्रों की बैठक का निर्णय"})
    assert Reconstitution.objects.get(unit=land.regions[0]).state == "proposed"
    assert office(head).get(here).status_code == 200


STRATEGY_SAID = (
    Said(
        "secretary",
        "सरकार और संगठन के काम को सोशल मीडिया के माध्यम से लोगों तक पहुँचाया जाए।",
        "the work of the government and the organisation be carried to people by social media.",
        "urged",
    ),
    Said(
        "head",
        "पिछली विजय में डिजिटल टीम का योगदान दूसरे भी मानते हैं।",
        "Even others admit the digital team's part in the last victory.",
    ),
)
STRATEGY_DECIDED = (
    Decided(
        "क्षेत्रों की टीमें जिलों की समीक्षा नियमित अंतराल पर करेंगी।",
        "The regions will review their districts at regular intervals.",
        "region",
    ),
    Decided(
        "हर जिले के आईटी सेंटर का भौतिक सत्यापन होगा और एक नियमित ऑपरेटर नियुक्त किया जाएगा।",
        "The IT centre of every district will be verified on site, and one regular operator appointed.",
        "district",
        target=1,
        label=("ऑपरेटर", "operators"),
    ),
)
APP_SAID = (
    Said(
        "head",
        "योजनाओं के नियमित समाचार पाने का सबसे सरल माध्यम संगठन का ऐप है।",
        "The organisation's app is the easiest way to regular news of the schemes.",
    ),
)
APP_DECIDED = (
    Decided(
        "बूथ स्तर तक के कार्यकर्ताओं को संगठन के ऐप से जोड़ा जाएगा।",
        "Workers down to the booth will be linked to the organisation's app.",
        "booth",
    ),
    Decided(
        "युवाओं को ऐप से जोड़ने के लिए महाविद्यालयों में अभियान चलाए जाएँगे।",
        "Drives in colleges will link young people to it.",
        "district",
    ),
)
