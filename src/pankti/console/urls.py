from __future__ import annotations

from django.urls import path
from django.views.generic import RedirectView

from pankti.console import team_urls
from pankti.console.views import app, pages

app_name = "console"

urlpatterns = [
    path("", pages.public, name="public"),
    path("language/", pages.choose_language, name="language"),
    path("console/", pages.home, name="home"),
    path("app", RedirectView.as_view(url="/app/"), name="app-slash"),
    path("app/", app.field_app, name="app"),
    path("app/<path:name>", app.field_app, name="app-file"),
    *team_urls.urlpatterns,
]
