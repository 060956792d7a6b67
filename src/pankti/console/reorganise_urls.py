from __future__ import annotations

from django.urls import path

from pankti.console.views import past, reorganise, steps

urlpatterns = [
    path("console/reorganise/", reorganise.listing, name="reorganise"),
    path("console/reorganise/new/", reorganise.new, name="reorganise-new"),
    path("console/reorganise/<uuid:plan_id>/", reorganise.plan, name="reorganise-plan"),
    path("console/reorganise/<uuid:plan_id>/step/", steps.step, name="reorganise-step"),
    path("console/reorganise/<uuid:plan_id>/preview/", reorganise.preview_page, name="reorganise-preview"),
    path("console/units/<uuid:unit_id>/past/", past.past, name="past"),
]
