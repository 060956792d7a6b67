from __future__ import annotations

from django.db import connection


def lift_indexes() -> bool:
    """Take the indexes off units and placements while there are none at all; whether it was done.

    Only inside a transaction that calls ``lay_indexes`` at its end: laying them once takes half
    as long as keeping them through a million rows. Not done while anybody else holds the tables.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT organisation_lift_indexes()")
        return bool(cursor.fetchone()[0])


def lay_indexes() -> None:
    """Lay what ``lift_indexes`` took off."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT organisation_lay_indexes()")
