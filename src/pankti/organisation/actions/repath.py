# ruff: noqa: S608 -- the SQL is put together from our own names of tables; values are parameters
from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from django.db import connection

from pankti.base.actor import PATH_END, SYSTEM
from pankti.base.sight import acting_as

_CARRY = """
UPDATE {table} SET {column} = m.to_path || substr({column}, length(m.from_path) + 1)
FROM unnest(%s::text[], %s::text[]) AS m(from_path, to_path)
WHERE {column} >= m.from_path AND {column} < m.from_path || 'g'
"""
_CARRY_ONE = "UPDATE {table} SET {column} = %s || substr({column}, %s) WHERE {column} >= %s AND {column} < %s"
_FEW = 200
"""Up to so many moves are found one by one by the index; the planner would rather read the whole table for each."""
_KEPT = (
    ("organisation_appointment", "path"),
    ("people_person", "home_path"),
    ("organisation_residence", "path"),
    ("people_lookalike", "path"),
    ("meetings_meeting", "path"),
    ("meetings_agendatemplate", "path"),
)
"""Where a unit's path in the main tree is kept beside a row, so that reach can be asked of the row alone.

The places of people's names (people_nametoken) follow appointments and homes by triggers; here they are carried at once
for both, and the triggers wait."""


_CARRY_ASIDE = """
UPDATE organisation_appointment a SET path = now.path
FROM (SELECT id, organisation_reach_path(unit_id) AS path FROM organisation_appointment
      WHERE path = '' OR path LIKE '%/') AS now
WHERE a.id = now.id AND a.path <> now.path
"""


def carry_aside() -> None:
    """Judge anew the holders at units that hang in another tree alone: units above them may have come or gone.

    For whoever changes trees, once at the end and inside the same transaction; costs those holders.
    """
    with acting_as(SYSTEM), connection.cursor() as cursor:  # wherever they are
        cursor.execute(_CARRY_ASIDE)


def carry_paths(moves: Sequence[tuple[str, str]]) -> None:
    """Rewrite what lies at or below each old path of the main tree to the new one.

    For whoever moves units, inside the same transaction: ``moves`` are (old path, new path),
    no old path inside another's subtree or another's new one (paths are never given twice).
    """
    if not moves:
        return
    with _names_carried([old for old, _ in moves], [new for _, new in moves]), connection.cursor() as cursor:
        for table, column in _KEPT:
            if len(moves) <= _FEW:
                for old, new in moves:
                    cursor.execute(
                        _CARRY_ONE.format(table=table, column=column), [new, len(old) + 1, old, old + PATH_END]
                    )
                continue
            cursor.execute(
                _CARRY.format(table=table, column=column), [[old for old, _ in moves], [new for _, new in moves]]
            )


def carry_many_paths(moves: str) -> None:
    """The same for many at once: ``moves`` is a temporary table of ours with ``from_path`` and ``to_path``.

    One pass over each table for each depth that is moved, instead of a look-up for each move.
    """
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT from_path, to_path FROM {moves}")
        rows: list[tuple[str, str]] = cursor.fetchall()
    lengths = sorted({len(old) for old, _ in rows})
    with _names_carried([old for old, _ in rows], [new for _, new in rows]), connection.cursor() as cursor:
        for table, column in _KEPT:
            for length in lengths:
                cursor.execute(
                    f"""
                    UPDATE {table} SET {column} = m.to_path || substr({column}, {length + 1}) FROM {moves} m
                    WHERE left({column}, {length}) = m.from_path AND length(m.from_path) = {length}
                    """
                )


@contextmanager
def _names_carried(old: list[str], new: list[str]) -> Iterator[None]:
    """Carry the places of names, then let homes and appointments be rewritten without their triggers doing it again."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(current_setting('pankti.names_later', true), '')")
        (before,) = cursor.fetchone()
        if before != "on":  # else they are built anew afterwards
            cursor.execute("SELECT organisation_carry_names(%s, %s)", [old, new])
        cursor.execute("SELECT set_config('pankti.names_later', 'on', true)")
        yield
        cursor.execute("SELECT set_config('pankti.names_later', %s, true)", [before])
