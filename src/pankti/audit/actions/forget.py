from __future__ import annotations

from datetime import timedelta

from django.db import connection

from pankti.base.clock import now

KEEP = timedelta(days=366)
"""The law asks for a year (platform rules: DPDP Rules 2025, rule 8(3)); the database itself takes no less."""


def forget_addresses(most: int) -> int:
    """Empty addresses and phones of at most ``most`` events older than the law's year; the events stay. Repeat-safe."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT audit_forget_addresses(%s, %s)", [now() - KEEP, most])
        return int(cursor.fetchone()[0])
