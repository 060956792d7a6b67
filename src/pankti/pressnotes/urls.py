from __future__ import annotations

from django.urls import path

from pankti.pressnotes.views import notes

app_name = "pressnotes"

urlpatterns = [
    path("console/press-notes/", notes.listing, name="list"),
    path("console/meetings/<uuid:meeting_id>/press-note/", notes.of_meeting, name="of-meeting"),
    path("console/press-notes/<uuid:note_id>/", notes.page, name="note"),
    path("console/press-notes/<uuid:note_id>/photos/", notes.photos, name="photos"),
    path("console/press-notes/<uuid:note_id>/editions/", notes.editions, name="editions"),
    path("console/press-notes/<uuid:note_id>/<slug:tongue>.<slug:kind>", notes.file, name="file"),
    path("console/press-notes/<uuid:note_id>/<slug:doing>/", notes.do, name="do"),
]
