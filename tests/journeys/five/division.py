"""4. The division (a region of several districts) meets in a district's office; the host conducts the stage."""

from __future__ import annotations

from datetime import timedelta

from pankti.base.clock import frozen
from pankti.meetings.types import Role
from tests.journeys.five.attending import assert_came, scan_offline, tap
from tests.journeys.five.calling import Guest, Order, answer, assert_answers, call, hold, hour_of
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

TITLE = ("संभागीय बैठक", "Divisional meeting")
MEMBER = Guest("डॉ॰ शालिनी वर्मा", "Dr Shalini Verma", "सांसद", "Member of Parliament")
OTHER = Guest("श्री गुरमीत सिंह", "Shri Gurmeet Singh", "अन्य संभाग प्रभारी", "In-charge of another Division")


def hold_division(land: Land) -> None:
    """From the call to the districts being ready."""
    in_charge, host = land["region-in-charge", 0], land["district-convenor", 0]
    convenors = [land["district-convenor", at] for at in (0, 1)]
    deputies = [land["district-co-convenor", at] for at in (0, 1)]
    state = land["state-convenor", 0]
    order = Order(
        by=in_charge,
        unit=land.regions[0],
        title=TITLE,
        levels=("district",),
        posts=("district-convenor", "district-co-convenor"),
        added=(state,),
        place=("जिला कार्यालय", "the district office"),
        parts=(
            (Role.CHAIR, in_charge),
            (Role.CHIEF_GUEST, MEMBER),
            (Role.MAIN_SPEAKER, state),
            (Role.SPECIAL_GUEST, OTHER),
            (Role.STAGE, host),
            (Role.THANKS, host),
        ),
    )
    called = [*convenors, *deputies, state]
    meeting = call(order, called)
    answer(meeting, state, "attending")
    answer(meeting, convenors[0], "attending")
    answer(meeting, convenors[1], "deputy", text="जिला महामंत्री")
    answer(meeting, deputies[0], "attending")
    assert_answers(meeting, in_charge, attending=3, deputy=1, declined=0)
    begins = hour_of(meeting)
    with frozen(begins + timedelta(minutes=5)):
        tap(meeting, host, [state, convenors[0]], [MEMBER.hi])  # who conducts the stage keeps the list
    scan_offline(meeting, deputies[0], begins - timedelta(minutes=10), begins + timedelta(days=1))
    with frozen(begins + timedelta(days=1, hours=1)):
        assert_came(meeting, in_charge, invited=len(called) + 1, present=3, guests=1)
        hold(meeting, in_charge)
        write_record(meeting, in_charge, host, {"member": MEMBER, "state": state}, SPEECHES, DECISIONS)
        (ready,) = turn(meeting, in_charge, 1)
        do(expect_on_phone(ready, convenors[1], {"hi": TITLE[0], "en": TITLE[1]}), ready, convenors[1])
        assert_progress(meeting, in_charge, 0, roots=[land.regions[0].id])
        release(
            meeting, in_charge, state, [("सांसद", "Member of Parliament"), TITLE, ("जिला कार्यालय", "district office")]
        )


SPEECHES = (
    Said("member", "प्रकोष्ठ 24 घंटे काम करता है।", "The cell works 24 hours a day.", "quoted"),
    Said(
        "state",
        "कम साधनों में भी हर काम समय पर और अनुशासन के साथ हुआ।",
        "Even with few means, everything was done in time and with discipline.",
    ),
)
DECISIONS = (Decided("सभी आगामी चुनाव के लिए तैयार रहें।", "All will be ready for the coming election.", "district"),)
