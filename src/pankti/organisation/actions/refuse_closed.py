# ruff: noqa: S608 -- the SQL is put together from our own names of temporary tables; values are parameters
"""What a list still says of units that were closed here: merged, split, carried away. A list never opens them again."""

from __future__ import annotations

from django.db import connection

from pankti.organisation.importing.drafts import Remark
from pankti.organisation.importing.shape import Shape

_SHUT = """
CREATE TEMP TABLE shut ON COMMIT DROP AS
SELECT array_position(%(sources)s::text[], u.source) - 1 AS src,
       array_position(%(levels)s::text[], u.level_id) - 1 AS lv,
       u.code, md5(u.source || E'\\x1f' || u.level_id || E'\\x1f' || u.code)::uuid AS k, u.closed_on,
       NOT EXISTS (SELECT 1 FROM organisation_unit o
                   WHERE o.source = u.source AND o.code = u.code AND o.closed_on IS NULL)
       AND NOT EXISTS (SELECT 1 FROM stage o WHERE o.own AND o.code = u.code
                       AND (o.src, o.lv) <> (array_position(%(sources)s::text[], u.source) - 1,
                                             array_position(%(levels)s::text[], u.level_id) - 1)) AS is_only
FROM organisation_unit u WHERE u.closed_on IS NOT NULL AND u.source = ANY (%(sources)s)
"""
_OF_SHUT = "(s.p{n} = c.k OR s.p{n} IS NULL AND s.src = c.src AND s.c{n} = c.code AND c.is_only)"


def refuse_closed(*, shape: Shape, sources: list[str]) -> list[tuple[int, Remark]]:
    """Take out of the stage the rows of closed units, and the new units that would hang under one.

    A known unit whose listed parent is closed stays where it was put; the rest of its row counts.
    """
    with connection.cursor() as cursor:
        cursor.execute(_SHUT, {"sources": sources, "levels": list(shape.levels)})
        if cursor.rowcount == 0:
            return []
        cursor.execute(
            """
            WITH gone AS (
                DELETE FROM stage s USING shut c WHERE s.src = c.src AND s.lv = c.lv AND s.code = c.code
                RETURNING s.seq, s.own, s.file, s.row, s.code, c.closed_on
            )
            SELECT file, row, code, closed_on FROM gone WHERE own ORDER BY seq
            """
        )
        remarks = [
            (file, Remark(row, "", code, "closed", True, day.isoformat())) for file, row, code, day in cursor.fetchall()
        ]
        for n in range(len(shape.trees)):
            match = _OF_SHUT.format(n=n)
            cursor.execute(
                f"""
                UPDATE stage s SET p{n} = NULL, c{n} = NULL, hang = s.hang & ~%(bit)s
                FROM shut c, organisation_unit u
                WHERE {match} AND u.source = (%(sources)s::text[])[s.src + 1]
                  AND u.level_id = (%(levels)s::text[])[s.lv + 1] AND u.code = s.code
                """,
                {"bit": 1 << n, "sources": sources, "levels": list(shape.levels)},
            )
            cursor.execute(
                f"""
                WITH gone AS (
                    DELETE FROM stage s USING shut c WHERE {match}
                    RETURNING s.seq, s.own, s.file, s.row, s.code, c.code AS parent
                )
                SELECT file, row, code, parent FROM gone WHERE own ORDER BY seq
                """
            )
            remarks += [
                (file, Remark(row, "", code, "parent_closed", True, parent))
                for file, row, code, parent in cursor.fetchall()
            ]
    return remarks
