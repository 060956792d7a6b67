"""1. The assembly's joint meeting in a hall: welcome, two districts' guests, the code at the door."""

from __future__ import annotations

from datetime import timedelta

from pankti.base.clock import frozen
from pankti.meetings.types import Role
from tests.journeys.five.attending import assert_came, scan_offline, tap
from tests.journeys.five.calling import Guest, Order, answer, assert_answers, call, hold, hour_of, say
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

TITLE = ("लोकसभा उपचुनाव-पूर्व संयुक्त बैठक", "Joint meeting before the by-election")
PRESIDENT = Guest("श्री हरिओम त्यागी", "Shri Hariom Tyagi", "मंडल अध्यक्ष", "Mandal President")
RURAL = Guest("श्रीमती उषा चौधरी", "Smt. Usha Chaudhary", "ग्रामीण जिला आईटी संयोजक", "Rural District IT Convenor")
NEAR = Guest("श्री असलम बेग", "Shri Aslam Beg", "निकट विधानसभा आईटी प्रभारी", "IT In-charge of the next Assembly")


def hold_assembly(land: Land) -> None:
    """From the call to what the mandals have reached."""
    chair, city = land["assembly-in-charge", 0], land["district-convenor", 0]
    convenors = [land["mandal-convenor", 0], land["mandal-convenor", 1], land["mandal-co-convenor", 0]]
    workers = [land["booth-convenor", at] for at in (0, 1, 2)]
    order = Order(
        by=chair,
        unit=land.assemblies[0],
        title=TITLE,
        levels=("mandal", "booth"),
        posts=("mandal-convenor", "mandal-co-convenor", "booth-convenor"),
        added=(city,),
        place=("नगर भवन", "the Town Hall"),
        parts=(
            (Role.CHAIR, chair),
            (Role.WELCOME, chair),
            (Role.CHIEF_GUEST, city),
            (Role.CHIEF_GUEST, RURAL),
            (Role.CHIEF_GUEST, NEAR),
            (Role.CHIEF_GUEST, PRESIDENT),
            (Role.THANKS, chair),
        ),
    )
    called = [*convenors, *workers, city]
    meeting = call(order, called)

    hesitant = answer(meeting, convenors[0], "declined", reason="विवाह में हूँ")
    say(hesitant, meeting, convenors[0], "attending")
    answer(meeting, convenors[1], "attending")
    answer(meeting, convenors[2], "deputy", text="रवि कुमार")
    answer(meeting, workers[0], "attending")
    answer(meeting, workers[1], "declined", reason="बीमार हूँ")
    answer(meeting, city, "attending")
    assert_answers(meeting, chair, attending=4, deputy=1, declined=1)

    begins = hour_of(meeting)
    with frozen(begins):
        tap(meeting, chair, [city, convenors[1]], ["रवि कुमार", "Shri Hariom Tyagi"])
    for worker in (convenors[0], workers[0]):
        scan_offline(meeting, worker, begins + timedelta(minutes=2), begins + timedelta(hours=5))
    with frozen(begins + timedelta(hours=6)):
        assert_came(meeting, chair, invited=len(called) + 1, present=4, guests=2)  # the chair is on the list too
        hold(meeting, chair)
        write_record(meeting, chair, city, {"chair": chair, "near": NEAR, "rural": RURAL}, SPEECHES, DECISIONS)
        first, daily, *_others = turn(meeting, chair, len(DECISIONS))

        phone = expect_on_phone(first, convenors[0], {"hi": TITLE[0], "en": TITLE[1]})
        do(phone, first, convenors[0], 64)
        do(expect_on_phone(first, convenors[1], {"hi": TITLE[0]}), first, convenors[1], 41)
        do(expect_on_phone(daily, workers[0], {"en": TITLE[1]}), daily, workers[0])
        shown = assert_progress(meeting, chair, 0, roots=[land.assemblies[0].id])
        assert shown.progress.reached == 105
        assert_progress(meeting, chair, 1, roots=[land.assemblies[0].id])
        release(meeting, chair, city, [("नगर भवन", "Town Hall"), ("हरिओम त्यागी", "Hariom Tyagi"), TITLE])


SPEECHES = (
    Said(
        "chair",
        "उपचुनाव में डिजिटल टीम की भूमिका मुख्य है और योजनाएँ बूथ तक हर एंड्रॉइड फ़ोन पर पहुँचनी चाहिए।",
        "The digital team has a main part, and the schemes must reach every Android phone down to the booth.",
    ),
    Said(
        "near",
        "छवि धूमिल करने वाली बातों का उत्तर मर्यादित और संयमित भाषा में दिया जाए।",
        "whatever tarnishes the image be answered in dignified, restrained language.",
        "urged",
    ),
    Said(
        "rural",
        "महानगर और ग्रामीण टीमें मिलकर काम करें।",
        "the city and rural teams work jointly.",
        "urged",
    ),
)
DECISIONS = (
    Decided(
        "प्रत्येक मंडल में 100 मतदाताओं को प्रकोष्ठ से जोड़ा जाएगा।",
        "In each mandal, 100 voters will be connected to the cell.",
        "mandal",
        target=100,
        label=("जुड़े मतदाता", "voters connected"),
    ),
    Decided(
        "योजनाओं की जानकारी प्रतिदिन अंतिम पंक्ति के व्यक्ति तक भेजी जाएगी।",
        "Word of the schemes will go out every day to the person in the last row.",
        "booth",
    ),
    Decided(
        "प्रत्येक मंडल की टीम तुरंत बैठक करके अपना ढाँचा पूरा करेगी।",
        "Each mandal team will meet at once and complete its structure.",
        "mandal",
        "mandal-convenor",
    ),
)
