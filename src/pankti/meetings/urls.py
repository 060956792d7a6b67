from __future__ import annotations

from django.urls import path

from pankti.meetings.views import agendas, calendars, compose, pages

app_name = "meetings"

urlpatterns = [
    path("console/meetings/", pages.listing, name="list"),
    path("console/meetings/new/", compose.new, name="new"),
    path("console/meetings/calendar/", calendars.calendar, name="calendar"),
    path("console/meetings/agendas/", agendas.templates, name="templates"),
    path("console/meetings/agendas/new/", agendas.template, name="template-new"),
    path("console/meetings/agendas/<uuid:template_id>/", agendas.template, name="template"),
    path("console/meetings/<uuid:meeting_id>/", pages.page, name="page"),
    path("console/meetings/<uuid:meeting_id>/edit/", compose.edit, name="edit"),
    path("console/meetings/<uuid:meeting_id>/count/", compose.count, name="count"),
    path("console/meetings/<uuid:meeting_id>/call/", compose.call, name="call"),
    path("console/meetings/<uuid:meeting_id>/delete/", compose.delete, name="delete"),
    path("console/meetings/<uuid:meeting_id>/change/", pages.change, name="change"),
    path("console/meetings/<uuid:meeting_id>/cancel/", pages.cancel, name="cancel"),
    path("console/meetings/<uuid:meeting_id>/hold/", pages.hold, name="hold"),
    path("console/meetings/<uuid:meeting_id>/invited.csv", pages.invited_csv, name="invited"),
    path("console/meetings/<uuid:meeting_id>/meeting.ics", calendars.file, name="file"),
    path("console/meetings/<uuid:meeting_id>/card-<str:tongue>.png", calendars.card, name="card"),
    path("calendar/<str:token>.ics", calendars.feed, name="feed"),
]
