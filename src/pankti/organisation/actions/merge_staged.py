# ruff: noqa: S608 -- the SQL is put together from our own names of temporary tables; values are parameters
"""Set-wise SQL between the stage and the units: duplicates, parents named by code, what is known, what changed."""

from __future__ import annotations

from typing import Any

import orjson
from django.db import connection

from pankti.organisation.importing.rows import Remark
from pankti.organisation.importing.shape import Shape
from pankti.organisation.types import DIGITS

_MISSING_NAMED = 10_000


def refuse_duplicates() -> list[tuple[int, Remark]]:
    """Take later rows of a code out of the stage; the first row of a list counts."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE stage")
        cursor.execute(
            """
            WITH twice AS (
                SELECT k FROM stage WHERE own GROUP BY k HAVING count(*) > 1
            ), numbered AS (
                SELECT s.seq, row_number() OVER w AS n, first_value(s.row) OVER w AS first_row
                FROM stage s JOIN twice USING (k) WHERE s.own WINDOW w AS (PARTITION BY s.k ORDER BY s.seq)
            ), gone AS (
                DELETE FROM stage s USING numbered d WHERE d.seq = s.seq AND d.n > 1
                RETURNING s.seq, s.file, s.row, s.code, d.first_row
            )
            SELECT file, row, code, first_row FROM gone ORDER BY seq
            """
        )
        return [
            (file, Remark(row, "", code, "duplicate", True, str(first))) for file, row, code, first in cursor.fetchall()
        ]


def resolve_parents(*, shape: Shape, sources: list[str]) -> list[tuple[int, Remark]]:
    """Find the parents that a list names by code alone: the nearest level above that has the code.

    Parents may stand in the list or already in the tree. Rows whose parent is nowhere, or
    not above them, are taken out, and then those that hung under them.
    """
    params = {"levels": list(shape.levels), "sources": sources}
    trees = range(len(shape.trees))
    with connection.cursor() as cursor:
        _use_hash_joins(cursor, is_on=True)
        cursor.execute(
            f"""
            CREATE TEMP TABLE found ON COMMIT DROP AS
            WITH said AS (
                {" UNION ".join(f"SELECT src, c{n} AS code FROM stage WHERE c{n} IS NOT NULL" for n in trees)}
            )
            SELECT DISTINCT ON (src, code, lv) src, code, lv, k, id FROM (
                SELECT s.src, s.code, s.lv, s.k, NULL::uuid AS id FROM stage s JOIN said USING (src, code)
                UNION ALL
                SELECT said.src, u.code, array_position(%(levels)s::text[], u.level_id) - 1,
                       md5(u.source || E'\\x1f' || u.level_id || E'\\x1f' || u.code)::uuid, u.id
                FROM organisation_unit u
                JOIN said ON said.code = u.code AND (%(sources)s::text[])[said.src + 1] = u.source
            ) every ORDER BY src, code, lv, id NULLS LAST
            """,
            params,
        )
        cursor.execute("ANALYZE found")
        _fill_parents(shape)
        _use_hash_joins(cursor, is_on=False)
        _stage_existing_parents(shape)
    remarks = gone = _refuse_orphans(shape, is_first=True)
    while gone:
        gone = _refuse_orphans(shape, is_first=False)
        remarks = remarks + gone
    return remarks


def _fill_parents(shape: Shape) -> None:
    """Write the stage anew with each tree's parent key: the lowest level above that has the code."""
    columns = "seq, file, row, own, lv, src, code, k, id, names, named, latitude, longitude, traits, hang"
    taken, joins = "", ""
    params: dict[str, list[int]] = {}
    for n, tree in enumerate(shape.trees):
        params[f"ranks{n}"] = [tree.ranks.get(level, -1) for level in shape.levels]
        taken += f", coalesce(s.p{n}, f{n}.k) AS p{n}, s.c{n}"
        joins += f"""
            LEFT JOIN (
                SELECT DISTINCT ON (f.src, f.code, below.rank) f.src, f.code, below.rank, f.k
                FROM found f
                JOIN (SELECT DISTINCT (%(ranks{n})s::smallint[])[lv + 1] AS rank FROM stage) below
                  ON (%(ranks{n})s::smallint[])[f.lv + 1] >= 0
                 AND (%(ranks{n})s::smallint[])[f.lv + 1] < below.rank
                ORDER BY f.src, f.code, below.rank, (%(ranks{n})s::smallint[])[f.lv + 1] DESC
            ) f{n} ON f{n}.code = s.c{n} AND f{n}.src = s.src AND f{n}.rank = (%(ranks{n})s::smallint[])[s.lv + 1]
        """
    with connection.cursor() as cursor:
        cursor.execute(
            f"CREATE TEMP TABLE filled ON COMMIT DROP AS"
            f" SELECT {', '.join(f's.{column}' for column in columns.split(', '))}{taken} FROM stage s {joins}",
            params,
        )
        cursor.execute("DROP TABLE stage")
        cursor.execute("ALTER TABLE filled RENAME TO stage")
        cursor.execute("ANALYZE stage")


def _stage_existing_parents(shape: Shape) -> None:
    """Parents that only the database has come into the stage too, hanging nowhere anew."""
    wanted = " UNION ".join(f"SELECT p{n} AS k FROM stage" for n in range(len(shape.trees)))
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            INSERT INTO stage (seq, file, row, own, lv, src, code, k, id, named, hang)
            SELECT 0, 0, 0, false, f.lv, f.src, f.code, f.k, f.id, false, 0
            FROM found f JOIN ({wanted}) w ON w.k = f.k
            WHERE f.id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM stage s WHERE s.k = f.k)
            """
        )


def _refuse_orphans(shape: Shape, *, is_first: bool) -> list[tuple[int, Remark]]:
    """One round: at first rows whose parent was not found, then those whose parent was taken out."""
    gone: list[tuple[int, Remark]] = []
    for n in range(len(shape.trees)):
        lost = f"s.p{n} IS NULL" if is_first else f"NOT EXISTS (SELECT 1 FROM stage p WHERE p.k = s.p{n})"
        with connection.cursor() as cursor:
            cursor.execute(
                f"""
                WITH gone AS (
                    DELETE FROM stage s WHERE s.c{n} IS NOT NULL AND {lost}
                    RETURNING s.seq, s.file, s.row, s.code, s.c{n} AS parent, s.src, s.p{n} AS p
                )
                SELECT g.file, g.row, g.code, g.parent,
                       g.p IS NULL AND EXISTS (SELECT 1 FROM found f WHERE f.code = g.parent AND f.src = g.src)
                FROM gone g ORDER BY g.seq
                """
            )
            gone += [
                (file, Remark(row, "", code, "circle" if is_circle else "parent_missing", True, parent))
                for file, row, code, parent, is_circle in cursor.fetchall()
            ]
    return gone


def make_items(*, shape: Shape, sources: list[str]) -> int:
    """One ``item`` per unit, beside the unit that is known already; how many there are."""
    names = {
        level: {language: shape.names[level][language] for language in shape.names[level]} for level in shape.levels
    }
    parents = "".join(f", s.p{n}" for n in range(len(shape.trees)))
    with connection.cursor() as cursor:
        _use_hash_joins(cursor, is_on=True)
        cursor.execute(
            f"""
            CREATE TEMP TABLE item ON COMMIT DROP AS
            SELECT DISTINCT ON (s.k) s.k, s.seq, s.file, s.row, s.own, s.lv, s.src, s.code, s.names, s.named,
                   s.latitude, s.longitude, s.traits, s.hang{parents}, u.id AS known, coalesce(u.id, s.id) AS uid
            FROM stage s
            LEFT JOIN organisation_unit u
                   ON u.source = (%(sources)s::text[])[s.src + 1]
                  AND u.level_id = (%(levels)s::text[])[s.lv + 1] AND u.code = s.code
            ORDER BY s.k, s.own DESC, s.named DESC, s.seq
            """,
            {"sources": sources, "levels": list(shape.levels)},
        )
        total = int(cursor.rowcount)
        _use_hash_joins(cursor, is_on=False)
        cursor.execute("SELECT DISTINCT lv FROM item WHERE names IS NULL AND known IS NULL")
        for (level,) in cursor.fetchall():
            cursor.execute(
                """
                UPDATE item SET names = (
                    SELECT jsonb_object_agg(n.key, n.value || ' ' || substring(item.code from '[^-/]*(?:/[^-]*)?$'))
                    FROM jsonb_each_text(%s::jsonb) n)
                WHERE names IS NULL AND known IS NULL AND lv = %s
                """,
                [_json(names[shape.levels[level]]), level],
            )
        cursor.execute("ANALYZE item")
        cursor.execute("DROP TABLE stage")
    return total


def update_known() -> int:
    """Bring names, coordinates and traits of known units up to the list, but for what people entered."""
    with connection.cursor() as cursor:
        _use_hash_joins(cursor, is_on=True)
        cursor.execute(
            """
            WITH fresh AS (
                SELECT i.known AS id,
                       CASE WHEN i.named AND NOT 'names' = ANY (u.entered) THEN u.names || i.names
                            ELSE u.names END AS names,
                       CASE WHEN i.latitude IS NULL OR u.entered && ARRAY['latitude', 'longitude'] THEN u.latitude
                            ELSE i.latitude END AS latitude,
                       CASE WHEN i.longitude IS NULL OR u.entered && ARRAY['latitude', 'longitude'] THEN u.longitude
                            ELSE i.longitude END AS longitude,
                       CASE WHEN i.traits IS NULL OR 'traits' = ANY (u.entered) THEN u.traits
                            ELSE u.traits || i.traits END AS traits
                FROM item i JOIN organisation_unit u ON u.id = i.known
            )
            UPDATE organisation_unit u
            SET names = f.names, latitude = f.latitude, longitude = f.longitude, traits = f.traits
            FROM fresh f
            WHERE u.id = f.id AND (u.names <> f.names OR u.traits <> f.traits
                  OR u.latitude IS DISTINCT FROM f.latitude OR u.longitude IS DISTINCT FROM f.longitude)
            """
        )
        changed = int(cursor.rowcount)
        _use_hash_joins(cursor, is_on=False)
        return changed


def find_missing(*, shape: Shape, sources: list[str]) -> tuple[int, list[str]]:
    """Units of the same source and level, under the same parents as the list's, that it no longer names.

    Their number, and the level and code of the first ten thousand.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT src, lv FROM item WHERE own")
        kinds = [(sources[src], shape.levels[level]) for src, level in cursor.fetchall()]
        cursor.execute(
            """
            CREATE TEMP TABLE gone ON COMMIT DROP AS
            SELECT u.id, u.level_id, u.code, p.path
            FROM (
                SELECT u.id, u.level_id, u.code FROM organisation_unit u
                WHERE u.closed_on IS NULL AND (u.source, u.level_id)
                      IN (SELECT * FROM unnest(%(sources)s::text[], %(levels)s::text[]))
                EXCEPT ALL
                SELECT i.uid, (%(all)s::text[])[i.lv + 1], i.code FROM item i
            ) u
            JOIN organisation_placement p ON p.unit_id = u.id AND p.ended_on IS NULL AND p.tree_id = %(tree)s
            """,
            {
                "tree": shape.main.code,
                "sources": [source for source, _level in kinds],
                "levels": [level for _source, level in kinds],
                "all": list(shape.levels),
            },
        )
        if cursor.rowcount == 0:
            return 0, []
        cursor.execute("ANALYZE gone")
        _use_hash_joins(cursor, is_on=True)
        cursor.execute(
            f"""
            WITH scope AS (
                SELECT DISTINCT p.path FROM item i
                JOIN item above ON above.k = i.p{shape.trees.index(shape.main)}
                JOIN organisation_placement p ON p.unit_id = above.uid AND p.ended_on IS NULL AND p.tree_id = %(tree)s
                WHERE i.own
            )
            SELECT DISTINCT x.path, x.level_id || ' ' || x.code
            FROM (
                SELECT g.path, g.level_id, g.code, left(g.path, n * {DIGITS}) AS above
                FROM gone g CROSS JOIN generate_series(1, 15) n WHERE n * {DIGITS} < length(g.path)
            ) x JOIN scope s ON s.path = x.above
            ORDER BY x.path
            """,
            {"tree": shape.main.code},
        )
        names = [str(row[1]) for row in cursor.fetchall()]
        _use_hash_joins(cursor, is_on=False)
    return len(names), names[:_MISSING_NAMED]


def _use_hash_joins(cursor: Any, *, is_on: bool) -> None:
    """Whole tables are joined here; without fresh statistics the planner would loop over them row by row."""
    cursor.execute(f"SET LOCAL enable_nestloop = {'off' if is_on else 'on'}")


def _json(names: dict[str, str]) -> str:
    return orjson.dumps(names).decode()
