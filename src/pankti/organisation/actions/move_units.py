# ruff: noqa: S608 -- the SQL is put together from our own names of temporary tables; values are parameters
"""Set-wise SQL that carries units and all below them to another place in a tree; the old place stays on record."""

from __future__ import annotations

from typing import Any

from django.db import connection

from pankti.base.actor import PATH_END
from pankti.organisation.actions.repath import carry_many_paths, carry_paths
from pankti.organisation.importing.shape import TreeShape
from pankti.organisation.importing.ways import Placed

_FEW = 200


class Moving:
    """Moves what ``fresh`` marks with m; for ``place_units``, which fills that table rank by rank."""

    def __init__(self, tree: TreeShape, want: str, spot: str, params: dict[str, Any]) -> None:
        self.tree = tree
        self.want = want
        self.spot = spot
        self.params = params
        self.placed = Placed()

    def refuse_crossing(self, rank: int) -> None:
        """Units of one rank that would leave their cell stay where they are."""
        self.do(
            f"""
            UPDATE {self.want} w SET status = 'x'
            FROM {self.spot} s, organisation_unit u
            WHERE w.status = 'm' AND w.rank = %(rank)s AND s.uid = w.parent AND u.id = w.uid
              AND u.cell <> 0 AND u.cell <> s.cell
            """,
            rank=rank,
        )

    def move(self, rank: int) -> None:
        """Carry moved units to their new paths and all below with them; the old place stays in the record."""
        if not self.all("SELECT 1 FROM fresh WHERE status = 'm' LIMIT 1"):
            return
        self.do(
            """
            CREATE TEMP TABLE carried ON COMMIT DROP AS
            SELECT m.path AS to_path, c.path AS from_path
            FROM fresh m JOIN organisation_placement c
              ON c.tree_id = %(tree)s AND c.unit_id = m.uid AND c.ended_on IS NULL
            WHERE m.status = 'm'
            """
        )
        if rank < max(self.tree.ranks.values()):
            self._carry()
        if self.tree.is_main:
            self._carry_kept()
        self.do("DROP TABLE carried")
        self.placed.moved += self.do(
            """
            UPDATE organisation_placement c SET parent_id = m.parent, path = m.path, level_id = m.level
            FROM fresh m
            WHERE m.status = 'm' AND c.tree_id = %(tree)s AND c.unit_id = m.uid AND c.ended_on IS NULL
              AND c.began_on >= %(today)s
            """
        )
        self.do(
            """
            UPDATE organisation_placement c SET ended_on = %(today)s
            FROM fresh m
            WHERE m.status = 'm' AND c.tree_id = %(tree)s AND c.unit_id = m.uid AND c.ended_on IS NULL
              AND c.began_on < %(today)s
            """
        )
        self.placed.moved += self.do(
            """
            INSERT INTO organisation_placement (tree_id, unit_id, parent_id, level_id, path, began_on)
            SELECT %(tree)s, m.uid, m.parent, m.level, m.path, %(today)s FROM fresh m
            WHERE m.status = 'm' AND NOT EXISTS (
                SELECT 1 FROM organisation_placement c
                WHERE c.tree_id = %(tree)s AND c.unit_id = m.uid AND c.ended_on IS NULL)
            """
        )
        if self.tree.is_main and self._leaves_no_cell():
            self.do(
                """
                UPDATE organisation_unit u SET cell = m.cell
                FROM fresh m, organisation_placement p
                WHERE m.status = 'm' AND m.cell <> 0 AND p.tree_id = %(tree)s AND p.ended_on IS NULL
                  AND p.path >= m.path AND p.path < m.path || 'g' AND u.id = p.unit_id AND u.cell = 0
                """
            )

    def _leaves_no_cell(self) -> bool:
        """Whether a moved unit had no cell so far and comes into one."""
        return bool(
            self.all(
                """
                SELECT 1 FROM fresh m JOIN organisation_unit u ON u.id = m.uid
                WHERE m.status = 'm' AND m.cell <> 0 AND u.cell = 0 LIMIT 1
                """
            )
        )

    def _carry_kept(self) -> None:
        """What keeps a unit's path of the main tree beside it goes along."""
        moved = self.all("SELECT from_path, to_path FROM carried LIMIT %(few)s", few=_FEW + 1)
        if len(moved) <= _FEW:
            carry_paths(moved)
        else:
            carry_many_paths("carried")

    def _carry(self) -> None:
        """New paths for all below the moved units: few by the path index, many by one pass for each depth."""
        moved = self.all("SELECT to_path, from_path FROM carried LIMIT %(few)s", few=_FEW + 1)
        if len(moved) <= _FEW:
            for to_path, from_path in moved:
                self.do(
                    """
                    UPDATE organisation_placement SET path = %(to)s || substr(path, %(after)s)
                    WHERE tree_id = %(tree)s AND ended_on IS NULL AND path >= %(low)s AND path < %(high)s
                    """,
                    to=to_path,
                    after=len(from_path) + 1,
                    low=from_path + "0",
                    high=from_path + PATH_END,
                )
            return
        self.do("ANALYZE carried")
        for (length,) in self.all("SELECT DISTINCT length(from_path) FROM carried"):
            self.do(
                """
                UPDATE organisation_placement d SET path = m.to_path || substr(d.path, %(length)s + 1)
                FROM carried m
                WHERE d.tree_id = %(tree)s AND d.ended_on IS NULL AND length(d.path) > %(length)s
                  AND length(m.from_path) = %(length)s AND m.from_path = left(d.path, %(length)s)
                """,
                length=length,
            )

    def do(self, sql: str, **params: Any) -> int:
        with connection.cursor() as cursor:
            cursor.execute(sql, {**self.params, **params} if "%(" in sql else None)
            return int(cursor.rowcount)

    def all(self, sql: str, **params: Any) -> list[tuple[Any, ...]]:
        with connection.cursor() as cursor:
            cursor.execute(sql, {**self.params, **params} if "%(" in sql else None)
            return list(cursor.fetchall())
