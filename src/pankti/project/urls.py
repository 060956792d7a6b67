"""Every address. Rooms bring their own ``urls.py``; they are named here by dotted string."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from pankti.project import health
from pankti.project.api import api

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("pankti.console.urls")),
    path("", include("pankti.access.urls")),
    path("", include("pankti.privacy.urls")),
    path("", include("pankti.fieldsync.urls")),
    path("", include("pankti.directives.urls")),
    path("", include("pankti.attendance.urls")),
    path("", include("pankti.meetings.urls")),
    path("", include("pankti.channels.urls")),
    path("", include("pankti.reviews.urls")),
    path("", include("pankti.conferences.urls")),
    path("", include("pankti.minutes.urls")),
    path("", include("pankti.pressnotes.urls")),
    path("", include("pankti.base.urls")),
    path("", include("pankti.insights.urls")),
    path("api/v1/", api.urls),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("metrics", health.show_metrics, name="metrics"),
]

handler403 = "pankti.base.problems.refused_403"
handler404 = "pankti.base.problems.not_found"
handler500 = "pankti.base.problems.broken"
