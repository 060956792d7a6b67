"""Statements that are asked a thousand times a second: planned once per connection, then only run.

Django's own cursor sends each statement as new text, and PostgreSQL plans it each time; for the phones' questions
planning took six times as long as the answer. Parameters are bound by the server, so a list needs no cast but a
bare ``%(x)s IS NULL`` does.
"""

from __future__ import annotations

from typing import Any, cast

import psycopg
from django.db import connection
from django.db.backends.utils import CursorWrapper

from pankti.base.postgres.base import DatabaseWrapper


class _Prepared(psycopg.Cursor[tuple[Any, ...]]):
    def execute(self, query: Any, params: Any = None, **_: Any) -> _Prepared:
        return super().execute(query, params, prepare=True)


def prepared_cursor(*, personal: bool = True) -> CursorWrapper:
    """A cursor whose statements stay prepared on their connection; counted and logged as every other.

    ``personal=False``: for statements that read no table under row-level security; the database is not told who asks.
    """
    connection.ensure_connection()
    if personal:
        cast("DatabaseWrapper", connection).tell_sight()
    cursor = cast("CursorWrapper", _Prepared(cast("psycopg.Connection[tuple[Any, ...]]", connection.connection)))
    if connection.queries_logged:
        return connection.make_debug_cursor(cursor)
    return connection.make_cursor(cursor)
