from __future__ import annotations

from django.urls import path

from pankti.privacy import views

app_name = "privacy"

urlpatterns = [
    path("privacy/", views.public, name="public"),
    path("console/register/", views.register, name="register"),
    path("console/account/data/", views.my_data, name="my-data"),
    path("console/account/data/export/", views.ask_for_export, name="ask-export"),
    path("console/account/data/export/<uuid:export_id>/", views.confirm_my_export, name="confirm-export"),
    path("console/account/data/export/<uuid:export_id>/file/", views.download, name="download"),
    path("console/account/data/erase/", views.ask_for_own_erasure, name="ask-own-erasure"),
    path("console/erasures/", views.erasures, name="erasures"),
    path("console/erasures/<uuid:erasure_id>/", views.erasure, name="erasure"),
    path("console/erasures/<uuid:erasure_id>/call-off/", views.call_off, name="call-off"),
    path("console/people/<uuid:person_id>/erase/", views.ask_for_erasure, name="ask-erasure"),
]
