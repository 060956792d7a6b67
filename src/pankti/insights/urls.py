from __future__ import annotations

from django.urls import path

from pankti.insights import views

app_name = "insights"

_UNIT = "console/board/<uuid:dispatch_id>/<uuid:unit_id>/"

urlpatterns = [
    path("console/board/<uuid:dispatch_id>/", views.board_top, name="board-top"),
    path(_UNIT, views.board, name="board"),
    path(f"{_UNIT}children.csv", views.children_csv, name="children-csv"),
    path(f"{_UNIT}silent/", views.silent, name="silent"),
    path(f"{_UNIT}silent.csv", views.silent_csv, name="silent-csv"),
    path(f"{_UNIT}who-answers/", views.answerable, name="answerable"),
    path(f"{_UNIT}curve.json", views.curve, name="curve"),
    path(f"{_UNIT}map.json", views.shapes, name="map"),
    path(f"{_UNIT}trend/", views.trend, name="trend"),
    path("console/units/<uuid:unit_id>/", views.unit, name="unit"),
]
