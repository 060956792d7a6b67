# ruff: noqa: S608 -- the SQL is put together from our own names of temporary tables; values are parameters
"""Set-wise SQL that hangs staged units in one tree: new ones, moved ones, and all that lies under those."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from pankti.organisation.actions.move_units import Moving
from pankti.organisation.actions.plant_units import plant_staged
from pankti.organisation.actions.tops import NONE, find_top
from pankti.organisation.errors import TooManyChildren
from pankti.organisation.importing.shape import Shape
from pankti.organisation.importing.ways import Placed, Ways
from pankti.organisation.types import DIGITS

_KNOWN = Ways()
_MANY = 5_000
"""From so many items on whole tables are joined: the transaction's own rows have no statistics
yet, and a planner that takes them for few would loop over them row by row."""

_NUMBER = "('x' || lpad({0}, 8, '0'))::bit(32)::int"


def place_staged(
    *, shape: Shape, number: int, sources: list[str], today: date, under: UUID | None, ways: Ways = _KNOWN
) -> Placed:
    """Hang the items of tree ``number`` rank by rank from the top, making the units that are new.

    ``under``: where units hang that name no parent. Works on the temporary table ``item``;
    leaves ``want_N`` behind, whose ``status`` is n (new), m (moved), s (the same) or
    x (would leave its cell: not moved).
    """
    if ways.is_new:
        return plant_staged(shape=shape, number=number, sources=sources, today=today, under=under, ways=ways)
    return _Placing(shape, number, sources, today, under, ways).run()


def place_wanted(*, shape: Shape, number: int, sources: list[str], today: date) -> Placed:
    """The same where the caller has filled ``want_N``, and ``item`` with the units that are new."""
    return _Placing(shape, number, sources, today, None, _KNOWN).run_wanted()


class _Placing(Moving):
    def __init__(
        self, shape: Shape, number: int, sources: list[str], today: date, under: UUID | None, ways: Ways
    ) -> None:
        tree = shape.trees[number]
        self.number = number
        self.under = under
        self.by_code = ways.by_code
        params: dict[str, Any] = {
            "tree": tree.code,
            "today": today,
            "levels": list(shape.levels),
            "sources": sources,
            "ranks": [tree.ranks.get(level, -1) for level in shape.levels],
            "cell_rank": tree.ranks.get(shape.cell_level, -1),
            "bit": 1 << number,
            "earlier": ways.earlier,
            "none": NONE,
        }
        super().__init__(tree, f"want_{number}", f"spot_{number}", params)

    def run(self) -> Placed:
        items = self.all("SELECT count(*) FROM item")[0][0]
        if items > _MANY:
            self.do("SET LOCAL enable_nestloop = off")
        self._gather()
        self._place_all()
        self.do("SET LOCAL enable_nestloop = on")
        return self.placed

    def run_wanted(self) -> Placed:
        self.do(f"ANALYZE {self.want}, item")
        if self.all(f"SELECT count(*) FROM {self.want}")[0][0] > _MANY:
            self.do("SET LOCAL enable_nestloop = off")
        self._make_spots()
        self._place_all()
        self.do("SET LOCAL enable_nestloop = on")
        return self.placed

    def _place_all(self) -> None:
        ranks = [row[0] for row in self.all(f"SELECT DISTINCT rank FROM {self.want} ORDER BY rank")]
        self._spots_outside()
        for rank in ranks:
            self._place_rank(rank, is_last=rank == ranks[-1])

    def _gather(self) -> None:
        """What the list wants in this tree, beside what is there."""
        n = self.number
        top, top_rank = find_top(self.tree.code, self.under)
        by_code = f"LEFT JOIN found f ON f.src = i.src AND f.code = i.c{n} AND i.p{n} IS NULL" if self.by_code else ""
        named = "coalesce(p.uid, f.uid)" if self.by_code else "p.uid"
        self.do(
            f"""
            CREATE TEMP TABLE {self.want} ON COMMIT DROP AS
            SELECT i.k, i.seq, i.uid, i.known, (%(ranks)s::smallint[])[i.lv + 1] AS rank,
                   coalesce({named},
                            CASE WHEN (%(ranks)s::smallint[])[i.lv + 1] > %(top_rank)s AND i.uid <> %(top)s::uuid
                            THEN nullif(%(top)s::uuid, %(none)s::uuid) END) AS parent,
                   c.parent_id AS old_parent, c.path AS old_path,
                   CASE WHEN c.unit_id IS NULL THEN 'n' ELSE 's' END AS status
            FROM item i
            LEFT JOIN item p ON p.k = i.p{n} {by_code}
            LEFT JOIN organisation_placement c
                   ON c.tree_id = %(tree)s AND c.unit_id = i.known AND c.ended_on IS NULL
            WHERE i.hang & %(bit)s <> 0
            """,
            top=top,
            top_rank=top_rank,
        )
        self.do(f"ANALYZE {self.want}")
        self.do(
            f"""
            UPDATE {self.want} w SET status = 'm'
            FROM organisation_unit u
            WHERE w.status = 's' AND u.id = w.uid AND w.old_parent IS DISTINCT FROM w.parent
              AND w.parent IS NOT NULL AND NOT ('placement' = ANY (u.entered))
            """
        )
        self._keep_deeper()
        self._make_spots()

    def _make_spots(self) -> None:
        self.do(f'CREATE TEMP TABLE {self.spot} (uid uuid, path text COLLATE "C", cell smallint) ON COMMIT DROP')

    def _keep_deeper(self) -> None:
        """A unit that people (or grouping) hung lower, at a level the list does not know, stays there."""
        self.do(
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
        self.do(
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
            self.refuse_crossing(rank)
        self._number(rank)
        self.placed.units += self._make_units()
        made = self.do(
            """
            INSERT INTO organisation_placement (tree_id, unit_id, parent_id, level_id, path, began_on)
            SELECT %(tree)s, uid, parent, level, path, %(today)s FROM fresh WHERE status = 'n' ORDER BY path
            """
        )
        self.placed.placements += made
        self.move(rank)
        if not is_last:
            self._spots(rank)
        self.do("DROP TABLE fresh")

    def _number(self, rank: int) -> None:
        """Paths for the new and moved units of one rank: after the greatest number their parent ever gave."""
        self.do(
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
        self.do("ANALYZE fresh")
        if self.all(f"SELECT 1 FROM fresh WHERE n >= {16**DIGITS} LIMIT 1"):
            raise TooManyChildren(most=16**DIGITS - 1)
        if rank == self.params["cell_rank"] and self.tree.is_main:
            self.do(
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
        return self.do(
            """
            INSERT INTO organisation_unit
                   (id, level_id, names, source, code, cell, traits, latitude, longitude, entered, stamp)
            SELECT i.uid, (%(levels)s::text[])[i.lv + 1], i.names, (%(sources)s::text[])[i.src + 1], i.code,
                   f.cell, coalesce(i.traits, '{}'), i.latitude, i.longitude, '{}', i.stamp
            FROM fresh f JOIN item i ON i.k = f.k
            WHERE i.known IS NULL AND i.hang & %(earlier)s = 0
            ORDER BY i.seq
            """
        )

    def _spots(self, rank: int) -> None:
        """The paths of this rank's units, for the rank below."""
        self.do(
            f"INSERT INTO {self.spot}"
            " SELECT f.uid, f.path, u.cell FROM fresh f JOIN organisation_unit u ON u.id = f.uid"
        )
        self.do(
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
        self.do(f"ANALYZE {self.spot}")
