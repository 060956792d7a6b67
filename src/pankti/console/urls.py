from __future__ import annotations

from django.urls import path

from pankti.console import views

app_name = "console"

urlpatterns = [
    path("", views.public, name="public"),
    path("language/", views.choose_language, name="language"),
    path("console/", views.home, name="home"),
]
