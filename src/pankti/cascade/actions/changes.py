from __future__ import annotations

from django.db import connection

_CHANGES_LOCK = 0x70616E01


def next_change_no() -> int:
    """The next change number, in commit order: whoever draws one holds the lock until their transaction ends.

    Without the lock a phone could read number 8 before number 7 is committed, and miss 7 for ever.
    Call it last in a transaction: it makes others that draw wait.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_CHANGES_LOCK])
        cursor.execute("SELECT nextval('cascade_change_no')")
        row = cursor.fetchone()
    return int(row[0])
