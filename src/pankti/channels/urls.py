from __future__ import annotations

from django.urls import path

from pankti.channels import views

app_name = "channels"

urlpatterns = [
    path("console/video-services/", views.services, name="services"),
    path("console/video-services/new/<slug:code>/", views.new, name="new"),
    path("console/video-services/<uuid:service_id>/", views.service, name="service"),
    path("console/video-services/<uuid:service_id>/check/", views.check, name="check"),
    path("console/video-services/<uuid:service_id>/switch/", views.switch, name="switch"),
]
