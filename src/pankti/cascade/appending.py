"""The one statement that appends answers, and the one that judges what phones push on its way there."""

from __future__ import annotations

from pankti.cascade.fold import BEGIN_WRITING
from pankti.cascade.inviting import IS_ADDRESSED
from pankti.cascade.types import GRACE, Proof, Rank


def append_sql(rows: str) -> str:
    """The INSERT of what ``rows`` yields (columns of Answer without seq); those already there stay.

    Needs ``BEGIN_WRITING`` among the statement's CTEs.
    """
    return f"""
    INSERT INTO cascade_answer (cell, id, dispatch_id, version, asked, round, rank, subject_id, unit_id,
                                appointment_id, device_id, tapped_at, counted_at, received_at, body)
    SELECT r.cell, r.id, r.dispatch_id, r.version, r.asked, r.round, r.rank, r.subject_id, r.unit_id,
           r.appointment_id, r.device_id, r.tapped_at, r.counted_at, r.received_at, nullif(r.body, 'null'::jsonb)
    FROM writing CROSS JOIN {rows} r
    ORDER BY r.cell, r.id  -- two writers with the same answers take them in one order: no deadlock
    ON CONFLICT DO NOTHING
    """


APPEND = f"""
    WITH {BEGIN_WRITING}, rows AS (
        SELECT * FROM jsonb_to_recordset(%s::jsonb) AS r(
            cell smallint, id uuid, dispatch_id uuid, version int, asked int, round smallint, rank smallint,
            subject_id uuid, unit_id uuid, appointment_id uuid, device_id uuid, tapped_at timestamptz,
            counted_at timestamptz, received_at timestamptz, body jsonb))
    {append_sql("rows")}
"""
"""Appends rows as they are, given as one JSON array."""

TAKE = f"""
    WITH {BEGIN_WRITING},
    said AS (
        SELECT * FROM jsonb_to_recordset(%(said)s::jsonb) AS c(
            place int, id uuid, dispatch_id uuid, version int, subject_id uuid, appointment_id uuid, rank smallint,
            clock_at timestamptz, tapped_at timestamptz, is_attendance bool, is_long bool, has_reason bool,
            has_number bool, has_text bool, photo text, body jsonb)
    ),
    judged AS MATERIALIZED (
        SELECT c.place, l.cell, c.id, c.dispatch_id, c.version, c.rank, c.subject_id, l.id AS unit_id,
               c.appointment_id, %(device)s::uuid AS device_id, c.clock_at AS tapped_at, w.counted_at,
               %(at)s::timestamptz AS received_at, c.body,
               (SELECT max(v) FROM unnest(d.asked_versions) v WHERE v <= c.version) AS asked,
               -- not the round that began after the tap; and to be seen belongs to none
               CASE WHEN c.rank = {Rank.SEEN:d} THEN 1
                    WHEN t.rank = {Rank.REOPENED:d} AND w.counted_at < t.said_at THEN t.round - 1
                    ELSE coalesce(t.round, 1) END::smallint AS round,
               CASE WHEN NOT ({IS_ADDRESSED}) OR c.tapped_at > a.ended_at
                         OR c.tapped_at >= a.rests_from AND (a.rests_until IS NULL OR c.tapped_at < a.rests_until)
                        THEN 'not_addressed'
                    WHEN d.state <> 'live' AND NOT coalesce(
                        c.tapped_at <= d.ended_at
                        AND %(at)s::timestamptz <= d.ended_at + interval '{GRACE.days} days', false)
                        THEN CASE d.state WHEN 'closed' THEN 'dispatch_closed' ELSE 'dispatch_withdrawn' END
                    WHEN c.version NOT BETWEEN 1 AND d.version THEN 'version_unknown'
                    WHEN c.rank > {Rank.SEEN:d} AND c.is_attendance <> (d.proof = '{Proof.ATTENDANCE}')
                        THEN 'state_unfitting'
                    WHEN c.is_long THEN 'text_too_long'
                    WHEN c.is_attendance THEN CASE
                        WHEN c.rank = {Rank.ACKNOWLEDGED:d} AND NOT c.has_text THEN 'deputy_missing' ELSE '' END
                    WHEN c.rank = {Rank.REFUSED:d} AND NOT c.has_reason THEN 'reason_missing'
                    WHEN c.rank = {Rank.DONE:d} AND NOT CASE d.proof
                        WHEN 'number' THEN c.has_number WHEN 'text' THEN c.has_text WHEN 'photo' THEN c.photo <> ''
                        ELSE true END THEN 'proof_missing'
                    WHEN c.photo <> '' AND NOT EXISTS (SELECT FROM base_storedfile f WHERE f.sha256 = c.photo)
                        THEN 'photo_missing'
                    ELSE '' END AS refusal
        FROM said c
        JOIN cascade_dispatch d ON d.id = c.dispatch_id
        JOIN cascade_shape s ON s.id = d.shape_id
        JOIN cascade_held_by(%(person)s) a ON a.id = c.appointment_id AND a.began_at <= %(at)s::timestamptz
             AND c.subject_id = CASE WHEN d.subject_kind = 'unit' THEN a.unit_id ELSE a.id END
        JOIN organisation_post o ON o.code = a.post_id
             AND (d.subject_kind = 'appointment' OR 'answer.give' = ANY(o.rights))
        JOIN organisation_unit u ON u.id = a.unit_id
        LEFT JOIN cascade_named n ON d.has_named AND n.dispatch_id = d.id AND n.appointment_id = a.id
        JOIN organisation_unit l ON l.id = coalesce(n.unit_id, u.id)  -- where it is counted
        LEFT JOIN organisation_placement p ON p.unit_id = u.id AND p.tree_id = d.tree AND p.ended_on IS NULL
        LEFT JOIN LATERAL (SELECT s.round, s.rank, s.said_at FROM cascade_standing s
                           WHERE s.cell = l.cell AND s.dispatch_id = d.id AND s.subject_id = c.subject_id
                           ORDER BY s.asked DESC LIMIT 1) t ON true
        CROSS JOIN LATERAL (SELECT least(greatest(c.tapped_at, d.issued_at, %(first_pull)s::timestamptz),
                                         %(at)s::timestamptz) AS counted_at) w
    ),
    appended AS ({append_sql("(SELECT * FROM judged WHERE refusal = '')")})
    SELECT place, refusal FROM judged
"""
"""Judges what one person says, in the order in which the errors are told, and appends what stands.

Returns (place, code of the refusal or nothing) for each command that fits a dispatch, an appointment of the person
and its subject; the others are missing, and are not addressed. It reads no table under row-level security: the
person's appointments come by a function of the database (migration 0004).
"""
