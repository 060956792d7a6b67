"""One statement, all its rows."""

from __future__ import annotations

from typing import Any

import orjson
from django.db import connection

from pankti.base.prepared import prepared_cursor

_JSONB = 3802


def fetch(sql: str, params: dict[str, Any], *, hot: bool = False) -> list[tuple[Any, ...]]:
    """All rows, with ``jsonb`` columns read as JSON (Django's raw cursor hands them over as text).

    ``hot``: by a prepared statement, for what phones ask at every sync.
    """
    with prepared_cursor() if hot else connection.cursor() as cursor:
        cursor.execute(sql, params)
        json_columns = [i for i, column in enumerate(cursor.description) if column.type_code == _JSONB]
        rows = list(cursor.fetchall())
    if not json_columns:
        return rows
    read = [list(row) for row in rows]
    for row in read:
        for i in json_columns:
            if row[i] is not None:
                row[i] = orjson.loads(row[i])
    return [tuple(row) for row in read]
