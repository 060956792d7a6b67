"""The roll-up's one statement: new answers into Standings, their differences along all ancestors.

Folding is a maximum, a minimum and a sum of differences: folding an answer twice, or in
another order, changes nothing. So a crash between two folds, a refold and a rebuild all
end in the same figures. Which answer is the greatest: the greatest round, in it the greatest
rank, and of these the first. Of whether one comes it is the last that says so (ADR 53): the greatest
round, then any answer before having seen it, then the last tap.
"""

from __future__ import annotations

from pankti.cascade.buckets import SQL_BUCKET
from pankti.cascade.types import Proof, Rank

WRITING = 0x5041
"""The high 16 bits of the advisory lock that every writer of answers holds until its transaction ends."""

BEGIN_WRITING = f"""
    writing AS MATERIALIZED (
        SELECT pg_advisory_xact_lock_shared(({WRITING}::bigint << 48) | (SELECT last_value FROM cascade_answer_no)))
"""
"""To be joined with the answers that are appended. The lock's low bits say above which number these will be.

An INSERT draws its rows' numbers from what its SELECT yields; a SELECT that joins ``writing`` yields nothing before
the lock is held. So reading the sequence, taking the lock and drawing follow each other within one statement.
"""

CEILING = f"""
    WITH drawn AS MATERIALIZED (SELECT last_value FROM cascade_answer_no)
    SELECT least(last_value, (
        SELECT min((classid::bigint & 65535) << 32 | objid::bigint) FROM pg_locks
        WHERE locktype = 'advisory' AND objsubid = 1 AND classid::bigint >> 16 = {WRITING}
          AND database = (SELECT oid FROM pg_database WHERE datname = current_database())))
    FROM drawn
"""
"""The number up to which nothing is still being written. To be run as a statement of its own, before the fold's.

Whoever writes below it has ended, so the fold's later snapshot sees those rows; whoever
begins later draws higher numbers, because the sequence was read first. So no number that
commits late is skipped, writers never wait for the roll-up, and a long transaction that
writes no answers (an import) holds nothing back.
"""

NEW_ANSWERS = """
    SELECT a.* FROM cascade_answer a WHERE a.seq > %(seq)s AND a.seq <= %(ceiling)s ORDER BY a.seq LIMIT %(limit)s
"""

ANSWERS_OF_DISPATCH = """
    SELECT a.* FROM cascade_answer a WHERE a.dispatch_id = %(dispatch)s AND a.seq > %(from)s AND a.seq <= %(seq)s
"""
"""What was said since the dispatch was issued, by the index of the roll-up: none is needed on the dispatch."""

_KEY = "cell, dispatch_id, asked, subject_id"

_BUCKET = SQL_BUCKET.format(seconds="extract(epoch FROM m.acknowledged_at - m.asked_at)::double precision")


def _deltas(was: str, now: str) -> str:
    """SQL of the change in each of the exclusive counts, given SQL of the rank before (null: none) and now."""
    names = {
        "seen": f"= {Rank.SEEN:d}",
        "acknowledged": f"IN ({Rank.ACKNOWLEDGED:d}, {Rank.REOPENED:d})",
        "refused": f"= {Rank.REFUSED:d}",
        "done": f"= {Rank.DONE:d}",
    }
    return ", ".join(
        f"({now} {test})::int - coalesce({was} {test}, false)::int AS {name}" for name, test in names.items()
    )


_OF = "cell, dispatch_id, asked"
_COUNTS = "seen, acknowledged, refused, done, settled, late"
_SUMS = ", ".join(f"sum({name})::int AS {name}" for name in _COUNTS.split(", "))

# The lines of what moved in another tree than the main one: such a dispatch is tallied along both, and a unit that is
# an ancestor in both (a state, an assembly) counts once. ``is_near``: the subject's own parent, whose few times are
# read from the standings themselves (``queries.tallies.get_times``) and not kept twice.
_ELSEWHERE = """
        SELECT m.*, a.path, m.own = 1 AND k = length(p.path) / 5 - 1 AND NOT EXISTS (
                   SELECT 1 FROM organisation_placement h
                   WHERE h.unit_id = a.unit_id AND h.tree_id = %(main)s AND h.ended_on IS NULL) AS is_near
        FROM moved m
        JOIN organisation_placement p ON p.unit_id = m.unit_id AND p.tree_id = m.tree AND p.ended_on IS NULL
        CROSS JOIN LATERAL generate_series(1, length(p.path) / 5 - m.own) k
        JOIN organisation_placement a ON a.tree_id = m.tree AND a.path = left(p.path, 5 * k) AND a.ended_on IS NULL
        WHERE m.tree <> %(main)s AND NOT EXISTS (
            SELECT 1 FROM organisation_placement o
            JOIN organisation_placement q ON q.unit_id = m.unit_id AND q.tree_id = %(main)s AND q.ended_on IS NULL
            WHERE o.unit_id = a.unit_id AND o.tree_id = %(main)s AND o.ended_on IS NULL
              AND q.path >= o.path AND q.path < o.path || 'g')
"""

# Along the main tree the differences are added up at the subjects' parents, then at the parents' own, and only then
# carried to the top: subjects that answer together lie together, so few lines climb.
_LINES = f"""
        SELECT %(main)s AS along, path, {_OF}, {_COUNTS} FROM parents
        UNION ALL
        SELECT %(main)s, left(path, 5 * k), {_OF}, {_COUNTS}
        FROM (SELECT left(path, -5) AS path, {_OF}, {_SUMS} FROM parents GROUP BY 1, 2, 3, 4) g,
             generate_series(1, length(path) / 5) k
        UNION ALL
        SELECT tree, path, {_OF}, {_COUNTS} FROM elsewhere
"""
_IN_BUCKETS = """
        CROSS JOIN LATERAL (VALUES (m.bucket, 1), (m.old_bucket, -1)) b(in_bucket, n)
        WHERE m.bucket IS DISTINCT FROM m.old_bucket AND b.in_bucket IS NOT NULL
"""
_TIMES = f"""
        SELECT %(main)s AS along, left(path, 5 * k) AS path, {_OF}, in_bucket, n
        FROM (SELECT left(m.path, length(m.path) - 10 * m.own) AS path, {_OF}, b.in_bucket, sum(b.n)::int AS n
              FROM placed m {_IN_BUCKETS} GROUP BY 1, 2, 3, 4, 5) g, generate_series(1, length(path) / 5) k
        UNION ALL
        SELECT m.tree, m.path, {_OF}, b.in_bucket, b.n FROM elsewhere m {_IN_BUCKETS} AND NOT m.is_near
"""


# Adds the differences in ``moved`` to the tallies and times of all units above; the last part of a WITH. LIMIT 1 has
# the few looked up by their keys, where the planner would rather read a whole tree.
TELL = f"""
    placed AS MATERIALIZED (
        SELECT m.*, p.path FROM moved m
        CROSS JOIN LATERAL (SELECT q.path FROM organisation_placement q
                            WHERE q.unit_id = m.unit_id AND q.tree_id = %(main)s AND q.ended_on IS NULL LIMIT 1) p
        WHERE length(p.path) > 5 * m.own
    ),
    parents AS MATERIALIZED (
        SELECT left(path, length(path) - 5 * own) AS path, {_OF}, {_SUMS} FROM placed GROUP BY 1, 2, 3, 4
    ),
    elsewhere AS MATERIALIZED ({_ELSEWHERE}),
    lines AS MATERIALIZED ({_LINES}),
    places AS MATERIALIZED (
        SELECT l.along, l.path, a.unit_id, a.level_id = ANY(%(above_cells)s) AS is_above
        FROM (SELECT DISTINCT along, path FROM lines) l
        CROSS JOIN LATERAL (SELECT q.unit_id, q.level_id FROM organisation_placement q
                            WHERE q.tree_id = l.along AND q.path = l.path AND q.ended_on IS NULL LIMIT 1) a
    ),
    counted AS (
        INSERT INTO cascade_tally AS t
            (cell, dispatch_id, asked, unit_id, seen, acknowledged, refused, done, settled, late)
        SELECT CASE WHEN p.is_above THEN 0 ELSE v.cell END, v.dispatch_id, v.asked, p.unit_id, sum(v.seen),
               sum(v.acknowledged), sum(v.refused), sum(v.done), sum(v.settled), sum(v.late)
        FROM (SELECT along, path, {_OF}, {_SUMS} FROM lines GROUP BY 1, 2, 3, 4, 5) v
        JOIN places p USING (along, path)
        WHERE (v.seen, v.acknowledged, v.refused, v.done, v.settled, v.late) <> (0, 0, 0, 0, 0, 0)
        GROUP BY 1, 2, 3, 4
        ON CONFLICT (cell, dispatch_id, asked, unit_id) DO UPDATE SET
            seen = t.seen + excluded.seen, acknowledged = t.acknowledged + excluded.acknowledged,
            refused = t.refused + excluded.refused, done = t.done + excluded.done,
            settled = t.settled + excluded.settled, late = t.late + excluded.late
        RETURNING 1
    ),
    timed AS (
        INSERT INTO cascade_tallytime AS t (cell, dispatch_id, asked, unit_id, bucket, n)
        SELECT CASE WHEN p.is_above THEN 0 ELSE v.cell END, v.dispatch_id, v.asked, p.unit_id, v.in_bucket, sum(v.n)
        FROM (SELECT along, path, {_OF}, in_bucket, sum(n)::int AS n FROM ({_TIMES}) b
              GROUP BY 1, 2, 3, 4, 5, 6) v
        JOIN places p USING (along, path)
        GROUP BY 1, 2, 3, 4, 5
        ON CONFLICT (cell, dispatch_id, asked, unit_id, bucket) DO UPDATE SET n = t.n + excluded.n
        RETURNING 1
    )
"""


# A subject that a reorganisation took out of its dispatch's roots keeps its standing and is tallied nowhere: it is
# not expected any more either. Asked of all when a dispatch is folded anew.
_NAMED = """
    EXISTS (SELECT 1 FROM cascade_named n
            WHERE n.dispatch_id = c.dispatch_id AND n.appointment_id = c.subject_id AND NOT n.is_excepted)
"""
_STILL_ADDRESSED = f"""
        LEFT JOIN organisation_placement h ON h.unit_id = c.unit_id AND h.tree_id = c.tree AND h.ended_on IS NULL
        CROSS JOIN (
            SELECT array_agg(q.path) FILTER (WHERE NOT r.is_excluded) AS roots,
                   array_agg(q.path) FILTER (WHERE r.is_excluded) AS excluded
            FROM cascade_dispatch d
            JOIN cascade_root r ON r.dispatch_id = d.id
            JOIN organisation_placement q ON q.unit_id = r.unit_id AND q.tree_id = d.tree AND q.ended_on IS NULL
            WHERE d.id = %(dispatch)s) d
        WHERE (EXISTS (SELECT 1 FROM unnest(d.roots) r WHERE starts_with(h.path, r))
               AND NOT EXISTS (SELECT 1 FROM unnest(d.excluded) x WHERE starts_with(h.path, x)))
           OR c.subject_kind = 'appointment' AND {_NAMED}
"""
# Otherwise asked only of answers that may have been accepted before the tree was as it is; of the others the answer's
# own door has asked (``actions.answer``). Scalar, so that the planner never reads a whole tree for it.
_INSIDE = """
    (SELECT coalesce(bool_or(starts_with(h.path, q.path)), false)
     FROM cascade_root r
     JOIN organisation_placement q ON q.unit_id = r.unit_id AND q.tree_id = c.tree AND q.ended_on IS NULL
     JOIN organisation_placement h ON h.unit_id = c.unit_id AND h.tree_id = c.tree AND h.ended_on IS NULL
     WHERE r.dispatch_id = c.dispatch_id AND {which})
"""
_SURELY_ADDRESSED = f"""
        WHERE NOT c.is_doubtful
           OR ({_INSIDE.format(which="NOT r.is_excluded")} AND NOT {_INSIDE.format(which="r.is_excluded")})
           OR c.subject_kind = 'appointment' AND {_NAMED}
"""


def fold_sql(batch: str, *, is_anew: bool = False) -> str:
    """The statement for the answers that ``batch`` selects; ``is_anew``: all of one dispatch, to rebuild its tallies.

    Returns one row: answers read, the last one's number, standings changed.
    """
    return f"""
    WITH batch AS MATERIALIZED (
        SELECT coalesce(n.cell, b.cell) AS cell, b.id, b.dispatch_id, b.version, b.asked, b.round, b.rank, b.subject_id,
               coalesce(n.unit_id, b.unit_id) AS unit_id, b.appointment_id, b.counted_at, b.received_at, b.seq
        FROM ({batch}) b
        LEFT JOIN LATERAL (  -- a named holding is counted where its dispatch names it, though that place has an heir
            SELECT n.unit_id, l.cell FROM cascade_named n JOIN organisation_unit l ON l.id = n.unit_id
            WHERE b.subject_id <> b.unit_id AND n.dispatch_id = b.dispatch_id AND n.appointment_id = b.subject_id
            LIMIT 1) n ON true
    ),
    grouped AS (
        SELECT b.*, d.settle_rank, d.deadline_at, d.tree, d.subject_kind, d.is_last,
               coalesce(min(b.received_at) OVER best < d.recheck_before, false) AS is_doubtful,
               d.asked_ats[array_position(d.asked_versions, b.asked)] AS asked_at,
               first_value(b.round) OVER best AS top_round,
               min(b.counted_at) FILTER (WHERE b.rank >= {Rank.ACKNOWLEDGED:d}) OVER best AS acknowledged_at,
               row_number() OVER best AS place
        FROM batch b JOIN (SELECT *, proof = '{Proof.ATTENDANCE}' AS is_last FROM cascade_dispatch) d
             ON d.id = b.dispatch_id
        WINDOW best AS (PARTITION BY b.cell, b.dispatch_id, b.asked, b.subject_id
                        ORDER BY b.round DESC,
                                 CASE WHEN d.is_last THEN (b.rank > {Rank.SEEN:d})::int ELSE b.rank END DESC,
                                 CASE WHEN d.is_last THEN b.counted_at END DESC, CASE WHEN d.is_last THEN b.id END DESC,
                                 b.counted_at, b.id
                        ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)
    ),
    fresh AS (
        SELECT * FROM (
            SELECT g.*, min(g.counted_at) FILTER (WHERE g.round = g.top_round AND g.rank >= g.settle_rank)
                        OVER (PARTITION BY g.cell, g.dispatch_id, g.asked, g.subject_id) AS settled_at
            FROM grouped g) x
        WHERE place = 1
    ),
    merged AS (
        SELECT f.cell, f.dispatch_id, f.asked, f.subject_id, f.unit_id, f.tree, f.subject_kind, f.is_doubtful,
               f.asked_at, f.deadline_at, w.won,
               s.rank AS old_rank, s.settled_at AS old_settled_at, s.is_late AS old_late, s.bucket AS old_bucket,
               s.subject_id IS NULL AS is_new, s.acknowledged_at AS old_acknowledged_at, s.answer_id AS old_answer_id,
               CASE WHEN w.won THEN f.version ELSE s.version END AS version,
               CASE WHEN w.won THEN f.round ELSE s.round END AS round,
               CASE WHEN w.won THEN f.rank ELSE s.rank END AS rank,
               CASE WHEN w.won THEN f.id ELSE s.answer_id END AS answer_id,
               CASE WHEN w.won THEN f.appointment_id ELSE s.appointment_id END AS appointment_id,
               CASE WHEN w.won THEN f.counted_at ELSE s.said_at END AS said_at,
               least(f.acknowledged_at, s.acknowledged_at) AS acknowledged_at,
               CASE WHEN s.subject_id IS NULL OR f.round > s.round THEN f.settled_at
                    WHEN f.round < s.round THEN s.settled_at
                    ELSE least(f.settled_at, s.settled_at) END AS settled_at
        FROM fresh f
        LEFT JOIN LATERAL (  -- one by one by the key, never a walk through all that stands
            SELECT * FROM cascade_standing t
            WHERE t.cell = f.cell AND t.dispatch_id = f.dispatch_id AND t.asked = f.asked
              AND t.subject_id = f.subject_id LIMIT 1) s ON true
        CROSS JOIN LATERAL (SELECT CASE
            WHEN s.subject_id IS NULL THEN true
            WHEN f.is_last THEN (f.round, f.rank > {Rank.SEEN:d}, f.counted_at, f.id)
                              > (s.round, s.rank > {Rank.SEEN:d}, s.said_at, s.answer_id)
            ELSE (f.round, f.rank) > (s.round, s.rank)
              OR ((f.round, f.rank) = (s.round, s.rank) AND (f.counted_at, f.id) < (s.said_at, s.answer_id))
            END AS won) w
    ),
    changed AS (
        SELECT m.*, coalesce(m.settled_at > m.deadline_at, false) AS is_late,
               CASE WHEN m.acknowledged_at IS NOT NULL THEN {_BUCKET} END AS bucket
        FROM merged m
        WHERE m.is_new OR m.answer_id <> m.old_answer_id
           OR m.acknowledged_at IS DISTINCT FROM m.old_acknowledged_at
           OR m.settled_at IS DISTINCT FROM m.old_settled_at
    ),
    began AS (  -- nobody else writes standings meanwhile (the position is locked), so what is new is new
        INSERT INTO cascade_standing ({_KEY}, unit_id, version, round, rank, answer_id, appointment_id, said_at,
                                      acknowledged_at, settled_at, is_late, bucket, fold_no)
        SELECT {_KEY}, unit_id, version, round, rank, answer_id, appointment_id, said_at,
               acknowledged_at, settled_at, is_late, bucket, %(fold_no)s FROM changed WHERE is_new
        RETURNING 1
    ),
    went_on AS (
        UPDATE cascade_standing s SET
            version = c.version, round = c.round, rank = c.rank,
            answer_id = c.answer_id, appointment_id = c.appointment_id, said_at = c.said_at,
            acknowledged_at = c.acknowledged_at, settled_at = c.settled_at,
            is_late = c.is_late, bucket = c.bucket, fold_no = %(fold_no)s
        FROM changed c
        WHERE NOT c.is_new AND s.cell = c.cell AND s.dispatch_id = c.dispatch_id AND s.asked = c.asked
          AND s.subject_id = c.subject_id
        RETURNING 1
    ),
    moved AS MATERIALIZED (
        SELECT c.cell, c.dispatch_id, c.asked, c.unit_id, c.tree, (c.subject_kind = 'unit')::int AS own,
               {_deltas("c.old_rank", "c.rank")},
               (c.settled_at IS NOT NULL)::int - (c.old_settled_at IS NOT NULL)::int AS settled,
               c.is_late::int - coalesce(c.old_late, false)::int AS late,
               c.old_bucket, c.bucket
        FROM changed c
        {_STILL_ADDRESSED if is_anew else _SURELY_ADDRESSED}
    ),
    {TELL}
    SELECT (SELECT count(*) FROM batch), (SELECT max(seq) FROM batch),
           (SELECT count(*) FROM began) + (SELECT count(*) FROM went_on)
    """
