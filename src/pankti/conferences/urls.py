from __future__ import annotations

from django.urls import path

from pankti.conferences.views import change, compose, pages, route

app_name = "conferences"

urlpatterns = [
    path("console/conferences/", pages.listing, name="list"),
    path("console/conferences/new/", compose.new, name="new"),
    path("console/conferences/<uuid:plan_id>/", pages.page, name="page"),
    path("console/conferences/<uuid:plan_id>/edit/", compose.edit, name="edit"),
    path("console/conferences/<uuid:plan_id>/call/", compose.confirm, name="call"),
    path("console/conferences/<uuid:plan_id>/delete/", compose.delete, name="delete"),
    path("console/conferences/<uuid:plan_id>/shift/", change.shift, name="shift"),
    path("console/conferences/<uuid:plan_id>/stop/", change.stop, name="stop"),
    path("console/conferences/<uuid:plan_id>/route/", route.route, name="route"),
    path("console/conferences/<uuid:plan_id>/progress/", pages.progress, name="progress"),
    path("console/conferences/<uuid:plan_id>/units/<uuid:unit_id>/", pages.board, name="board"),
    path("console/conferences/<uuid:plan_id>/units/<uuid:unit_id>/sessions.csv", pages.sessions_csv, name="csv"),
    path("console/sessions/<uuid:session_id>/", pages.session, name="session"),
    path("console/sessions/<uuid:session_id>/report/", change.report, name="report"),
    path("console/sessions/<uuid:session_id>/register/", change.register, name="register"),
]
