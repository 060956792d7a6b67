# ruff: noqa: S608 -- the SQL is put together from our own names of temporary tables; values are parameters
"""Set-wise SQL that hangs staged units in one tree: new ones, moved ones, and all that lies under those."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection

from pankti.base.actor import PATH_END
from pankti.organisation.actions.repath import carry_paths
from pankti.organisation.errors import TooManyChildren
from pankti.organisation.importing.shape import Shape, TreeShape
from pankti.organisation.types import DIGITS

_NONE = "00000000-0000-0000-0000-000000000000"
_MANY = 5_000
"""From so many items on whole tables are joined: the transaction's own rows have no statistics
yet, and a planner that takes them for few would loop over them row by row."""

_FEW = 200
_NUMBER = "('x' || lpad({0}, 8, '0'))::bit(32)::int"


@dataclass(slots=True)
class Placed:
    """How many units were made, how many placements were new, and how many units moved."""

    units: int = 0
    placements: int = 0
    moved: int = 0


def place_staged(*, shape: Shape, number: int, sources: list[str], today: date, under: UUID | None) -> Placed:
    """Hang the items of tree ``number`` rank by rank from the top, making the units that are new.

    ``under``: where units hang that name no parent. Works on the temporary table ``item``;
    leaves ``want_N`` behind, whose ``status`` is n (new), m (moved), s (the same) or
    x (would leave its cell: not moved).
    """
    return _Placing(shape, number, sources, today, under).run()


class _Placing:
    def __init__(self, shape: Shape, number: int, sources: list[str], today: date, under: UUID | None) -> None:
        self.shape = shape
        self.number = number
        self.tree: TreeShape = shape.trees[number]
        self.under = under
        self.want = f"want_{number}"
        self.spot = f"spot_{number}"
        self.placed = Placed()
        self.params: dict[str, Any] = {
            "tree": self.tree.code,
            "today": today,
            "levels": list(shape.levels),
            "sources": sources,
            "ranks": [self.tree.ranks.get(level, -1) for level in shape.levels],
            "cell_rank": self.tree.ranks.get(shape.cell_level, -1),
            "bit": 1 << number,
            "earlier": (1 << number) - 1,
            "none": _NONE,
        }

    def run(self) -> Placed:
        items = self._all("SELECT count(*) FROM item")[0][0]
        if items > _MANY:
            self._do("SET LOCAL enable_nestloop = off")
        self._place_all()
        self._do("SET LOCAL enable_nestloop = on")
        return self.placed

    def _place_all(self) -> None:
        self._gather()
        ranks = [row[0] for row in self._all(f"SELECT DISTINCT rank FROM {self.want} ORDER BY rank")]
        self._spots_outside()
        for rank in ranks:
            self._place_rank(rank, is_last=rank == ranks[-1])

    def _gather(self) -> None:
        """What the list wants in this tree, beside what is there."""
        n = self.number
        top, top_rank = self._top()
        self._do(
            f"""
            CREATE TEMP TABLE {self.want} ON COMMIT DROP AS
            SELECT i.k, i.seq, i.uid, i.known, (%(ranks)s::smallint[])[i.lv + 1] AS rank,
                   coalesce(p.uid, CASE WHEN (%(ranks)s::smallint[])[i.lv + 1] > %(top_rank)s AND i.uid <> %(top)s::uuid
                                   THEN nullif(%(top)s::uuid, %(none)s::uuid) END) AS parent,
                   c.parent_id AS old_parent, c.path AS old_path,
                   CASE WHEN c.unit_id IS NULL THEN 'n' ELSE 's' END AS status
            FROM item i
            LEFT JOIN item p ON p.k = i.p{n}
            LEFT JOIN organisation_placement c
                   ON c.tree_id = %(tree)s AND c.unit_id = i.known AND c.ended_on IS NULL
            WHERE i.hang & %(bit)s <> 0
            """,
            top=top,
            top_rank=top_rank,
        )
        self._do(f"ANALYZE {self.want}")
        self._do(
            f"""
            UPDATE {self.want} w SET status = 'm'
            FROM organisation_unit u
            WHERE w.status = 's' AND u.id = w.uid AND w.old_parent IS DISTINCT FROM w.parent
              AND w.parent IS NOT NULL AND NOT ('placement' = ANY (u.entered))
            """
        )
        self._keep_deeper()
        self._do(f'CREATE TEMP TABLE {self.spot} (uid uuid, path text COLLATE "C", cell smallint) ON COMMIT DROP')

    def _top(self) -> tuple[str, int]:
        """The unit (and its rank) that takes what names no parent: ``under``, or the only root of the tree."""
        rows = self._all(
            """
            SELECT p.unit_id, l.rank FROM organisation_placement p
            JOIN organisation_treelevel l ON l.tree_id = p.tree_id AND l.level_id = p.level_id
            WHERE p.tree_id = %(tree)s AND p.ended_on IS NULL
              AND (p.unit_id = %(under)s OR %(under)s::uuid IS NULL AND p.parent_id IS NULL) LIMIT 2
            """,
            under=self.under,
        )
        return (str(rows[0][0]), int(rows[0][1])) if len(rows) == 1 else (_NONE, 99)

    def _keep_deeper(self) -> None:
        """A unit that people (or grouping) hung lower, at a level the list does not know, stays there."""
        self._do(
            f"""
            UPDATE {self.want} w SET status = 's'
            FROM organisation_placement pp, organisation_placement op
            WHERE w.status = 'm'
              AND pp.tree_id = %(tree)s AND pp.unit_id = w.parent AND pp.ended_on IS NULL
              AND op.tree_id = %(tree)s AND op.unit_id = w.old_parent AND op.ended_on IS NULL
              AND w.old_path > pp.path AND w.old_path < pp.path || 'g'
              AND NOT EXISTS (
                  SELECT 1 FROM organisation_treelevel l
                  WHERE l.tree_id = %(tree)s AND l.level_id = op.level_id
                    AND l.rank IN (SELECT DISTINCT rank FROM {self.want}))
            """
        )

    def _spots_outside(self) -> None:
        """Paths of parents that stand in the database but not in the list."""
        self._do(
            f"""
            INSERT INTO {self.spot}
            SELECT c.unit_id, c.path, u.cell
            FROM organisation_placement c JOIN organisation_unit u ON u.id = c.unit_id
            WHERE c.tree_id = %(tree)s AND c.ended_on IS NULL
              AND c.unit_id IN (SELECT parent FROM {self.want} EXCEPT SELECT uid FROM {self.want})
            """
        )

    def _place_rank(self, rank: int, *, is_last: bool) -> None:
        if self.tree.is_main and rank > self.params["cell_rank"]:
            self._refuse_crossing(rank)
        self._number(rank)
        self.placed.units += self._make_units()
        made = self._do(
            """
            INSERT INTO organisation_placement (tree_id, unit_id, parent_id, level_id, path, began_on)
            SELECT %(tree)s, uid, parent, level, path, %(today)s FROM fresh WHERE status = 'n' ORDER BY path
            """
        )
        self.placed.placements += made
        self._move(rank)
        if not is_last:
            self._spots(rank)
        self._do("DROP TABLE fresh")

    def _refuse_crossing(self, rank: int) -> None:
        self._do(
            f"""
            UPDATE {self.want} w SET status = 'x'
            FROM {self.spot} s, organisation_unit u
            WHERE w.status = 'm' AND w.rank = %(rank)s AND s.uid = w.parent AND u.id = w.uid
              AND u.cell <> 0 AND u.cell <> s.cell
            """,
            rank=rank,
        )

    def _number(self, rank: int) -> None:
        """Paths for the new and moved units of one rank: after the greatest number their parent ever gave."""
        self._do(
            f"""
            CREATE TEMP TABLE fresh ON COMMIT DROP AS
            WITH parents AS (
                SELECT DISTINCT parent FROM {self.want} WHERE rank = %(rank)s AND status IN ('n', 'm')
            ), used AS (
                SELECT coalesce(c.parent_id, %(none)s::uuid) AS parent,
                       {_NUMBER.format(f"max(right(c.path, {DIGITS}))")} AS n
                FROM parents w JOIN (
                    SELECT parent_id, path FROM organisation_placement
                    WHERE tree_id = %(tree)s AND ended_on IS NULL AND parent_id IN (SELECT parent FROM parents)
                    UNION ALL
                    SELECT parent_id, path FROM organisation_placement
                    WHERE tree_id = %(tree)s AND ended_on IS NOT NULL AND parent_id IN (SELECT parent FROM parents)
                ) c ON c.parent_id = w.parent GROUP BY 1
                UNION ALL
                SELECT %(none)s::uuid, {_NUMBER.format(f"max(right(c.path, {DIGITS}))")}
                FROM organisation_placement c WHERE c.tree_id = %(tree)s AND c.parent_id IS NULL
                  AND length(c.path) = {DIGITS} AND EXISTS (SELECT 1 FROM parents WHERE parent IS NULL)
            ), numbered AS (
                SELECT w.k, w.seq, w.uid, w.known, w.parent, w.old_path, w.status,
                       coalesce(s.path, '') AS above, coalesce(s.cell, 0) AS cell,
                       coalesce(used.n, 0) + row_number() OVER (PARTITION BY w.parent ORDER BY w.seq) AS n
                FROM {self.want} w
                LEFT JOIN {self.spot} s ON s.uid = w.parent
                LEFT JOIN used ON used.parent = coalesce(w.parent, %(none)s::uuid)
                WHERE w.rank = %(rank)s AND w.status IN ('n', 'm')
            )
            SELECT numbered.*, above || lpad(to_hex(n), {DIGITS}, '0') AS path,
                   (%(levels)s::text[])[array_position(%(ranks)s::smallint[], %(rank)s::smallint)] AS level
            FROM numbered
            """,
            rank=rank,
        )
        self._do("ANALYZE fresh")
        if self._all(f"SELECT 1 FROM fresh WHERE n >= {16**DIGITS} LIMIT 1"):
            raise TooManyChildren(most=16**DIGITS - 1)
        if rank == self.params["cell_rank"] and self.tree.is_main:
            self._do(
                """
                UPDATE fresh f SET cell = coalesce(u.cell, m.top + o.n)
                FROM (SELECT coalesce(max(cell), 0) AS top FROM organisation_unit) m,
                     (SELECT uid, row_number() OVER (ORDER BY seq) AS n FROM fresh) o
                     LEFT JOIN organisation_unit u ON u.id = o.uid AND u.cell <> 0
                WHERE o.uid = f.uid
                """
            )

    def _make_units(self) -> int:
        """Insert the units of ``fresh`` that no earlier tree has made."""
        return self._do(
            """
            INSERT INTO organisation_unit
                   (id, level_id, names, source, code, cell, traits, latitude, longitude, entered)
            SELECT i.uid, (%(levels)s::text[])[i.lv + 1], i.names, (%(sources)s::text[])[i.src + 1], i.code,
                   f.cell, coalesce(i.traits, '{}'), i.latitude, i.longitude, '{}'
            FROM fresh f JOIN item i ON i.k = f.k
            WHERE i.known IS NULL AND i.hang & %(earlier)s = 0
            ORDER BY i.seq
            """
        )

    def _move(self, rank: int) -> None:
        """Carry moved units to their new paths and all below with them; the old place stays in the record."""
        if not self._all("SELECT 1 FROM fresh WHERE status = 'm' LIMIT 1"):
            return
        self._do(
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
            carry_paths(self._all("SELECT from_path, to_path FROM carried"))
        self._do("DROP TABLE carried")
        self.placed.moved += self._do(
            """
            UPDATE organisation_placement c SET parent_id = m.parent, path = m.path, level_id = m.level
            FROM fresh m
            WHERE m.status = 'm' AND c.tree_id = %(tree)s AND c.unit_id = m.uid AND c.ended_on IS NULL
              AND c.began_on >= %(today)s
            """
        )
        self._do(
            """
            UPDATE organisation_placement c SET ended_on = %(today)s
            FROM fresh m
            WHERE m.status = 'm' AND c.tree_id = %(tree)s AND c.unit_id = m.uid AND c.ended_on IS NULL
              AND c.began_on < %(today)s
            """
        )
        self.placed.moved += self._do(
            """
            INSERT INTO organisation_placement (tree_id, unit_id, parent_id, level_id, path, began_on)
            SELECT %(tree)s, m.uid, m.parent, m.level, m.path, %(today)s FROM fresh m
            WHERE m.status = 'm' AND NOT EXISTS (
                SELECT 1 FROM organisation_placement c
                WHERE c.tree_id = %(tree)s AND c.unit_id = m.uid AND c.ended_on IS NULL)
            """
        )
        if self.tree.is_main and self._leaves_no_cell():
            self._do(
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
            self._all(
                """
                SELECT 1 FROM fresh m JOIN organisation_unit u ON u.id = m.uid
                WHERE m.status = 'm' AND m.cell <> 0 AND u.cell = 0 LIMIT 1
                """
            )
        )

    def _carry(self) -> None:
        """New paths for all below the moved units: few by the path index, many by one pass for each depth."""
        moved = self._all("SELECT to_path, from_path FROM carried LIMIT %(few)s", few=_FEW + 1)
        if len(moved) <= _FEW:
            for to_path, from_path in moved:
                self._do(
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
        self._do("ANALYZE carried")
        for (length,) in self._all("SELECT DISTINCT length(from_path) FROM carried"):
            self._do(
                """
                UPDATE organisation_placement d SET path = m.to_path || substr(d.path, %(length)s + 1)
                FROM carried m
                WHERE d.tree_id = %(tree)s AND d.ended_on IS NULL AND length(d.path) > %(length)s
                  AND length(m.from_path) = %(length)s AND m.from_path = left(d.path, %(length)s)
                """,
                length=length,
            )

    def _spots(self, rank: int) -> None:
        """The paths of this rank's units, for the rank below."""
        self._do(
            f"INSERT INTO {self.spot}"
            " SELECT f.uid, f.path, u.cell FROM fresh f JOIN organisation_unit u ON u.id = f.uid"
        )
        self._do(
            f"""
            INSERT INTO {self.spot}
            SELECT c.unit_id, c.path, u.cell
            FROM {self.want} w
            JOIN organisation_placement c ON c.tree_id = %(tree)s AND c.unit_id = w.uid AND c.ended_on IS NULL
            JOIN organisation_unit u ON u.id = w.uid
            WHERE w.rank = %(rank)s AND w.status IN ('s', 'x')
            """,
            rank=rank,
        )
        self._do(f"ANALYZE {self.spot}")

    def _do(self, sql: str, **params: Any) -> int:
        with connection.cursor() as cursor:
            cursor.execute(sql, {**self.params, **params} if "%(" in sql else None)
            return int(cursor.rowcount)

    def _all(self, sql: str, **params: Any) -> list[tuple[Any, ...]]:
        with connection.cursor() as cursor:
            cursor.execute(sql, {**self.params, **params} if "%(" in sql else None)
            return list(cursor.fetchall())
