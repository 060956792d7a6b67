from __future__ import annotations

from django.urls import path

from pankti.insights import views

app_name = "insights"

_TOP = "console/board/<uuid:dispatch_id>/"
_TREE = f"{_TOP}along/<slug:tree>/"
_OF_UNIT = (
    ("", views.board, "board"),
    ("children.csv", views.children_csv, "children-csv"),
    ("silent/", views.silent, "silent"),
    ("silent.csv", views.silent_csv, "silent-csv"),
    ("who-answers/", views.answerable, "answerable"),
    ("curve.json", views.curve, "curve"),
    ("map.json", views.shapes, "map"),
    ("trend/", views.trend, "trend"),
)

urlpatterns = [
    path(_TOP, views.board_top, name="board-top"),
    path(_TREE, views.board_top, name="board-top"),
    *(path(f"{start}<uuid:unit_id>/{end}", view, name=name) for start in (_TOP, _TREE) for end, view, name in _OF_UNIT),
    path("console/units/<uuid:unit_id>/", views.unit, name="unit"),
]
