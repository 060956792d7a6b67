"""One statement, all its rows."""

from __future__ import annotations

from typing import Any

from django.db import connection


def fetch(sql: str, params: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return list(cursor.fetchall())
