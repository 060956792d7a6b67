# ruff: noqa: S608 -- the SQL is put together from our own names of temporary tables; values are parameters
"""Set-wise SQL that finds the parents which a list names by code alone, and refuses the rows that have none."""

from __future__ import annotations

from typing import Any

from django.db import connection

from pankti.organisation.actions.merge_staged import use_hash_joins
from pankti.organisation.importing.drafts import Remark
from pankti.organisation.importing.shape import Shape, TreeShape


def resolve_parents(*, shape: Shape, sources: list[str], is_known: bool) -> tuple[list[tuple[int, Remark]], bool]:
    """Find the parents that a list names by code alone: the nearest level above that has the code.

    Parents may stand in the list or (``is_known``: some units of its sources do) already in the tree.
    Rows whose parent is nowhere, or not above them, are taken out, and then those that hung
    under them. True with the remarks: each code is of one level only, and whoever hangs the
    units may look parents up in ``found``; else their keys were written into the stage.
    """
    with connection.cursor() as cursor:
        use_hash_joins(cursor, is_on=True)
        _find(cursor, shape, sources, is_known=is_known)
        cursor.execute("SELECT 1 FROM found GROUP BY src, code HAVING count(*) > 1 LIMIT 1")
        is_plain = cursor.fetchone() is None
        remarks = _refuse_lost(cursor, shape) if is_plain else []
        if not is_plain:
            _fill_parents(shape)
        use_hash_joins(cursor, is_on=False)
    if is_plain:
        return remarks, True
    _stage_existing_parents(shape)
    remarks = gone = _refuse_orphans(shape, is_first=True)
    while gone:
        gone = _refuse_orphans(shape, is_first=False)
        remarks = remarks + gone
    return remarks, False


def settle_keys(*, shape: Shape, sources: list[str]) -> tuple[list[tuple[int, Remark]], bool]:
    """For lists that give a parent's level with its code: rows whose parent is nowhere, or not above, are taken out.

    True with the remarks: some parents stand in the tree alone; they come into the stage, hanging nowhere anew.
    """
    keys = " UNION ".join(f"SELECT p{n} AS k FROM stage WHERE p{n} IS NOT NULL" for n in range(len(shape.trees)))
    with connection.cursor() as cursor:
        use_hash_joins(cursor, is_on=True)
        cursor.execute(
            f"""
            WITH absent AS ({keys} EXCEPT SELECT k FROM stage)
            INSERT INTO stage (seq, file, row, own, lv, src, code, k, uid, named, hang, known)
            SELECT 0, 0, 0, false, array_position(%(levels)s::text[], u.level_id) - 1,
                   coalesce(array_position(%(sources)s::text[], u.source) - 1, -1), u.code, a.k, u.id, false, 0, u.id
            FROM absent a JOIN organisation_unit u
              ON a.k = md5(u.source || E'\\x1f' || u.level_id || E'\\x1f' || u.code)::uuid
            """,
            {"levels": list(shape.levels), "sources": sources},
        )
        has_standing = cursor.rowcount > 0
        remarks: list[tuple[int, Remark]] = []
        while gone := [remark for n in range(len(shape.trees)) for remark in _refuse_keyless(cursor, shape, n)]:
            remarks += gone
        use_hash_joins(cursor, is_on=False)
    return remarks, has_standing


def _refuse_keyless(cursor: Any, shape: Shape, n: int) -> list[tuple[int, Remark]]:
    """One round in one tree: rows whose parent's key is not in the stage, or of no level above."""
    cursor.execute(
        f"""
        WITH lost AS (
            SELECT s.seq, p.k IS NOT NULL AS stands FROM stage s LEFT JOIN stage p ON p.k = s.p{n}
            WHERE s.c{n} IS NOT NULL AND s.p{n} IS NOT NULL AND coalesce(
                (%(ranks)s::smallint[])[p.lv + 1] NOT BETWEEN 0 AND (%(ranks)s::smallint[])[s.lv + 1] - 1, true)
        ), gone AS (
            DELETE FROM stage s USING lost l WHERE l.seq = s.seq
            RETURNING s.seq, s.file, s.row, s.code, s.c{n} AS parent, l.stands
        )
        SELECT file, row, code, parent, stands FROM gone ORDER BY seq
        """,
        {"ranks": _ranks(shape, shape.trees[n])},
    )
    return [
        (file, Remark(row, "", code, "circle" if stands else "parent_missing", True, parent))
        for file, row, code, parent, stands in cursor.fetchall()
    ]


def _find(cursor: Any, shape: Shape, sources: list[str], *, is_known: bool) -> None:
    """``said``: each code that rows of a level name as parent; ``found``: what units have those codes."""
    said = " UNION ALL ".join(
        f"SELECT {n} AS n, src, c{n} AS code, lv FROM stage"
        f" WHERE c{n} IS NOT NULL AND p{n} IS NULL GROUP BY src, c{n}, lv"
        for n in range(len(shape.trees))
    )
    cursor.execute(f"CREATE TEMP TABLE said ON COMMIT DROP AS {said}")
    cursor.execute("ANALYZE said")
    known = """
        UNION ALL
        SELECT w.src, u.code, array_position(%(levels)s::text[], u.level_id) - 1,
               md5(u.source || E'\\x1f' || u.level_id || E'\\x1f' || u.code)::uuid, u.id, u.id
        FROM organisation_unit u
        JOIN wanted w ON w.code = u.code AND (%(sources)s::text[])[w.src + 1] = u.source
    """
    cursor.execute(
        f"""
        CREATE TEMP TABLE found ON COMMIT DROP AS
        WITH wanted AS (SELECT DISTINCT src, code FROM said)
        SELECT DISTINCT ON (src, code, lv) src, code, lv::smallint AS lv, k, id, uid FROM (
            SELECT s.src, s.code, s.lv, s.k, NULL::uuid AS id, s.uid FROM stage s JOIN wanted USING (src, code)
            {known if is_known else ""}
        ) every ORDER BY src, code, lv, id NULLS LAST
        """,
        {"levels": list(shape.levels), "sources": sources} if is_known else None,
    )
    cursor.execute("ANALYZE found")


def _ranks(shape: Shape, tree: TreeShape) -> list[int]:
    return [tree.ranks.get(level, -1) for level in shape.levels]


def _refuse_lost(cursor: Any, shape: Shape) -> list[tuple[int, Remark]]:
    """Rows whose parent's code is nowhere or of no level above; each round those that hung under the last."""
    remarks: list[tuple[int, Remark]] = []
    is_first = True
    while True:
        gone: list[tuple[int, Remark]] = []
        for n, tree in enumerate(shape.trees):
            cursor.execute(
                f"""
                WITH lost AS (
                    SELECT s.src, s.code, s.lv FROM said s
                    WHERE s.n = {n} AND NOT EXISTS (
                        SELECT 1 FROM found f WHERE f.src = s.src AND f.code = s.code
                          AND (%(ranks)s::smallint[])[f.lv + 1] BETWEEN 0 AND (%(ranks)s::smallint[])[s.lv + 1] - 1)
                ), gone AS (
                    DELETE FROM stage s USING lost l
                    WHERE l.src = s.src AND l.code = s.c{n} AND l.lv = s.lv AND s.p{n} IS NULL
                    RETURNING s.seq, s.file, s.row, s.code, s.src, l.code AS parent
                )
                SELECT g.file, g.row, g.code, g.parent,
                       EXISTS (SELECT 1 FROM found f WHERE f.code = g.parent AND f.src = g.src)
                FROM gone g ORDER BY g.seq
                """,
                {"ranks": _ranks(shape, tree)},
            )
            gone += [
                (file, Remark(row, "", code, "circle" if is_first and stands else "parent_missing", True, parent))
                for file, row, code, parent, stands in cursor.fetchall()
            ]
        if not gone:
            return remarks
        remarks += gone
        is_first = False
        cursor.execute(
            "DELETE FROM found f WHERE f.id IS NULL AND NOT EXISTS"
            " (SELECT 1 FROM stage s WHERE s.src = f.src AND s.code = f.code AND s.lv = f.lv)"
        )


def _fill_parents(shape: Shape) -> None:
    """Write the stage anew with each tree's parent key: the lowest level above that has the code."""
    columns = (
        "seq, file, row, own, lv, src, code, k, uid, names, named, latitude, longitude, traits, stamp, hang, known"
    )
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
            INSERT INTO stage (seq, file, row, own, lv, src, code, k, uid, named, hang)
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
