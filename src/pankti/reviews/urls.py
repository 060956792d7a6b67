from __future__ import annotations

from django.urls import path

from pankti.reviews.views import cadences, pages

app_name = "reviews"

urlpatterns = [
    path("console/reviews/", pages.listing, name="list"),
    path("console/reviews/owed/<uuid:unit_id>/", pages.owed, name="owed"),
    path("console/reviews/cadences/new/", cadences.new, name="new"),
    path("console/reviews/cadences/<uuid:cadence_id>/", cadences.page, name="cadence"),
    path("console/reviews/cadences/<uuid:cadence_id>/end/", cadences.end, name="end"),
    path("console/reviews/holidays/", cadences.holidays, name="holidays"),
    path("console/reviews/holidays/<uuid:holiday_id>/remove/", cadences.remove, name="remove-holiday"),
    path("console/reviews/<uuid:review_id>/", pages.review, name="review"),
    path("console/units/<uuid:unit_id>/review-pack/", pages.pack, name="pack"),
    path("console/units/<uuid:unit_id>/review-pack/<slug:tongue>.pdf", pages.sheets, name="sheets"),
]
