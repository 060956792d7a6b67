# ruff: noqa: S608 -- the SQL is put together from our own names of temporary tables; values are parameters
"""Set-wise SQL between the stage and the units: duplicates, what is known, what changed, what is missing."""

from __future__ import annotations

from typing import Any

import orjson
from django.db import connection

from pankti.organisation.importing.drafts import Remark
from pankti.organisation.importing.shape import Shape
from pankti.organisation.models import Unit
from pankti.organisation.types import DIGITS

_MISSING_NAMED = 10_000


def refuse_duplicates() -> list[tuple[int, Remark]]:
    """Take later rows of a code out of the stage; the first row of a list counts."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE stage (own, k, src, lv, hang)")
        cursor.execute("SELECT EXISTS (SELECT 1 FROM stage WHERE own GROUP BY k HAVING count(*) > 1)")
        if not cursor.fetchone()[0]:
            return []
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


def has_known(sources: list[str]) -> bool:
    """Whether any unit of these sources stands already."""
    return Unit.objects.filter(source__in=sources).exists()


def make_items(*, shape: Shape, sources: list[str], is_new: bool = False) -> int:
    """One ``item`` per unit, beside the unit that is known already; how many there are.

    ``is_new``: no unit of these sources is known yet.
    """
    with connection.cursor() as cursor:
        use_hash_joins(cursor, is_on=True)
        cursor.execute("SELECT EXISTS (SELECT 1 FROM stage WHERE NOT own)")
        (is_repeated,) = cursor.fetchone()
        if is_new and not is_repeated:
            cursor.execute("ALTER TABLE stage RENAME TO item")
        else:
            _gather_items(cursor, shape, sources, is_repeated=is_repeated)
        cursor.execute("ANALYZE item (k, lv, hang)")
        cursor.execute("SELECT count(*) FROM item")
        (total,) = cursor.fetchone()
        use_hash_joins(cursor, is_on=False)
        cursor.execute("SELECT DISTINCT lv FROM item WHERE names IS NULL AND known IS NULL")
        for (level,) in cursor.fetchall():
            cursor.execute(
                """
                UPDATE item SET names = (
                    SELECT jsonb_object_agg(n.key, n.value || ' ' || substring(item.code from '[^-/]*(?:/[^-]*)?$'))
                    FROM jsonb_each_text(%s::jsonb) n)
                WHERE names IS NULL AND known IS NULL AND lv = %s
                """,
                [orjson.dumps(shape.names[shape.levels[level]]).decode(), level],
            )
    return int(total)


def _gather_items(cursor: Any, shape: Shape, sources: list[str], *, is_repeated: bool) -> None:
    """The stage beside what is known. Upper units stand in it once for each run of rows: own rows and names win."""
    above = "".join(f", s.p{n}, s.c{n}" for n in range(len(shape.trees)))
    cursor.execute(
        f"""
        CREATE TEMP TABLE item ON COMMIT DROP AS
        SELECT {"DISTINCT ON (s.k)" if is_repeated else ""} s.k, s.seq, s.file, s.row, s.own, s.lv, s.src, s.code,
               s.names, s.named, s.latitude, s.longitude, s.traits, s.stamp, s.hang{above},
               coalesce(s.known, u.id) AS known, coalesce(s.known, u.id, s.uid) AS uid
        FROM stage s
        LEFT JOIN organisation_unit u
               ON u.source = (%(sources)s::text[])[s.src + 1]
              AND u.level_id = (%(levels)s::text[])[s.lv + 1] AND u.code = s.code
        {"ORDER BY s.k, s.own DESC, s.named DESC, s.seq" if is_repeated else ""}
        """,
        {"sources": sources, "levels": list(shape.levels)},
    )
    cursor.execute("DROP TABLE stage")


def update_known() -> int:
    """Bring names, coordinates and traits of known units up to the list, but for what people entered."""
    with connection.cursor() as cursor:
        use_hash_joins(cursor, is_on=True)
        cursor.execute(
            """
            WITH fresh AS (
                SELECT i.known AS id, i.stamp,
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
            SET names = f.names, latitude = f.latitude, longitude = f.longitude, traits = f.traits, stamp = f.stamp
            FROM fresh f
            WHERE u.id = f.id AND (u.names <> f.names OR u.traits <> f.traits
                  OR u.latitude IS DISTINCT FROM f.latitude OR u.longitude IS DISTINCT FROM f.longitude)
            """
        )
        changed = int(cursor.rowcount)
        use_hash_joins(cursor, is_on=False)
        return changed


def keep_stamps(trees: list[int]) -> None:
    """Let known units remember the rows they were taken from now. Not a change: nobody sees a stamp.

    A row without a stamp that changed nothing leaves the unit's as it was: what that row said holds still.
    One that moved the unit in one of ``trees`` clears it.
    """
    with connection.cursor() as cursor:
        use_hash_joins(cursor, is_on=True)
        cursor.execute(
            """
            UPDATE organisation_unit u SET stamp = i.stamp FROM item i
            WHERE u.id = i.known AND i.stamp IS NOT NULL AND u.stamp IS DISTINCT FROM i.stamp
            """
        )
        for n in trees:
            cursor.execute(
                f"""
                UPDATE organisation_unit u SET stamp = NULL FROM item i JOIN want_{n} w ON w.k = i.k
                WHERE u.id = i.known AND w.status = 'm' AND i.stamp IS NULL AND u.stamp IS NOT NULL
                """
            )
        use_hash_joins(cursor, is_on=False)


def find_missing(*, shape: Shape, sources: list[str], by_code: bool) -> tuple[int, list[str]]:
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
        n = shape.trees.index(shape.main)
        named = (
            ""
            if not by_code
            else f"UNION SELECT f.uid FROM item i JOIN found f ON f.src = i.src AND f.code = i.c{n} WHERE i.own"
        )
        use_hash_joins(cursor, is_on=True)
        cursor.execute(
            f"""
            WITH scope AS (
                SELECT DISTINCT p.path FROM (
                    SELECT above.uid FROM item i JOIN item above ON above.k = i.p{n} WHERE i.own {named}
                ) parents
                JOIN organisation_placement p ON p.unit_id = parents.uid AND p.ended_on IS NULL AND p.tree_id = %(tree)s
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
        use_hash_joins(cursor, is_on=False)
    return len(names), names[:_MISSING_NAMED]


def use_hash_joins(cursor: Any, *, is_on: bool) -> None:
    """Whole tables are joined here; without fresh statistics the planner would loop over them row by row."""
    cursor.execute(f"SET LOCAL enable_nestloop = {'off' if is_on else 'on'}")
