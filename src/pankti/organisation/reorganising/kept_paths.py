"""Rows of the rooms above that keep their unit's path in the main tree: carried along whenever units move."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import connection

from pankti.base.actor import SYSTEM
from pankti.base.sight import acting_as
from pankti.organisation.reorganising.following import Batch

_CARRY = """
UPDATE {table} k SET {column} = g.new || substr(k.{column}, length(g.old) + 1)
FROM unnest(%(old)s::text[], %(new)s::text[]) AS g(old, new)
WHERE k.{column} >= g.old AND k.{column} < g.old || 'g'
"""
_kept: dict[tuple[str, str], str] = {}


def register_kept_paths(table: str, *columns: str) -> None:
    """Say which columns of a table hold such paths; called from a room's ``apps.ready`` with names of its own."""
    for column in columns:
        _kept[table, column] = _CARRY.format(table=table, column=column)


def list_kept_paths() -> set[tuple[str, str]]:
    return set(_kept)


class KeptPaths:
    """What hangs nowhere any more keeps its last path.

    As the system: a row may be out of the sight of whoever reorganises.
    """

    def __init__(self, at: datetime) -> None: ...

    def before(self, batch: Batch) -> None: ...

    def after(self, batch: Batch) -> None:
        pairs = [(s.old_path, s.new_path) for s in batch.shifts if s.old_path and s.new_path]
        if not batch.is_main or not pairs:
            return
        params = {"old": [old for old, _ in pairs], "new": [new for _, new in pairs]}
        with acting_as(SYSTEM), connection.cursor() as cursor:
            for statement in _kept.values():
                cursor.execute(statement, params)

    def widen(self, unit_id: UUID, tree: str, by: tuple[UUID, ...], heir_id: UUID | None) -> None: ...

    def succeed(self, heirs: dict[UUID, UUID]) -> None: ...

    def end(self, tree_epoch: int) -> None: ...
