from __future__ import annotations

from django.urls import path

from pankti.fieldsync import views

app_name = "fieldsync"
urlpatterns = [
    path("api/v1/uploads", views.uploads, name="uploads"),
    path("api/v1/uploads/<uuid:upload_id>", views.upload, name="upload"),
]
