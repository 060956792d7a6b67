from __future__ import annotations

from django.urls import path

from pankti.access import views

app_name = "access"

urlpatterns = [
    path("console/sign-in/", views.sign_in, name="sign-in"),
    path("console/sign-out/", views.sign_out, name="sign-out"),
    path("console/account/", views.account, name="account"),
]
