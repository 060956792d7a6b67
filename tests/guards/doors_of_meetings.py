"""The doors of meetings and of the rooms above them; as those of ``test_doors``."""

from __future__ import annotations

from tests.guards.doors import Door, anyone, bearer, holder, meeting, only, signed_in
from tests.guards.samples import (
    a_review,
    a_service,
    a_session,
    a_speaker,
    an_aside,
    an_entry,
    arrived,
    called,
    enrolled,
    holidayed,
    listed,
    named,
    noted,
    prepared,
    rallied,
    rally_drafted,
    recorded,
    reviewed,
    templated,
)

DOORS: dict[str, Door] = {
    # attendance
    "join/<str:token>": anyone(
        "the address itself is signed; a meeting's title and hour, and nobody's name", "GET", "POST"
    ),
    "console/meetings/not-ready/": holder("meeting.view"),
    "console/meetings/<uuid:meeting_id>/ready/": holder("meeting.view", meeting_id=called),
    "console/meetings/<uuid:meeting_id>/ready/look/": holder("meeting.call", "POST", meeting_id=called),
    "console/meetings/<uuid:meeting_id>/ready/room/": only(  # nobody asked for a room: there is nothing to decide
        [], holder("meeting.call", "POST", meeting_id=called)
    ),
    "console/meetings/<uuid:meeting_id>/attendance/": holder("meeting.view", meeting_id=called),
    "console/meetings/<uuid:meeting_id>/attendance/door/": holder("meeting.call", meeting_id=called),
    "console/meetings/<uuid:meeting_id>/attendance/tick/": only(  # a tap without a name is nobody
        [], holder("meeting.call", "POST", meeting_id=called)
    ),
    "console/meetings/<uuid:meeting_id>/attendance/guest/": only(  # a form without its key does nothing
        [], holder("meeting.call", "POST", meeting_id=called)
    ),
    "console/meetings/<uuid:meeting_id>/attendance/undo/<uuid:arrival_id>/": holder(
        "meeting.call", "POST", meeting_id=called, arrival_id=arrived
    ),
    "console/meetings/<uuid:meeting_id>/attendance/people/<uuid:presence_id>/": holder(
        "meeting.view", "GET", "POST", meeting_id=called, presence_id=enrolled
    ),
    "console/meetings/<uuid:meeting_id>/attendance/list/": holder("meeting.call", "POST", meeting_id=called),
    "console/meetings/<uuid:meeting_id>/attendance/list/<uuid:report_id>/remove/": holder(
        "meeting.call", "POST", meeting_id=called, report_id=listed
    ),
    "console/meetings/<uuid:meeting_id>/attendance/names/<uuid:line_id>/": only(  # nobody is named: no decision
        [], holder("meeting.call", "POST", meeting_id=called, line_id=named)
    ),
    "console/meetings/<uuid:meeting_id>/attendance.csv": holder("meeting.view", meeting_id=called),
    "api/v1/attendance/card": bearer(),
    "api/v1/attendance/doors": bearer(),
    "api/v1/attendance/doors/<meeting_id>": bearer(),
    "api/v1/attendance/join/<meeting_id>": bearer(),
    # video services
    "console/video-services/": only(["chief"], holder("organisation.manage")),
    "console/video-services/new/<slug:code>/": only(
        ["chief"], holder("organisation.manage", "GET", "POST", code=lambda _cast: "zoom")
    ),
    "console/video-services/<uuid:service_id>/": only(
        ["chief"], holder("organisation.manage", "GET", "POST", service_id=a_service)
    ),
    "console/video-services/<uuid:service_id>/check/": only(
        ["chief"], holder("organisation.manage", "POST", service_id=a_service)
    ),
    "console/video-services/<uuid:service_id>/switch/": only(
        ["chief"], holder("organisation.manage", "POST", service_id=a_service)
    ),
    # meetings
    "console/meetings/": signed_in(),
    "console/meetings/new/": holder("meeting.call"),
    "console/meetings/calendar/": signed_in("GET", "POST"),
    "console/meetings/agendas/": holder("meeting.call"),
    "console/meetings/agendas/new/": holder("meeting.call", "GET", "POST"),
    "console/meetings/agendas/<uuid:template_id>/": holder("meeting.call", "GET", "POST", template_id=templated),
    "console/meetings/<uuid:meeting_id>/": meeting(holder("meeting.view", meeting_id=called)),
    "console/meetings/<uuid:meeting_id>/edit/": holder("meeting.call", "GET", "POST", meeting_id=prepared),
    "console/meetings/<uuid:meeting_id>/count/": holder("meeting.call", "POST", meeting_id=prepared),
    "console/meetings/<uuid:meeting_id>/call/": holder("meeting.call", "GET", "POST", meeting_id=prepared),
    "console/meetings/<uuid:meeting_id>/delete/": holder("meeting.call", "GET", "POST", meeting_id=prepared),
    "console/meetings/<uuid:meeting_id>/change/": holder("meeting.call", "GET", "POST", meeting_id=called),
    "console/meetings/<uuid:meeting_id>/cancel/": holder("meeting.call", "GET", "POST", meeting_id=called),
    "console/meetings/<uuid:meeting_id>/hold/": holder("meeting.call", "POST", meeting_id=called),
    "console/meetings/<uuid:meeting_id>/invited.csv": holder("meeting.view", meeting_id=called),
    "console/meetings/<uuid:meeting_id>/meeting.ics": meeting(holder("meeting.view", meeting_id=called)),
    "console/meetings/<uuid:meeting_id>/card-<str:tongue>.png": meeting(
        holder("meeting.view", meeting_id=called, tongue=lambda _cast: "hi")
    ),
    "api/v1/meetings/<meeting_id>/card/<tongue>": bearer(),
    "calendar/<str:token>.ics": anyone("the address itself is signed, and its owner can switch it off"),
    # reviews
    "console/reviews/": holder("meeting.view"),
    "console/reviews/owed/<uuid:unit_id>/": holder("meeting.view", unit_id="middle"),
    "console/reviews/cadences/new/": holder("meeting.call", "GET", "POST"),
    "console/reviews/cadences/<uuid:cadence_id>/": holder("meeting.view", cadence_id=reviewed),
    "console/reviews/cadences/<uuid:cadence_id>/end/": holder("meeting.call", "GET", "POST", cadence_id=reviewed),
    "console/reviews/holidays/": holder("meeting.view", "GET", "POST"),
    "console/reviews/holidays/<uuid:holiday_id>/remove/": holder("meeting.call", "POST", holiday_id=holidayed),
    "console/reviews/<uuid:review_id>/": holder("meeting.view", review_id=a_review),
    "console/units/<uuid:unit_id>/review-pack/": holder("meeting.view", unit_id="middle"),
    "console/units/<uuid:unit_id>/review-pack/<slug:tongue>.pdf": holder(
        "meeting.view", unit_id="middle", tongue=lambda _cast: "en"
    ),
    # conferences
    "console/conferences/": holder("meeting.view"),
    "console/conferences/new/": holder("meeting.call", "GET", "POST"),
    "console/conferences/<uuid:plan_id>/": holder("meeting.view", plan_id=rallied),
    "console/conferences/<uuid:plan_id>/edit/": only(
        ["officer"], holder("meeting.call", "GET", "POST", plan_id=rally_drafted)
    ),
    "console/conferences/<uuid:plan_id>/call/": only(
        ["officer"], holder("meeting.call", "GET", "POST", plan_id=rally_drafted)
    ),
    "console/conferences/<uuid:plan_id>/delete/": only(
        ["officer"], holder("meeting.call", "GET", "POST", plan_id=rally_drafted)
    ),
    "console/conferences/<uuid:plan_id>/shift/": holder("meeting.call", "GET", "POST", plan_id=rallied),
    "console/conferences/<uuid:plan_id>/stop/": holder("meeting.call", "GET", "POST", plan_id=rallied),
    "console/conferences/<uuid:plan_id>/route/": holder("meeting.call", "GET", "POST", plan_id=rallied),
    "console/conferences/<uuid:plan_id>/progress/": holder("meeting.view", plan_id=rallied),
    "console/conferences/<uuid:plan_id>/units/<uuid:unit_id>/": holder(
        "meeting.view", plan_id=rallied, unit_id="middle"
    ),
    "console/conferences/<uuid:plan_id>/units/<uuid:unit_id>/sessions.csv": holder(
        "meeting.view", plan_id=rallied, unit_id="middle"
    ),
    "console/sessions/<uuid:session_id>/": holder("meeting.view", session_id=a_session),
    "console/sessions/<uuid:session_id>/report/": holder("meeting.call", "GET", "POST", session_id=a_session),
    "console/sessions/<uuid:session_id>/register/": holder("meeting.call", "GET", "POST", session_id=a_session),
    # minutes
    "console/meetings/<uuid:meeting_id>/record/": holder("meeting.view", meeting_id=recorded),
    "console/meetings/<uuid:meeting_id>/record/live/": holder("meeting.view", meeting_id=recorded),
    "console/meetings/<uuid:meeting_id>/record/print/": holder("meeting.view", meeting_id=recorded),
    "console/meetings/<uuid:meeting_id>/record/close/": holder("meeting.call", "GET", "POST", meeting_id=recorded),
    "console/meetings/<uuid:meeting_id>/record/turn/": holder("meeting.call", "GET", "POST", meeting_id=recorded),
    "console/meetings/<uuid:meeting_id>/record/add/<slug:kind>/": holder(
        "meeting.call", "POST", meeting_id=recorded, kind=lambda _cast: "note"
    ),
    "console/meetings/<uuid:meeting_id>/record/people/new/": holder("meeting.call", "GET", "POST", meeting_id=recorded),
    "console/meetings/<uuid:meeting_id>/record/people/<uuid:speaker_id>/": holder(
        "meeting.call", "GET", "POST", meeting_id=recorded, speaker_id=a_speaker
    ),
    "console/meetings/<uuid:meeting_id>/record/entries/<uuid:entry_id>/": holder(
        "meeting.call", "GET", "POST", meeting_id=recorded, entry_id=an_entry
    ),
    "console/meetings/<uuid:meeting_id>/record/entries/<uuid:entry_id>/beside/": holder(
        "meeting.call", meeting_id=recorded, entry_id=an_entry
    ),
    "console/meetings/<uuid:meeting_id>/record/entries/<uuid:entry_id>/<slug:doing>/": holder(
        "meeting.call", "POST", meeting_id=recorded, entry_id=an_entry, doing=lambda _cast: "down"
    ),
    "console/meetings/<uuid:meeting_id>/record/asides/<uuid:aside_id>/": holder(
        "meeting.call", "POST", meeting_id=recorded, aside_id=an_aside
    ),
    "api/v1/meetings/<meeting_id>/record": bearer(),
    # press notes
    "console/press-notes/": holder("meeting.view"),
    "console/meetings/<uuid:meeting_id>/press-note/": holder("meeting.view", "GET", meeting_id=recorded),
    "console/press-notes/<uuid:note_id>/": holder("meeting.view", "GET", "POST", note_id=noted),
    "console/press-notes/<uuid:note_id>/photos/": holder("meeting.call", "POST", note_id=noted),
    "console/press-notes/<uuid:note_id>/editions/": holder("meeting.view", note_id=noted),
    "console/press-notes/<uuid:note_id>/<slug:tongue>.<slug:kind>": holder(
        "meeting.view", note_id=noted, tongue=lambda _cast: "en", kind=lambda _cast: "txt"
    ),
    "console/press-notes/<uuid:note_id>/<slug:doing>/": holder(
        "meeting.call", "POST", note_id=noted, doing=lambda _cast: "propose"
    ),
}
