from __future__ import annotations

from django.urls import path

from pankti.directives.views import compose, pages, rules

app_name = "directives"

urlpatterns = [
    path("console/directives/", pages.listing, name="list"),
    path("console/directives/new/", compose.new, name="new"),
    path("console/directives/<uuid:directive_id>/", pages.page, name="page"),
    path("console/directives/<uuid:directive_id>/edit/", compose.edit, name="edit"),
    path("console/directives/<uuid:directive_id>/count/", compose.count, name="count"),
    path("console/directives/<uuid:directive_id>/issue/", compose.confirm, name="confirm"),
    path("console/directives/<uuid:directive_id>/delete/", compose.delete, name="delete"),
    path("console/directives/<uuid:directive_id>/correct/", pages.correct, name="correct"),
    path("console/directives/<uuid:directive_id>/withdraw/", pages.withdraw, name="withdraw"),
    path("console/directives/<uuid:directive_id>/close/", pages.close, name="close"),
    path("console/directives/<uuid:directive_id>/proofs/", pages.proofs, name="proofs"),
    path("console/directives/<uuid:directive_id>/proofs/<uuid:subject_id>/", pages.reject, name="reject"),
    path("console/reminder-rules/", rules.rules, name="rules"),
    path("console/reminder-rules/new/", rules.rule, name="rule-new"),
    path("console/reminder-rules/closing/", rules.closing, name="closing"),
    path("console/reminder-rules/<uuid:rule_id>/", rules.rule, name="rule"),
]
