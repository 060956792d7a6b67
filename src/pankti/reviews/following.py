"""Cadences and reviews keep their unit's path when the tree is reorganised."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import connection

from pankti.organisation.reorganising.following import Batch

_FOLLOW = """
UPDATE {table} s SET path = g.new || substr(s.path, length(g.old) + 1)
FROM unnest(%s::text[], %s::text[]) AS g(old, new)
WHERE s.path >= g.old AND s.path < g.old || 'g'
"""


class Followers:
    """A unit that is closed is reviewed no more; what it owed is nobody's any longer."""

    def __init__(self, at: datetime) -> None: ...

    def before(self, batch: Batch) -> None: ...

    def after(self, batch: Batch) -> None:
        if not batch.is_main:
            return
        pairs = [(s.old_path, s.new_path) for s in batch.shifts if s.old_path and s.new_path]
        if not pairs:
            return
        with connection.cursor() as cursor:
            for table in ("reviews_cadence", "reviews_review"):
                cursor.execute(_FOLLOW.format(table=table), [[old for old, _ in pairs], [new for _, new in pairs]])

    def widen(self, unit_id: UUID, tree: str, by: tuple[UUID, ...], heir_id: UUID | None) -> None: ...

    def succeed(self, heirs: dict[UUID, UUID]) -> None: ...

    def end(self, tree_epoch: int) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE reviews_review r SET state = 'cancelled' FROM organisation_unit u"
                " WHERE u.id = r.unit_id AND u.closed_on IS NOT NULL AND r.state = 'missed'"
            )
