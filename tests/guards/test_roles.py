"""The suite asks as the role that serves, on the embedded server and on a named one: a missing right shows."""

from __future__ import annotations

import pytest
from django.db import connection

from pankti.project.settings import APP_DATABASE_URL, OWNER_DATABASE_URL, _database


@pytest.mark.django_db
def test_the_tests_own_nothing_and_bypass_nothing() -> None:
    serving, owner = _database(APP_DATABASE_URL)["USER"], _database(OWNER_DATABASE_URL)["USER"]
    if serving == owner:
        pytest.skip("One role alone was named: set PANKTI_OWNER_DATABASE_URL too, or let ./pankti test do it.")
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT current_user, rolsuper OR rolbypassrls OR rolcreaterole, pg_has_role(rolname, %s, 'MEMBER'),
                   (SELECT count(*) FROM pg_class c WHERE c.relowner = r.oid AND c.relpersistence = 'p')
            FROM pg_roles r WHERE rolname = current_user
            """,
            [str(owner)],
        )
        assert cursor.fetchone() == (serving, False, False, 0)
