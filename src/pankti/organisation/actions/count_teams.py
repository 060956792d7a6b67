from __future__ import annotations

from datetime import datetime

from django.db import connection, transaction

from pankti.base.clock import now

AT_A_LOOK = 20_000
"""How many units a page counts by itself before it shows figures that are a little old; more are left to the worker."""


def count_teams(*, most: int | None = None) -> datetime | None:
    """Count anew the teams that something has changed since they were last counted, by a date that came too.

    None when the kept figures are true now. With ``most`` no more units than that are counted, and nobody waits for
    another who counts: the answer says since when something is left uncounted. Repeat-safe; it commits by itself
    unless the caller's transaction is open, so that others need not wait for that one's end.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT organisation_count_teams(%s, %s)", [now(), most])
        since: datetime | None = cursor.fetchone()[0]
    return since


def recount_teams() -> None:
    """Count every team from the appointments, whatever is kept. Repeat-safe."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("INSERT INTO organisation_teammark (unit_id, marked_at) VALUES (NULL, %s)", [now()])
    count_teams()
