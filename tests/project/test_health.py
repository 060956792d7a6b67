"""What machines that watch are told, and who may ask."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client


def test_alive_needs_no_database(client: Client) -> None:
    assert client.get("/healthz").status_code == 200


@pytest.mark.django_db
def test_ready_when_the_database_answers(client: Client) -> None:
    assert client.get("/readyz").content == b"ready\n"


@pytest.mark.django_db
def test_figures_are_for_this_machine_or_the_token(client: Client, settings: Any) -> None:
    told = client.get("/metrics")
    assert told.status_code == 200
    assert b"pankti_requests_total" in told.content
    for figure in (b"pankti_jobs_waiting", b"pankti_answers_waiting"):
        assert figure in told.content

    assert client.get("/metrics", REMOTE_ADDR="203.0.113.9").status_code == 404
    assert client.get("/metrics", HTTP_X_FORWARDED_FOR="203.0.113.9").status_code == 404
    settings.METRICS_TOKEN = "a-long-token"
    wrong = client.get("/metrics", REMOTE_ADDR="203.0.113.9", HTTP_AUTHORIZATION="Bearer another")
    right = client.get("/metrics", REMOTE_ADDR="203.0.113.9", HTTP_AUTHORIZATION="Bearer a-long-token")
    assert (wrong.status_code, right.status_code) == (404, 200)


@pytest.mark.django_db
def test_the_serving_role_can_add_to_the_audit_and_not_change_it() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT rolsuper OR rolname = (SELECT tableowner FROM pg_tables WHERE tablename = 'audit_event')"
            " FROM pg_roles WHERE rolname = current_user"
        )
        if cursor.fetchone()[0]:
            pytest.skip("these tests run as the owner: name both roles, or let ./pankti test do it")
        cursor.execute(
            "SELECT has_table_privilege('audit_event', 'INSERT'), has_table_privilege('audit_event', 'UPDATE'),"
            " has_table_privilege('audit_event', 'DELETE')"
        )
        assert cursor.fetchone() == (True, False, False)
