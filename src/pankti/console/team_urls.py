"""The addresses of posts, teams, strength and reconstitution."""

from __future__ import annotations

from django.urls import path

from pankti.console.views import activity, appointments, posts, reconstitution, skills, strength, teams

_UNIT = "console/units/<uuid:unit_id>/"

urlpatterns = [
    path("console/posts/", posts.posts, name="posts"),
    path("console/posts/new/", posts.post, name="post-new"),
    path("console/posts/overfull/", posts.overfull, name="overfull"),
    path("console/posts/<slug:code>/", posts.post, name="post"),
    path("console/posts/<slug:code>/retire/", posts.retire, name="post-retire"),
    path("console/wings/new/", posts.wing, name="wing-new"),
    path("console/wings/<slug:code>/", posts.wing, name="wing"),
    path("console/skills/", skills.skills, name="skills"),
    path("console/skills/new/", skills.skill, name="skill-new"),
    path("console/skills/<slug:code>/", skills.skill, name="skill"),
    path("console/teams/", teams.teams, name="teams"),
    path(f"{_UNIT}team/", teams.team, name="team"),
    path(f"{_UNIT}team/appoint/", teams.appoint_page, name="appoint"),
    path(f"{_UNIT}team/<slug:post>/", teams.post_history, name="team-post"),
    path(f"{_UNIT}team/<slug:post>/strength/", teams.strength_of_seat, name="team-strength"),
    path(f"{_UNIT}strength/", strength.strength, name="strength"),
    path(f"{_UNIT}strength.csv", strength.strength_csv, name="strength-csv"),
    path(f"{_UNIT}vacancies/", strength.below, name="below"),
    path(f"{_UNIT}vacancies.csv", strength.below_csv, name="below-csv"),
    path(f"{_UNIT}activity/", activity.activity, name="activity"),
    path(f"{_UNIT}reconstitutions/", reconstitution.reconstitutions, name="reconstitutions"),
    path("console/reconstitutions/<uuid:reconstitution_id>/", reconstitution.reconstitution, name="reconstitution"),
    path(
        "console/reconstitutions/<uuid:reconstitution_id>/announce/",
        reconstitution.announce,
        name="reconstitution-announce",
    ),
    path("console/people/<uuid:person_id>/posts/", teams.person_history, name="person-posts"),
    path("console/appointments/<uuid:appointment_id>/", appointments.appointment, name="appointment"),
    path("console/appointments/<uuid:appointment_id>/<slug:doing>/", appointments.change, name="appointment-change"),
    path("console/orders/<uuid:order_id>/<slug:tongue>.pdf", appointments.letter, name="letter"),
]
