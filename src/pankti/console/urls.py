from __future__ import annotations

from django.urls import path
from django.views.generic import RedirectView

from pankti.console import reorganise_urls, team_urls
from pankti.console.views import app, audit, pages, people, people_edit, people_files, people_pairs

app_name = "console"

urlpatterns = [
    path("", pages.public, name="public"),
    path("language/", pages.choose_language, name="language"),
    path("console/", pages.home, name="home"),
    path("console/audit/", audit.whole, name="audit"),
    path("console/audit/mine/", audit.mine, name="audit-mine"),
    path("console/audit/about/<slug:kind>/<uuid:subject_id>/", audit.about, name="audit-about"),
    path("console/audit/of/<slug:kind>/<slug:code>/", audit.of, name="audit-of"),
    path("console/audit/by/<uuid:person_id>/", audit.by, name="audit-by"),
    path("console/audit.csv", audit.csv, name="audit-csv"),
    path("console/people/", people.people, name="people"),
    path("console/people/new/", people_edit.add, name="people-add"),
    path("console/people/hints/", people_edit.hints, name="people-hints"),
    path("console/people/pairs/", people_pairs.pairs, name="people-pairs"),
    path("console/people/pairs/<uuid:pair_id>/", people_pairs.part, name="people-part"),
    path("console/people/import/", people_files.take_in, name="people-import"),
    path("console/people/export.csv", people_files.export, name="people-export"),
    path("console/people/<uuid:person_id>/", people.person, name="person"),
    path("console/people/<uuid:person_id>/change/", people_edit.change, name="person-change"),
    path("console/people/<uuid:person_id>/contacts/", people_edit.contacts, name="person-contacts"),
    path("console/people/<uuid:person_id>/home/", people_edit.home, name="person-home"),
    path("console/people/<uuid:person_id>/name/", people_edit.confirm_name, name="person-confirm-name"),
    path("console/people/<uuid:person_id>/merge/<uuid:other_id>/", people_pairs.merge, name="people-merge"),
    path("console/people/<uuid:person_id>/merges/<uuid:merge_id>/undo/", people_pairs.undo, name="people-undo"),
    path("app", RedirectView.as_view(url="/app/"), name="app-slash"),
    path("app/", app.field_app, name="app"),
    path("app/<path:name>", app.field_app, name="app-file"),
    *reorganise_urls.urlpatterns,
    *team_urls.urlpatterns,
]
