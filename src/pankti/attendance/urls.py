from __future__ import annotations

from django.urls import path

from pankti.attendance.views import join, pages, ready

app_name = "attendance"
_AT = "console/meetings/<uuid:meeting_id>/attendance/"

urlpatterns = [
    path("join/<str:token>", join.join, name="join"),
    path("console/meetings/not-ready/", ready.not_ready, name="not-ready"),
    path("console/meetings/<uuid:meeting_id>/ready/", ready.ready, name="ready"),
    path("console/meetings/<uuid:meeting_id>/ready/look/", ready.look, name="look"),
    path("console/meetings/<uuid:meeting_id>/ready/room/", ready.decide_room, name="room"),
    path(_AT, pages.page, name="page"),
    path(f"{_AT}door/", pages.door, name="door"),
    path(f"{_AT}tick/", pages.mark, name="tick"),
    path(f"{_AT}guest/", pages.guest, name="guest"),
    path(f"{_AT}undo/<uuid:arrival_id>/", pages.undo, name="undo"),
    path(f"{_AT}people/<uuid:presence_id>/", pages.one, name="one"),
    path(f"{_AT}list/", pages.report, name="report"),
    path(f"{_AT}list/<uuid:report_id>/remove/", pages.drop_report, name="report-remove"),
    path(f"{_AT}names/<uuid:line_id>/", pages.decide, name="decide"),
    path("console/meetings/<uuid:meeting_id>/attendance.csv", pages.export, name="export"),
]
