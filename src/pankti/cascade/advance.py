"""The statements by which open dispatches follow units that move (rule 10 of the cascade).

A unit that moves within an audience takes its own tally along: taken from the units that
it leaves, added to those that it comes under. What costs is the number of dispatches and
ancestors, not the number of answers. Where a subtree enters or leaves an audience, or a
dispatch runs along another tree, its standings are taken back one by one before the move
and told again after it, by the roll-up's own statement (``fold.TELL``).
"""

from __future__ import annotations

from pankti.cascade.fold import TELL
from pankti.cascade.queries.frames import SHAPE_HOLDS
from pankti.cascade.types import Rank

TABLES = (
    """
    CREATE TEMP TABLE IF NOT EXISTS advance_shift (
        unit_id uuid, cell smallint, level_id text, old_path text COLLATE "C", new_path text COLLATE "C"
    ) ON COMMIT DROP
    """,
    """
    CREATE TEMP TABLE IF NOT EXISTS advance_pair (
        dispatch_id uuid, unit_id uuid, is_fast boolean, is_own boolean, is_within boolean, is_barred boolean
    ) ON COMMIT DROP
    """,
    """
    CREATE TEMP TABLE IF NOT EXISTS advance_slow (
        dispatch_id uuid, unit_id uuid, old_path text COLLATE "C", new_path text COLLATE "C"
    ) ON COMMIT DROP
    """,
    "CREATE TEMP TABLE IF NOT EXISTS advance_count (shape_id uuid, unit_id uuid, n int, vacant int) ON COMMIT DROP",
)

EMPTY = ("DELETE FROM advance_shift", "DELETE FROM advance_pair", "DELETE FROM advance_slow")

SHIFTS = """
    INSERT INTO advance_shift
    SELECT u.id, u.cell, u.level_id, x.old_path, x.new_path
    FROM unnest(%(units)s::uuid[], %(old)s::text[], %(new)s::text[]) AS x(unit_id, old_path, new_path)
    JOIN organisation_unit u ON u.id = x.unit_id
"""

# Which live dispatches along the main tree a shifting unit has to do with, and whether from above they cover it,
# or keep it out, before and after. ``is_own``: it is addressed itself; ``is_within``: all below it is, unless kept
# out again; ``is_barred``: all below it is kept out.
PAIRS = """
    INSERT INTO advance_pair
    SELECT dispatch_id, unit_id,
           was_there AND comes_there AND (out0, NOT out0 AND in0) = (out1, NOT out1 AND in1),
           kind = 'unit' AND NOT out0 AND NOT is_out AND (in0 OR is_root),
           NOT out0 AND NOT is_out AND (in0 OR is_root), out0 OR is_out
    FROM (
        SELECT d.id AS dispatch_id, x.unit_id, d.subject_kind AS kind,
               x.old_path IS NOT NULL AS was_there, x.new_path IS NOT NULL AS comes_there,
               bool_or(NOT r.is_excluded AND coalesce(starts_with(left(x.old_path, -5), q.path), false)) AS in0,
               bool_or(r.is_excluded AND coalesce(starts_with(left(x.old_path, -5), q.path), false)) AS out0,
               bool_or(NOT r.is_excluded AND coalesce(starts_with(left(x.new_path, -5), q.path), false)) AS in1,
               bool_or(r.is_excluded AND coalesce(starts_with(left(x.new_path, -5), q.path), false)) AS out1,
               bool_or(NOT r.is_excluded AND r.unit_id = x.unit_id) AS is_root,
               bool_or(r.is_excluded AND r.unit_id = x.unit_id) AS is_out
        FROM cascade_dispatch d
        JOIN cascade_root r ON r.dispatch_id = d.id
        JOIN organisation_placement q ON q.unit_id = r.unit_id AND q.tree_id = d.tree AND q.ended_on IS NULL
        JOIN advance_shift x ON starts_with(x.old_path, q.path) OR starts_with(x.new_path, q.path)
             OR starts_with(q.path, x.old_path)
        WHERE d.state = 'live' AND d.tree = %(main)s
        GROUP BY d.id, x.unit_id, x.old_path, x.new_path) y
"""


def named_pairs_sql(path: str) -> str:
    """The pairs of dispatches whose roots have nothing to do with a unit, but which name somebody at or below it.

    ``path``: the shift's path at which units hang now. All that such a unit knows of the dispatch moves along with it.
    """
    return f"""
    INSERT INTO advance_pair
    SELECT DISTINCT d.id, x.unit_id, x.old_path IS NOT NULL AND x.new_path IS NOT NULL, false, false, false
    FROM advance_shift x
    JOIN organisation_placement p ON p.tree_id = %(main)s AND p.ended_on IS NULL
         AND p.path >= x.{path} AND p.path < x.{path} || 'g'
    JOIN cascade_named n ON n.unit_id = p.unit_id AND NOT n.is_excepted
    JOIN cascade_dispatch d ON d.id = n.dispatch_id AND d.state = 'live' AND d.tree = %(main)s
    WHERE NOT EXISTS (SELECT 1 FROM advance_pair y WHERE y.dispatch_id = d.id AND y.unit_id = x.unit_id)
    """


SLOW_MAIN = """
    INSERT INTO advance_slow
    SELECT p.dispatch_id, x.unit_id, x.old_path, x.new_path FROM advance_pair p JOIN advance_shift x USING (unit_id)
    WHERE NOT p.is_fast
"""
# A dispatch along another tree is told along both: a unit may stand in both lines, so each standing is asked.
SLOW_OTHER = """
    INSERT INTO advance_slow
    SELECT d.id, x.unit_id, x.old_path, x.new_path FROM cascade_dispatch d, advance_shift x
    WHERE d.state = 'live' AND d.tree <> %(main)s AND (%(tree)s = %(main)s OR d.tree = %(tree)s)
"""

# The units left behind and those come under, as paths; none for what lies above both places.
_LINES = """
    SELECT x.unit_id, x.cell, left(x.old_path, 5 * k) AS path, -1 AS sign
    FROM advance_shift x, generate_series(1, length(x.old_path) / 5 - 1) k
    WHERE x.new_path IS NULL OR left(x.old_path, 5 * k) <> left(x.new_path, 5 * k)
       OR 5 * k >= length(x.new_path)
    UNION ALL
    SELECT x.unit_id, x.cell, left(x.new_path, 5 * k), 1
    FROM advance_shift x, generate_series(1, length(x.new_path) / 5 - 1) k
    WHERE x.old_path IS NULL OR left(x.old_path, 5 * k) <> left(x.new_path, 5 * k)
       OR 5 * k >= length(x.old_path)
"""

_COLUMNS = ("seen", "acknowledged", "refused", "done", "settled", "late")
_STANDING = f"""
    (s.rank = {Rank.SEEN:d})::int AS seen, (s.rank IN ({Rank.ACKNOWLEDGED:d}, {Rank.REOPENED:d}))::int AS acknowledged,
    (s.rank = {Rank.REFUSED:d})::int AS refused, (s.rank = {Rank.DONE:d})::int AS done,
    (s.settled_at IS NOT NULL)::int AS settled, s.is_late::int AS late
"""

FAST_TALLIES = f"""
    WITH lines AS MATERIALIZED ({_LINES}),
    carried AS MATERIALIZED (
        SELECT p.dispatch_id, t.asked, p.unit_id, {", ".join(f"t.{name}" for name in _COLUMNS)}
        FROM advance_pair p JOIN advance_shift x USING (unit_id) JOIN cascade_dispatch d ON d.id = p.dispatch_id
        CROSS JOIN LATERAL unnest(d.asked_versions) AS v(version)
        CROSS JOIN LATERAL (  -- one by one by the key, never a walk through all that is told
            SELECT * FROM cascade_tally t WHERE t.cell = x.cell AND t.dispatch_id = d.id AND t.asked = v.version
              AND t.unit_id = p.unit_id OFFSET 0) t
        WHERE p.is_fast
        UNION ALL
        SELECT p.dispatch_id, s.asked, p.unit_id, {_STANDING}
        FROM advance_pair p JOIN advance_shift x USING (unit_id) JOIN cascade_dispatch d ON d.id = p.dispatch_id
        JOIN cascade_standing s ON s.cell = x.cell AND s.dispatch_id = d.id AND s.asked = ANY(d.asked_versions)
             AND s.subject_id = p.unit_id
        WHERE p.is_fast AND p.is_own
    )
    INSERT INTO cascade_tally AS t (cell, dispatch_id, asked, unit_id, {", ".join(_COLUMNS)})
    SELECT CASE WHEN a.level_id = ANY(%(above_cells)s) THEN 0 ELSE l.cell END, c.dispatch_id, c.asked, a.unit_id,
           {", ".join(f"sum(l.sign * c.{name})" for name in _COLUMNS)}
    FROM carried c JOIN lines l USING (unit_id)
    JOIN organisation_placement a ON a.tree_id = %(main)s AND a.path = l.path AND a.ended_on IS NULL
    GROUP BY 1, 2, 3, 4
    HAVING {" OR ".join(f"sum(l.sign * c.{name}) <> 0" for name in _COLUMNS)}
    ON CONFLICT (cell, dispatch_id, asked, unit_id) DO UPDATE SET
        {", ".join(f"{name} = t.{name} + excluded.{name}" for name in _COLUMNS)}
"""

# Times are not kept at a subject's own parent (``fold``): what lies right below the unit is read from standings,
# and the unit's own time goes from all above its old parent to all above its new one.
FAST_TIMES = f"""
    WITH lines AS MATERIALIZED ({_LINES}),
    below AS MATERIALIZED (
        SELECT p.dispatch_id, t.asked, p.unit_id, t.bucket, t.n
        FROM advance_pair p JOIN advance_shift x USING (unit_id) JOIN cascade_dispatch d ON d.id = p.dispatch_id
        CROSS JOIN LATERAL unnest(d.asked_versions) AS v(version)
        CROSS JOIN LATERAL (
            SELECT * FROM cascade_tallytime t WHERE t.cell = x.cell AND t.dispatch_id = d.id AND t.asked = v.version
              AND t.unit_id = p.unit_id OFFSET 0) t
        WHERE p.is_fast
        UNION ALL
        SELECT p.dispatch_id, s.asked, p.unit_id, s.bucket, 1
        FROM advance_pair p JOIN advance_shift x USING (unit_id)
        JOIN cascade_dispatch d ON d.id = p.dispatch_id AND d.subject_kind = 'unit'
        JOIN organisation_placement c ON c.parent_id = p.unit_id AND c.tree_id = %(main)s AND c.ended_on IS NULL
        JOIN organisation_unit u ON u.id = c.unit_id
        JOIN cascade_standing s ON s.cell = u.cell AND s.dispatch_id = d.id AND s.asked = ANY(d.asked_versions)
             AND s.subject_id = c.unit_id
        LEFT JOIN cascade_root r ON r.dispatch_id = d.id AND r.unit_id = c.unit_id
        WHERE p.is_fast AND s.bucket IS NOT NULL
          AND CASE WHEN r.is_excluded THEN false WHEN r.unit_id IS NOT NULL THEN NOT p.is_barred
                   ELSE p.is_within END
    ),
    own AS MATERIALIZED (
        SELECT p.dispatch_id, s.asked, p.unit_id, s.bucket
        FROM advance_pair p JOIN advance_shift x USING (unit_id) JOIN cascade_dispatch d ON d.id = p.dispatch_id
        JOIN cascade_standing s ON s.cell = x.cell AND s.dispatch_id = d.id AND s.asked = ANY(d.asked_versions)
             AND s.subject_id = p.unit_id
        WHERE p.is_fast AND p.is_own AND s.bucket IS NOT NULL
    ),
    told AS (
        SELECT b.dispatch_id, b.asked, b.bucket, l.cell, l.path, l.sign * b.n AS n
        FROM below b JOIN lines l USING (unit_id)
        UNION ALL
        SELECT o.dispatch_id, o.asked, o.bucket, x.cell, left(x.old_path, 5 * k), -1
        FROM own o JOIN advance_shift x USING (unit_id), generate_series(1, length(x.old_path) / 5 - 2) k
        UNION ALL
        SELECT o.dispatch_id, o.asked, o.bucket, x.cell, left(x.new_path, 5 * k), 1
        FROM own o JOIN advance_shift x USING (unit_id), generate_series(1, length(x.new_path) / 5 - 2) k
    )
    INSERT INTO cascade_tallytime AS t (cell, dispatch_id, asked, unit_id, bucket, n)
    SELECT CASE WHEN a.level_id = ANY(%(above_cells)s) THEN 0 ELSE l.cell END, l.dispatch_id, l.asked, a.unit_id,
           l.bucket, sum(l.n)
    FROM told l JOIN organisation_placement a ON a.tree_id = %(main)s AND a.path = l.path AND a.ended_on IS NULL
    GROUP BY 1, 2, 3, 4, 5 HAVING sum(l.n) <> 0
    ON CONFLICT (cell, dispatch_id, asked, unit_id, bucket) DO UPDATE SET n = t.n + excluded.n
"""

_INSIDE = """
    SELECT 1 FROM cascade_root r JOIN organisation_placement q ON q.unit_id = r.unit_id
    WHERE r.dispatch_id = d.id AND q.tree_id = d.tree AND q.ended_on IS NULL AND starts_with(h.path, q.path)
"""


def retell_sql(path: str, sign: int) -> str:
    """Take standings at or below ``advance_slow.<path>`` out of all tallies above them (-1), or tell them there (1).

    A unit that does not hang in this tree, before or after, may be told along another one: it is asked alone.
    """
    buckets = "s.bucket AS old_bucket, NULL::smallint AS bucket"
    if sign > 0:
        buckets = "NULL::smallint AS old_bucket, s.bucket"
    return f"""
    WITH about AS MATERIALIZED (
        SELECT w.dispatch_id, p.unit_id FROM advance_slow w
        JOIN organisation_placement p ON p.tree_id = %(tree)s AND p.ended_on IS NULL
             AND p.path >= w.{path} AND p.path < w.{path} || 'g'
        UNION
        SELECT dispatch_id, unit_id FROM advance_slow WHERE {path} IS NULL
    ),
    stood AS MATERIALIZED (
        SELECT s.cell, s.dispatch_id, s.asked, s.subject_id, s.unit_id, d.tree,
               (d.subject_kind = 'unit')::int AS own, s.rank, s.settled_at, s.is_late, s.bucket
        FROM about p
        JOIN cascade_dispatch d ON d.id = p.dispatch_id
        JOIN organisation_unit u ON u.id = p.unit_id
        CROSS JOIN LATERAL unnest(d.asked_versions) AS v(asked)
        CROSS JOIN LATERAL unnest(CASE WHEN d.subject_kind = 'unit' THEN ARRAY[p.unit_id] ELSE ARRAY(
            SELECT o.id FROM organisation_appointment o WHERE o.unit_id = p.unit_id
            UNION SELECT n.appointment_id FROM cascade_named n
            WHERE d.has_named AND n.dispatch_id = d.id AND n.unit_id = p.unit_id) END) AS x(subject_id)
        CROSS JOIN LATERAL (  -- one by one by the key, never a walk through all that stands
            SELECT t.* FROM cascade_standing t WHERE t.cell = u.cell AND t.dispatch_id = d.id AND t.asked = v.asked
              AND t.subject_id = x.subject_id LIMIT 1) s
        LEFT JOIN organisation_placement h ON h.unit_id = s.unit_id AND h.tree_id = d.tree AND h.ended_on IS NULL
        WHERE s.unit_id = p.unit_id  -- else it is counted elsewhere, and told from there
          AND (EXISTS ({_INSIDE} AND NOT r.is_excluded) AND NOT EXISTS ({_INSIDE} AND r.is_excluded)
               OR d.has_named AND EXISTS (SELECT 1 FROM cascade_named n WHERE n.dispatch_id = d.id
                                            AND n.appointment_id = s.subject_id AND NOT n.is_excepted))
    ),
    moved AS MATERIALIZED (
        SELECT m.cell, m.dispatch_id, m.asked, m.unit_id, m.tree, m.own,
               {", ".join(f"{sign} * m.{name} AS {name}" for name in _COLUMNS)}, m.old_bucket, m.bucket
        FROM (SELECT s.cell, s.dispatch_id, s.asked, s.unit_id, s.tree, s.own, {_STANDING}, {buckets} FROM stood s) m
    ),
    {TELL}
    SELECT (SELECT count(*) FROM moved), (SELECT count(*) FROM counted), (SELECT count(*) FROM timed)
    """


# Whom a dispatch names under a unit that is closed goes over to the unit that stands for it, and so does what they
# said: it was taken from the old line when that unit left it.
TO_STAND_INS = f"""
    WITH went AS MATERIALIZED (
        UPDATE cascade_named n SET unit_id = x.heir_id
        FROM unnest(%(gone)s::uuid[], %(heirs)s::uuid[]) AS x(unit_id, heir_id), cascade_dispatch d
        WHERE n.unit_id = x.unit_id AND d.id = n.dispatch_id AND d.state = 'live'
        RETURNING n.dispatch_id, n.appointment_id, n.is_excepted, x.unit_id, x.heir_id, d.tree, d.asked_versions
    ),
    stood AS (
        UPDATE cascade_standing s SET unit_id = w.heir_id, cell = h.cell
        FROM went w JOIN organisation_unit u ON u.id = w.unit_id JOIN organisation_unit h ON h.id = w.heir_id
        WHERE s.cell = u.cell AND s.dispatch_id = w.dispatch_id AND s.asked = ANY(w.asked_versions)
          AND s.subject_id = w.appointment_id AND s.unit_id = w.unit_id
        RETURNING s.*, w.tree, w.is_excepted
    ),
    moved AS MATERIALIZED (
        SELECT s.cell, s.dispatch_id, s.asked, s.unit_id, s.tree, 0 AS own, {_STANDING}, NULL::smallint AS old_bucket,
               s.bucket
        FROM stood s WHERE NOT s.is_excepted
    ),
    {TELL}
    SELECT count(*) FROM moved
"""

HEADCOUNTS = f"""
    INSERT INTO advance_count
    WITH lines AS MATERIALIZED ({_LINES}),
    below AS MATERIALIZED (
        SELECT s.id AS shape_id, p.unit_id, coalesce(h.n, 0) + own.n AS n,
               coalesce(h.vacant, 0) + own.n * own.vacant AS vacant
        FROM advance_shift p
        JOIN organisation_unit u ON u.id = p.unit_id AND u.closed_on IS NULL
        JOIN cascade_shape s ON s.id = ANY(%(shapes)s)
        LEFT JOIN cascade_headcount h ON h.shape_id = s.id AND h.unit_id = p.unit_id AND h.ended_at IS NULL
        CROSS JOIN LATERAL (SELECT (p.level_id = ANY(s.levels) AND u.traits @> s.traits)::int AS n,
                                   (NOT {SHAPE_HOLDS})::int AS vacant) own
    )
    SELECT b.shape_id, a.unit_id, sum(l.sign * b.n), sum(l.sign * b.vacant)
    FROM below b JOIN lines l USING (unit_id)
    JOIN organisation_placement a ON a.tree_id = %(main)s AND a.path = l.path AND a.ended_on IS NULL
    GROUP BY 1, 2 HAVING sum(l.sign * b.n) <> 0 OR sum(l.sign * b.vacant) <> 0
"""

COUNT_ON = (
    # What was counted at this very instant, or changes its vacancies alone, changes in place.
    """
    UPDATE cascade_headcount h SET n = h.n + c.n, vacant = greatest(0, h.vacant + c.vacant) FROM advance_count c
    WHERE h.shape_id = c.shape_id AND h.unit_id = c.unit_id AND h.ended_at IS NULL AND (h.began_at >= %(at)s OR c.n = 0)
    """,
    """
    DELETE FROM advance_count c USING cascade_headcount h
    WHERE h.shape_id = c.shape_id AND h.unit_id = c.unit_id AND h.ended_at IS NULL AND (h.began_at >= %(at)s OR c.n = 0)
    """,
    """
    UPDATE advance_count c SET n = c.n + h.n, vacant = greatest(0, c.vacant + h.vacant) FROM cascade_headcount h
    WHERE h.shape_id = c.shape_id AND h.unit_id = c.unit_id AND h.ended_at IS NULL
    """,
    """
    UPDATE cascade_headcount h SET ended_at = %(at)s FROM advance_count c
    WHERE h.shape_id = c.shape_id AND h.unit_id = c.unit_id AND h.ended_at IS NULL
    """,
    """
    INSERT INTO cascade_headcount (shape_id, unit_id, n, vacant, began_at)
    SELECT shape_id, unit_id, n, greatest(0, vacant), %(at)s FROM advance_count WHERE n > 0
    """,
    "DELETE FROM cascade_headcount WHERE shape_id = ANY(%(shapes)s) AND n = 0 AND began_at = %(at)s",
    "DELETE FROM advance_count",
)
