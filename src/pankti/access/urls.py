from __future__ import annotations

from django.urls import path

from pankti.access import views

app_name = "access"

urlpatterns = [
    path("console/sign-in/", views.sign_in, name="sign-in"),
    path("console/sign-out/", views.sign_out, name="sign-out"),
    path("console/account/", views.account, name="account"),
    path("console/account/language/", views.language, name="language"),
    path("console/account/password/", views.password, name="password"),
    path("console/account/devices/<uuid:device_id>/end/", views.end_device, name="end-device"),
]
