"""Plans and sessions keep their unit's path when the tree is reorganised."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import connection

from pankti.base.actor import SYSTEM
from pankti.base.sight import acting_as
from pankti.organisation.reorganising.following import Batch

_FOLLOW = """
UPDATE {table} s SET path = g.new || substr(s.path, length(g.old) + 1)
FROM unnest(%s::text[], %s::text[]) AS g(old, new)
WHERE s.path >= g.old AND s.path < g.old || 'g'
"""


class Followers:
    """What hangs nowhere any more keeps its last path; the sweep calls such sessions off (``actions.tend``)."""

    def __init__(self, at: datetime) -> None: ...

    def before(self, batch: Batch) -> None: ...

    def after(self, batch: Batch) -> None:
        if not batch.is_main:
            return
        pairs = [(s.old_path, s.new_path) for s in batch.shifts if s.old_path and s.new_path]
        if not pairs:
            return
        with acting_as(SYSTEM), connection.cursor() as cursor:
            for table in ("conferences_plan", "conferences_session"):
                cursor.execute(_FOLLOW.format(table=table), [[old for old, _ in pairs], [new for _, new in pairs]])

    def widen(self, unit_id: UUID, tree: str, by: tuple[UUID, ...], heir_id: UUID | None) -> None: ...

    def succeed(self, heirs: dict[UUID, UUID]) -> None: ...

    def end(self, tree_epoch: int) -> None: ...
