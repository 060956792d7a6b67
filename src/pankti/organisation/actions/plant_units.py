# ruff: noqa: S608 -- the SQL is put together from our own names of temporary tables; values are parameters
"""Set-wise SQL that hangs a list of nothing but new units in one tree: no comparing, nothing to move."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection

from pankti.organisation.actions.tops import NONE, find_top
from pankti.organisation.errors import TooManyChildren
from pankti.organisation.importing.shape import Shape
from pankti.organisation.importing.ways import Placed, Ways
from pankti.organisation.types import DIGITS


def plant_staged(
    *, shape: Shape, number: int, sources: list[str], today: date, under: UUID | None, ways: Ways
) -> Placed:
    """Hang the items of tree ``number``, none of which is known yet.

    Leaves ``spot_N`` behind: each unit with its path and cell, which later trees read.
    """
    return _Planting(shape, number, sources, today, under, ways).run()


class _Planting:
    def __init__(
        self, shape: Shape, number: int, sources: list[str], today: date, under: UUID | None, ways: Ways
    ) -> None:
        self.number = number
        self.tree = shape.trees[number]
        self.under = under
        self.by_code = ways.by_code
        self.by_key = ways.by_key
        self.want = f"want_{number}"
        self.spot = f"spot_{number}"
        self.params: dict[str, Any] = {
            "tree": self.tree.code,
            "today": today,
            "levels": list(shape.levels),
            "sources": sources,
            "ranks": [self.tree.ranks.get(level, -1) for level in shape.levels],
            "bit": 1 << number,
            "earlier": ways.earlier,
            "none": NONE,
        }
        self.cell_rank = self.tree.ranks.get(shape.cell_level, -1) if self.tree.is_main else -1

    def run(self) -> Placed:
        self._gather()
        ranks = [row[0] for row in self._all(f"SELECT DISTINCT rank FROM {self.want} ORDER BY rank")]
        self._outside()
        for rank in ranks:
            self._place(rank, is_last=rank == ranks[-1])
        if (self._all(f"SELECT max(n) FROM {self.spot}")[0][0] or 0) >= 16**DIGITS:
            raise TooManyChildren(most=16**DIGITS - 1)
        return Placed(self._make_units(), self._make_placements())

    def _gather(self) -> None:
        """What hangs in this tree, and under whom."""
        n = self.number
        top, top_rank = find_top(self.tree.code, self.under)
        named, joins = [], []
        if self.by_key:
            named.append("p.uid")
            joins.append(f"LEFT JOIN item p ON p.k = i.p{n}")
        if self.by_code:
            named.append("f.uid")
            joins.append(f"LEFT JOIN found f ON f.src = i.src AND f.code = i.c{n} AND i.p{n} IS NULL")
        self._do(
            f"""
            CREATE TEMP TABLE {self.want} ON COMMIT DROP AS
            SELECT seq, uid, lv, rank, parent,
                   (row_number() OVER (PARTITION BY parent ORDER BY rank, seq))::int AS n
            FROM (
                SELECT i.seq, i.uid, i.lv, (%(ranks)s::smallint[])[i.lv + 1] AS rank,
                       coalesce({", ".join(named)}{", " if named else ""}
                                CASE WHEN (%(ranks)s::smallint[])[i.lv + 1] > %(top_rank)s
                                THEN nullif(%(top)s::uuid, %(none)s::uuid) END) AS parent
                FROM item i {" ".join(joins)}
                WHERE i.hang & %(bit)s <> 0
            ) wanted
            """,
            top=top,
            top_rank=top_rank,
        )
        self._do(f"ANALYZE {self.want} (rank, parent)")

    def _outside(self) -> None:
        """Parents that stand already, with the greatest number they ever gave."""
        self._do(
            f"""
            CREATE TEMP TABLE {self.spot} (
                uid uuid, seq int, lv smallint, parent uuid, path text COLLATE "C", cell smallint, n int, used int
            ) ON COMMIT DROP
            """
        )
        number = f"('x' || lpad(right(path, {DIGITS}), 8, '0'))::bit(32)::int"
        self._do(
            f"""
            INSERT INTO {self.spot} (uid, path, cell, used)
            SELECT c.unit_id, c.path, u.cell,
                   (SELECT max({number}) FROM (
                        SELECT b.path FROM organisation_placement b
                        WHERE b.parent_id = c.unit_id AND b.tree_id = %(tree)s AND b.ended_on IS NULL
                        UNION ALL
                        SELECT b.path FROM organisation_placement b
                        WHERE b.parent_id = c.unit_id AND b.tree_id = %(tree)s AND b.ended_on IS NOT NULL) below)
            FROM organisation_placement c JOIN organisation_unit u ON u.id = c.unit_id
            WHERE c.tree_id = %(tree)s AND c.ended_on IS NULL
              AND c.unit_id IN (SELECT parent FROM {self.want} EXCEPT SELECT uid FROM {self.want})
            """
        )
        roots = self._all(
            f"""
            SELECT max({number}) FROM (
                SELECT path FROM organisation_placement
                WHERE parent_id IS NULL AND tree_id = %(tree)s AND ended_on IS NULL
                UNION ALL
                SELECT path FROM organisation_placement
                WHERE parent_id IS NULL AND tree_id = %(tree)s AND ended_on IS NOT NULL) top
            WHERE length(path) = {DIGITS}
            """
        )
        self.roots = int(roots[0][0] or 0)
        cells = self._all("SELECT max(cell) FROM organisation_unit") if self.cell_rank >= 0 else [(0,)]
        self.cells = int(cells[0][0] or 0)

    def _place(self, rank: int, *, is_last: bool) -> None:
        """Paths for one rank: after the greatest number that their parents ever gave."""
        shared = [] if is_last else [f"spot_{n}" for n in range(self.number) if self._is_there(f"spot_{n}")]
        cell = f"coalesce({''.join(f'{spot}.cell, ' for spot in shared)}s.cell, 0)"
        if rank == self.cell_rank:
            cell = "(%(cells)s + row_number() OVER (ORDER BY w.seq))::smallint"
        self._do(
            f"""
            INSERT INTO {self.spot} (uid, seq, lv, parent, path, cell, n)
            SELECT uid, seq, lv, parent, above || lpad(to_hex(n), {DIGITS}, '0'), cell, n
            FROM (
                SELECT w.uid, w.seq, w.lv, w.parent, coalesce(s.path, '') AS above, {cell} AS cell,
                       w.n + coalesce(s.used, CASE WHEN w.parent IS NULL THEN %(roots)s ELSE 0 END) AS n
                FROM {self.want} w LEFT JOIN {self.spot} s ON s.uid = w.parent
                {" ".join(f"LEFT JOIN {spot} ON {spot}.uid = w.uid" for spot in shared)}
                WHERE w.rank = %(rank)s
            ) placed
            """,
            rank=rank,
            roots=self.roots,
            cells=self.cells,
        )

    def _make_units(self) -> int:
        """The units that no earlier tree has made."""
        return self._do(
            f"""
            INSERT INTO organisation_unit
                   (id, level_id, names, source, code, cell, traits, latitude, longitude, entered, stamp)
            SELECT i.uid, (%(levels)s::text[])[i.lv + 1], i.names, (%(sources)s::text[])[i.src + 1], i.code,
                   s.cell, coalesce(i.traits, '{{}}'), i.latitude, i.longitude, '{{}}', i.stamp
            FROM item i JOIN {self.spot} s ON s.seq = i.seq
            WHERE i.hang & %(earlier)s = 0
            """
        )

    def _make_placements(self) -> int:
        return self._do(
            f"""
            INSERT INTO organisation_placement (tree_id, unit_id, parent_id, level_id, path, began_on)
            SELECT %(tree)s, uid, parent, (%(levels)s::text[])[lv + 1], path, %(today)s
            FROM {self.spot} WHERE seq IS NOT NULL
            """
        )

    def _is_there(self, table: str) -> bool:
        return bool(self._all("SELECT to_regclass(%(name)s) IS NOT NULL", name=f"pg_temp.{table}")[0][0])

    def _do(self, sql: str, **params: Any) -> int:
        with connection.cursor() as cursor:
            cursor.execute(sql, {**self.params, **params} if "%(" in sql else None)
            return int(cursor.rowcount)

    def _all(self, sql: str, **params: Any) -> list[tuple[Any, ...]]:
        with connection.cursor() as cursor:
            cursor.execute(sql, {**self.params, **params} if "%(" in sql else None)
            return list(cursor.fetchall())
