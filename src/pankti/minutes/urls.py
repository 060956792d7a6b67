from __future__ import annotations

from django.urls import path

from pankti.minutes.views import entries, people, record, turn

app_name = "minutes"
_AT = "console/meetings/<uuid:meeting_id>/record/"

urlpatterns = [
    path(_AT, record.page, name="record"),
    path(f"{_AT}live/", record.live, name="live"),
    path(f"{_AT}print/", record.printed, name="print"),
    path(f"{_AT}close/", record.close, name="close"),
    path(f"{_AT}turn/", turn.turn, name="turn"),
    path(f"{_AT}add/<slug:kind>/", record.add, name="add"),
    path(f"{_AT}people/new/", people.speaker, name="speaker-new"),
    path(f"{_AT}people/<uuid:speaker_id>/", people.speaker, name="speaker"),
    path(f"{_AT}entries/<uuid:entry_id>/", entries.edit, name="entry"),
    path(f"{_AT}entries/<uuid:entry_id>/beside/", entries.beside, name="beside"),
    path(f"{_AT}entries/<uuid:entry_id>/<slug:doing>/", entries.do, name="do"),
    path(f"{_AT}asides/<uuid:aside_id>/", entries.settle, name="settle"),
]
